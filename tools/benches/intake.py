"""Messages a second from a broker to the disk, against clients that only receive."""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import mqtt5
from tools.benches.intake_child import CLIENT, PASSWORD, RECEIVE_MAX, USER
from tools.benches.timing import say

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.credentials import gateway_account, intake_account, password_hash
from fahsai.gateways.mqtt.embedded import BrokerKind, EmbeddedBroker, mosquitto
from fahsai.gateways.mqtt.link import Entering, connect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.gateways.mqtt.address import Broker

CHILD = Path(__file__).with_name("intake_child.py")
MESSAGES, SLOW_MESSAGES, FULL_MESSAGES = 100_000, 10_000, 10_000
READINGS = 100
ROUNDS = 3
METERS = 1000
GOAL_SUB, GOAL_AIOMQTT, GOAL_READINGS = 0.8, 5.0, 400_000
TOKEN = "a token"  # noqa: S105 - of a broker that lives for a minute


class Run(NamedTuple):
    """What one client took: messages, seconds, and seconds of its processor."""

    messages: int
    seconds: float
    processor: float

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds


def bench_intake(deliver: str = "") -> None:
    """Print how fast the intake is; ``deliver`` names the ``module:function`` of the real one.

    Each client in turn finds the same messages waiting in its session of one Mosquitto.
    """
    if mosquitto() is None or shutil.which("mosquitto_sub") is None:
        say("intake: Mosquitto and its clients are not installed")
        return
    with tempfile.TemporaryDirectory(prefix="fahsai-intake-") as home:
        broker = _broker(Path(home))
        try:
            _measure(broker, Path(home), deliver)
        finally:
            broker.stop()


def _broker(home: Path) -> EmbeddedBroker:
    accounts = [
        intake_account(USER, password_hash(PASSWORD)),
        gateway_account("bench", "load", password_hash(TOKEN)),
    ]
    broker = EmbeddedBroker(home, accounts, _free_port(), kind=BrokerKind.MOSQUITTO)
    broker.start()
    return broker


def _free_port() -> int:
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _measure(broker: EmbeddedBroker, home: Path, deliver: str) -> None:
    runs: dict[str, list[Run]] = {"ours": [], "mosquitto_sub": [], "aiomqtt": []}
    for _ in range(ROUNDS):
        for name, count in (("ours", MESSAGES), ("mosquitto_sub", MESSAGES), ("aiomqtt", 0)):
            fill(broker, count or SLOW_MESSAGES, 1)
            runs[name].append(_taken(name, broker, home, count or SLOW_MESSAGES, deliver))
    rates = {name: statistics.median(one.rate for one in found) for name, found in runs.items()}
    for name, rate in rates.items():
        say(f"{name}: {rate:,.0f} messages/s (median of {ROUNDS})")
    _against(
        "mosquitto_sub, which stores nothing", rates["ours"] / rates["mosquitto_sub"], GOAL_SUB
    )
    _against("aiomqtt, which stores nothing", rates["ours"] / rates["aiomqtt"], GOAL_AIOMQTT)
    full = []
    for _ in range(ROUNDS):
        fill(broker, FULL_MESSAGES, READINGS)
        full.append(_taken("ours", broker, home, FULL_MESSAGES, deliver))
    readings = statistics.median(READINGS * one.messages / one.processor for one in full)
    wall = statistics.median(READINGS * one.rate for one in full)
    mark = "" if readings >= GOAL_READINGS else "  <- too slow"
    say(
        f"with {READINGS} readings a message: {readings:,.0f} readings a second of one processor, "
        f"{wall:,.0f} by the clock (goal: {GOAL_READINGS:,}){mark}"
    )


def _against(what: str, ratio: float, goal: float) -> None:
    mark = "" if ratio >= goal else "  <- too slow"
    say(f"durable intake: {ratio:.2f} times {what} (goal: at least {goal}){mark}")


def fill(broker: EmbeddedBroker, count: int, readings: int) -> None:
    """Let messages wait in the session of the intake."""
    intake, _ = connect(broker.address(USER, PASSWORD), Entering(CLIENT, expiry=3600))
    filters = [mqtt5.TopicFilter("fahsai/#", max_qos=mqtt5.QoS.AT_LEAST_ONCE)]
    intake.send(mqtt5.SubscribePacket(1, filters).write())
    while not intake.arrived(1.0):
        pass
    intake.close(politely=True)
    link, _ = connect(broker.address("bench@load", TOKEN), Entering("bench-load"))
    for start in range(0, count, 1000):
        link.send(b"".join(_packet(number, readings) for number in range(start, start + 1000)))
        waiting = 1000
        while waiting:
            waiting -= len(link.arrived(1.0))
    link.close(politely=True)


def _packet(number: int, readings: int) -> bytes:
    one = b'{"t":%d,"seq":%d,"kwh":"%d.125"}'
    bodies = [one % (1767225600 + 60 * place, number, 10**6 + place) for place in range(readings)]
    payload = bodies[0] if readings == 1 else b"[" + b",".join(bodies) + b"]"
    topic = topic_of("bench", f"E{number % METERS:05d}")
    qos = mqtt5.QoS.AT_LEAST_ONCE
    return mqtt5.PublishPacket(topic, payload, qos=qos, packet_id=number % 1000 + 1).write()


def _taken(name: str, broker: EmbeddedBroker, home: Path, count: int, deliver: str) -> Run:
    address = broker.address(USER, PASSWORD)
    if name == "mosquitto_sub":
        return _taken_by_mosquitto_sub(address, count)
    store = home / f"store-{time.monotonic_ns()}"
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, str(CHILD), name, str(address.port), str(count), str(store)]
        + ([deliver] if deliver and name == "ours" else []),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    messages, seconds, processor = done.stdout.split()
    return Run(int(messages), float(seconds), float(processor))


def _taken_by_mosquitto_sub(address: Broker, count: int) -> Run:
    options: Sequence[str] = (
        *("-V", "5", "-h", address.host, "-p", str(address.port), "-u", USER, "-P", PASSWORD),
        *("-i", CLIENT, "-c", "-x", "3600", "-q", "1", "-t", "fahsai/#", "-C", str(count)),
        *("-D", "CONNECT", "receive-maximum", str(RECEIVE_MAX)),
    )
    began = time.perf_counter()
    process = subprocess.Popen(["mosquitto_sub", *options], stdout=subprocess.DEVNULL)  # noqa: S603, S607
    process.wait()
    seconds = time.perf_counter() - began
    if process.returncode not in (0, -signal.SIGTERM):
        raise RuntimeError(f"mosquitto_sub ended with {process.returncode}")
    return Run(count, seconds, 0.0)
