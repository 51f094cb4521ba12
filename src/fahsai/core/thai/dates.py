"""Dates as Thai documents write them, in both eras."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.thai.digits import to_arabic
from fahsai.core.thai.era import BE_OFFSET, Era, christian_year, year_text
from fahsai.core.thai.months import MONTH_PATTERN, Lang, month_name, parse_month

DateStyle = Literal["long", "short", "numeric"]

_TWO_DIGITS = 100
_SHORT_BE_YEARS = range(50, 100)
_CENTURY_BE = 2500


def format_date(
    day: date, style: DateStyle = "long", lang: Lang = "th", era: Era | None = None
) -> str:
    """A date for people: Buddhist era in Thai, Christian era in English, or the era asked for.

    >>> format_date(date(2026, 11, 21)), format_date(date(2026, 11, 21), "short")
    ('21 พฤศจิกายน 2569', '21 พ.ย. 2569')
    >>> format_date(date(2026, 11, 21), "numeric"), format_date(date(2026, 11, 21), lang="en")
    ('21/11/2569', '21 November 2026')
    >>> format_date(date(2026, 11, 21), era=Era.CE)
    '21 พฤศจิกายน ค.ศ. 2026'
    """
    year = year_text(day.year, lang, era)
    if style == "numeric":
        return f"{day.day:02d}/{day.month:02d}/{year}"
    return f"{day.day} {month_name(day.month, style, lang)} {year}"


class _Written(NamedTuple):
    """A date as it stands in a text, its year not yet understood."""

    day: int
    month: int
    year: str
    era: str  # "BE", "CE" or "" where the text does not say
    named_in: str  # "th", "en" or "" (a month in digits)


_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$")
_NUMERIC = re.compile(r"^(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})$")
_JOIN = r"[\s\-/,]*"
_DAY_FIRST = re.compile(
    rf"^(\d{{1,2}}){_JOIN}({MONTH_PATTERN}){_JOIN}(\d{{4}}|\d{{2}})$", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"^({MONTH_PATTERN})\s*(\d{{1,2}})(?:\s*,\s*|\s+)(\d{{4}}|\d{{2}})$", re.IGNORECASE
)
_BUDDHIST = re.compile(r"พ\s*\.?\s*ศ\s*\.?|\bB\.?E\.?(?=\W|$)", re.IGNORECASE)
_CHRISTIAN = re.compile(r"ค\s*\.?\s*ศ\s*\.?|\b(?:C\.?E|A\.?D)\.?(?=\W|$)", re.IGNORECASE)
_WEEKDAY = re.compile(r"^วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)?\s*(?:ที่)?\s*|^ที่\s*")


def parse_date(text: str, subject: str = "") -> tuple[date | None, tuple[Finding, ...]]:
    """The date of a text: either era, Thai or Arabic digits, day before month.

    Two-digit years from 50 are Buddhist (21/11/69 is 2569); below 50 they are Christian only
    beside an English month name, otherwise nobody can tell.  An empty text is no date and no
    finding.

    Findings: ``date.ambiguous_year``, ``date.unreadable``.

    >>> parse_date("๒๑ พ.ย. ๒๕๖๙")[0], parse_date("21 November 2026")[0]
    (datetime.date(2026, 11, 21), datetime.date(2026, 11, 21))
    """
    subject = subject or text
    if not text.strip():
        return None, ()
    written = _read(text)
    if written is None:
        return None, (finding("date.unreadable", Level.ERROR, subject, text=text),)
    year, readings = _christian_year(written)
    if readings:
        named = " / ".join(readings)
        return None, (
            finding("date.ambiguous_year", Level.ERROR, subject, text=text, readings=named),
        )
    day = _existing_day(year, written.month, written.day)
    if day is None:
        return None, (finding("date.unreadable", Level.ERROR, subject, text=text),)
    return day, ()


def _read(text: str) -> _Written | None:
    plain = to_arabic(text).strip()
    plain, buddhist = _BUDDHIST.subn(" ", plain)
    plain, christian = _CHRISTIAN.subn(" ", plain)
    era = ("BE" if buddhist else "") + ("CE" if christian else "")
    plain = " ".join(_WEEKDAY.sub("", plain.replace("เดือน", " ")).split())
    if match := _ISO.match(plain):
        return _Written(int(match[3]), int(match[2]), match[1], era, "")
    if match := _NUMERIC.match(plain):
        return _Written(int(match[1]), int(match[3]), match[4], era, "")
    if match := _DAY_FIRST.match(plain):
        return _named(match[1], match[2], match[3], era)
    if match := _MONTH_FIRST.match(plain):
        return _named(match[2], match[1], match[3], era)
    return None


def _named(day: str, month: str, year: str, era: str) -> _Written | None:
    number = parse_month(month)
    if number is None:
        return None
    return _Written(int(day), number, year, era, "en" if month.isascii() else "th")


def _existing_day(year: int | None, month: int, day: int) -> date | None:
    if year is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:  # 31 February, month 25
        return None


def _christian_year(written: _Written) -> tuple[int | None, tuple[str, ...]]:
    """The Christian year, or None with the readings that are possible (none: impossible)."""
    year = int(written.year)
    if year >= _TWO_DIGITS:
        return _long_year(year, written.era)
    buddhist = _CENTURY_BE + year - BE_OFFSET
    # Two digits from 50 mean the last century when someone writes them in the Christian era.
    christian = (1900 if year in _SHORT_BE_YEARS else 2000) + year
    readings = (f"พ.ศ. {_CENTURY_BE + year}", f"ค.ศ. {christian}")
    if written.era == "BE":
        return buddhist, ()
    if written.era == "CE":
        return christian, ()
    if written.named_in == "en":
        return (None, readings) if year in _SHORT_BE_YEARS else (christian, ())
    return (buddhist, ()) if year in _SHORT_BE_YEARS else (None, readings)


def _long_year(year: int, era: str) -> tuple[int | None, tuple[str, ...]]:
    known = christian_year(year)
    if known is None or not era:
        return known, ()
    said = "CE" if known == year else "BE"
    if said == era:
        return known, ()
    return None, (f"พ.ศ. {known + BE_OFFSET}", f"ค.ศ. {known}")
