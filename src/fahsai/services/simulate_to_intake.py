"""Sending the readings of made-up meters to the intake of this installation."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings

from fahsai.gateways.mqtt.address import broker_of
from fahsai.gateways.post_readings import Poster, UnreachableError
from fahsai.reference.load_simulation import site
from fahsai.services.broker_access import own_broker
from fahsai.services.own_address import own_address
from fahsai.services.simulate import Sending
from fahsai.services.simulating.by_mqtt import MqttSender
from fahsai.services.simulating.fleet import Fleet, Run, enrol
from fahsai.services.simulating.sending import HttpSender

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.services.simulate import Asked, Sender

__all__ = ["Fleet", "UnreachableError", "by_http", "by_mqtt", "to_intake"]

LEARNS = 2.0
"""So long our own broker takes to learn of new tokens [s]."""

FOLDER = "simulated"
"""Where in the home directory messages wait that are not stored yet."""


@contextmanager
def to_intake(
    actor: Actor,
    organisation: Organisation,
    asked: Asked,
    opened: Callable[[Fleet], Sender],
) -> Iterator[tuple[Sending | None, tuple[Finding, ...]]]:
    """Make the meters where they are absent and send for them; they have tokens meanwhile.

    Args:
        actor: who simulates.
        organisation: whose meters they are; ``asked`` names the same one.
        asked: what is to be simulated.
        opened: the way, such as :func:`by_http`.

    Yields:
        What is to be run, whose sender is closed and whose tokens end with the block; or None with
        ``simulate.meter_other``, ``simulate.other_run`` or what stands against adding a meter.

    Raises:
        NotFoundError, ForbiddenError: what measures is not this actor's to settle.
    """
    meters = site(asked.seed, asked.place)
    fleet, said = enrol(actor, organisation.id, meters, Run(asked.seed, asked.plan))
    if fleet is None:
        yield None, said
        return
    channels = {one.code: one.main for one in meters}
    try:
        sender = opened(fleet)
        sending = Sending(
            asked, sender, lambda code, one: fleet.exchanged(code, one, channels[code])
        )
        yield sending, said
    finally:
        fleet.end()


def by_http(url: str | None) -> Callable[[Fleet], Sender]:
    """Over HTTP, to an address or to this machine's own server.

    Raises:
        ValueError: it is no address.
    """
    poster = Poster(url or own_server())

    def opened(fleet: Fleet) -> Sender:
        return HttpSender(poster, {code: one.secret for code, one in fleet.access.items()})

    return opened


def by_mqtt(
    url: str | None, organisation: str, say: Callable[[str, Mapping[str, str]], None]
) -> Callable[[Fleet], Sender]:
    """By MQTT, to the broker of an address or of this machine.

    What is not stored when the simulation is broken off waits in the home directory.  ``say`` is
    told what keeps the meters out, once for all of them: its name and its data.

    Raises:
        ValueError: it is no address.
    """
    broker = own_broker() if url is None else broker_of(url)
    folder = settings.FAHSAI.home / FOLDER / quote(organisation, safe="")

    def opened(fleet: Fleet) -> Sender:
        if url is None:
            time.sleep(LEARNS)
        return MqttSender(
            broker, fleet.access, folder, tell=lambda one: say(one.kind.value, one.data)
        )

    return opened


def own_server() -> str:
    """Where this machine's own server takes readings."""
    host, port = own_address()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/api/v1/readings"
