"""Numbers as Thai sheets hold them and as Thai documents print them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, canonical
from fahsai.core.quantity.rounding import round_half_up
from fahsai.core.thai.digits import to_arabic, to_thai

_PLAIN = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$")
_DIGITS_AND_SIGNS = re.compile(r"^[+-]?[\d.,' ]*\d[\d.,' ]*$")
_BRACKETED = re.compile(r"^\((.+)\)$")
_LARGEST_EXPONENT, _SMALLEST_EXPONENT = 27, -300
"""No quantity has more than 28 digits before the point: a cell that says so holds a code."""
_DASHES = frozenset("-‐‑‒–—―−")
_MINUS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def parse_number(text: str, subject: str = "") -> tuple[Decimal | None, tuple[Finding, ...]]:
    """The number of a cell's text, exactly; Thai digits and groups of three are understood.

    A bracketed number is negative, as accountants write.  An empty cell is no number and no
    finding: blank is not zero.

    Findings: ``number.dash`` for "-" (blank, not zero), ``number.ambiguous`` for "12,5" or
    "1,23,456", ``number.too_long`` beyond 34 digits, ``number.too_large`` beyond 28 before the
    point, ``number.text`` for anything else.

    >>> parse_number("1,234.50")[0], parse_number("๑๒๓")[0], parse_number("(1,000)")[0]
    (Decimal('1234.50'), Decimal('123'), Decimal('-1000'))
    """
    subject = subject or text
    # NFKC makes full-width digits and no-break spaces plain.
    plain = to_arabic(unicodedata.normalize("NFKC", text)).translate(_MINUS).strip()
    if not plain:
        return None, ()
    if set(plain) <= _DASHES:
        return None, (finding("number.dash", Level.INFO, subject, text=text),)
    bracketed = _BRACKETED.match(plain)
    if bracketed is not None and bracketed[1].strip()[:1].isdigit():
        plain = f"-{bracketed[1].strip()}"
    if _PLAIN.match(plain) or _GROUPED.match(plain):
        return _decimal(plain.replace(",", "").lower(), text, subject)
    if _DIGITS_AND_SIGNS.match(plain):
        return None, (finding("number.ambiguous", Level.ERROR, subject, text=text),)
    return None, (finding("number.text", Level.ERROR, subject, text=text),)


def is_too_large(value: Decimal) -> bool:
    """Whether a number has more digits before the point than any quantity.

    >>> is_too_large(Decimal("9e27")), is_too_large(Decimal("1e28"))
    (False, True)
    """
    return bool(value) and value.adjusted() > _LARGEST_EXPONENT


def _decimal(plain: str, text: str, subject: str) -> tuple[Decimal | None, tuple[Finding, ...]]:
    value = Decimal(plain)
    # Digits that would be lost: zeros at either end carry nothing.
    if len(plain.partition("e")[0].lstrip("+-").replace(".", "").strip("0")) > EXACT.prec:
        return None, (finding("number.too_long", Level.ERROR, subject, text=text),)
    if is_too_large(value):
        most = str(_LARGEST_EXPONENT + 1)
        return None, (finding("number.too_large", Level.ERROR, subject, text=text, most=most),)
    if value.adjusted() < _SMALLEST_EXPONENT:
        return None, (finding("number.text", Level.ERROR, subject, text=text),)
    return EXACT.plus(value), ()


def thai_number(value: Decimal, places: int | None = None, *, thai_digits: bool = False) -> str:
    """A number for print: groups of three, a point, so many decimals (halves away from zero).

    Without ``places`` every digit is printed.

    >>> thai_number(Decimal("1234.5"), 2), thai_number(Decimal("28252.525"), 2)
    ('1,234.50', '28,252.53')
    >>> thai_number(Decimal("1234567.8900")), thai_number(Decimal(2569), 0, thai_digits=True)
    ('1,234,567.89', '๒,๕๖๙')
    """
    text = canonical(value) if places is None else format(round_half_up(value, places), "f")
    whole, point, decimals = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-")
    start = len(digits) % 3
    groups = [digits[:start]] if start else []
    groups += [digits[i : i + 3] for i in range(start, len(digits), 3)]
    printed = sign + ",".join(groups) + point + decimals
    return to_thai(printed) if thai_digits else printed
