"""A registry of the intake for tests of the records: it remembers, and can be out of order."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from fahsai.services import intake_registry
from fahsai.services.intake_registry import IntakeUnavailableError, use_registry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from fahsai.readings.values import RegisteredGateway, RegisteredMeter


class Remembering:
    """Channel numbers and meters in memory; ``down`` refuses everything."""

    def __init__(self) -> None:
        self.down = False
        self.meters: dict[UUID, RegisteredMeter] = {}
        self.taken: dict[tuple[UUID, str], int] = {}
        self.puts = 0
        self.known_gateways: list[RegisteredGateway] = []
        self.last_used: dict[str, int] = {}

    def numbers(self, meter_id: UUID, names: Sequence[str]) -> Mapping[str, int]:
        """As the protocol says."""
        self._work()
        return {
            name: self.taken.setdefault((meter_id, name), len(self.taken) + 1) for name in names
        }

    def put(self, meters: Iterable[RegisteredMeter]) -> None:
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

    def put_gateways(self, organisation_code: str, gateways: Iterable[RegisteredGateway]) -> None:
        """As the protocol says."""
        self._work()
        others = [one for one in self.known_gateways if one.organisation_code != organisation_code]
        self.known_gateways = [*others, *gateways]

    def gateways(self) -> Sequence[RegisteredGateway]:
        """As the protocol says."""
        self._work()
        return tuple(self.known_gateways)

    def used(self, users: Collection[str]) -> Mapping[str, int]:
        """As the protocol says."""
        self._work()
        return {user: self.last_used[user] for user in users if user in self.last_used}

    def opens(self, secret: str) -> str | None:
        """The user whose token this is, as the intake would let it in."""
        wanted = sha256(secret.encode()).hexdigest()
        of_meters = [grant for one in self.meters.values() for grant in one.tokens]
        of_gateways = [one.grant for one in self.known_gateways]
        found = (one.mqtt_user for one in (*of_meters, *of_gateways) if one.token_sha256 == wanted)
        return next(found, None)

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
