"""What the text of a cell says: a month, a year, a number, a scope, or nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from fahsai.core.thai.digits import to_arabic
from fahsai.core.thai.era import BE_OFFSET, christian_year
from fahsai.core.thai.months import MONTH_PATTERN, parse_month_year
from fahsai.core.thai.numbers import is_too_large, parse_number
from fahsai.core.thai.years import YearKind, parse_year
from fahsai.gateways.workbooks.grid import NOT_CALCULATED, Broken, CellValue

_INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff\u00ad]")
_NIKHAHIT_AND_AA = "\u0e4d\u0e32"
_AM = "\u0e33"


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """The text for comparing: one form of every letter, small, Arabic digits, single spaces.

    >>> plain("  ปริมาณ   CF  ๒๕๖๗ ")
    'ปริมาณ cf 2567'
    """
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    # NFKC takes ำ apart; people and keyboards write it as one letter.
    one_letter = folded.replace(_NIKHAHIT_AND_AA, _AM)
    return " ".join(to_arabic(one_letter).lower().split())


def squeezed(text: str) -> str:
    """The text for keys: :func:`plain` without any space, since Thai offices space freely.

    >>> squeezed("น้ำมัน  Diesel ")
    'น้ำมันdiesel'
    """
    return plain(text).replace(" ", "")


# --- months and years -----------------------------------------------------------------------

_MONTH = re.compile(
    rf"(?:เดือน\s*)?(?P<month>{MONTH_PATTERN}[\s\-/'’]*"
    rf"(?:(?:พ\.?ศ\.?\s*)?(?:[0-9]{{4}}|[0-9]{{2}}))?)(?![0-9])\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ERA = re.compile(r"พ\.?ศ\.?\s*(?=[0-9])")
_BEHIND_A_MONTH = re.compile(rf"(?!ถึง|to\b|และ|and\b|{MONTH_PATTERN})[(a-zก-๙]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Month:
    """A month named in a header, with its Buddhist year when it is written there.

    ``rest`` is what follows in the same cell (``ปริมาณ``, ``CF``).
    """

    number: int
    year_be: int | None = None
    rest: str = ""


def month_said(value: CellValue) -> Month | None:
    """The month that a header cell names: Thai or English, short or long, or a date.

    >>> month_said("ต.ค.-65"), month_said("เดือนมกราคม"), month_said("ม.ค. - ธ.ค. 2567")
    (Month(number=10, year_be=2565, rest=''), Month(number=1, year_be=None, rest=''), None)
    """
    if isinstance(value, date):
        return Month(value.month, _year_of_date(value.year))
    if not isinstance(value, str):
        return None
    match = _MONTH.fullmatch(plain(value))
    if match is None:
        return None
    rest = match["rest"].strip()
    named = parse_month_year(_ERA.sub("", match["month"]).strip(" -/'’"))
    if named is None or (rest and not _BEHIND_A_MONTH.match(rest)):
        return None
    return Month(*named, rest.strip("()"))


def _year_of_date(year: int) -> int | None:
    """The Buddhist year of a date cell; Excel makes 1967 of ``ม.ค.-67`` where 2567 was meant."""
    if year in range(1900, 2000):
        return year - 1900 + 2500
    known = christian_year(year)
    return None if known is None else known + BE_OFFSET


@dataclass(frozen=True, slots=True)
class Year:
    """A year named in a title: Buddhist era, and whether the words call it a fiscal year."""

    be: int
    fiscal: bool


_YEAR_WORD = re.compile(r"ปี|พ\.?ศ|ค\.?ศ|งบประมาณ|year|(?<![a-z])fy")
_FULL_DATE = re.compile(r"[0-9]{1,2}\s*[/.\-]\s*[0-9]{1,2}\s*[/.\-]\s*[0-9]{2,4}")


def year_said(text: str, *, bare: bool = False) -> Year | None:
    """The one year that a title names; ``None`` when there is none or more than one.

    A number counts as a year only beside a word for year, or alone in its cell; with ``bare``
    anywhere (the name of a sheet or a file).

    >>> year_said("เดือน / ประจำปี 2566"), year_said("ปีงบประมาณ พ.ศ. ๒๕๖๕")
    (Year(be=2566, fiscal=False), Year(be=2565, fiscal=True))
    >>> year_said("เปรียบเทียบ ปี 2566 และ 2567"), year_said("Version 04 : 21/2/2020")
    (None, None)
    """
    said = _FULL_DATE.sub(" ", plain(text))
    if not bare and not _YEAR_WORD.search(said) and not said.isdecimal():
        return None
    year, kind, _ = parse_year(said)
    return None if year is None else Year(year, kind is YearKind.FISCAL)


# --- numbers --------------------------------------------------------------------------------


class Problem(StrEnum):
    """Why a cell gives no number."""

    BLANK = "blank"
    DASH = "dash"
    TEXT = "text"
    LARGE = "large"
    DATE = "date"
    TRUTH = "truth"
    ERROR = "error"
    NOT_CALCULATED = "not-calculated"


class Number(NamedTuple):
    """The number in a cell, or why there is none; ``as_text`` when it was typed as text."""

    value: Decimal | None
    problem: Problem | None = None
    as_text: bool = False


EMPTY = (Problem.BLANK, Problem.DASH)
"""What is wrong with a number where the cell says that there is none."""

_NOTHING = frozenset({"_", ".", "n/a", "na", "n.a.", "nil", "none"}) | frozenset(
    {"ไม่มี", "ไม่มีข้อมูล", "ไม่มีการใช้", "-ไม่มี-", "ไม่ได้ใช้"}
)


def number_said(value: CellValue) -> Number:
    """The number that a cell holds; text counts when it is nothing but one number.

    >>> number_said("๑,๒๓๔.๕").value, number_said("-").problem.value, number_said("12 ลิตร").problem
    (Decimal('1234.5'), 'dash', <Problem.TEXT: 'text'>)
    >>> number_said(Decimal("1e30")).problem.value, number_said("1e30").problem.value
    ('large', 'large')
    """
    match value:
        case None:
            return Number(None, Problem.BLANK)
        case Decimal():
            return Number(None, Problem.LARGE) if is_too_large(value) else Number(value)
        case bool():
            return Number(None, Problem.TRUTH)
        case Broken(code=code):
            missing = code == NOT_CALCULATED
            return Number(None, Problem.NOT_CALCULATED if missing else Problem.ERROR)
        case str():
            return _number_in_text(value)
        case _:
            return Number(None, Problem.DATE)


_ORDINARY = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")
"""What nearly every cell of a text file holds: it needs no second look."""


def _number_in_text(value: str) -> Number:
    if _ORDINARY.fullmatch(value):
        return Number(Decimal(value), as_text=True)
    if plain(value) in _NOTHING:
        return Number(None, Problem.DASH)
    number, findings = parse_number(value)
    if number is not None:
        return Number(number, as_text=True)
    if not findings:
        return Number(None, Problem.BLANK)
    return Number(None, _PROBLEMS.get(findings[0].code, Problem.TEXT))


_PROBLEMS = {"number.dash": Problem.DASH, "number.too_large": Problem.LARGE}


# --- scopes ---------------------------------------------------------------------------------

_SCOPE = re.compile(
    r"(?:scope|ขอบเขต(?:การดำเนินงาน)?(?:ประเภท)?|ประเภท)\s*(?:ที่)?\s*[:.\-]?\s*([123])(?![0-9])"
)
_ROMAN = re.compile(r"(?<=scope )(iii|ii|i)(?![a-z])")
_INDIRECT = re.compile(r"ทางอ้อม|indirect")
_DIRECT = re.compile(r"ทางตรง|(?<!in)direct")
_ENERGY = re.compile(r"พลังงาน|ไฟฟ้า|energy|electric")
_SCOPE_NUMBERS = re.compile(r"(?<![0-9.])[123](?![0-9.])")
_SEPARATE = re.compile(r"รายงานแยก|แยกรายงาน|separate|นอกขอบเขต|out of scope")


def scopes_said(text: str) -> frozenset[str]:
    """The scope numbers that a text names by the words scope, ขอบเขต or ประเภท.

    >>> sorted(scopes_said("Scope 1 (ประเภท 1)")), sorted(scopes_said("Scope 1 และ 3"))
    (['1'], ['1', '3'])
    """
    said = _ROMAN.sub(lambda roman: str(len(roman[1])), plain(text))
    match = _SCOPE.search(said)
    if match is None:
        return frozenset()
    rest = said[match.end() :].split("ประเภท", maxsplit=1)[0]
    joined = re.match(r"\s*(?:,|และ|กับ|&|-|/|ถึง)\s*([123])(?![0-9.])", rest)
    found = {match[1]} | set(_SCOPE.findall(said))
    if joined:
        found.add(joined[1])
    return frozenset(found)


def bare_scope(text: str) -> str:
    """The scope of a cell in a scope column, where the number alone is enough.

    >>> bare_scope("2"), bare_scope("ประเภทที่ 3"), bare_scope("ทางอ้อมจากพลังงาน"), bare_scope("ก")
    ('2', '3', '2', '')
    """
    said = plain(text)
    found = scopes_said(text) or frozenset(_SCOPE_NUMBERS.findall(said))
    if found:
        return next(iter(found)) if len(found) == 1 else ""
    if _INDIRECT.search(said):
        return "2" if _ENERGY.search(said) else "3"
    return "1" if _DIRECT.search(said) else ""


def separate_said(text: str) -> bool:
    """True when the words put a row into separate reporting (รายงานแยก)."""
    return _SEPARATE.search(plain(text)) is not None


# --- totals, notes --------------------------------------------------------------------------

_TOTAL = re.compile(r"(?:ผล|ยอด)?รวม|grand ?total|sub ?total|total|sum\b")
_ALL = re.compile(r"ทั้งหมด|ทั้งสิ้น|ทุกขอบเขต|สุทธิ|grand|overall|1 ?\+ ?2 ?\+ ?3")
_END = re.compile(
    r"หมายเหตุ|notes?\b|remarks?\b|สรุป|summary\b|จัดทำโดย|ผู้จัดทำ|ผู้รายงาน|ผู้ตรวจ|ลงชื่อ|ลงนาม|อ้างอิง|ที่มา"
    r"|คำอธิบาย|เปรียบเทียบ"
)


def total_said(text: str) -> bool:
    """True when a label begins a total (รวม, ผลรวม, Total)."""
    return _TOTAL.match(plain(text)) is not None


def everything_said(text: str) -> bool:
    """True when the label of a total speaks of everything (รวมทั้งหมด, Grand total)."""
    return _ALL.search(plain(text)) is not None


def end_said(text: str) -> bool:
    """True when a line belongs below the table (หมายเหตุ, สรุป, จัดทำโดย)."""
    return _END.match(plain(text)) is not None


_REMARK = re.compile(r"\*|\((?![0-9ก-ฮ]{1,2}\))")


def remark_said(text: str) -> bool:
    """True for a remark between rows: it begins with a star, or stands in brackets.

    >>> remark_said("* ใบแจ้งค่าไฟฟ้า"), remark_said("(ข้อมูลจากใบเสร็จ)"), remark_said("(1) น้ำมัน")
    (True, True, False)
    """
    return _REMARK.match(plain(text)) is not None
