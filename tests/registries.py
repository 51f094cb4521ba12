"""A registry of the intake for tests of the records: it remembers, and can be out of order."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from fahsai.services import intake_registry
from fahsai.services.intake_registry import IntakeUnavailableError, KnownMeter, use_registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from uuid import UUID


class Remembering:
    """Channel numbers and meters in memory; ``down`` refuses everything."""

    def __init__(self) -> None:
        self.down = False
        self.meters: dict[UUID, KnownMeter] = {}
        self.taken: dict[tuple[UUID, str], int] = {}
        self.puts = 0

    def numbers(self, meter_id: UUID, names: Sequence[str]) -> Mapping[str, int]:
        """As the protocol says."""
        self._work()
        return {
            name: self.taken.setdefault((meter_id, name), len(self.taken) + 1) for name in names
        }

    def put(self, meters: Iterable[KnownMeter]) -> None:
        """As the protocol says."""
        self._work()
        self.puts += 1
        self.meters.update({one.meter.id: one for one in meters})

    def known(self) -> frozenset[UUID]:
        """As the protocol says."""
        self._work()
        return frozenset(self.meters)

    def remove(self, meters: Iterable[UUID]) -> None:
        """As the protocol says."""
        self._work()
        for one in meters:
            self.meters.pop(one, None)

    def _work(self) -> None:
        if self.down:
            raise IntakeUnavailableError("disk full")


@contextmanager
def remembering() -> Iterator[Remembering]:
    """A registry of its own for as long as the block lasts."""
    before = list(intake_registry._open)
    registry = Remembering()
    use_registry(lambda: registry)
    try:
        yield registry
    finally:
        intake_registry._open[:] = before
