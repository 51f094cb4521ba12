"""Who may enter the broker: meters and gateways by their tokens, and the program itself."""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings

from fahsai.core.metering.topic import every_meter_of, topic_of
from fahsai.gateways.mqtt.address import LEVEL, OLD_LEVEL, Broker, Tls
from fahsai.gateways.mqtt.credentials import (
    Account,
    device_account,
    intake_account,
    password_hash,
    usable,
)
from fahsai.gateways.mqtt.embedded import BrokerKind
from fahsai.services.metering.standing import said
from fahsai.services.readings_store import readings_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fahsai.readings.values import RegisteredGateway, RegisteredMeter, TokenGrant

LOG = logging.getLogger("fahsai.intake")

INTAKE = "fahsai-intake"
"""The program's own name at a broker of its own."""

BROKER = "broker"
"""The process that keeps the broker, among those that say how they stand."""


def intake_password() -> str:
    """The program's own password at a broker of its own: made of the installation's secret."""
    secret: str = settings.FAHSAI.secret_key
    return hmac.new(secret.encode(), b"fahsai broker intake", "sha256").hexdigest()


def broker_accounts() -> list[Account]:
    """Every account of the broker as of now.

    One that the broker's files cannot hold is left out and logged: all others work without it.

    Raises:
        Unavailable: the registry cannot be read now.
    """
    registry = readings_store().registry
    meters = registry.all()
    ours = intake_account(INTAKE, password_hash(intake_password()))
    found, left_out = usable(
        [ours, *_of_meters(meters), *_of_gateways(registry.gateways(), meters)]
    )
    for one in left_out:
        told = {"event": "account_unusable", "user": one.name}
        LOG.error("a user of the broker cannot be let in: its name does not fit", extra=told)
    return found


def _of_meters(meters: Iterable[RegisteredMeter]) -> Iterator[Account]:
    """One account a token: it writes its meter's readings, and hears that they are stored."""
    for one in meters:
        topic = topic_of(one.organisation_code, one.meter.code)
        for grant in one.tokens:
            yield _account(grant, topic)


def _of_gateways(
    gateways: Iterable[RegisteredGateway], meters: Iterable[RegisteredMeter]
) -> Iterator[Account]:
    """One account a gateway: it does so for each of its meters, or by one pattern for all."""
    known = {(one.organisation_code, one.meter.code) for one in meters}
    for one in gateways:
        code = one.organisation_code
        if one.meters is None:
            yield _account(one.grant, every_meter_of(code))
        else:
            mine = (each for each in one.meters if (code, each) in known)
            yield _account(one.grant, *(topic_of(code, each) for each in mine))


def _account(grant: TokenGrant, *topics: str) -> Account:
    return device_account(grant.mqtt_user, grant.mqtt_hash, *topics)


def broker_in_use() -> Broker | None:
    """The broker that readings come from; None where none is used, or ours is not started yet."""
    chosen = settings.FAHSAI.mqtt
    if chosen.use == "off":
        return None
    tls = Tls(chosen.ca, chosen.certificate, chosen.key) if chosen.tls else None
    if chosen.use == "external":
        return Broker(chosen.host, chosen.port, chosen.user or None, chosen.password or None, tls)
    standing = said(BROKER)
    if standing is None:
        return None
    return _inner(standing, INTAKE, intake_password())


def own_broker() -> Broker:
    """Where devices of this machine send to: the broker in use, without anybody's name."""
    chosen = settings.FAHSAI.mqtt
    standing = said(BROKER)
    if chosen.use == "embedded":
        return Broker("127.0.0.1", chosen.port) if standing is None else _inner(standing)
    tls = Tls(chosen.ca) if chosen.tls else None
    return Broker(chosen.host, chosen.port, tls=tls)


def _inner(
    standing: Mapping[str, Any], user: str | None = None, password: str | None = None
) -> Broker:
    """Our own broker, from this machine; without Mosquitto it speaks MQTT 3.1.1 only."""
    level = LEVEL if standing["kind"] == BrokerKind.MOSQUITTO else OLD_LEVEL
    return Broker("127.0.0.1", int(standing["inner_port"]), user, password, level=level)
