"""The digits of a number cell: spreadsheet programs show and save fifteen."""

from __future__ import annotations

from decimal import Decimal

from fahsai.core.quantity.exact import canonical

SHOWN_DIGITS = 15
"""What a float holds beyond them is noise that nobody typed and nobody sees.

Without the cut a file that was only opened and saved again would differ from itself:
3.235680000000001 comes back as 3.23568.  Numbers written as text are never cut.
"""


def number_shown(value: float) -> Decimal:
    """The number that a cell shows.

    >>> number_shown(3.235680000000001)
    Decimal('3.23568')
    """
    return Decimal(canonical(Decimal(f"{value:.{SHOWN_DIGITS}g}")))


def fits(number: Decimal) -> bool:
    """Whether a number cell would give the very same number back.

    >>> fits(Decimal("0.1")), fits(Decimal("0.1234567890123456"))
    (True, False)
    """
    return number_shown(float(number)) == number
