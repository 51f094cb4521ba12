"""The names of the months, in Thai and English, as written and as read."""

from __future__ import annotations

import re
from typing import Literal

from fahsai.core.thai.digits import to_arabic
from fahsai.core.thai.era import BE_OFFSET, christian_year

Style = Literal["long", "short"]
Lang = Literal["th", "en"]

THAI_LONG = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
THAI_SHORT = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)
ENGLISH_LONG = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
CALENDAR_ORDER = tuple(range(1, 13))
FISCAL_ORDER = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)
"""Months of the Thai fiscal year, October to September."""


def month_name(number: int, style: Style = "long", lang: Lang = "th") -> str:
    """The name of month 1 to 12.

    >>> month_name(11), month_name(11, "short"), month_name(11, "short", "en")
    ('พฤศจิกายน', 'พ.ย.', 'Nov')
    """
    if lang == "th":
        return (THAI_LONG if style == "long" else THAI_SHORT)[number - 1]
    name = ENGLISH_LONG[number - 1]
    return name if style == "long" else name[:3]


def _key(text: str) -> str:
    """A name without dots and spaces, in small letters."""
    return re.sub(r"[\s.]", "", text).casefold()


def _spellings() -> dict[str, int]:
    keys: dict[str, int] = {}
    for names in (THAI_LONG, THAI_SHORT, ENGLISH_LONG, tuple(n[:3] for n in ENGLISH_LONG)):
        for number, name in enumerate(names, start=1):
            keys[_key(name)] = number
    # Full names without their ending are common on charts and in hand-made sheets.
    for number, name in enumerate(THAI_LONG, start=1):
        keys[_key(re.sub("(คม|ยน|พันธ์)$", "", name))] = number
    keys |= {"กุมภา": 2, "กุมภาพันธ": 2, "sept": 9, "พฤษจิกายน": 11, "พฤศจิกา": 11}
    return keys


_BY_KEY = _spellings()
_NAME = "|".join(
    # Dots and spaces may stand between the letters of an abbreviation.
    r"[.\s]*".join(map(re.escape, key))
    for key in sorted(_BY_KEY, key=len, reverse=True)
)
MONTH_PATTERN = rf"(?:{_NAME})(?![A-Za-zก-๎])\.?"
"""A regular expression (to be used ignoring case) that finds the name of a month."""

_MONTH_AND_YEAR = re.compile(
    rf"^\s*(?P<name>{MONTH_PATTERN})[\s\-/'’]*(?P<year>\d{{2}}|\d{{4}})\s*$", re.IGNORECASE
)
_SHORT_BE_YEARS = range(50, 100)


def parse_month(text: str) -> int | None:
    """The month that a cell names, 1 to 12; None when it names none or says more than that.

    >>> [parse_month(t) for t in ("ม.ค.", "มค", "มกราคม", "Jan", "JANUARY", "รวม")]
    [1, 1, 1, 1, 1, None]
    """
    return _BY_KEY.get(_key(text.removeprefix("เดือน"))) if text else None


def parse_month_year(text: str) -> tuple[int, int | None] | None:
    """Month and Buddhist year of a heading such as "ต.ค.64" or "Oct 2021".

    The year is None when the heading has none, or two digits that may belong to either era
    (below 50).  The result is None when the text is no month.

    >>> parse_month_year("ต.ค.64"), parse_month_year("Oct-2021"), parse_month_year("ก.ย.")
    ((10, 2564), (10, 2564), (9, None))
    """
    text = to_arabic(text).strip().removeprefix("เดือน")
    alone = parse_month(text)
    if alone is not None:
        return alone, None
    match = _MONTH_AND_YEAR.match(text)
    if match is None:
        return None
    number = _BY_KEY[_key(match["name"])]
    year = int(match["year"])
    if year in _SHORT_BE_YEARS:
        return number, 2500 + year
    known = christian_year(year)
    return number, known + BE_OFFSET if known is not None else None
