"""What the first page of a year shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.services.year_records import records_of_year
from fahsai.services.year_tasks import tasks_of_year
from fahsai.web.year.documents import document_list
from fahsai.web.year.hotspots import hot_spots
from fahsai.web.year.months import month_table
from fahsai.web.year.tasks import task_list
from fahsai.web.year.totals import totals

if TYPE_CHECKING:
    from fahsai.core.thai.period import Period
    from fahsai.services.year_records import YearRecords
    from fahsai.web.year.asked import Reading
    from fahsai.web.year.documents import DocumentList
    from fahsai.web.year.hotspots import HotSpots
    from fahsai.web.year.months import MonthTable
    from fahsai.web.year.tasks import TaskList
    from fahsai.web.year.totals import Totals


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page, ready to print.

    The documents and the tasks of the form are of the whole organisation: None for who sees some
    parts of it.
    """

    totals: Totals
    months: MonthTable | None
    hot: HotSpots | None
    tasks: TaskList | None
    documents: DocumentList | None
    facts: tuple[tuple[str, str], ...]
    hash: str


def overview(reading: Reading) -> Overview:
    """The first page of a year: totals, months, hot spots, tasks and documents."""
    actor, owner, result = reading.actor, reading.organisation.id, reading.result
    records = records_of_year(actor, owner, result)
    return Overview(
        totals=totals(result.calculation, reading.shown),
        months=month_table(records.months, result.calculation, reading.shown),
        hot=hot_spots(result.calculation, reading.shown),
        tasks=task_list(tasks_of_year(actor, owner, result), reading) if reading.whole else None,
        documents=document_list(reading) if reading.whole else None,
        facts=_facts(reading, records),
        hash=result.calculation.sha256,
    )


def _facts(reading: Reading, records: YearRecords) -> tuple[tuple[str, str], ...]:
    result, shown = reading.result, reading.shown
    calculation = result.calculation
    held, of = _months(reading, records)
    facts = [
        ("version", shown.word("values", "version", number=str(result.version.number))),
        ("state", shown.common("states", result.version.state)),
        ("period", shown.period(calculation.period)),
        ("report_date", shown.day(calculation.report_date)),
        ("edition", shown.edition(calculation.factor_set)),
        ("gwp_set", shown.gwp_set(calculation.gwp_set)),
        ("months", shown.word("values", "months", count=str(held), of=str(of))),
        ("sources", shown.word("values", "sources", count=str(len(calculation.sources)))),
    ]
    if result.version.reason:
        facts.insert(2, ("reason", result.version.reason))
    base = result.settings.base_year_be
    if base is not None:
        place = next(n for n, (key, _) in enumerate(facts) if key == "edition")
        facts.insert(place, ("base_year", shown.year(base)))
    return tuple((shown.word("facts", key), value) for key, value in facts)


def _months(reading: Reading, records: YearRecords) -> tuple[int, int]:
    """The months in which every source has figures, out of those of the year.

    A source without any record has none in any month, unless it needs none: a landfill emits
    from what was put there in earlier years.
    """
    calculation = reading.result.calculation
    months = calculation.period.months()
    missing: set[Period] = set()
    held = False
    for one in calculation.sources:
        found = records.by_source.get(one.source.id)
        if found is not None:
            held = True
            missing.update(found.missing)
        elif not one.complete:
            held = True
            missing.update(months)
    return (len(months) - len(missing) if held else 0), len(months)
