"""An organisation that has meters, for the tests of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from tests.services.members import acting, member, office
from tests.web.people import account

from fahsai.core.access.actor import Actor
from fahsai.core.access.roles import Role
from fahsai.core.metering.meter import MeterKind
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.meters import MeterEntry, MeterRecord, add_meter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding

NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)
PUMP = MeterEntry(MeterKind.ELECTRICITY, "โรงสูบน้ำ", serial="EM-1")


class Works(NamedTuple):
    """A town with units D01 > D02, a source S01 of D01, and people."""

    id: UUID
    code: str
    actor: Actor  # its administrator
    collector: Actor  # of D02 alone
    source: UUID
    unit: UUID
    below: UUID

    def of(self, role: Role) -> Actor:
        """Somebody in that role, for the whole organisation."""
        return acting(member(self.id, role))


def works(code: str = "town") -> Works:
    home = office(code)
    collector = acting(member(home.id, Role.COLLECTOR, units=[home.below], name=f"c-{code}"))
    made, said = add_source(
        home.actor, home.id, SourceEntry("electricity.paid", "ไฟฟ้า", unit="D01")
    )
    assert made is not None, said
    return Works(home.id, code, home.actor, collector, made.id, home.unit, home.below)


def meter_of(home: Works, code: str = "E01", entry: MeterEntry = PUMP) -> MeterRecord:
    """A stored meter."""
    made, said = add_meter(home.actor, home.id, code, entry)
    assert made is not None, said
    return made


def codes(said: Iterable[Finding]) -> list[str]:
    return [one.code for one in said]


__all__ = ["NOW", "PUMP", "Works", "account", "codes", "meter_of", "works"]
