"""To what the words of a table may refer, and in which year its days lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.thai.period import PeriodKind, calendar_year, fiscal_year

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.thai.period import Period

FISCAL_FROM = 10
"""The month that a Thai fiscal year begins with."""


@dataclass(frozen=True, slots=True)
class House:
    """The sources that the importer reaches, the units by their names, and the years.

    ``made`` are the sources by key; ``kind`` is the kind of a year that nobody opened yet.
    """

    made: Mapping[UUID, EmissionSource]
    by_code: Mapping[str, EmissionSource]
    by_account: Mapping[str, EmissionSource]
    by_name: Mapping[str, EmissionSource]
    units: Mapping[str, UUID]
    years: tuple[Period, ...]
    kind: PeriodKind

    def year_of(self, day: date, said: str) -> Period:
        """The inventory year that a day belongs to.

        One that is open, of the kind that is said if there is; else a new one of that kind.
        """
        kind = KINDS.get(said)
        open_years = [year for year in self.years if year.start <= day < year.end]
        for year in sorted(open_years, key=lambda one: one.start):
            if kind in {None, year.kind}:
                return year
        if (kind or self.kind) is PeriodKind.FISCAL_YEAR:
            return fiscal_year(day.year + 543 + (day.month >= FISCAL_FROM))
        return calendar_year(day.year + 543)


KINDS = {"fiscal": PeriodKind.FISCAL_YEAR, "calendar": PeriodKind.CALENDAR_YEAR}

NOBODY = House({}, {}, {}, {}, {}, (), PeriodKind.CALENDAR_YEAR)
"""What is known where a file is read for no organisation."""
