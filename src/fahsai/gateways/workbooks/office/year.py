"""Which year an office sheet is about, which months it covers, and whether it is the base year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.thai.period import (
    BE_OFFSET,
    Period,
    PeriodKind,
    calendar_year,
    fiscal_year,
    month,
)
from fahsai.gateways.workbooks.cell_text import Month, Year, plain, year_said
from fahsai.gateways.workbooks.office.values import (
    BASE,
    CALENDAR,
    CURRENT,
    CUSTOM,
    FISCAL,
    OTHER,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.gateways.workbooks.annual.values import AnnualSheet
    from fahsai.gateways.workbooks.office.header import Header
    from fahsai.gateways.workbooks.office.values import OfficeSheet

_JANUARY, _OCTOBER, _DECEMBER = 1, 10, 12
_MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class SheetYear:
    """The year of one sheet; ``starts_with`` is its first month (1-12), ``role`` may be empty."""

    be: int | None
    kind: str
    starts_with: int
    period: Period | None
    role: str

    def month(self, named: Month) -> Period | None:
        """The calendar month that a header month stands for; ``None`` without any year."""
        year_be = named.year_be
        if year_be is None:
            if self.be is None:
                return None
            before = self.starts_with > _JANUARY and named.number >= self.starts_with
            year_be = self.be - 1 if before else self.be
        return month(year_be - BE_OFFSET, named.number)


def sheet_year(
    sheet_name: str, file_name: str, header: Header
) -> tuple[SheetYear, tuple[Finding, ...]]:
    """The year by the months themselves, else the sheet's name, else its title, else the file.

    Findings: ``sheet.year_mismatch`` (title and name differ; the name is used, since titles are
    left over when a sheet is copied), ``sheet.year_unknown``, ``sheet.year_from_file``,
    ``sheet.year_kind_unclear``, ``sheet.months_missing``.
    """
    named = [entry.month for entry in header.months]
    starts_with = _starts_with(named)
    kind = {_JANUARY: CALENDAR, _OCTOBER: FISCAL}.get(starts_with, CUSTOM)
    by_name = year_said(sheet_name, bare=True)
    by_months = _year_of_months(named)
    be, findings = _choose(sheet_name, file_name, header.label, by_name, by_months)
    label = header.label
    if label is not None and label.fiscal and kind == CALENDAR:
        findings.append(
            finding("sheet.year_kind_unclear", Level.WARNING, sheet_name, year=str(label.be))
        )
    missing = [number for number in _MONTHS if number not in {entry.number for entry in named}]
    if missing:
        findings.append(
            finding(
                "sheet.months_missing",
                Level.WARNING,
                sheet_name,
                count=str(len(missing)),
                months=", ".join(str(number) for number in missing),
            )
        )
    year = SheetYear(
        be, kind, starts_with, _period(be, kind, starts_with), role_said(sheet_name, header.titles)
    )
    return year, tuple(findings)


def _starts_with(named: list[Month]) -> int:
    """The month that the year begins with, from the order of the columns.

    After December comes January of the next year, so the month behind the greatest step back
    tells the start; months in plain order begin a calendar year, or a fiscal year from October on.
    """
    numbers = [entry.number for entry in named]
    for before, after in pairwise(numbers):
        if after < before:
            return min(_OCTOBER, numbers[0])
    if numbers[0] >= _OCTOBER and len(numbers) <= _DECEMBER - _OCTOBER + 1:
        return _OCTOBER
    return _JANUARY


def _year_of_months(named: list[Month]) -> int | None:
    """The year that the months' own years end in."""
    years = [entry.year_be for entry in named if entry.year_be is not None]
    return max(years) if len(years) == len(named) else None


def _choose(
    sheet_name: str, file_name: str, label: Year | None, by_name: Year | None, by_months: int | None
) -> tuple[int | None, list[Finding]]:
    """The year to use, and what was said otherwise."""
    sources = {
        "months": by_months,
        "name": by_name.be if by_name else None,
        "title": label.be if label else None,
    }
    said = {source: year for source, year in sources.items() if year is not None}
    if not said:
        of_file = year_said(file_name.rpartition(".")[0], bare=True)
        if of_file is None:
            return None, [finding("sheet.year_unknown", Level.ERROR, sheet_name)]
        from_file = finding(
            "sheet.year_from_file", Level.WARNING, sheet_name, year=str(of_file.be), file=file_name
        )
        return of_file.be, [from_file]
    used = next(iter(said.values()))
    if len(set(said.values())) == 1:
        return used, []
    mismatch = finding(
        "sheet.year_mismatch",
        Level.WARNING,
        sheet_name,
        name=str(sources["name"] or "-"),
        title=str(sources["title"] or "-"),
        months=str(sources["months"] or "-"),
        used=str(used),
    )
    return used, [mismatch]


def _period(be: int | None, kind: str, starts_with: int) -> Period | None:
    """The twelve months of the year."""
    if be is None:
        return None
    match kind:
        case "calendar":
            return calendar_year(be)
        case "fiscal":
            return fiscal_year(be)
        case _:
            year = be - BE_OFFSET
            return Period(
                date(year - 1, starts_with, 1), date(year, starts_with, 1), PeriodKind.CUSTOM
            )


_BASE = re.compile(r"ปีฐาน|base ?year|baseline")
_CURRENT = re.compile(r"ปีปัจจุบัน|current")


def role_said(sheet_name: str, titles: str) -> str:
    """The role that the sheet's name says, else its titles; empty when neither says just one."""
    for text in (plain(sheet_name), titles):
        base, current = _BASE.search(text), _CURRENT.search(text)
        if base and not current:
            return BASE
        if current and not base:
            return CURRENT
    return ""


AnySheet = TypeVar("AnySheet", "OfficeSheet", "AnnualSheet")


def assign_roles(
    offices: tuple[AnySheet, ...],
) -> tuple[tuple[AnySheet, ...], tuple[Finding, ...]]:
    """Every sheet with its role: as named; else the latest year is current, the one before base.

    Findings: ``sheet.role_by_year`` where the year decided, ``sheet.base_after_current``.
    """
    named = {office.role for office in offices}
    free = [office for office in offices if not office.role]
    years = sorted({office.year_be for office in free if office.year_be is not None})
    latest = years[-1] if years else None
    findings: list[Finding] = []
    result: list[AnySheet] = []
    for office in offices:
        role = office.role or _role_by_year(office, latest, years, named)
        if not office.role and len(offices) > 1:
            findings.append(finding("sheet.role_by_year", Level.INFO, office.name, role=role))
        result.append(replace(office, role=role))
    findings.extend(_base_after_current(result))
    return tuple(result), tuple(findings)


def _role_by_year(office: AnySheet, latest: int | None, years: list[int], named: set[str]) -> str:
    if CURRENT in named:
        only_other = BASE not in named and len(years) == 1
        return BASE if only_other else OTHER
    if office.year_be == latest:
        return CURRENT
    return BASE if BASE not in named and len(years) == 2 else OTHER  # noqa: PLR2004


def _base_after_current(offices: Sequence[AnySheet]) -> list[Finding]:
    current = [o for o in offices if o.role == CURRENT and o.year_be is not None]
    return [
        finding(
            "sheet.base_after_current",
            Level.WARNING,
            base.name,
            base=str(base.year_be),
            current=str(current[0].year_be),
        )
        for base in offices
        if base.role == BASE
        and base.year_be
        and current
        and base.year_be > (current[0].year_be or 0)
    ]
