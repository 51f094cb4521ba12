"""The month of a whole table, as its title, its sheet or its file names it."""

from __future__ import annotations

import re

from fahsai.core.thai.months import MONTH_PATTERN, THAI_SHORT, parse_month_year
from fahsai.gateways.workbooks.cell_text import Month, plain

_ERA = r"(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)?"
_YEAR = rf"[\s\-_/'’.]*{_ERA}\s*(?P<year>[0-9]{{4}}|[0-9]{{2}})(?![0-9])"
_OF_A_YEAR = re.compile(rf"(?<![a-zก-๙])(?P<month>{MONTH_PATTERN}){_YEAR}", re.IGNORECASE)
_UNTIL = re.compile(
    rf"(?<![ก-๙])ณ(?![ก-๙])|ถึง|สิ้นสุด|พิมพ์|(?<![a-z])(?:as of|until|printed|to)(?![a-z])"
    rf"|[0-9]\s*(?:{MONTH_PATTERN})",
    re.IGNORECASE,
)
"""Words, or a day before the month, that tell when something was written and not what it covers."""
_CALLED = re.compile(
    rf"(?:เดือน|(?<![a-z])month(?: of)?)\s*:?\s*(?P<month>{MONTH_PATTERN})(?![a-zก-๙])",
    re.IGNORECASE,
)
_GLUED = re.compile(rf"เดือน(?=\s*(?:{MONTH_PATTERN}))", re.IGNORECASE)
_ALONE = re.compile(rf"(?P<month>{MONTH_PATTERN})", re.IGNORECASE)
_FIGURES = re.compile(
    r"(?<![0-9.\-])(?:(?P<year>[0-9]{4})[\-_. ](?P<number>0[1-9]|1[0-2]))(?![0-9]|[\-_.][0-9])"
)
_FIGURES_BACK = re.compile(
    r"(?<![0-9.\-])(?:(?P<number>0?[1-9]|1[0-2])[\-_. ](?P<year>[0-9]{4}))(?![0-9]|[\-_.][0-9])"
)


def month_in_title(text: str) -> Month | None:
    """The one month that a title calls so, or writes with its year.

    >>> month_in_title("รายงานการใช้น้ำมัน ประจำเดือน ต.ค.67")
    Month(number=10, year_be=2567, rest='')
    >>> month_in_title("ประจำเดือนตุลาคม พ.ศ. 2567").year_be, month_in_title("ม.ค. 67 - ธ.ค. 67")
    (2567, None)
    >>> month_in_title("ข้อมูล ณ วันที่ 31 ธ.ค. 67") is None
    True
    """
    said = _GLUED.sub("เดือน ", plain(text))
    if _UNTIL.search(said):
        return None
    of_a_year = {(match["month"], match["year"]) for match in _OF_A_YEAR.finditer(said)}
    found = {month for one in of_a_year if (month := _month(*one)) is not None}
    if not found:
        called = {(match["month"], "") for match in _CALLED.finditer(said)}
        found = {month for one in called if (month := _month(*one)) is not None}
    return found.pop() if len(found) == 1 else None


def month_in_name(text: str) -> Month | None:
    """The month that the name of a sheet or file is, or has with its year.

    >>> month_in_name("ต.ค.67"), month_in_name("2567-10") == month_in_name("ตุลาคม 2567")
    (Month(number=10, year_be=2567, rest=''), True)
    >>> month_in_name("มกราคม"), month_in_name("ข้อมูล"), month_in_name("1")
    (Month(number=1, year_be=None, rest=''), None, None)
    """
    said = plain(text)
    alone = _ALONE.fullmatch(said)
    if alone is not None:
        return _month(alone["month"], "")
    for pattern in (_FIGURES, _FIGURES_BACK):
        match = pattern.search(said)
        if match is not None:
            found = _month(THAI_SHORT[int(match["number"]) - 1], match["year"])
            return found if found is not None and found.year_be is not None else None
    return month_in_title(said.replace("_", " "))


def _month(name: str, year: str) -> Month | None:
    named = parse_month_year(f"{name} {year}".strip())
    return None if named is None else Month(*named)
