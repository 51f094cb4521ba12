"""Exact decimals: 34 digits, half-even, floats refused, one canonical text.

Every reported number goes from parsing to printing through this module (DESIGN, rule 2).
"""

from __future__ import annotations

from contextlib import contextmanager
from decimal import (
    ROUND_HALF_EVEN,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
    localcontext,
)
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EXACT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[FloatOperation, InvalidOperation, DivisionByZero, Overflow, Clamped],
)
"""The only arithmetic context for reported numbers (IEEE 754 decimal128)."""

ZERO = Decimal(0)


@contextmanager
def exactly() -> Iterator[Context]:
    """Run a block in :data:`EXACT`; an accidental float raises ``FloatOperation``."""
    with localcontext(EXACT) as context:
        yield context


def exact(value: str | int | Decimal) -> Decimal:
    """A decimal of at most 34 digits from text, an integer or a decimal; never from a float.

    >>> exact("41.4689721495000261")
    Decimal('41.4689721495000261')
    """
    if isinstance(value, float):
        raise TypeError("floats are not exact: give the text of the number")
    return EXACT.create_decimal(value)


def ratio(text: str) -> Decimal:
    """The value of ``"a"`` or ``"a/b"`` at 34 digits, as the factor tables write it.

    >>> ratio("26.62/0.54")
    Decimal('49.29629629629629629629629629629630')
    """
    numerator, slash, denominator = text.partition("/")
    if not slash:
        return exact(numerator)
    return EXACT.divide(exact(numerator), exact(denominator))


def canonical(value: Decimal) -> str:
    """The one text of a number at rest: no exponent, no trailing zeros, no minus zero.

    >>> canonical(Decimal("1.2300E+3")), canonical(Decimal("-0.00"))
    ('1230', '0')
    """
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def total(values: Iterable[Decimal]) -> Decimal:
    """The sum of decimals in the exact context (zero for none)."""
    result = ZERO
    add = EXACT.add
    for value in values:
        result = add(result, value)
    return result
