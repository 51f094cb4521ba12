"""A source's result with a part of each of its lines: how a share is applied, nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT, ZERO, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.inventory.result import Component, LineResult, ReportingClass, SourceResult
    from fahsai.core.quantity.gases import GasTable

ONE = Decimal(1)


def weighted_result(
    result: SourceResult, parts: Sequence[Decimal], of_year: Decimal, gases: GasTable
) -> SourceResult:
    """The result with the given part of each line: quantity, masses and CO2e alike.

    Equation: ``mass' = mass x part``, ``CO2e' = CO2e x part``; the year's quantity likewise, so
    that quantity times factor stays the printed result.  Where every part is 1 it is the result
    itself.

    Args:
        result: the whole one.
        parts: of each of its lines, in their order, from 0 to 1.
        of_year: the part of a result that has no lines.
        gases: the table of gases.
    """
    distinct = set(parts) or {of_year}
    if distinct == {ONE}:
        return result
    lines = tuple(
        _weighted_line(line, part) for line, part in zip(result.lines, parts, strict=True)
    )
    if len(distinct) == 1:
        # One product of the sum, as the whole result itself is made: no rounding line by line.
        (part,) = distinct
        quantity = EXACT.multiply(result.quantity, part)
        sums = {key: EXACT.multiply(kg, part) for key, kg in result.gases.items()}
    else:
        quantity = _quantity(result, lines)
        sums = dict.fromkeys(result.gases, ZERO)
        for line in lines:
            for one in line.components:
                key: tuple[ReportingClass, str]
                key = one.reporting_class, gases.family(one.gas)
                sums[key] = EXACT.add(sums.get(key, ZERO), one.co2e_kg)
    return result._replace(quantity=quantity, lines=lines, gases=sums)


def _weighted_line(line: LineResult, part: Decimal) -> LineResult:
    if part == ONE:
        return line
    return line._replace(
        quantity=EXACT.multiply(line.quantity, part),
        components=tuple(_weighted_component(one, part) for one in line.components),
    )


def _weighted_component(one: Component, part: Decimal) -> Component:
    mass = one.mass_kg
    return one._replace(
        mass_kg=None if mass is None else EXACT.multiply(mass, part),
        co2e_kg=EXACT.multiply(one.co2e_kg, part),
    )


def _quantity(result: SourceResult, lines: Sequence[LineResult]) -> Decimal:
    """The part of the year's quantity; of records in several units the same part of their sum."""
    whole = total(line.quantity for line in result.lines)
    parts = total(line.quantity for line in lines)
    if whole == result.quantity or not whole:
        return parts
    return EXACT.divide(EXACT.multiply(result.quantity, parts), whole)
