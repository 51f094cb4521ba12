"""How a source is used by habit: now and then, by the drum, not in the school holidays.

A habit explains a low month or a zero that would be a slip elsewhere.
"""

from __future__ import annotations

import re
from math import gcd
from typing import TYPE_CHECKING

from fahsai.core.inventory.mistakes.series import median_of

if TYPE_CHECKING:
    from fahsai.core.inventory.mistakes.case import Entry

NOW_AND_THEN = 1 / 5
"""A source with more zeros than this share of its months, two years together, is used at times."""

FEW_LUMPS = 6
"""Who buys so many drums or cylinders in an ordinary month may need none, or one, in another."""

STANDS_BY = re.compile(
    r"ดับเพลิง|กู้ภัย|กำเนิดไฟฟ้า|ปั่นไฟ|สำรองไฟ|ฉุกเฉิน|สูบน้ำ|ตัดหญ้า|พ่นหมอกควัน"
    r"|fire|rescue|generator|genset|emergency|stand.?by|pump|mower|fogg"
)

OF_SCHOOLS = re.compile(
    r"โรงเรียน|ศูนย์พัฒนาเด็ก|ศูนย์เด็ก|อนุบาล|วิทยาลัย|มหาวิทยาลัย|นักเรียน|นักศึกษา|หอพัก"
    r"|school|college|universit|nursery|kindergarten|student|dormitor"
)
UTILITIES = ("electricity.paid", "electricity.free", "water.mwa", "water.pwa", "water.ieat")
"""Kinds that are read from a meter of the utility, which calibrates it and bills it each month."""

HOLIDAYS = frozenset({3, 4, 5, 10})
"""Months in which Thai schools are closed, or open for a part."""


def now_and_then(entry: Entry) -> bool:
    """Whether a source is used now and then: generators, fire engines, pumps of a season."""
    held = [one.values.values() for one in (entry.now, entry.then) if one is not None]
    values = [value for months in held for value in months]
    return sum(not value for value in values) > NOW_AND_THEN * len(values)


def stands_by(entry: Entry) -> bool:
    """Whether a fuel is burned, by its name, where something stands by: no month is due."""
    burned = entry.kind is not None and entry.kind.family in {"stationary", "mobile", "offroad"}
    return burned and bool(STANDS_BY.search(entry.label.lower()))


def lump_of(entry: Entry) -> float | None:
    """What a fuel is bought by, where it is bought by few whole drums or cylinders [its unit]."""
    burned = entry.kind is not None and entry.kind.family in {"stationary", "mobile", "offroad"}
    if entry.now is None or not burned:
        return None
    known = [value for value in entry.now.known.values() if value]
    if not known or not all(value.is_integer() for value in known):
        return None
    lump = gcd(*map(int, known))
    return float(lump) if median_of(known) <= FEW_LUMPS * lump else None


def in_holidays(entry: Entry, month: int) -> bool:
    """Whether a calendar month is one in which a school, by its name, stands still."""
    return month in HOLIDAYS and bool(OF_SCHOOLS.search(entry.label.lower()))
