"""What the broker of this installation can bear, for `fahsai check`."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings

from fahsai.gateways.mqtt.broker import limits_of, tolerated_outage
from fahsai.gateways.mqtt.embedded import mosquitto
from fahsai.services.broker_access import BROKER
from fahsai.services.metering.standing import said
from fahsai.services.run_broker import plan_of_settings


class BrokerFacts(NamedTuple):
    """A broker of our own: which it is, and how long it keeps messages for us.

    ``queued`` [messages], ``memory`` [bytes] when all of them are there and usual, ``most_memory``
    whatever they are, ``largest`` payload [bytes], ``outage`` [s] at ``rate`` [messages a second];
    ``written`` tells that the limits are those of its configuration file.
    """

    kind: str
    port: int
    queued: int
    memory: int
    most_memory: int
    largest: int
    rate: int
    outage: float
    written: bool


def broker_facts() -> BrokerFacts | None:
    """What our own broker bears; None where another is used, or none."""
    chosen = settings.FAHSAI
    if chosen.mqtt.use != "embedded":
        return None
    plan = plan_of_settings()
    conf = chosen.home / "broker" / "mosquitto.conf"
    queued: int | None = plan.queued
    outage = plan.queued / chosen.mqtt_rate
    if conf.exists():
        limits = limits_of(conf.read_text("utf-8"))
        queued, outage = limits.queued, tolerated_outage(limits, chosen.mqtt_rate)
    standing = said(BROKER)
    return BrokerFacts(
        "Mosquitto" if mosquitto() else "amqtt",
        chosen.mqtt.port if standing is None else int(standing["port"]),
        0 if queued is None else queued,
        plan.memory,
        plan.most_memory,
        plan.largest_payload,
        chosen.mqtt_rate,
        outage,
        conf.exists(),
    )
