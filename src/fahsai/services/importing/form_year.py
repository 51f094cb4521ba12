"""Which sheet of a filled TCFO_R_01 is meant, and which year it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.thai.period import Period, PeriodKind, calendar_year, fiscal_year
from fahsai.gateways.workbooks.annual.values import AnnualSheet
from fahsai.gateways.workbooks.book import file_year_said
from fahsai.gateways.workbooks.office.values import BASE, CURRENT

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.book import ActivityBook

MADE = {PeriodKind.FISCAL_YEAR: fiscal_year, PeriodKind.CALENDAR_YEAR: calendar_year}


class YearOfForm(NamedTuple):
    """The sheet and the year that it is of; the others of the form are left."""

    sheet: AnnualSheet
    period: Period


def year_of_form(
    book: ActivityBook, year_be: int | None, kind: PeriodKind | None, usual: PeriodKind
) -> tuple[YearOfForm | None, tuple[Finding, ...]]:
    """The year that the form is of, as its sheet, its first page and its name say.

    Args:
        book: a filled TCFO_R_01.
        year_be: the Buddhist year that a person named; None where nobody did.
        kind: whether that is a fiscal or a calendar year, where somebody said.
        usual: what years of the organisation usually are.

    Returns:
        The sheet with its year, or None with ``base_year.year_needed``,
        ``base_year.period_contradicts`` (it asks for the year; once a person named it, it only
        informs) or ``base_year.sheet_absent``; ``base_year.other_sheets`` tells what is left.
    """
    sheet = _sheet(book, year_be)
    said, contradiction = _said(book, sheet, settled=year_be is not None)
    if year_be is None:
        if contradiction:
            return None, contradiction
        if said is None:
            text = sheet.period_text or "-"
            return None, (finding("base_year.year_needed", Level.ERROR, sheet.name, text=text),)
        return YearOfForm(sheet, said), _left(book, sheet)
    if said is not None and year_be != said.year_be and not _named(book, sheet, year_be):
        known = ", ".join(str(one.period.year_be) for one in book.annuals if one.period is not None)
        absent = finding(
            "base_year.sheet_absent", Level.ERROR, book.file_name, year=str(year_be), known=known
        )
        return None, (absent,)
    meant = kind or (said.kind if said is not None else usual)
    period = MADE[meant if meant in MADE else PeriodKind.CALENDAR_YEAR](year_be)
    return YearOfForm(sheet, period), (*contradiction, *_left(book, sheet))


def _sheet(book: ActivityBook, year_be: int | None) -> AnnualSheet:
    """The sheet of the named year; without one that of the current year."""
    current_first = sorted(book.annuals, key=lambda one: one.role != CURRENT)
    for sheet in current_first:
        if year_be is not None and sheet.period is not None and sheet.period.year_be == year_be:
            return sheet
    return current_first[0]


def _years_said(book: ActivityBook, sheet: AnnualSheet) -> dict[str, tuple[str, int]]:
    """Where a year is named beside the sheet itself; nothing else speaks of a base-year sheet."""
    if sheet.role == BASE:
        return {}
    found = {}
    if book.cover is not None and book.cover.period is not None:
        found["cover"] = (book.cover.place, book.cover.period.year_be)
    of_name = file_year_said(book.file_name)
    if of_name is not None:
        found["name"] = (book.file_name, of_name)
    return found


def _named(book: ActivityBook, sheet: AnnualSheet, year_be: int) -> bool:
    return year_be in {year for _, year in _years_said(book, sheet).values()}


def _said(
    book: ActivityBook, sheet: AnnualSheet, *, settled: bool
) -> tuple[Period | None, tuple[Finding, ...]]:
    """The year of the sheet, else of the first page; and what speaks against it."""
    period = sheet.period
    if period is None and sheet.role != BASE and book.cover is not None:
        period = book.cover.period
    if period is None:
        return None, ()
    others = [
        f"{place} = {year}"
        for place, year in _years_said(book, sheet).values()
        if year != period.year_be
    ]
    if not others:
        return period, ()
    contradicts = finding(
        "base_year.period_contradicts",
        Level.INFO if settled else Level.ERROR,
        sheet.name,
        year=str(period.year_be),
        others="; ".join(others),
    )
    return period, (contradicts,)


def _left(book: ActivityBook, sheet: AnnualSheet) -> tuple[Finding, ...]:
    """The other sheets of the form, which stay where they are."""
    others = [
        one.name if one.period is None else f"{one.name} ({one.period.year_be})"
        for one in book.annuals
        if one is not sheet
    ]
    if not others:
        return ()
    left = finding(
        "base_year.other_sheets",
        Level.INFO,
        book.file_name,
        sheet=sheet.name,
        others=", ".join(others),
    )
    return (left,)
