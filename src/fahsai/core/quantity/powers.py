"""Powers and logarithms of exact decimals, rounded once to 34 digits.

A power with a broken exponent is no fraction, so no number of digits holds it.  It is computed as
``exp(exponent x ln(base))`` with 16 digits to spare and rounded half-even to the 34 that every
figure has; ``ln`` and ``exp`` of :mod:`decimal` are correctly rounded in each step.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from fahsai.core.quantity.exact import EXACT, ZERO

SPARE = 16
"""Digits beyond the 34 in which the steps are computed."""


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """``base`` to the power of ``exponent`` at 34 digits; the base is not negative.

    >>> power(Decimal(2), Decimal("0.5"))
    Decimal('1.414213562373095048801688724209698')
    >>> power(Decimal(9), Decimal("0.5")), power(Decimal(0), Decimal("0.933"))
    (Decimal('3.000000000000000000000000000000000'), Decimal('0'))
    """
    if base == ZERO:
        return ZERO
    with localcontext(EXACT) as context:
        context.prec = EXACT.prec + SPARE
        context.rounding = ROUND_HALF_EVEN
        wide = (exponent * base.ln()).exp()
    return EXACT.plus(wide)


def logarithm(value: Decimal) -> Decimal:
    """The natural logarithm of a number above zero at 34 digits.

    >>> logarithm(Decimal(5))
    Decimal('1.609437912434100374600759333226188')
    """
    return EXACT.ln(value)
