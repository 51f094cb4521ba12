"""Rules about which year figures are of, and what the base year had that this one has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.inventory.mistakes.case import Case


def year_ahead(case: Case) -> Iterator[Finding]:
    """A year that is not over at the date of the report: its number is likely another's."""
    if case.of_file and case.period.end > case.report_date:
        yield finding(
            "mistake.year_ahead",
            Level.WARNING,
            case.name,
            year=str(case.period.year_be),
            last_day=case.period.last_day.isoformat(),
            report_date=case.report_date.isoformat(),
        )


def year_twice(case: Case) -> Iterator[Finding]:
    """Two tables of a file that say they are of the same year."""
    for other in case.others:
        if other.period.overlaps(case.period):
            yield finding(
                "mistake.year_twice",
                Level.WARNING,
                case.name,
                year=str(case.period.year_be),
                other=other.name,
            )


def year_beside_file(case: Case) -> Iterator[Finding]:
    """A file whose name says a year that none of its tables is of."""
    if case.file_year is None:
        return
    years = {case.period.year_be, *(one.period.year_be for one in case.others)}
    if case.file_year not in years:
        yield finding(
            "mistake.year_beside_file",
            Level.WARNING,
            case.name,
            year=str(case.period.year_be),
            file_year=str(case.file_year),
        )


def source_gone(case: Case) -> Iterator[Finding]:
    """A row of the base year that this year's table has no figures for."""
    for entry in case.gone:
        if entry.then is not None and entry.then.whole:
            yield finding(
                "mistake.source_gone",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                before=canonical(entry.then.whole),
                unit=entry.then.unit,
            )
