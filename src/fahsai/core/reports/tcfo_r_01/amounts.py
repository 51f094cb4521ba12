"""From the components of a source to the amounts a row of the form prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.reports.tcfo_r_01.columns import Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fahsai.core.factors.choose import FactorChoice
    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.result import Component, LineResult, SourceResult

ONE = Decimal(1)
NOISE = Decimal("1e-24")
"""Sums of products and products of sums differ by this share at most (34 digits)."""

BLOCK_OF = {
    ReportingClass.SCOPE_1: Block.SCOPE_1,
    ReportingClass.SCOPE_2: Block.SCOPE_2,
    ReportingClass.SCOPE_3: Block.SCOPE_3,
    ReportingClass.SEPARATE: Block.SEPARATE,
    ReportingClass.BIOGENIC: Block.SEPARATE,
}
"""Where each class stands on Fr-04; removals and what is outside have no row there."""


@dataclass(slots=True)
class Amount:
    """The sums of one source in one class by one factor.

    ``masses`` and ``co2e`` [kg] by gas; ``quantity`` is in the unit of the lines until a factor
    is found, then in the factor's.
    """

    reporting_class: ReportingClass
    quantity: Decimal = ZERO
    masses: dict[str, Decimal] = field(default_factory=dict)
    co2e: dict[str, Decimal] = field(default_factory=dict)
    choice: FactorChoice | None = None

    @property
    def factor(self) -> EmissionFactor | None:
        """The factor that makes these amounts out of the quantity."""
        return None if self.choice is None else self.choice.chosen

    @property
    def co2e_only(self) -> bool:
        """Whether the masses of the gases are not known."""
        return not self.masses

    def add(self, quantity: Decimal, components: Iterable[Component]) -> None:
        """Add the components of one line."""
        self.quantity = EXACT.add(self.quantity, quantity)
        for part in components:
            self.co2e[part.gas] = EXACT.add(self.co2e.get(part.gas, ZERO), part.co2e_kg)
            if part.mass_kg is not None:
                self.masses[part.gas] = EXACT.add(self.masses.get(part.gas, ZERO), part.mass_kg)


def amounts(result: SourceResult) -> tuple[Amount, ...]:
    """The amounts of a source, one for each class and factor, in the order of the form."""
    found: list[Amount] = []
    for key, lines in _by_class_and_term(result.lines).items():
        whole = _summed(key[0], lines)
        if _settle(whole, result.choices) or len(lines) == 1 or not _factored(result):
            found.append(whole)
        else:
            found.extend(_apart(key[0], lines, result.choices))
    order = list(BLOCK_OF)
    return tuple(sorted(found, key=lambda amount: order.index(amount.reporting_class)))


def near(one: Decimal, other: Decimal) -> bool:
    """Whether two exact figures are the same but for the last of 34 digits."""
    difference = EXACT.abs(EXACT.subtract(one, other))
    return difference <= EXACT.multiply(NOISE, EXACT.max(EXACT.abs(one), EXACT.abs(other)))


_Lines = list[tuple[Decimal, tuple["Component", ...]]]


def _by_class_and_term(
    lines: Iterable[LineResult],
) -> dict[tuple[ReportingClass, int], _Lines]:
    groups: dict[tuple[ReportingClass, int], _Lines] = {}
    for line in lines:
        mine: dict[tuple[ReportingClass, int], list[Component]] = {}
        for part in line.components:
            if part.reporting_class in BLOCK_OF:
                mine.setdefault((part.reporting_class, part.term), []).append(part)
        for key, parts in mine.items():
            groups.setdefault(key, []).append((line.quantity, tuple(parts)))
    return groups


def _summed(reporting_class: ReportingClass, lines: _Lines) -> Amount:
    amount = Amount(reporting_class)
    for quantity, parts in lines:
        amount.add(quantity, parts)
    return amount


def _factored(result: SourceResult) -> bool:
    return any(choice.chosen is not None for choice in result.choices)


def _settle(amount: Amount, choices: Iterable[FactorChoice]) -> bool:
    """Find the factor whose figures times the quantity are these amounts."""
    for choice, per_line_unit in _candidates(choices):
        quantity = EXACT.multiply(amount.quantity, per_line_unit)
        if choice.chosen is not None and _makes(choice.chosen, quantity, amount):
            amount.quantity = quantity
            amount.choice = choice
            return True
    return False


def _candidates(choices: Iterable[FactorChoice]) -> Iterator[tuple[FactorChoice, Decimal]]:
    """Each choice with the quantity taken in the line's unit, then in the factor's own."""
    for choice in choices:
        if choice.chosen is not None and choice.unit_factor is not None:
            yield choice, choice.unit_factor
            if choice.unit_factor != ONE:
                yield choice, ONE


def _makes(factor: EmissionFactor, quantity: Decimal, amount: Amount) -> bool:
    """Whether the factor gives every gas of the amount; nothing used is made by those it has."""
    if amount.co2e_only:
        made = EXACT.multiply(quantity, factor.published)
        return all(near(made, value) for value in amount.co2e.values())
    return all(
        gas in factor.gases and near(EXACT.multiply(quantity, factor.gases[gas]), mass)
        for gas, mass in amount.masses.items()
    )


def _apart(
    reporting_class: ReportingClass, lines: _Lines, choices: tuple[FactorChoice, ...]
) -> list[Amount]:
    """Lines recorded in several units: one amount for each factor and unit that made them."""
    groups: dict[int, Amount] = {}
    for quantity, parts in lines:
        single = _summed(reporting_class, [(quantity, parts)])
        _settle(single, choices)
        into = groups.setdefault(id(single.factor), Amount(reporting_class, choice=single.choice))
        into.add(single.quantity, parts)
    return list(groups.values())
