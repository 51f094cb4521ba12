"""Speed as ratios of one run, medians of several rounds; no test asserts a time.

* calculation: lines a second of the calculation that `fahsai calculate` uses (factor choice and
  explanation included) against a bare loop over the same decimals;
* document: seconds for the Word form of 300 sources.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.quantity.exact import exactly
from fahsai.core.thai.period import fiscal_year
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7
KINDS = ("mobile.diesel", "stationary.lpg", "electricity.paid", "water.pwa", "stationary.wood")
UNITS = {
    "mobile.diesel": "litre",
    "stationary.lpg": "kg",
    "electricity.paid": "kWh",
    "water.pwa": "m3",
    "stationary.wood": "kg",
}


def inventory(sources: int) -> InventoryInput:
    """A year of ``sources`` sources with 12 monthly lines each."""
    period = fiscal_year(2565)
    months = period.months()  # one object a month, as a sheet's heading gives them
    made = []
    lines = []
    for number in range(sources):
        kind = KINDS[number % len(KINDS)]
        source_id = uuid5(NAMESPACE_URL, f"source {number}")
        made.append(EmissionSource(source_id, f"S{number:04}", kind, f"แหล่ง {number}"))
        for place, month in enumerate(months):
            lines.append(
                ActivityLine(
                    uuid5(source_id, str(place)),
                    source_id,
                    month,
                    Decimal(f"{1000 + number * 7 + place}.{place:02}"),
                    UNITS[kind],
                    Origin.PAID,
                    Grade.Y,
                )
            )
    return InventoryInput(period, date(2022, 12, 15), tuple(made), tuple(lines))


def bare_loop(data: InventoryInput) -> float:
    """The sums alone: mass and CO2e of each line and gas, added up by class and gas."""
    calculation, _ = calculate(data, rules_for("tgo-cfo-2022-04"))
    gases = {}
    for result in calculation.sources:
        one = result.lines[0]
        gases[result.source.id.int] = tuple(
            (
                Decimal(1) if c.mass_kg is None else c.mass_kg / one.quantity,
                c.co2e_kg / (one.quantity if c.mass_kg is None else c.mass_kg),
                f"{c.reporting_class} {c.gas}",
            )
            for c in one.components
        )
    lines = data.lines

    def loop() -> dict[str, Decimal]:
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for line in lines:
            quantity = line.quantity
            for mass, gwp, key in gases[line.source_id.int]:
                kilograms = quantity * mass
                totals[key] += kilograms * gwp
        return totals

    return timed("bare", loop)


def timed(name: str, work: Callable[[], object]) -> float:
    """The median seconds of a piece of work."""
    with exactly():
        samples = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            work()
            samples.append(time.perf_counter() - start)
    median = statistics.median(samples)
    sys.stdout.write(f"{name}: {median * 1000:.1f} ms (median of {ROUNDS})\n")
    return median


def bench_calculation() -> None:
    """Print the ratio of the calculation to the bare loop."""
    data = inventory(2000)
    rules = rules_for("tgo-cfo-2022-04")
    bare = bare_loop(data)
    ours = timed("calculate", lambda: calculate(data, rules))
    sys.stdout.write(
        f"calculation, {len(data.lines)} lines of {len(data.sources)} sources: "
        f"{bare / ours:.2f} of the speed of a bare Decimal loop (goal: at least 0.40)\n"
    )


def main() -> None:
    """Run every measurement."""
    bench_calculation()


if __name__ == "__main__":
    main()
