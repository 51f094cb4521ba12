"""One source under the rules: its records as a test writes them, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin, Provenance
from fahsai.core.inventory.mistakes.case import Case, Entry, entry
from fahsai.core.inventory.mistakes.series import series
from fahsai.core.thai.period import Period, fiscal_year
from fahsai.reference.load_kinds import kinds
from fahsai.services.noticing.tables import tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.mistakes.register import Judge

HOUSE = UUID("0190a000-0000-7000-8000-0000000b0b0b")
YEAR = fiscal_year(2567)


class Record(NamedTuple):
    """A record of a month (from 0) or, with ``day``, of one day in it."""

    month: int
    quantity: str
    note: str = ""
    day: int = 0
    file: str = "a"


def each_month(*quantities: str) -> list[Record]:
    """A record for each month in the order of the year."""
    return [Record(number, one) for number, one in enumerate(quantities) if one]


def source_of(
    kind: str,
    unit: str,
    records: Sequence[Record],
    *,
    label: str = "แหล่ง",
    factor: str = "",
    period: Period = YEAR,
    parameters: Mapping[str, str] | None = None,
    then: Sequence[str] = (),
) -> Entry:
    """A source with its records, the factor of its file [kg CO2e/unit], and a year before."""
    source = EmissionSource(
        uuid5(HOUSE, label), "S01", kind, label, parameters=dict(parameters or {})
    )
    lines = tuple(_line(source, unit, one, number, factor, period)
                  for number, one in enumerate(records))  # fmt: skip
    before = replace(
        period,
        start=period.start.replace(year=period.start.year - 1),
        end=period.end.replace(year=period.end.year - 1),
    )
    old = tuple(_line(source, unit, one, 90 + number, "", before)
                for number, one in enumerate(each_month(*then)))  # fmt: skip
    return entry(
        "S01", label, kinds()[kind], source, lines, series(lines, period), series(old, before)
    )


def _line(
    source: EmissionSource, unit: str, one: Record, number: int, factor: str, period: Period
) -> ActivityLine:
    when = period.months()[one.month]
    if one.day:
        start = when.start.replace(day=one.day)
        when = Period(start, start + timedelta(days=1))
    return ActivityLine(
        uuid5(source.id, str(number)),
        source.id,
        when,
        Decimal(one.quantity),
        unit,
        Origin.PAID,
        Grade.Y,
        provenance=Provenance(one.file * 64, "1", f"C{number + 2}", one.quantity),
        sheet_factor=Decimal(factor) if factor else None,
        note=one.note,
    )


def case_of(*entries: Entry, report_date: date = date(2025, 1, 15), **more: object) -> Case:
    """The case that the rules are given of some sources."""
    period = entries[0].now.months if entries[0].now else YEAR.months()
    year = replace(YEAR, start=period[0].start, end=period[-1].end)
    made = Case("2567 v1", year, report_date, entries, tables())
    return replace(made, **more)  # type: ignore[arg-type]


def said_of(judge: Judge, *entries: Entry, **more: object) -> list[Finding]:
    """What one rule says of some sources."""
    return list(judge(case_of(*entries, **more)))  # type: ignore[arg-type]
