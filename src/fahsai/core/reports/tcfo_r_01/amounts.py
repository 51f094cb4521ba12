"""From the components of a source to the amounts a row of the form prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.reports.tcfo_r_01.columns import Block

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.result import Component, SourceResult

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

    ``masses`` and ``co2e`` [kg] by gas; ``quantity`` is in the factor's unit, without a factor
    as recorded.
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
    """The amounts of a source, one for each class and factor, in the order of the form.

    Which factor made a component is what its ``term`` says; methods without factors have none.
    """
    found: dict[tuple[ReportingClass, str], Amount] = {}
    for line in result.lines:
        by_place: dict[tuple[ReportingClass, int], list[Component]] = {}
        for part in line.components:
            if part.reporting_class in BLOCK_OF:
                by_place.setdefault((part.reporting_class, part.term), []).append(part)
        for (where, term), parts in by_place.items():
            choice = result.choices[term] if result.choices else None
            amount = found.setdefault((where, _name(choice)), Amount(where, choice=choice))
            amount.add(_in_unit_of(choice, line.quantity), parts)
    order = list(BLOCK_OF)
    return tuple(sorted(found.values(), key=lambda amount: order.index(amount.reporting_class)))


def _name(choice: FactorChoice | None) -> str:
    """The chosen row, the same for all units it was recorded in."""
    chosen = None if choice is None else choice.chosen
    return "" if chosen is None else f"{chosen.edition}:{chosen.key}"


def _in_unit_of(choice: FactorChoice | None, quantity: Decimal) -> Decimal:
    """A recorded quantity in the unit of the factor that counts it."""
    if choice is None or choice.unit_factor is None:
        return quantity
    return EXACT.multiply(quantity, choice.unit_factor)


def near(one: Decimal, other: Decimal) -> bool:
    """Whether two exact figures are the same but for the last of 34 digits."""
    difference = EXACT.abs(EXACT.subtract(one, other))
    return difference <= EXACT.multiply(NOISE, EXACT.max(EXACT.abs(one), EXACT.abs(other)))
