"""Where each figure of the report stands, for the trace of a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.reports.cells import DocumentCell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.reports.tcfo_r_02.content import R02, GroupedTable, Row, Table

TOTAL = "total"
"""What stands for the row number in the address of a total."""
INTERVAL = "interval"
"""What ends the address of the sentence that says how well the total is known."""
LEVEL = "95 %"


def cells(report: R02) -> tuple[DocumentCell, ...]:
    """Every figure in a table of the report, with its place such as ``5.1/row 3/CH4``.

    Rows count from 1 inside their table, heading rows of a group included; a total has the place
    ``5.1/row total/CH4`` and no source, and so has how well it is known (``8/row total/interval``).
    """
    operation, monitoring, emissions = report.operation, report.monitoring, report.emissions
    plain = (
        operation.scope_1,
        operation.biomass,
        operation.separate,
        operation.scope_2,
        operation.scope_3,
        operation.trees,
        operation.credits,
        monitoring.scope_1,
        monitoring.scope_2,
        monitoring.scope_3,
        monitoring.separate,
        emissions.scope_1,
        emissions.scope_2,
        emissions.scope_3,
        emissions.separate,
        report.uncertainty,
    )
    found: list[DocumentCell] = []
    for table in plain:
        found.extend(_of_table(report.form, table))
    if report.interval:
        place = f"{report.uncertainty.section}/row {TOTAL}/{INTERVAL}"
        found.append(DocumentCell(report.form, place, None, LEVEL, report.interval))
    found.extend(_of_groups(report.form, report.quality.calibrations))
    found.extend(
        cell._replace(base_year=report.base.other_year)
        for cell in _of_groups(report.form, report.base.sources)
    )
    return tuple(found)


def _of_table(form: str, table: Table) -> Iterator[DocumentCell]:
    for number, row in enumerate(table.rows, 1):
        yield from _of_row(form, table, str(number), row, table.columns)
    if table.total is not None:
        yield from _of_row(form, table, TOTAL, table.total, table.columns)


def _of_groups(form: str, table: GroupedTable) -> Iterator[DocumentCell]:
    rows = (row for group in table.groups for row in group.rows)
    for number, row in enumerate(rows, 1):
        yield from _of_row(form, table, str(number), row, table.columns[1:])


def _of_row(
    form: str, table: Table | GroupedTable, number: str, row: Row, columns: tuple[str, ...]
) -> Iterator[DocumentCell]:
    by_column = dict(zip(columns, row.cells, strict=True))
    label = by_column.get("source", "") or row.cells[0]
    for column in table.figures:
        # A quantity may have the specification of its source on the next line.
        printed = by_column[column].partition("\n")[0]
        if printed:
            place = f"{table.section}/row {number}/{column}"
            yield DocumentCell(form, place, row.source_id, label, printed)
