"""The ingester: takes readings from the broker for ever, and acknowledges what is on the disk."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict
from threading import Thread
from typing import TYPE_CHECKING

from django.conf import settings

from fahsai.gateways import delivery
from fahsai.gateways.mqtt.client import Client
from fahsai.gateways.mqtt.subscription import Subscription, lasting_client_id
from fahsai.gateways.mqtt.thinned import Thinned
from fahsai.services.broker_access import broker_in_use
from fahsai.services.intake import Intake
from fahsai.services.metering.standing import say
from fahsai.services.readings_store import Unavailable, readings_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    from fahsai.gateways.mqtt.address import Broker

LOG = logging.getLogger("fahsai.intake")

INGESTER = "ingester"
"""The process among those that say how they stand."""

SAYING = 5.0
"""How often it does [s]."""

LOGGING = 60.0
"""How often the log says how much was taken [s]."""

WAITING = 1.0
"""How long to wait for a broker of our own that is not started yet [s]."""


def ingest(stop: Event) -> None:
    """Take readings until told to stop; where no broker is used there is nothing to do."""
    broker = _broker(stop)
    if broker is None:
        return
    intake = Intake(readings_store())

    def deliver(messages: Sequence[delivery.Message]) -> None:
        try:
            intake.deliver(messages)
        except Unavailable as error:
            raise delivery.Unavailable(str(error), retry=error.retry) from error

    def set_aside(message: delivery.Message, why: str) -> None:
        try:
            intake.set_aside([message], why)
        except Unavailable as error:
            raise delivery.Unavailable(str(error), retry=error.retry) from error

    name = lasting_client_id(settings.FAHSAI.home / "broker" / "client")
    client = Client(broker, Subscription(name), set_aside, Thinned())
    Thread(target=_keep_saying, args=(client, broker, intake, stop), daemon=True).start()
    said = {"event": "intake_began", "broker": str(broker)}
    LOG.info("readings are taken from a broker", extra=said)
    client.run(deliver, stop)


def _broker(stop: Event) -> Broker | None:
    """The broker; one of our own may have to start first."""
    while (found := broker_in_use()) is None and settings.FAHSAI.mqtt.use == "embedded":
        if stop.wait(WAITING):
            return None
    return found


def _keep_saying(client: Client, broker: Broker, intake: Intake, stop: Event) -> None:
    """Say how the ingester stands, and what it took in the log, as long as it took any."""
    before, logged = intake.so_far, time.monotonic()
    while True:
        say(INGESTER, broker=str(broker), **asdict(client.counts))
        now = intake.so_far
        if now != before and time.monotonic() - logged >= LOGGING:
            said = {"event": "readings_taken", **now.since(before)}
            LOG.info("readings were taken", extra=said)
            before, logged = now, time.monotonic()
        if stop.wait(SAYING):
            return
