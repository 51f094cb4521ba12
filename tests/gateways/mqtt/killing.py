"""Intakes that are killed, and devices that go on meanwhile."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from tests.gateways.mqtt.mosquitto import METERS, OTHER
from tests.gateways.mqtt.sink import FIRST
from tests.gateways.mqtt.talking import Device

from fahsai.core.metering.topic import topic_of

if TYPE_CHECKING:
    from tests.gateways.mqtt.mosquitto import Mosquitto

PROGRAM = Path(__file__).with_name("ingester.py")


def ingester(port: int, sink: Path, dies_after: int = 0) -> subprocess.Popen[bytes]:
    """An intake as a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(port), str(sink)],
        env={**os.environ, "DIE_AFTER_COMMITS": str(dies_after)},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def message(number: int) -> tuple[str, bytes]:
    """The reading of a number: each is another time."""
    payload = b'{"t":%d,"seq":%d,"kwh":1}' % (FIRST + number, number)
    return topic_of(OTHER, METERS[number % 3]), payload


class Load(Thread):
    """A gateway that publishes numbered readings, out of order and one in ten twice.

    It ends after ``count`` of them, or when it is told to; ``sent`` are the numbers it had taken.
    """

    def __init__(self, broker: Mosquitto, count: int = 1_000_000, pause: float = 0.0) -> None:
        super().__init__()
        self._device, self._count, self._pause = Device(broker.gateway(), "load"), count, pause
        self.over = Event()
        self.sent, self.refused = 0, 0

    def run(self) -> None:
        draw = random.Random(5)  # noqa: S311 - no secret
        while self.sent < self._count and not self.over.is_set():
            numbers = list(range(self.sent, min(self.sent + 200, self._count)))
            again = draw.sample(range(numbers[-1] + 1), min(20, numbers[-1] + 1))
            mixed = draw.sample(numbers + again, len(numbers) + len(again))
            for topic in {message(number)[0] for number in mixed}:
                bodies = [body for name, body in map(message, mixed) if name == topic]
                codes = self._device.publish_all(topic, bodies)
                self.refused += sum(code != 0 for code in codes)
            self.sent += len(numbers)
            time.sleep(self._pause)
        self._device.close()


def killed_at_random(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Kill it after a while, unless it has killed itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    assert process.wait() == -signal.SIGKILL
