"""What the rules are given of a file that nothing is stored of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid5

from fahsai.core.inventory.activity import ActivityLine, Grade, Origin, Provenance
from fahsai.core.inventory.mistakes.case import Case, Entry, OtherTable, entry
from fahsai.core.inventory.mistakes.register import mistakes
from fahsai.core.inventory.mistakes.series import Series, series
from fahsai.core.inventory.recognise import normalise
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units
from fahsai.services.noticing.tables import tables
from fahsai.services.sheets.years import SHEET_IDS, RowSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.thai.period import Period
    from fahsai.services.sheets.years import SheetYear


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file with what its rows became."""

    year: SheetYear
    rows: tuple[RowSource, ...]

    @property
    def period(self) -> Period:
        """The year of the table: one that names none was given one."""
        assert self.year.period is not None  # noqa: S101 - see above
        return self.year.period


def mistakes_of_table(
    table: Table,
    all_tables: Sequence[Table],
    calculation: Calculation | None,
    report_date: date,
    file_year: int | None,
) -> tuple[Finding, ...]:
    """What the rules say of one table, with the table of the year before beside it.

    Args:
        table: the one that is looked at.
        all_tables: all of the file, itself among them.
        calculation: its result, for the factors that were chosen; None before it is computed.
        report_date: the date of the report.
        file_year: the Buddhist year that the file's name says, None where it says none.
    """
    others = [one for one in all_tables if one is not table]
    before = _before(table, others)
    then = {} if before is None else {row.row.key: row for row in before.rows}
    results = {one.source.id: one for one in calculation.sources} if calculation else {}
    made = []
    for row in table.rows:
        choices = () if row.source is None else _choices(results.get(row.source.id))
        series_then = None if before is None else _series(then.get(row.row.key), before)
        made.append(_entry(row, table, series_then, choices))
    # The file's own base year is told about; a year that follows says nothing of one before it.
    first = table.year.role == "current" or before is not None
    return mistakes(
        Case(
            name=table.year.sheet,
            period=table.period,
            report_date=report_date,
            entries=tuple(made),
            tables=tables(),
            gwp_set=calculation.gwp_set if calculation else "",
            gone=tuple(_gone(table, before)) if before is not None else (),
            others=tuple(OtherTable(one.year.sheet, one.period) for one in others) if first else (),
            file_year=file_year if first else None,
            of_file=True,
        )
    )


def _before(table: Table, others: Sequence[Table]) -> Table | None:
    """The table of the nearest year before."""
    earlier = [one for one in others if one.period.end <= table.period.start]
    return max(earlier, key=lambda one: one.period.end, default=None)


def _entry(
    row: RowSource, table: Table, then: Series | None, choices: tuple[FactorChoice, ...]
) -> Entry:
    lines = row.lines or tuple(_unread(row))
    kind = kinds().get(row.source.kind) if row.source is not None else None
    subject = f"{row.row.sheet}!{row.row.cell}"
    label = " / ".join(dict.fromkeys((row.row.label.strip(), *filter(None, row.row.group))))
    now = series(lines, table.period)
    return entry(subject, label, kind, row.source, lines, now, then, choices)


def _unread(row: RowSource) -> Iterable[ActivityLine]:
    """The figures of a row whose words nobody knows: rules about names and factors read them."""
    said = row.row
    unit, _ = load_units().parse(said.unit_text, "") if said.unit_text.strip() else (None, ())
    for amount in said.amounts:
        identity = f"{said.sheet}|{amount.cell}"
        yield ActivityLine(
            uuid5(SHEET_IDS, identity),
            uuid5(SHEET_IDS, said.key),
            amount.period,
            amount.quantity,
            "" if unit is None else unit.code,
            Origin.ESTIMATED,
            Grade.Z,
            provenance=Provenance("", said.sheet, amount.cell, amount.raw),
            sheet_factor=said.factor if said.counted else None,
        )


def _series(row: RowSource | None, table: Table) -> Series | None:
    return None if row is None else series(row.lines or tuple(_unread(row)), table.period)


def _choices(result: SourceResult | None) -> tuple[FactorChoice, ...]:
    return () if result is None else result.choices


def _gone(table: Table, before: Table) -> Iterable[Entry]:
    """Rows of the year before that this year's table has no figures for, whatever their place."""
    kept = {normalise(row.row.label) for row in table.rows} | {row.row.key for row in table.rows}
    held = {row.row.key for row in before.rows}
    renamed = {row.row.unit_text for row in table.rows if row.row.key not in held}
    for row in before.rows:
        known = row.row.key in kept or normalise(row.row.label) in kept
        if not known and row.row.unit_text not in renamed:
            yield _entry(row, before, _series(row, before), ())
