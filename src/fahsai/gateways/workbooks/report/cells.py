"""One cell of the report workbook: from what a person typed to a value, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import canonical
from fahsai.core.thai.dates import format_date, parse_date
from fahsai.core.thai.era import christian_year
from fahsai.core.thai.numbers import parse_number
from fahsai.core.thai.years import parse_year
from fahsai.gateways.workbooks.digits import fits
from fahsai.gateways.workbooks.grid import Broken, a1, shown
from fahsai.gateways.workbooks.report.choices import code_of, named, text_of
from fahsai.gateways.workbooks.report.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fahsai.gateways.workbooks.grid import CellValue
    from fahsai.gateways.workbooks.report.columns import Column

OPEN_END = "…"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands (row and column from 0) and what its column is called."""

    sheet: str
    row: int
    column: int
    th: str
    en: str

    @property
    def subject(self) -> str:
        """The sheet and the cell, as findings name them."""
        return f"{self.sheet}!{a1(self.row, self.column)}"


def cell_finding(code: str, level: Level, place: Place, **values: str) -> Finding:
    """A finding about a cell, which names it and what its column is called."""
    return finding(code, level, place.subject, column_th=place.th, column_en=place.en, **values)


def cell_text(value: CellValue) -> str:
    """A cell as trimmed text, with one kind of line end; a date without a time has none."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return shown(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def read_cell(column: Column, value: CellValue, place: Place) -> tuple[object, Finding | None]:
    """The value of a cell, or why there is none.

    Args:
        column: what the cell may hold.
        value: what stands in it.
        place: where it stands, for the finding.

    Returns:
        The value (``column.blank`` for an empty cell that may be empty) and no finding, or
        one of ``report.required``, ``report.cell_broken``, ``report.not_a_number``,
        ``report.not_whole``, ``report.out_of_range``, ``report.not_a_date``,
        ``report.not_a_year``, ``report.not_a_choice``, or what the Thai date or number reader
        found (``date.ambiguous_year``, ``number.ambiguous``, ``number.too_long``).
    """
    if isinstance(value, Broken):
        return None, cell_finding(
            "report.cell_broken",
            Level.ERROR,
            place,
            value=value.code,
        )
    text = cell_text(value)
    if not text:
        return _blank(column, place)
    if column.kind is Kind.DATE:
        return _date(value, text, place)
    reader = _READERS.get(column.kind)
    return (text, None) if reader is None else reader(column, text, place)


def required(place: Place) -> Finding:
    """The finding of an empty cell that must be filled."""
    return cell_finding(
        "report.required",
        Level.ERROR,
        place,
    )


def _blank(column: Column, place: Place) -> tuple[object, Finding | None]:
    return (None, required(place)) if column.required else (column.blank, None)


def _date(value: CellValue, text: str, place: Place) -> tuple[object, Finding | None]:
    """A date cell (also with a Buddhist year in it, as Excel stores 15/3/2565) or a text."""
    problem = cell_finding(
        "report.not_a_date",
        Level.ERROR,
        place,
        value=text,
    )
    if isinstance(value, date):  # a datetime is a date too
        year = christian_year(value.year)
        try:
            return (None, problem) if year is None else (date(year, value.month, value.day), None)
        except ValueError:  # 29 February of a Buddhist year that has none
            return None, problem
    day, findings = parse_date(text, place.subject)
    if day is not None:
        return day, None
    return None, _own_or(findings, "date.unreadable", problem)


def _number(column: Column, text: str, place: Place) -> tuple[object, Finding | None]:
    number, findings = parse_number(text, place.subject)
    if any(item.code == "number.dash" for item in findings):
        return _blank(column, place)
    if number is None:
        problem = cell_finding(
            "report.not_a_number",
            Level.ERROR,
            place,
            value=text,
        )
        return None, _own_or(findings, "number.text", problem)
    if (column.low is not None and number < column.low) or (
        column.high is not None and number > column.high
    ):
        return None, cell_finding(
            "report.out_of_range",
            Level.ERROR,
            place,
            value=text,
            low=_end(column.low),
            high=_end(column.high),
        )
    if column.kind is Kind.NUMBER:
        return Decimal(canonical(number)), None
    if number != number.to_integral_value():
        return None, cell_finding(
            "report.not_whole",
            Level.ERROR,
            place,
            value=text,
        )
    return int(number), None


def _end(value: int | None) -> str:
    return OPEN_END if value is None else str(value)


def _own_or(findings: tuple[Finding, ...], plain: str, problem: Finding) -> Finding:
    """``problem``, or what the reader found when that says more than ``plain``."""
    return next((item for item in findings if item.code != plain), problem)


def _year(_: Column, text: str, place: Place) -> tuple[object, Finding | None]:
    year = parse_year(text, place.subject)[0]
    if year is not None:
        return year, None
    return None, cell_finding(
        "report.not_a_year",
        Level.ERROR,
        place,
        value=text,
    )


def _choice(column: Column, text: str, place: Place) -> tuple[object, Finding | None]:
    code = code_of(column.choices, text)
    if code is None:
        return None, cell_finding(
            "report.not_a_choice",
            Level.ERROR,
            place,
            value=text,
            choices_th=named(column.choices),
            choices_en=named(column.choices, english=True),
        )
    if column.kind is Kind.YES_NO:
        return code == "yes", None
    return column.make(code), None


_READERS: Mapping[Kind, Callable[[Column, str, Place], tuple[object, Finding | None]]] = {
    Kind.NUMBER: _number,
    Kind.WHOLE: _number,
    Kind.YEAR: _year,
    Kind.YES_NO: _choice,
    Kind.CHOICE: _choice,
}
"""Who reads the text of a cell; other kinds take it as it is."""


# --- writing --------------------------------------------------------------------------------


def cell_of(column: Column, value: object) -> str | float | None:
    """What to write for a value: a number where the cell keeps it exactly, else text.

    >>> from fahsai.gateways.workbooks.report.columns import Column, Kind
    >>> cell_of(Column("d", Kind.DATE), date(2022, 3, 15))
    '15 มีนาคม 2565'
    >>> cell_of(Column("n", Kind.NUMBER), Decimal("0.1234567890123456789"))
    '0.1234567890123456789'
    """
    if value is None or value == "":
        return None
    match column.kind:
        case Kind.DATE if isinstance(value, date):
            return format_date(value)
        case Kind.YES_NO:
            return text_of("yes_no", "yes" if value else "no")
        case Kind.CHOICE:
            return text_of(column.choices, str(value))
        case Kind.NUMBER | Kind.WHOLE | Kind.YEAR:
            return _number_cell(value)
        case _:
            return str(value)


def _number_cell(value: object) -> str | float:
    """A float when a number cell gives the same number back, else its text."""
    number, _ = parse_number(str(value))
    if number is None:
        return str(value)
    return float(number) if fits(number) else canonical(number)
