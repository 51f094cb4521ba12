"""A broker that comes with the program: Mosquitto where it is installed, amqtt for trying out.

It listens on this machine; devices of other machines reach it where it is given an outer listener,
which has TLS.  Its files stand under ``FAHSAI_HOME/broker``.  It is a process of its own, started
again by :func:`keep` when it dies, and ended with whoever keeps it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from fahsai.gateways.mqtt.address import LEVEL, OLD_LEVEL, PORT, Broker
from fahsai.gateways.mqtt.broker import BrokerPlan, Listener, broker_plan, mosquitto_conf
from fahsai.gateways.mqtt.credentials import write_files
from fahsai.gateways.mqtt.happening import Happening, HappeningKind, log
from fahsai.gateways.mqtt.waiting import Backoff

if TYPE_CHECKING:
    from collections.abc import Iterable
    from threading import Event

    from fahsai.gateways.mqtt.credentials import Account
    from fahsai.gateways.mqtt.happening import Tell

HOST = "127.0.0.1"
PATIENCE = 20.0
"""How long a broker may take to listen, and to end [s]."""
PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", "/usr/local/opt/mosquitto/sbin")
"""Where servers stand that are not in everybody's PATH."""
LOOK = 1.0
"""How often it is looked at, and its users for changes [s]."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
LARGEST_LOG = 10 << 20
"""[bytes]; an older log is kept beside."""


class BrokerKind(StrEnum):
    """Which broker it is."""

    MOSQUITTO = "mosquitto"
    AMQTT = "amqtt"


class NoBrokerError(RuntimeError):
    """The broker does not run; the message is the last of what it said."""


def mosquitto() -> str | None:
    """Where Mosquitto is installed; None where it is not."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *PLACES])
    return shutil.which("mosquitto", path=path)


class EmbeddedBroker:
    """A broker beside our own processes.

    ``port`` is of this machine alone, for our own processes; ``outer`` is where devices of other
    machines reach it, which only Mosquitto can.  ``kind`` is for tests; without it Mosquitto is
    taken where it is installed.
    """

    def __init__(
        self,
        home: Path,
        accounts: Iterable[Account],
        port: int = PORT,
        plan: BrokerPlan | None = None,
        kind: BrokerKind | None = None,
        outer: Listener | None = None,
    ) -> None:
        self._outer = outer
        self._folder, self._port, self._plan = home / "broker", port, plan or broker_plan()
        self._accounts = tuple(accounts)
        found = mosquitto()
        self.kind = kind or (BrokerKind.AMQTT if found is None else BrokerKind.MOSQUITTO)
        self._program = found or "mosquitto"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def conf(self) -> Path:
        """The configuration that it runs by."""
        return self._folder / "mosquitto.conf"

    @property
    def log(self) -> Path:
        """Where it says who enters, and what goes wrong."""
        return self._folder / "log"

    @property
    def _files(self) -> tuple[Path, Path]:
        return self._folder / "passwords", self._folder / "acl"

    def address(self, user: str, password: str) -> Broker:
        """How a user enters it."""
        level = LEVEL if self.kind is BrokerKind.MOSQUITTO else OLD_LEVEL
        return Broker(HOST, self._port, user, password, level=level)

    def start(self) -> None:
        """Start it and wait until it listens.

        Raises:
            NoBrokerError: it ended at once or never listened; the port may be taken.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        end_orphan(self._folder.parent)
        if self._outer is not None and self.kind is BrokerKind.AMQTT:
            raise NoBrokerError("devices of other machines need Mosquitto, which is not installed")
        if _listens(self._port):
            raise NoBrokerError(f"{HOST}:{self._port} is taken by another program")
        write_files(self._accounts, *self._files)
        listeners = [Listener(self._port, HOST), *([self._outer] if self._outer else [])]
        text = mosquitto_conf(self._plan, listeners, self._folder, *self._files)
        self.conf.write_text(text, "utf-8")
        self._turn_log()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        (self._folder / "pid").write_text(str(self._process.pid), "ascii")
        end = time.monotonic() + PATIENCE
        while not _listens(self._port):
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise NoBrokerError(self.last_words())
            time.sleep(0.02)

    def _command(self) -> list[str]:
        if self.kind is BrokerKind.MOSQUITTO:
            return [self._program, "-c", str(self.conf)]
        files = [str(path) for path in self._files]
        program = (
            "import sys; from fahsai.gateways.mqtt.amqtt_broker import main; main(*sys.argv[1:])"
        )
        return [sys.executable, "-c", program, str(self._port), *files]

    def _turn_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_name("log.old"))

    def last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return " · ".join(lines[-3:]) or "it said nothing"

    def reload(self, accounts: Iterable[Account]) -> None:
        """Let other users in, and those who are not among them no more."""
        self._accounts = tuple(accounts)
        write_files(self._accounts, *self._files)
        if self.runs():
            self._running().send_signal(signal.SIGHUP)

    def runs(self) -> bool:
        """Whether it is running."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Let it save what it holds, and end; kill it where it does not."""
        if not self.runs():
            return
        self._running().terminate()
        try:
            self._running().wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._running().kill()
            self._running().wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise NoBrokerError("it was never started")
        return self._process


def end_orphan(home: Path) -> None:
    """End the broker of a program that was killed: it would keep its port."""
    folder = home / "broker"
    try:
        number = int((folder / "pid").read_text("ascii"))
        command = Path(f"/proc/{number}/cmdline").read_bytes()
    except (OSError, ValueError):
        return
    if os.fsencode(folder) not in command:
        return
    os.kill(number, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while Path(f"/proc/{number}/cmdline").exists() and time.monotonic() < end:
        if not Path(f"/proc/{number}/cmdline").read_bytes():  # it has ended and waits to be buried
            return
        time.sleep(0.02)


Changed = Callable[[], "Iterable[Account] | None"]
"""The users of the broker when they have changed since the last call; else None."""


def keep(broker: EmbeddedBroker, changed: Changed, stop: Event, tell: Tell = log) -> None:
    """Keep a broker running, and its users in step, until told to stop.

    It is started again where it died, after ever longer pauses.
    """
    pauses = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
    try:
        while not stop.is_set():
            try:
                broker.start()
                _watch(broker, changed, stop)
                why = broker.last_words()
            except NoBrokerError as error:
                why = str(error)
            if stop.is_set():
                return
            tell(Happening(HappeningKind.BROKER_ENDED, {"why": why}))
            pauses.wait(stop)
    finally:
        broker.stop()


def _watch(broker: EmbeddedBroker, changed: Changed, stop: Event) -> None:
    """Until it dies or all ends."""
    while broker.runs() and not stop.wait(LOOK):
        accounts = changed()
        if accounts is not None:
            broker.reload(accounts)


def _listens(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(1.0)
        return sock.connect_ex((HOST, port)) == 0
