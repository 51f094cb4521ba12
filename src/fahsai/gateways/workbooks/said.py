"""What the text of a cell says: a month, a year, a number, a scope, or nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from fahsai.core.quantity.exact import exact
from fahsai.core.thai.period import BE_OFFSET
from fahsai.gateways.workbooks.grid import NOT_CALCULATED, Broken, CellValue

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff\u00ad]")


def plain(text: str) -> str:
    """The text for comparing: one form of every letter, small, Arabic digits, single spaces.

    >>> plain("  ปริมาณ\\n  CF  ๒๕๖๗ ")
    'ปริมาณ cf 2567'
    """
    composed = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).replace("ํา", "ำ")
    return " ".join(composed.translate(_DIGITS).lower().split())


def squeezed(text: str) -> str:
    """The text for keys: :func:`plain` without any space, since Thai offices space freely.

    >>> squeezed("น้ำมัน  Diesel ")
    'น้ำมันdiesel'
    """
    return plain(text).replace(" ", "")


# --- months ---------------------------------------------------------------------------------

_MONTHS = (
    ("มกราคม", "มค", "january", "jan"),
    ("กุมภาพันธ์", "กพ", "february", "feb"),
    ("มีนาคม", "มีค", "march", "mar"),
    ("เมษายน", "เมย", "april", "apr"),
    ("พฤษภาคม", "พค", "may"),
    ("มิถุนายน", "มิย", "june", "jun"),
    ("กรกฎาคม", "กค", "july", "jul"),
    ("สิงหาคม", "สค", "august", "aug"),
    ("กันยายน", "กย", "september", "sept", "sep"),
    ("ตุลาคม", "ตค", "october", "oct"),
    ("พฤศจิกายน", "พย", "november", "nov"),
    ("ธันวาคม", "ธค", "december", "dec"),
)
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = re.compile(
    r"(?:เดือน|month)?("
    + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
    + r")[-/'’,]*((?:พศ|คศ)?[0-9]{4}|[0-9]{2})?(?![0-9a-z])(.*)"
)
_BUDDHIST_FROM = 2400
_TWO_DIGIT_BUDDHIST_FROM = 41
_CHRISTIAN = range(1900, 2200)
_BUDDHIST = range(2400, 2700)


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

    >>> month_said("ต.ค.-65"), month_said("เดือนมกราคม"), month_said("รวม")
    (Month(number=10, year_be=2565, rest=''), Month(number=1, year_be=None, rest=''), None)
    """
    if isinstance(value, datetime | date):
        return Month(value.month, _buddhist(value.year))
    if not isinstance(value, str):
        return None
    match = _MONTH.fullmatch(squeezed(value).replace(".", ""))
    if match is None:
        return None
    year = match[2]
    return Month(
        _MONTH_NUMBER[match[1]],
        _buddhist(int(year.lstrip("พคศ"))) if year else None,
        match[3].strip("-()/:"),
    )


def _buddhist(year: int) -> int | None:
    """The Buddhist year of a year written with two or four digits in either era."""
    if year < 100:  # noqa: PLR2004  two digits
        return year + (2500 if year >= _TWO_DIGIT_BUDDHIST_FROM else 2000 + BE_OFFSET)
    if year in _BUDDHIST:
        return year
    return year + BE_OFFSET if year in _CHRISTIAN else None


# --- years ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Year:
    """A year named in a title: Buddhist era, and whether the words call it a fiscal year."""

    be: int
    fiscal: bool


_FISCAL = re.compile(r"งบประมาณ|ปีงบ|fiscal|\bfy")
_LABELLED = re.compile(
    r"(?:ปีงบประมาณ|งบประมาณ|ปีงบ|ประจำปี|ปีฐาน|ปีปัจจุบัน|ปี|พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|year|fy)"
    r"[\s.:()\-]*(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)?[\s.:(]*([0-9]{4}|[0-9]{2})(?![0-9/.,%])"
)
_BARE = re.compile(r"(?<![0-9/.,])(2[45][0-9]{2}|20[0-9]{2})(?![0-9/.,])")
_FOLLOWS = re.compile(r"\s*(?:,|และ|กับ|-|–|/|ถึง|vs\.?|and)\s*([0-9]{4})(?![0-9])")


def year_said(text: str, *, bare: bool = False) -> Year | None:
    """The one year that a title names; ``None`` when there is none or more than one.

    With ``bare`` a number that looks like a year is enough (the name of a sheet or a file).

    >>> year_said("เดือน / ประจำปี 2566"), year_said("ปีงบประมาณ พ.ศ. ๒๕๖๕")
    (Year(be=2566, fiscal=False), Year(be=2565, fiscal=True))
    >>> year_said("เปรียบเทียบ ปี 2566 และ 2567") is None
    True
    """
    said = plain(text)
    years: set[int | None] = set()
    for match in _LABELLED.finditer(said):
        years.add(_buddhist(int(match[1])))
        follows = _FOLLOWS.match(said, match.end())
        if follows:
            years.add(_buddhist(int(follows[1])))
    if bare and not years:
        years = {_buddhist(int(found)) for found in _BARE.findall(said)}
    years.discard(None)
    if len(years) != 1:
        return None
    year = years.pop()
    return None if year is None else Year(year, _FISCAL.search(said) is not None)


# --- numbers --------------------------------------------------------------------------------


class Problem(StrEnum):
    """Why a cell gives no number."""

    BLANK = "blank"
    DASH = "dash"
    TEXT = "text"
    DATE = "date"
    TRUTH = "truth"
    ERROR = "error"
    NOT_CALCULATED = "not-calculated"


@dataclass(frozen=True, slots=True)
class Number:
    """The number in a cell, or why there is none; ``as_text`` when it was typed as text."""

    value: Decimal | None
    problem: Problem | None = None
    as_text: bool = False


_DASHES = frozenset(
    ["-", "--", "---", "–", "—", "−", "_", ".", "n/a", "na", "n.a.", "nil", "none", "ไม่มี"]
    + ["ไม่มีข้อมูล", "ไม่มีการใช้", "-ไม่มี-", "ไม่ได้ใช้"]
)
_NUMERIC = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?(?:e[+-]?[0-9]{1,2})?")
_LONGEST_NUMBER = 60


def number_said(value: CellValue) -> Number:
    """The number that a cell holds; text counts when it is nothing but one number.

    >>> number_said("๑,๒๓๔.๕").value, number_said("-").problem.value, number_said("12 ลิตร").problem
    (Decimal('1234.5'), 'dash', <Problem.TEXT: 'text'>)
    """
    match value:
        case None:
            return Number(None, Problem.BLANK)
        case Decimal():
            return Number(value)
        case bool():
            return Number(None, Problem.TRUTH)
        case Broken(code=code):
            missing = code == NOT_CALCULATED
            return Number(None, Problem.NOT_CALCULATED if missing else Problem.ERROR)
        case str():
            return _number_in_text(value)
        case _:
            return Number(None, Problem.DATE)


def _number_in_text(value: str) -> Number:
    text = squeezed(value)
    if not text:
        return Number(None, Problem.BLANK)
    if text in _DASHES:
        return Number(None, Problem.DASH)
    if len(text) <= _LONGEST_NUMBER and _NUMERIC.fullmatch(text):
        return Number(exact(text.replace(",", "")), as_text=True)
    return Number(None, Problem.TEXT)


# --- scopes ---------------------------------------------------------------------------------

_SCOPE = re.compile(
    r"(?:scope|ขอบเขต(?:การดำเนินงาน)?(?:ประเภท)?|ประเภท)\s*(?:ที่)?\s*[:.\-]?\s*([123])(?![0-9])"
)
_SCOPE_NUMBERS = re.compile(r"(?<![0-9.])[123](?![0-9.])")
_SEPARATE = re.compile(r"รายงานแยก|แยกรายงาน|separate|นอกขอบเขต|out of scope")


def scopes_said(text: str) -> frozenset[str]:
    """The scope numbers that a text names by the words scope, ขอบเขต or ประเภท.

    >>> sorted(scopes_said("Scope 1 (ประเภท 1)")), sorted(scopes_said("Scope 1 และ 3"))
    (['1'], ['1', '3'])
    """
    said = plain(text)
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

    >>> bare_scope("2"), bare_scope("ประเภทที่ 3"), bare_scope("อื่น ๆ")
    ('2', '3', '')
    """
    found = scopes_said(text) or frozenset(_SCOPE_NUMBERS.findall(plain(text)))
    return next(iter(found)) if len(found) == 1 else ""


def separate_said(text: str) -> bool:
    """True when the words put a row into separate reporting (รายงานแยก)."""
    return _SEPARATE.search(plain(text)) is not None


# --- totals, notes --------------------------------------------------------------------------

_TOTAL = re.compile(r"(?:ผล|ยอด)?รวม|grand ?total|sub ?total|total|sum\b")
_ALL = re.compile(r"ทั้งหมด|ทั้งสิ้น|ทุกขอบเขต|สุทธิ|grand|overall|1 ?\+ ?2 ?\+ ?3")
_END = re.compile(
    r"หมายเหตุ|note|remark|สรุป|summary|จัดทำโดย|ผู้จัดทำ|ผู้รายงาน|ผู้ตรวจ|ลงชื่อ|ลงนาม|อ้างอิง|ที่มา"
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
