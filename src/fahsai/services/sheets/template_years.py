"""The years of our own template workbook, in the same shape as those of office sheets."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin, Provenance
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.gateways.workbooks.book import TEMPLATE
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units
from fahsai.reference.unit_words import parse_for_kind
from fahsai.services.kinds import kind_named
from fahsai.services.sheets.years import (
    SHEET_IDS,
    Amount,
    RowSource,
    SheetRow,
    SheetYear,
    assumed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.core.quantity.units import MeasureUnit
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.gateways.workbooks.template.book import (
        TemplateBook,
        TemplateLine,
        TemplateSource,
        TemplateYear,
    )

Made = tuple[RowSource, tuple[Finding, ...]]
Year = tuple[SheetYear, list[Made]]


class CheckedSource(NamedTuple):
    """A source of the template: its value, or the reason why it cannot be taken."""

    source: EmissionSource | None
    refusal: str = ""
    findings: tuple[Finding, ...] = ()


def template_rows(book: ActivityBook) -> list[Year]:
    """Each year of a filled template, one row a source, for calculating the file alone."""
    return [(year, _joined(rows)) for year, rows in template_lines(book)]


def template_lines(book: ActivityBook) -> list[Year]:
    """Each year of a filled template, one row a line of its sheets.

    Findings: ``import.kind_unknown``, ``import.origin_unknown``, ``import.grade_unknown`` and
    those of the unit; such rows have no source.
    """
    template = book.template
    if template is None:
        return []
    sources = template_sources(template)
    years = (("current", template.current), ("base", template.base))
    return [_year(book, template, role, year, sources) for role, year in years if year]


def template_sources(template: TemplateBook) -> Mapping[str, CheckedSource]:
    """Every source of the template by its code, with those that cannot be taken marked.

    Findings: ``import.kind_unknown``, ``import.origin_unknown``, ``import.grade_unknown``.
    """
    parameters: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in template.parameters:
        parameters[entry.source][entry.name] = entry.value
    checked: dict[str, CheckedSource] = {}
    for written in template.sources:
        source = replace(written, kind=kind_named(written.kind))
        problems = _problems(source)
        said = tuple(item for _, item in problems)
        checked[source.code] = (
            CheckedSource(None, problems[0][0], said)
            if problems
            else CheckedSource(_source(source, parameters[source.code]))
        )
    return checked


def template_identity(code: str) -> UUID:
    """The id of a template's source, which its code decides."""
    return uuid5(SHEET_IDS, f"{TEMPLATE}|{code}")


def _problems(source: TemplateSource) -> list[tuple[str, Finding]]:
    """What the drop-downs of the template would not have let pass."""
    said = []
    code = source.code
    if source.kind not in kinds():
        cell, value = source.cells.get("kind", code), source.kind or "-"
        unknown = finding("import.kind_unknown", Level.ERROR, cell, source=code, value=value)
        said.append(("unknown-kind", unknown))
    if source.origin and source.origin not in set(Origin):
        cell, value = source.cells.get("origin", code), source.origin
        unknown = finding("import.origin_unknown", Level.ERROR, cell, source=code, value=value)
        said.append(("unknown-origin", unknown))
    if source.grade and source.grade not in {grade.value for grade in Grade}:
        cell, value = source.cells.get("grade", code), source.grade
        unknown = finding("import.grade_unknown", Level.ERROR, cell, source=code, value=value)
        said.append(("unknown-grade", unknown))
    return said


def _source(source: TemplateSource, parameters: Mapping[str, str]) -> EmissionSource:
    """A source of the template as a value; unit and facility are known to the services only."""
    return EmissionSource(
        id=template_identity(source.code),
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


def _year(
    book: ActivityBook,
    template: TemplateBook,
    role: str,
    year: TemplateYear,
    checked: Mapping[str, CheckedSource],
) -> Year:
    sources = {source.code: source for source in template.sources}
    rows = [
        _row(book, number, line, sources[line.source], year, checked[line.source])
        for number, line in enumerate(year.lines, start=1)
    ]
    head = SheetYear(
        sheet=year.sheet or role,
        layout=TEMPLATE,
        role=role,
        period=year.period,
        total=None,
        total_cell="",
        rows=tuple(row.row for row, _ in rows),
        file_sha256=book.sha256,
    )
    return head, _once_each(rows)


def _once_each(rows: Sequence[Made]) -> list[Made]:
    """Refuse a second line of a source in the same unit, though it is spelled in another way."""
    seen: set[str] = set()
    kept: list[Made] = []
    for row, said in rows:
        if row.source is not None and row.row.key in seen:
            subject = f"{row.row.sheet}!{row.row.cell}"
            again = finding("template.line_repeated", Level.ERROR, subject, source=row.source.code)
            kept.append((RowSource(row.row, None, (), "repeated"), (*said, again)))
            continue
        seen.add(row.row.key)
        kept.append((row, said))
    return kept


def _row(
    book: ActivityBook,
    number: int,
    line: TemplateLine,
    source: TemplateSource,
    year: TemplateYear,
    checked: CheckedSource,
) -> Made:
    row = _sheet_row(number, line, source, year)
    if checked.source is None:
        return RowSource(row, None, (), checked.refusal), checked.findings
    subject = f"{row.sheet}!{row.cell}"
    unit, said = parse_for_kind(row.unit_text, checked.source.kind, subject)
    if unit is None:
        return RowSource(row, None, (), "unknown-unit"), said
    row = row._replace(key=f"{line.source}|{unit.code}")  # however the unit is spelled
    lines = _lines(book, row, source, checked.source, unit)
    return RowSource(row, checked.source, lines), said


def _sheet_row(
    number: int, line: TemplateLine, source: TemplateSource, year: TemplateYear
) -> SheetRow:
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
        note=line.note,
        evidence=tuple(dict.fromkeys((*source.evidence, *line.evidence))),
    )


def _lines(
    book: ActivityBook,
    row: SheetRow,
    source: TemplateSource,
    value: EmissionSource,
    unit: MeasureUnit,
) -> tuple[ActivityLine, ...]:
    origin, grade = assumed(kinds()[value.kind])
    return tuple(
        ActivityLine(
            id=uuid5(SHEET_IDS, f"{book.sha256}|{row.sheet}|{amount.cell}"),
            source_id=value.id,
            period=amount.period,
            quantity=amount.quantity,
            unit=unit.code,
            origin=Origin(source.origin or origin),
            grade=Grade(source.grade or grade),
            evidence=(),
            provenance=Provenance(book.sha256, row.sheet, amount.cell, amount.raw),
            note=row.note,
        )
        for amount in row.amounts
    )


def _joined(rows: Sequence[Made]) -> list[Made]:
    """One row a source: a second row of a source, in another unit, joins the first."""
    joined: dict[str, Made] = {}
    for number, (row, said) in enumerate(rows):
        key = row.source.code if row.source else f"#{number}"
        if key not in joined:
            joined[key] = (row, said)
            continue
        first, before = joined[key]
        joined[key] = (
            first._replace(
                row=first.row._replace(amounts=(*first.row.amounts, *_converted(row, first))),
                lines=(*first.lines, *row.lines),
            ),
            (*before, *said),
        )
    return list(joined.values())


def _converted(row: RowSource, first: RowSource) -> list[Amount]:
    """The amounts of a row in the unit of the first one; none where that measures another thing."""
    if not row.lines or not first.lines:
        return list(row.row.amounts)
    factor = load_units().factor(row.lines[0].unit, first.lines[0].unit)
    if factor is None:
        return []
    return [
        amount._replace(quantity=EXACT.multiply(amount.quantity, factor))
        for amount in row.row.amounts
    ]
