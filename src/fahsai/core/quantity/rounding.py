"""The rounding table: one function for each rule by which a printed figure is rounded.

Stored values are kg CO2e and are never rounded; documents print tonnes.  Wherever a document
rounds, it calls the function that bears the rule's name.
"""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, canonical

_KG_PER_TONNE_EXPONENT = -3

_WIDE = Context(prec=7_000, Emin=EXACT.Emin, Emax=EXACT.Emax)
"""Room for every digit of any exact value: to print a figure, however absurd, never fails."""


def round_half_up(value: Decimal, places: int) -> Decimal:
    """A value with so many decimals, halves away from zero, as Excel's ROUND.

    >>> round_half_up(Decimal("2.345"), 2), round_half_up(Decimal("-2.345"), 2)
    (Decimal('2.35'), Decimal('-2.35'))
    """
    return _quantized(value, places, ROUND_HALF_UP)


def round_half_even(value: Decimal, places: int) -> Decimal:
    """A value with so many decimals, halves to the even digit, as exact decimals are rounded.

    >>> round_half_even(Decimal("2.345"), 2), round_half_even(Decimal(2) / 3, 6)
    (Decimal('2.34'), Decimal('0.666667'))
    """
    return _quantized(value, places, ROUND_HALF_EVEN)


def round_down(value: Decimal, places: int) -> Decimal:
    """A value with so many decimals, never more than it is: what is not whole is not called so.

    >>> round_down(Decimal("0.9999999"), 6), round_down(Decimal("99.96"), 1)
    (Decimal('0.999999'), Decimal('99.9'))
    """
    return _quantized(value, places, ROUND_FLOOR)


def percent(share: Decimal) -> str:
    """A share as people say it: per cent, with four decimals at most.

    >>> percent(Decimal("0.6")), percent(Decimal(1) / 3)
    ('60', '33.3333')
    """
    return canonical(round_half_up(EXACT.scaleb(share, 2), 4))


def tonnes(kg: Decimal) -> Decimal:
    """Kilograms as tonnes, exactly (nothing is rounded).

    >>> tonnes(Decimal("2740.6"))
    Decimal('2.7406')
    """
    return EXACT.scaleb(kg, _KG_PER_TONNE_EXPONENT)


def line_tonnes(kg: Decimal) -> Decimal:
    """A line, or a cell of tables 5.1 to 5.4 [kg CO2e] as printed [t]: two decimals, half up.

    >>> line_tonnes(Decimal("28252525"))
    Decimal('28252.53')
    """
    return round_half_up(tonnes(kg), 2)


def said_tonnes(kg: Decimal) -> str:
    """Kilograms as people say them in a sentence: tonnes with two decimals.

    >>> said_tonnes(Decimal("32359.9161"))
    '32.36'
    """
    return f"{line_tonnes(kg):,f}"


def total_tonnes_v01(kg: Decimal) -> Decimal:
    """A total of section 5 [kg CO2e] as form TCFO_R_02 V01 prints it [t]: two decimals.

    The unrounded sum is rounded once; printed lines are not added.
    """
    return round_half_up(tonnes(kg), 2)


def total_tonnes_v03(kg: Decimal) -> Decimal:
    """A total of section 5 [kg CO2e] as form TCFO_R_02 V03 prints it [t]: whole tonnes.

    >>> total_tonnes_v03(Decimal("1380226680"))
    Decimal('1380227')
    """
    return round_half_up(tonnes(kg), 0)


def fr05_scope(kg: Decimal) -> Decimal:
    """A scope's total [kg CO2e] as sheet Fr-05 prints it [t]: up to whole tonnes.

    Equation: ``ROUNDUP(ROUND(x, 6), 0)`` with Excel's meaning: halves, and ROUNDUP itself, go
    away from zero, so that sheet and program agree for negative figures too.
    Reference: TGO's workbook TCFO_R_01 V04, Fr-05!C10:C13.

    >>> fr05_scope(Decimal("28252520")), fr05_scope(Decimal("5000.0000001"))
    (Decimal('28253'), Decimal('5'))
    """
    return _quantized(round_half_up(tonnes(kg), 6), 0, ROUND_UP)


def tver_emission(kg: Decimal) -> Decimal:
    """A baseline, project or leakage emission [kg CO2e] as printed [t]: two decimals."""
    return round_half_up(tonnes(kg), 2)


def tver_reduction(
    baseline_kg: Decimal, project_kg: Decimal, leakage_kg: Decimal, subject: str
) -> tuple[Decimal, tuple[Finding, ...]]:
    """The emission reduction of one methodology and calendar year [t]: decimals are dropped.

    Equation: ``ER = floor((BE - PE - LE) / 1000)`` of the unrounded figures, toward minus
    infinity.  Reference: T-VER-F013, section 2.5 ("ตัดทศนิยมทิ้ง"); the direction for negative
    figures is ours.  Finding: ``rounding.negative_reduction``.

    >>> tver_reduction(Decimal("27020560"), Decimal(0), Decimal(0), "2566")
    (Decimal('27020'), ())
    """
    difference = EXACT.subtract(EXACT.subtract(baseline_kg, project_kg), leakage_kg)
    reduction = _quantized(tonnes(difference), 0, ROUND_FLOOR)
    if difference >= 0:
        return reduction, ()
    return reduction, (
        finding("rounding.negative_reduction", Level.WARNING, subject, tonnes=canonical(reduction)),
    )


class TiedReduction(NamedTuple):
    """Whole tonnes that tie across a printed row: ``reduction = baseline - project - leakage``."""

    baseline: Decimal
    project: Decimal
    leakage: Decimal
    reduction: Decimal


def tver_tied(baseline_kg: Decimal, project_kg: Decimal, leakage_kg: Decimal) -> TiedReduction:
    """The optional style in which the integers of a T-VER row tie; never above the floor.

    Baseline down, project and leakage up, the reduction is their difference [t].

    >>> tver_tied(Decimal(1000900), Decimal(500100), Decimal(0)).reduction
    Decimal('499')
    """
    baseline = _quantized(tonnes(baseline_kg), 0, ROUND_FLOOR)
    project = _quantized(tonnes(project_kg), 0, ROUND_CEILING)
    leakage = _quantized(tonnes(leakage_kg), 0, ROUND_CEILING)
    reduction = EXACT.subtract(EXACT.subtract(baseline, project), leakage)
    return TiedReduction(baseline, project, leakage, reduction)


def tver_buffer(reduction_t: Decimal, rate: Decimal) -> Decimal:
    """The buffer credits of a reduction [t] at a rate [fraction]: up to whole tonnes.

    >>> tver_buffer(Decimal(21987), Decimal("0.20")), tver_buffer(Decimal(100), Decimal("0.07"))
    (Decimal('4398'), Decimal('7'))
    """
    return _quantized(EXACT.multiply(reduction_t, rate), 0, ROUND_CEILING)


def _quantized(value: Decimal, places: int, rounding: str) -> Decimal:
    """Rounded to so many decimals; adding zero turns a negative zero into zero."""
    quantum = Decimal(1).scaleb(-places)
    return _WIDE.plus(value.quantize(quantum, rounding=rounding, context=_WIDE))
