"""Reading our own template workbook back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from fahsai.core.finding import Level, finding
from fahsai.core.quantity.exact import canonical
from fahsai.core.thai.dates import parse_date
from fahsai.gateways.workbooks.cell_text import Problem, number_said
from fahsai.gateways.workbooks.grid import Workbook, shown
from fahsai.gateways.workbooks.office.values import (
    CellCount,
    ColumnSum,
)
from fahsai.gateways.workbooks.template.book import (
    MARKER,
    TemplateBook,
    TemplateOrganisation,
    TemplateParameter,
    TemplateSource,
    TemplateUnit,
)
from fahsai.gateways.workbooks.template.layout import (
    BASE_YEAR,
    CURRENT_YEAR,
    PARAMETERS,
    SHEETS,
    SOURCES,
    UNITS,
    by_spelling,
    chosen_code,
    code_named,
    layout,
)
from fahsai.gateways.workbooks.template.months import read_year, source_of
from fahsai.gateways.workbooks.template.sheet import Found, Reading, file_names, find_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fahsai.core.finding import Finding

_MARKER_ROWS = 12


def is_template(workbook: Workbook) -> bool:
    """True when a sheet carries the marker of our template."""
    return any(
        isinstance(value, str) and MARKER in value
        for sheet in workbook.sheets
        for cells in sheet.rows[:_MARKER_ROWS]
        for value in cells
    )


def read_template(workbook: Workbook) -> tuple[TemplateBook | None, tuple[Finding, ...]]:
    """The content of a filled template.

    Returns:
        The book with its receipt (``count`` = stored + rejected + blank month cells, ``rejected``,
        ``sums``), or ``None`` with ``template.not_recognised`` or ``template.sheet_missing``.
        Other findings: ``template.code_missing``, ``template.code_repeated``,
        ``template.unknown_source``, ``template.unknown_unit``, ``template.year_missing``,
        ``template.year_unreadable``, ``template.year_kind_unknown``,
        ``template.date_unreadable``, ``template.excluded_unknown``,
        ``template.line_repeated``, ``template.column_missing``, ``sheet.rejected_*``.
    """
    if not is_template(workbook):
        return None, (finding("template.not_recognised", Level.ERROR, workbook.name),)
    reading = Reading()
    found = {name: find_sheet(workbook, name) for name in SHEETS}
    if found[SOURCES] is None or found[CURRENT_YEAR] is None:
        missing = ", ".join(layout(name).tab_th for name in SHEETS if found[name] is None)
        lost = finding("template.sheet_missing", Level.ERROR, workbook.name, sheets=missing)
        return None, (lost,)
    _say_missing_columns(found, reading)
    units = tuple(_units(found[UNITS], reading))
    sources = tuple(_sources(found[SOURCES], reading, units))
    known = {source.code: source for source in sources}
    book = TemplateBook(
        _organisation(workbook),
        units,
        sources,
        read_year(found[CURRENT_YEAR], reading, known),
        read_year(found[BASE_YEAR], reading, known),
        tuple(_parameters(found[PARAMETERS], reading, known)),
        CellCount(
            reading.stored + reading.refused + reading.blank,
            reading.stored,
            reading.refused,
            reading.blank,
        ),
        tuple(reading.rejected),
        tuple(
            ColumnSum(column, unit, value) for (column, unit), value in sorted(reading.sums.items())
        ),
    )
    return book, tuple(reading.findings)


def _say_missing_columns(found: Mapping[str, Found | None], reading: Reading) -> None:
    for name, place in found.items():
        if place is None:
            continue
        missing = [c.th or c.code for c in layout(name).columns if c.code not in place.columns]
        if missing:
            reading.findings.append(
                finding(
                    "template.column_missing",
                    Level.WARNING,
                    place.sheet.name,
                    columns=", ".join(missing),
                )
            )


def _organisation(workbook: Workbook) -> TemplateOrganisation:
    """Who filled the template, from the first sheet."""
    values = {}
    for sheet in workbook.sheets:
        for cells in sheet.rows:
            name = cells[0] if cells else None
            if isinstance(name, str) and name.startswith("organisation."):
                written = [shown(value).strip() for value in cells[2:3]]
                values[name.removeprefix("organisation.")] = written[0] if written else ""
    return TemplateOrganisation(
        values.get("code", ""), values.get("name_th", ""), values.get("name_en", "")
    )


def _coded_rows(found: Found | None, reading: Reading) -> Iterator[tuple[Found, int, str]]:
    """The rows with a code of their own; rows without one or with a repeated one are refused."""
    seen: set[str] = set()
    for row in found.rows() if found else ():
        assert found is not None  # noqa: S101  the loop runs over its rows
        code = found.text(row, "code")
        subject = f"{found.sheet.name}!{found.name(row, 'code')}"
        if not code:
            reading.findings.append(
                finding("template.code_missing", Level.ERROR, subject, row=str(row + 1))
            )
            reading.reject(found, row, "code", "missing")
        elif code in seen:
            reading.findings.append(
                finding("template.code_repeated", Level.ERROR, subject, repeated=code)
            )
            reading.reject(found, row, "code", "repeated")
        else:
            seen.add(code)
            yield found, row, code


def _units(found: Found | None, reading: Reading) -> list[TemplateUnit]:
    units = [
        TemplateUnit(
            code,
            place.text(row, "name_th"),
            place.text(row, "name_en"),
            place.text(row, "parent"),
            place.text(row, "head"),
        )
        for place, row, code in _coded_rows(found, reading)
    ]
    return [replace(unit, parent=_unit_named(unit.parent, units)) for unit in units]


def _unit_named(text: str, units: Sequence[TemplateUnit]) -> str:
    """The code of the unit that a text names by its code or by a name of its own."""
    code = chosen_code(text)
    if code in {unit.code for unit in units}:
        return code
    return code_named(text, by_spelling((one.code, (one.name_th, one.name_en)) for one in units))


def _excluded(found: Found, row: int, reading: Reading) -> bool:
    """Whether a source is left out; a word that says neither is refused, and the source counts."""
    code = found.choice(row, "excluded")
    if code in {"", "yes", "no"}:
        return code == "yes"
    subject = f"{found.sheet.name}!{found.name(row, 'excluded')}"
    reading.findings.append(finding("template.excluded_unknown", Level.ERROR, subject, value=code))
    reading.reject(found, row, "excluded", "unknown-excluded")
    return False


def _sources(
    found: Found | None, reading: Reading, units: Sequence[TemplateUnit]
) -> Iterator[TemplateSource]:
    codes = {unit.code for unit in units}
    for place, row, code in _coded_rows(found, reading):
        unit = _unit_named(place.text(row, "unit"), units)
        if unit and unit not in codes:
            subject = f"{place.sheet.name}!{place.name(row, 'unit')}"
            reading.findings.append(
                finding("template.unknown_unit", Level.ERROR, subject, unit=unit, source=code)
            )
            reading.reject(place, row, "unit", "unknown-unit")
            unit = ""
        yield TemplateSource(
            code=code,
            kind=place.code(row, "kind"),
            name=place.text(row, "name"),
            unit=unit,
            facility=place.text(row, "facility"),
            place=place.text(row, "place"),
            equipment=place.text(row, "equipment"),
            utility_account=place.text(row, "utility_account"),
            activity_unit=place.code(row, "activity_unit"),
            origin=place.choice(row, "origin"),
            grade=place.choice(row, "grade"),
            evidence=file_names(place.text(row, "evidence")),
            factor_key=place.text(row, "factor_key"),
            choice_reason=place.text(row, "choice_reason"),
            excluded=_excluded(place, row, reading),
            excluded_reason=place.text(row, "excluded_reason"),
            started_on=_date(place, row, "started_on", reading),
            started_reason=place.text(row, "started_reason"),
            ended_on=_date(place, row, "ended_on", reading),
            ended_reason=place.text(row, "ended_reason"),
            cells={
                column: f"{place.sheet.name}!{place.name(row, column)}"
                for column in ("kind", "origin", "grade")
            },
        )


def _date(found: Found, row: int, code: str, reading: Reading) -> date | None:
    """A date typed as a date or as text of either era."""
    column = found.columns.get(code)
    value = None if column is None else found.sheet.cell(row, column)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    subject = f"{found.sheet.name}!{found.name(row, code)}"
    read, _ = parse_date(shown(value), subject)
    if read is None:
        reading.findings.append(
            finding("template.date_unreadable", Level.ERROR, subject, value=shown(value))
        )
        reading.reject(found, row, code, Problem.DATE.value)
    return read


def _parameters(
    found: Found | None, reading: Reading, sources: Mapping[str, TemplateSource]
) -> Iterator[TemplateParameter]:
    for row in found.rows() if found else ():
        assert found is not None  # noqa: S101  the loop runs over its rows
        source = source_of(found, row, sources)
        if source not in sources:
            subject = f"{found.sheet.name}!{found.name(row, 'source')}"
            reading.findings.append(
                finding("template.unknown_source", Level.ERROR, subject, source=source or "-")
            )
            reading.reject(found, row, "source", "unknown-source")
            continue
        column = found.columns.get("value")
        number = number_said(None if column is None else found.sheet.cell(row, column)).value
        yield TemplateParameter(
            source,
            found.text(row, "name"),
            found.text(row, "value") if number is None else canonical(number),
            found.text(row, "unit"),
            found.text(row, "note"),
        )
