"""How many months of a year have figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.thai.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.inventory.activity import ActivityLine


class Coverage(NamedTuple):
    """Months with figures out of the months of the year, and those without."""

    months: int
    of: int
    missing: tuple[Period, ...]

    @property
    def complete(self) -> bool:
        """Whether no month is missing."""
        return not self.missing

    def __str__(self) -> str:
        """As people say it: ``11/12``."""
        return f"{self.months}/{self.of}"


def coverage(period: Period, lines: Iterable[ActivityLine]) -> Coverage:
    """The months of ``period`` that any of the lines touches (a bill of a year touches all)."""
    months = period.months()
    held = [line.period for line in lines]
    missing = tuple(month for month in months if not any(month.overlaps(one) for one in held))
    return Coverage(len(months) - len(missing), len(months), missing)
