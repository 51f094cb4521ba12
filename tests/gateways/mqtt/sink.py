"""Where the tests' intake stores: the program's own intake over a readings store."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.meter import Meter, MeterKind
from fahsai.readings.store import ReadingsStore
from fahsai.readings.values import RegisteredMeter
from fahsai.services.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fahsai.gateways.delivery import Message

FIRST = 1_767_225_600
"""The time of the reading number 0 [unix s]; each number is a second later."""


class Sink:
    """Keeps each reading once, and counts what came again."""

    def __init__(self, path: Path, organisation: str = "", meters: Iterable[str] = ()) -> None:
        """The store of a folder; whoever makes it first says which meters there are."""
        self._store = ReadingsStore.open(path)
        self._store.registry.put_all([self._known(organisation, code) for code in meters])
        self._intake = Intake(self._store)

    def _known(self, organisation: str, code: str) -> RegisteredMeter:
        key = uuid5(NAMESPACE_URL, code)
        number = self._store.registry.numbers(key, ["kwh"])["kwh"]
        channel = Channel(number, "kwh", Measure.REGISTER, "kWh")
        meter = Meter(key, UUID(int=1), code, MeterKind.ELECTRICITY, code, (channel,))
        return RegisteredMeter(meter, organisation, ())

    def store(self, messages: Sequence[Message]) -> None:
        """One durable commit."""
        found = self._intake.deliver(messages)
        if found.refused:
            raise RuntimeError(str(found.refused[0]))

    def _channels(self) -> list[int]:
        return [one.meter.channels[0].number for one in self._store.registry.all()]

    def numbers(self) -> set[int]:
        """What is stored, by its time."""
        rows = self._store.readings(self._channels(), 0, 2**40)
        return {at - FIRST for at in rows["ts"].to_pylist()}

    def count(self) -> int:
        """How many readings are stored."""
        return sum(self._store.counts(self._channels()).values())

    def doubles(self) -> int:
        """How many came more than once."""
        return sum(one.messages for one in self._store.counted()) - self.count()

    def keep(self) -> None:
        """Bring all that arrived into the table."""
        while self._store.compact().batches:
            pass

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()
