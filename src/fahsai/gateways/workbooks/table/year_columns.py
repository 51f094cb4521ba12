"""The year that stands over a column: two years side by side are two columns of one source."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.thai.digits import to_arabic
from fahsai.core.thai.era import christian_year
from fahsai.core.thai.period import calendar_year, fiscal_year
from fahsai.gateways.workbooks.cell_text import Year, plain, year_said
from fahsai.gateways.workbooks.grid import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.grid import CellValue

FISCAL = "fiscal"
_PLAUSIBLE = range(1990, 2100)
"""Christian years that a table may report; 2500 is an amount as likely as a year."""
_WORD = (
    r"ประจำ|ปี|งบประมาณ|ปฏิทิน|งบ(?![ก-๙])|งปม\.?|พ\.?\s?ศ\.?|ค\.?\s?ศ\.?"
    r"|(?<![a-z])(?:fy|cy|fiscal|calendar|year|be|ce)"
)
_YEAR = re.compile(
    rf"(?:(?:{_WORD})\s*)+(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9])|(?<![0-9])[0-9]{{4}}(?![0-9])",
    re.IGNORECASE,
)
_SIGNS = " ()[].:/-–—'’"
_BEGINS_FISCAL = (10, 11, 12, 1)


def year_alone(value: CellValue) -> Year | None:
    """The year of a cell that names a year and nothing else.

    >>> year_alone("ปีงบประมาณ ๒๕๖๗"), year_alone(Decimal(2025)), year_alone("ม.ค. 2567")
    (Year(be=2567, fiscal=True), Year(be=2568, fiscal=False), None)
    """
    if isinstance(value, bool) or not isinstance(value, str | Decimal):
        return None
    text = plain(shown(value))
    if not text or without_year(text):
        return None
    return _plausible(year_said(text, bare=True))


def year_beside_words(text: str) -> Year | None:
    """The year of a heading that calls it one, or that is nothing else.

    >>> year_beside_words("ดีเซล ปี 2567 (ลิตร)"), year_beside_words("Isuzu 2015 (ลิตร)")
    (Year(be=2567, fiscal=False), None)
    """
    return year_alone(text) or _plausible(year_said(text))


def _plausible(year: Year | None) -> Year | None:
    if year is None:
        return None
    known = christian_year(year.be)
    return year if known in _PLAUSIBLE else None


def without_year(text: str) -> str:
    """A heading without the year that it names.

    >>> without_year("ดีเซล ปี 2567 (ลิตร)"), without_year("พ.ศ. 2567")
    ('ดีเซล (ลิตร)', '')
    """
    rest = " ".join(_YEAR.sub(" ", to_arabic(text)).split())
    return rest if rest.strip(_SIGNS) else ""


def year_text(year: Year) -> str:
    """A year as mappings write it: ``2567``, or ``fiscal 2567``.

    >>> year_text(Year(2567, fiscal=True))
    'fiscal 2567'
    """
    return f"{FISCAL} {year.be}" if year.fiscal else str(year.be)


def year_parts(text: str) -> tuple[int, str]:
    """The Buddhist year of a mapping's text, and ``fiscal`` or nothing.

    >>> year_parts("fiscal 2567"), year_parts("2567")
    ((2567, 'fiscal'), (2567, ''))
    """
    kind, _, number = text.rpartition(" ")
    return int(number), kind


def days_of(year_be: int, kind: str) -> Period:
    """The days of a Buddhist year of a kind."""
    return fiscal_year(year_be) if kind == FISCAL else calendar_year(year_be)


def runs_fiscal(months: Iterable[int]) -> bool:
    """Whether months follow each other as in a Thai fiscal year, from October over the new year.

    >>> runs_fiscal([10, 11, 12, 1, 2]), runs_fiscal(range(1, 13)), runs_fiscal([10, 11])
    (True, False, False)
    """
    return tuple(dict.fromkeys(months))[: len(_BEGINS_FISCAL)] == _BEGINS_FISCAL


def month_key(number: int, year: Year | None) -> str:
    """A month as mappings write it, in the calendar year that a year over it means.

    >>> month_key(10, Year(2567, fiscal=True)), month_key(1, Year(2567, fiscal=False))
    ('2566-10', '2567-01')
    """
    if year is None:
        return f"{number:02}"
    before = year.fiscal and number in _BEGINS_FISCAL[:3]
    return f"{year.be - before}-{number:02}"
