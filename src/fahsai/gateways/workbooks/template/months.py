"""The monthly sheets of our template: one line a source, twelve cells a line, none lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Level, finding
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.gateways.workbooks.cell_text import EMPTY, number_said, year_said
from fahsai.gateways.workbooks.grid import a1, letters, shown
from fahsai.gateways.workbooks.office.values import CALENDAR, FISCAL
from fahsai.gateways.workbooks.rejections import rejection
from fahsai.gateways.workbooks.template.book import (
    MONTHS,
    TemplateLine,
    TemplateSource,
    TemplateYear,
)
from fahsai.gateways.workbooks.template.layout import (
    HEADER_ROWS,
    YEAR_CELL,
    YEAR_KIND_CELL,
    by_spelling,
    choice_code,
    code_named,
    month_code,
)
from fahsai.gateways.workbooks.template.sheet import Found, Reading, file_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.finding import Finding


def read_year(
    found: Found | None, reading: Reading, sources: Mapping[str, TemplateSource]
) -> TemplateYear | None:
    """One monthly sheet; lines of unknown sources are refused whole, with all their cells."""
    if found is None:
        return None
    rows = list(found.rows())
    offset = found.first_row - (HEADER_ROWS + 1)
    year_text = shown(found.sheet.cell(YEAR_CELL[0] + offset, YEAR_CELL[1])).strip()
    kind_text = found.sheet.text(YEAR_KIND_CELL[0] + offset, YEAR_KIND_CELL[1]).strip()
    year = year_said(year_text, bare=True)
    kind = choice_code("year_kind", kind_text)
    if year is None or kind not in (FISCAL, CALENDAR):
        if rows:
            reading.findings.append(_no_year(found, offset, year_text, kind_text, len(rows)))
            for row in rows:
                _refuse_line(found, row, "source", "year-unknown", reading)
        return None
    lines = []
    seen: set[tuple[str, str]] = set()
    for row in rows:
        line = _line(found, row, reading, sources)
        if line is not None and (line.source, line.unit) in seen:
            subject = f"{found.sheet.name}!{found.name(row, 'source')}"
            reading.findings.append(
                finding("template.line_repeated", Level.ERROR, subject, source=line.source)
            )
            _refuse_line(found, row, "source", "repeated", reading)
        elif line is not None:
            seen.add((line.source, line.unit))
            lines.append(_counted(found, row, line, reading))
    return TemplateYear(year.be, kind, tuple(lines), found.sheet.name)


def _no_year(found: Found, offset: int, year_text: str, kind_text: str, rows: int) -> Finding:
    """Why a sheet has no year: nothing is written, or something that is none."""
    of_year = f"{found.sheet.name}!{a1(YEAR_CELL[0] + offset, YEAR_CELL[1])}"
    of_kind = f"{found.sheet.name}!{a1(YEAR_KIND_CELL[0] + offset, YEAR_KIND_CELL[1])}"
    count = str(rows)
    if not year_text:
        return finding("template.year_missing", Level.ERROR, of_year, rows=count)
    if year_said(year_text, bare=True) is None:
        return finding(
            "template.year_unreadable", Level.ERROR, of_year, value=year_text, rows=count
        )
    if kind_text:
        return finding(
            "template.year_kind_unknown", Level.ERROR, of_kind, value=kind_text, rows=count
        )
    return finding("template.year_missing", Level.ERROR, of_kind, rows=count)


def _refuse_line(found: Found, row: int, column: str, reason: str, reading: Reading) -> None:
    """Refuse a line: its source cell is named, all its filled months count as rejected."""
    reading.reject(found, row, column, reason)
    filled = sum(bool(found.text(row, month_code(number))) for number in range(1, MONTHS + 1))
    reading.refused += filled
    reading.blank += MONTHS - filled


def source_of(found: Found, row: int, sources: Mapping[str, TemplateSource]) -> str:
    """The code of the source that a row names by its code or by a name of its own."""
    written = found.code(row, "source")
    if written in sources:
        return written
    known = by_spelling((one.code, (one.name,)) for one in sources.values())
    return code_named(found.text(row, "source"), known)


def _line(
    found: Found, row: int, reading: Reading, sources: Mapping[str, TemplateSource]
) -> TemplateLine | None:
    """One line with its cells named; quantities are counted by :func:`_counted`."""
    source = source_of(found, row, sources)
    if source not in sources:
        subject = f"{found.sheet.name}!{found.name(row, 'source')}"
        reading.findings.append(
            finding("template.unknown_source", Level.ERROR, subject, source=source or "-")
        )
        _refuse_line(found, row, "source", "unknown-source", reading)
        return None
    months = [month_code(number) for number in range(1, MONTHS + 1)]
    cells = tuple(found.name(row, code) if code in found.columns else "" for code in months)
    values = tuple(
        found.sheet.cell(row, found.columns[code]) if code in found.columns else None
        for code in months
    )
    return TemplateLine(
        source,
        found.code(row, "unit"),
        tuple(number_said(value).value for value in values),
        found.text(row, "note"),
        file_names(found.text(row, "evidence")),
        found.sheet.name,
        cells,
        tuple(shown(value) for value in values),
    )


def _counted(found: Found, row: int, line: TemplateLine, reading: Reading) -> TemplateLine:
    """Put every month cell of a line into the receipt."""
    for number, quantity in enumerate(line.quantities, 1):
        code = month_code(number)
        column = found.columns.get(code)
        if column is None:
            reading.blank += 1
            continue
        said = number_said(found.sheet.cell(row, column))
        if quantity is not None:
            reading.stored += 1
            place = (letters(column), line.unit)
            reading.sums[place] = EXACT.add(reading.sums.get(place, ZERO), quantity)
        elif said.problem in EMPTY:
            reading.blank += 1
        elif said.problem is not None:
            reading.refused += 1
            reading.reject(found, row, code, said.problem.value)
            reading.findings.append(
                rejection(
                    said.problem,
                    f"{found.sheet.name}!{found.name(row, code)}",
                    found.text(row, code),
                )
            )
    return line
