"""The years of our own template workbook, in the same shape as those of office sheets."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import uuid5

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin, Provenance
from fahsai.core.quantity.exact import ZERO
from fahsai.gateways.workbooks.book import TEMPLATE
from fahsai.services.sheet_years import SHEET_IDS, Amount, RowSource, SheetRow, SheetYear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.finding import Finding
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.gateways.workbooks.template_book import (
        TemplateBook,
        TemplateLine,
        TemplateSource,
        TemplateYear,
    )


def template_rows(
    book: ActivityBook,
) -> list[tuple[SheetYear, list[tuple[RowSource, tuple[Finding, ...]]]]]:
    """Each year of a filled template with its rows; no findings of their own."""
    template = book.template
    if template is None:
        return []
    years = (("current", template.current), ("base", template.base))
    return [_year(book, template, role, year) for role, year in years if year is not None]


def _year(
    book: ActivityBook, template: TemplateBook, role: str, year: TemplateYear
) -> tuple[SheetYear, list[tuple[RowSource, tuple[Finding, ...]]]]:
    sources = {source.code: source for source in template.sources}
    parameters = template_parameters(template)
    made: dict[str, RowSource] = {}
    for number, line in enumerate(year.lines, start=1):
        source = sources.get(line.source)
        if source is None:
            continue
        row = _row(number, line, source, year)
        value = template_source(source, parameters.get(source.code, {}))
        lines = tuple(_lines(book, row, line, source, value))
        if source.code in made:  # a second row of the same source, in another unit
            before = made[source.code]
            made[source.code] = RowSource(before.row, before.source, (*before.lines, *lines))
        else:
            made[source.code] = RowSource(row, value, lines)
    rows = [(row, ()) for row in made.values()]
    sheet = year.lines[0].sheet if year.lines else role
    head = SheetYear(
        sheet=sheet,
        layout=TEMPLATE,
        role=role,
        period=year.period,
        total=None,
        total_cell="",
        rows=tuple(row.row for row, _ in rows),
        file_sha256=book.sha256,
    )
    return head, list(rows)


def template_parameters(template: TemplateBook) -> Mapping[str, Mapping[str, str]]:
    """The parameters of each source by its code."""
    parameters: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in template.parameters:
        parameters[entry.source][entry.name] = entry.value
    return parameters


def template_source(source: TemplateSource, parameters: Mapping[str, str]) -> EmissionSource:
    """A source of the template as a value; unit and facility are known to the services only."""
    return EmissionSource(
        id=uuid5(SHEET_IDS, f"{TEMPLATE}|{source.code}"),
        code=source.code,
        kind=source.kind,
        name_th=source.name or source.code,
        equipment=source.equipment,
        place=source.place,
        utility_account=source.utility_account,
        factor_keys={"direct": source.factor_key} if source.factor_key else {},
        choice_reason=source.choice_reason,
        parameters=dict(parameters),
        excluded=source.excluded,
        excluded_reason=source.excluded_reason,
        started_on=source.started_on,
        started_reason=source.started_reason,
        ended_on=source.ended_on,
        ended_reason=source.ended_reason,
    )


def _row(number: int, line: TemplateLine, source: TemplateSource, year: TemplateYear) -> SheetRow:
    places = zip(year.months, line.cells, line.raw, line.quantities, strict=True)
    return SheetRow(
        sheet=line.sheet,
        cell=line.cells[0] if line.cells else "",
        number=number,
        key=f"{line.source}|{line.unit}",
        label=source.name or source.code,
        group=(),
        scope="",
        unit_text=line.unit or source.activity_unit,
        factor=None,
        kg=ZERO,
        counted=True,
        amounts=tuple(
            Amount(month, cell, raw, quantity)
            for month, cell, raw, quantity in places
            if quantity is not None
        ),
    )


def _lines(
    book: ActivityBook,
    row: SheetRow,
    line: TemplateLine,
    source: TemplateSource,
    value: EmissionSource,
) -> list[ActivityLine]:
    return [
        ActivityLine(
            id=uuid5(SHEET_IDS, f"{book.sha256}|{row.sheet}|{amount.cell}"),
            source_id=value.id,
            period=amount.period,
            quantity=amount.quantity,
            unit=row.unit_text,
            origin=Origin(source.origin or Origin.PAID),
            grade=Grade(source.grade or Grade.Y),
            evidence=(),
            provenance=Provenance(book.sha256, row.sheet, amount.cell, amount.raw),
            note=line.note,
        )
        for amount in row.amounts
    ]
