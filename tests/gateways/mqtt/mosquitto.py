"""A real Mosquitto on a free port of this machine, with our configuration and our files."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.address import Broker, Tls
from fahsai.gateways.mqtt.broker import Listener, broker_plan, mosquitto_conf
from fahsai.gateways.mqtt.credentials import (
    Account,
    device_account,
    gateway_account,
    intake_account,
    password_hash,
    user_of,
    write_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fahsai.gateways.mqtt.broker import BrokerPlan

PATIENCE = 20.0
INTAKE, INTAKE_PASSWORD = "intake", "the intake's own token"
TOKEN = "fahsaim_a-token"
ORGANISATION, OTHER = "อบต.", "TCFO-012"
METERS = ("E01", "E02", "W01")


def until(what: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something is so."""
    end = time.monotonic() + patience
    while not what():
        if time.monotonic() > end:
            raise AssertionError("it never came")
        time.sleep(0.01)


def a_free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def everybody() -> list[Account]:
    """The intake, a gateway of one organisation, and meters of two."""
    token = password_hash(TOKEN)
    meters = [
        device_account(user_of(one, meter), token, topic_of(one, meter))
        for one in (ORGANISATION, OTHER)
        for meter in METERS
    ]
    gateways = [gateway_account(one, "hall", token) for one in (ORGANISATION, OTHER)]
    return [intake_account(INTAKE, password_hash(INTAKE_PASSWORD)), *gateways, *meters]


class Mosquitto:
    """The broker, which can be killed and started again."""

    def __init__(
        self,
        folder: Path,
        accounts: Sequence[Account] = (),
        tls: Listener | None = None,
        plan: BrokerPlan | None = None,
    ) -> None:
        if shutil.which("mosquitto") is None:
            pytest.skip("Mosquitto is not installed")
        folder.mkdir(exist_ok=True)
        self.folder, self.port = folder, a_free_port()
        self.passwords, self.acl = folder / "passwords", folder / "acl"
        self.tls = tls
        write_files(accounts or everybody(), self.passwords, self.acl)
        listeners = [Listener(self.port), *([] if tls is None else [tls])]
        conf = mosquitto_conf(plan or broker_plan(), listeners, folder, self.passwords, self.acl)
        (folder / "mosquitto.conf").write_text(conf, "utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["mosquitto", "-c", str(self.folder / "mosquitto.conf")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until(self._answers)

    def _answers(self) -> bool:
        with socket.socket() as sock:
            return sock.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)

    def intake(self) -> Broker:
        return Broker("127.0.0.1", self.port, INTAKE, INTAKE_PASSWORD)

    def meter(self, organisation: str, meter: str, password: str = TOKEN) -> Broker:
        return Broker("127.0.0.1", self.port, user_of(organisation, meter), password)

    def gateway(self, organisation: str = OTHER, name: str = "hall") -> Broker:
        account = gateway_account(organisation, name, "")
        return Broker("127.0.0.1", self.port, account.name, TOKEN)

    def by_tls(self, tls: Tls) -> Broker:
        assert self.tls is not None
        return Broker("localhost", self.tls.port, INTAKE, INTAKE_PASSWORD, tls)
