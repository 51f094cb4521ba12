"""The exact calculation against the bare sums alone, in decimals and in NumPy's floats."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from tools.benches.inventories import SEVEN, factor_of_seven_gases, inventory, rules
from tools.benches.timing import say, taken, timed

from fahsai.core.inventory.calculate import calculate
from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from fahsai.core.inventory.calculate import InventoryInput
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.inventory.rules import Rules

ROUNDS, ROUNDS_OF_MANY = 15, 5
SOURCES, SOURCES_OF_MANY = 2_000, 16_667
"""With twelve lines each: 24,000 and 200,004."""
GOAL = 0.40

Totals = dict[str, Decimal]


class Weight(NamedTuple):
    """What a line of a source is multiplied by: its mass [kg per unit], its GWP, and where to."""

    mass: Decimal
    gwp: Decimal
    place: str


def weights(calculation: Calculation) -> dict[UUID, tuple[Weight, ...]]:
    """What the lines of each source are multiplied by, read from its first result."""
    found = {}
    for result in calculation.sources:
        one = result.lines[0]
        found[result.source.id] = tuple(
            Weight(
                Decimal(1) if part.mass_kg is None else part.mass_kg / one.quantity,
                part.co2e_kg / (one.quantity if part.mass_kg is None else part.mass_kg),
                f"{part.reporting_class} {part.gas}",
            )
            for part in one.components
        )
    return found


def bare_loop(data: InventoryInput, rules: Rules) -> Callable[[], Totals]:
    """The sums alone: mass and CO2e of each line and gas, added up by class and gas."""
    known = weights(calculate(data, rules)[0])
    of_source = {source.int: given for source, given in known.items()}
    lines = data.lines

    def loop() -> Totals:
        totals: Totals = defaultdict(Decimal)
        for line in lines:
            quantity = line.quantity
            for mass, gwp, place in of_source[line.source_id.int]:
                kilograms = quantity * mass
                totals[place] += kilograms * gwp
        return totals

    return loop


def in_floats(data: InventoryInput, rules: Rules) -> Callable[[], dict[str, float]]:
    """The same sums in NumPy; the decimals are floats before the clock starts."""
    known = weights(calculate(data, rules)[0])
    places = sorted({one.place for given in known.values() for one in given})
    rows = {source: row for row, source in enumerate(known)}
    mass, gwp = np.zeros((len(known), len(places))), np.zeros((len(known), len(places)))
    for source, given in known.items():
        for one in given:
            column = places.index(one.place)
            mass[rows[source], column] = float(one.mass)
            gwp[rows[source], column] = float(one.gwp)
    quantities = np.array([float(line.quantity) for line in data.lines])
    of_line = np.array([rows[line.source_id] for line in data.lines])

    def sums() -> dict[str, float]:
        kilograms = quantities[:, None] * mass[of_line]
        return dict(zip(places, (kilograms * gwp[of_line]).sum(axis=0).tolist(), strict=True))

    return sums


def furthest(exact: Totals, floats: dict[str, float]) -> tuple[Decimal, Decimal]:
    """The largest difference of a sum of floats: as it is [kg CO2e], and of the exact sum."""
    of_float = Decimal.from_float  # the constructor refuses floats where we compute
    off = [(abs(of_float(floats[place]) - value), value) for place, value in exact.items()]
    return max(by for by, _ in off), max(by / abs(value) for by, value in off if value)


def bench_calculation() -> None:
    """Print the ratios of a usual inventory, and of many lines with seven gases each."""
    data, known = inventory(SOURCES), rules()
    took = timed(ROUNDS, bare=bare_loop(data, known), calculate=lambda: calculate(data, known))
    say(
        f"calculation, {len(data.lines)} lines of {len(data.sources)} sources: "
        f"{took['bare'] / took['calculate']:.2f} of the speed of a bare Decimal loop "
        f"(goal: at least {GOAL:.2f})"
    )
    _many()


def _many() -> None:
    data = inventory(SOURCES_OF_MANY, SEVEN)
    known = rules((factor_of_seven_gases(),))
    bare, floats = bare_loop(data, known), in_floats(data, known)
    took = timed(ROUNDS_OF_MANY, bare=bare, numpy=floats, calculate=lambda: calculate(data, known))
    say(
        f"calculation, {len(data.lines)} lines x 7 gases of {len(data.sources)} sources: "
        f"{took['bare'] / took['calculate']:.2f} of the speed of a bare Decimal loop "
        f"(goal: at least {GOAL:.2f}), {took['calculate'] / took['numpy']:.1f} times the time of "
        "NumPy in floats"
    )
    with exactly():
        calculation, exact = calculate(data, known)[0], bare()
        same = sum(calculation.by_class.values()) == sum(exact.values())
        kilograms, share = furthest(exact, floats())
    say(
        f"the sum equals the bare loop's to the last digit: {same}; NumPy's sums differ by up to "
        f"{kilograms:.1E} kg CO2e, {share:.1E} of a sum"
    )
    say(
        f"memory beside the lines: calculation {taken(lambda: calculate(data, known)):.0f} MB, "
        f"bare loop {taken(bare):.0f} MB, NumPy {taken(floats):.0f} MB"
    )
