"""What the records hold of a source, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from fahsai.records.models import ActivityRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fahsai.core.thai.period import Period


class Amount(NamedTuple):
    """A quantity in a unit (its code)."""

    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class MonthRows:
    """The rows of one month: those that hold, and the newest withdrawn one where none does."""

    current: tuple[ActivityRow, ...] = ()
    tombstone: ActivityRow | None = None

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """What is recorded of the month."""
        return tuple(Amount(row.quantity, row.unit) for row in self.current)

    @property
    def imported(self) -> bool:
        """Whether any of it came from a file."""
        return any(row.file_sha256 for row in self.current)


@dataclass(frozen=True, slots=True)
class SourceRows:
    """The rows of a source in a year.

    ``longer`` are records of other periods than a month, such as a bill of a whole year.
    """

    months: Mapping[tuple[object, object], MonthRows]
    longer: tuple[ActivityRow, ...]
    newest: ActivityRow | None

    def of(self, month: Period) -> MonthRows:
        """The rows of one month."""
        return self.months.get((month.start, month.end), MonthRows())

    def over(self, month: Period) -> ActivityRow | None:
        """A longer record that has days of the month, if there is one."""
        return next((row for row in self.longer if row.period.overlaps(month)), None)

    @property
    def state(self) -> str:
        """A text that is another one as soon as anybody changes any of these records."""
        rows = [row for one in self.months.values() for row in one.current] + list(self.longer)
        ids = ",".join(sorted(str(row.id) for row in rows))
        return sha256(ids.encode()).hexdigest()


def source_rows(organisation_id: UUID, source_key: UUID, year: Period) -> SourceRows:
    """What is recorded of a source in the months of a year."""
    heads = (
        ActivityRow.rows.of(organisation_id)
        .heads()
        .filter(source_key=source_key, period_start__lt=year.end, period_end__gt=year.start)
        .order_by("created_at", "id")
    )
    months = {(month.start, month.end) for month in year.months()}
    by_month: dict[tuple[object, object], list[ActivityRow]] = {}
    longer = []
    for row in heads:
        place = (row.period_start, row.period_end)
        if place in months:
            by_month.setdefault(place, []).append(row)
        elif not row.withdrawn:
            longer.append(row)
    held = {place: _month(rows) for place, rows in by_month.items()}
    current = [row for one in held.values() for row in one.current]
    newest = max(current, key=lambda row: (row.created_at, row.id), default=None)
    return SourceRows(held, tuple(longer), newest)


def _month(rows: Iterable[ActivityRow]) -> MonthRows:
    current, gone = [], None
    for row in rows:
        if row.withdrawn:
            gone = row
        else:
            current.append(row)
    return MonthRows(tuple(current), gone)
