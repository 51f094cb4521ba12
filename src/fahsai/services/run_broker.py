"""The broker of this installation: started, told of meters that come and go, started again."""

from __future__ import annotations

import logging
import socket
import time
from typing import TYPE_CHECKING

from django.conf import settings

from fahsai.gateways.mqtt.broker import Listener, broker_plan, mosquitto_conf
from fahsai.gateways.mqtt.credentials import write_files
from fahsai.gateways.mqtt.embedded import EmbeddedBroker, NoBrokerError, end_orphan, keep
from fahsai.gateways.mqtt.entered import Entered
from fahsai.gateways.mqtt.thinned import Thinned
from fahsai.services.broker_access import BROKER, INTAKE, broker_accounts
from fahsai.services.metering.standing import say
from fahsai.services.metering.uses import NOTED_EVERY, Uses
from fahsai.services.readings_store import Unavailable, readings_store

if TYPE_CHECKING:
    from pathlib import Path
    from threading import Event

    from fahsai.gateways.mqtt.broker import BrokerPlan
    from fahsai.gateways.mqtt.credentials import Account

LOG = logging.getLogger("fahsai.intake")

PAUSE = 5.0
"""Before the store of readings is asked again [s]."""


INNER_PORT = 18830
"""Where our own processes reach a broker that devices of other machines reach elsewhere."""

PORTS = 20
"""How many ports are tried from the one that was chosen on."""


def plan_of_settings() -> BrokerPlan:
    """What the broker must hold, by the rate and the outage of the settings."""
    return broker_plan(settings.FAHSAI.mqtt_rate, settings.FAHSAI.mqtt_outage)


def keep_broker(stop: Event) -> None:
    """Run the broker until told to stop; it is started again when it dies.

    Meters that come and go are let in and out within a second.
    """
    chosen, home = settings.FAHSAI.mqtt, settings.FAHSAI.home
    end_orphan(home)
    outer = _outer()
    port = _free_port(chosen.port if outer is None else INNER_PORT)
    if outer is None and port != chosen.port:
        said = {"event": "port_taken", "wanted": chosen.port, "port": port}
        LOG.warning("the port is taken: the broker listens on another", extra=said)
    users = _Users()
    broker = EmbeddedBroker(home, users.now(stop), port, plan_of_settings(), outer=outer)
    devices = port if outer is None else outer.port

    watch = _Watch(broker.log)

    def changed() -> list[Account] | None:
        watch.look(users.names)
        say(BROKER, kind=broker.kind.value, host=chosen.host, port=devices, inner_port=port)
        return users.changed()

    keep(broker, changed, stop, Thinned())


def _outer() -> Listener | None:
    """Where devices of other machines reach the broker; None where it is of this machine alone."""
    chosen = settings.FAHSAI.mqtt
    if not chosen.tls and chosen.host in {"127.0.0.1", "::1", "localhost"}:
        return None
    return Listener(chosen.port, chosen.host, chosen.certificate, chosen.key, chosen.ca)


class _Watch:
    """Notes whose tokens are in use: when somebody enters, and while somebody stays."""

    def __init__(self, log: Path) -> None:
        self._entered, self._uses = Entered(log), Uses(readings_store())
        self._next = 0.0

    def look(self, users: frozenset[str]) -> None:
        """Look what the log says by now of those who may enter."""
        in_use = self._entered.look()
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + NOTED_EVERY / 5
            in_use |= self._entered.connected
        for user in (in_use & users) - {INTAKE}:
            self._uses.note(user)


class _Users:
    """The users of the broker, read again when the meters changed."""

    def __init__(self) -> None:
        self._version = -1
        self.names: frozenset[str] = frozenset()

    def now(self, stop: Event) -> list[Account]:
        """All of them; where the store is away it is waited for."""
        while not stop.is_set():
            try:
                self._version = readings_store().registry.version()
                return self._known(broker_accounts())
            except Unavailable as error:
                said = {"event": "meters_unread", "why": str(error)}
                LOG.warning("the meters cannot be read now", extra=said)
                stop.wait(PAUSE)
        return []

    def changed(self) -> list[Account] | None:
        """All of them where any changed since the last time; None otherwise."""
        try:
            version = readings_store().registry.version()
            if version == self._version:
                return None
            accounts = broker_accounts()
        except Unavailable:
            return None
        self._version = version
        return self._known(accounts)

    def _known(self, accounts: list[Account]) -> list[Account]:
        self.names = frozenset(one.name for one in accounts)
        return accounts


def write_broker_files(folder: Path) -> list[Path]:
    """Write what a Mosquitto of one's own needs: its configuration, passwords and access.

    Raises:
        Unavailable: the meters cannot be read now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    passwords, access, conf = (folder / name for name in ("passwords", "acl", "mosquitto.conf"))
    write_files(broker_accounts(), passwords, access)
    chosen = settings.FAHSAI.mqtt
    listeners = [Listener(chosen.port, chosen.host, chosen.certificate, chosen.key)]
    text = mosquitto_conf(plan_of_settings(), listeners, folder, passwords, access)
    conf.write_text(text, "utf-8")
    return [conf, passwords, access]


def _free_port(chosen: int) -> int:
    """The chosen port, or the next that nobody listens on: a Mosquitto may run here already."""
    for port in range(chosen, chosen + PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise NoBrokerError(f"no port from {chosen} to {chosen + PORTS - 1} is free")
