"""Speed as ratios of one run, medians of several rounds; no test asserts a time.

* calculation: lines a second of the calculation that `fahsai calculate` uses (factor choice and
  explanation included) against a bare loop over the same decimals;
* Monte Carlo: 1,000 lines x 10,000 draws against a plain numpy loop over the same draws;
* document: seconds for the Word form of 300 sources;
* pages: server time of each page with 5,000 lines, against an answer that looks nothing up.

``tools/load.py`` measures many people at once against a real server.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.boundary import Organisation
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.uncertainty.interval import Interval
from fahsai.core.inventory.uncertainty.propagation import Product
from fahsai.core.inventory.uncertainty.simulation import drawn, simulate
from fahsai.core.quantity.exact import exactly
from fahsai.core.reports.dossier import Dossier
from fahsai.core.reports.tcfo_r_02 import tcfo_r_02
from fahsai.core.thai.period import fiscal_year
from fahsai.documents.tcfo_r_02.write import write_docx
from fahsai.services.rules import rules_for
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 15
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


def bare_loop(data: InventoryInput) -> Callable[[], object]:
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

    return loop


def timed(rounds: int, **works: Callable[[], object]) -> dict[str, float]:
    """The median seconds of each piece of work, done in turn so that a busy machine slows all."""
    samples: dict[str, list[float]] = {name: [] for name in works}
    with exactly():
        for _ in range(rounds):
            for name, work in works.items():
                start = time.perf_counter()
                work()
                samples[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken) for name, taken in samples.items()}
    for name, median in medians.items():
        sys.stdout.write(f"{name}: {median * 1000:.1f} ms (median of {rounds})\n")
    return medians


def bench_calculation() -> None:
    """Print the ratio of the calculation to the bare loop."""
    data = inventory(2000)
    rules = rules_for("tgo-cfo-2022-04")
    took = timed(ROUNDS, bare=bare_loop(data), calculate=lambda: calculate(data, rules))
    sys.stdout.write(
        f"calculation, {len(data.lines)} lines of {len(data.sources)} sources: "
        f"{took['bare'] / took['calculate']:.2f} of the speed of a bare Decimal loop "
        "(goal: at least 0.40)\n"
    )


def bench_document() -> None:
    """Print the time of the Word form of 300 sources, and what it is of the calculation."""
    rules = rules_for("tgo-cfo-2022-04")
    data = inventory(300)
    calculation, _ = calculate(data, rules)
    dossier = Dossier(
        organisation=Organisation(
            uuid5(NAMESPACE_URL, "bench"), "BENCH", "เทศบาลสมมติ", "", "", "", ""
        ),
        version=1,
        state="draft",
        period=data.period,
        report_date=data.report_date,
        prepared_by="",
        units=(),
        facilities=(),
        team=(),
        calculation=calculation,
        base_year=None,
        sources=data.sources,
        lines=data.lines,
    )

    def document() -> bytes:
        return write_docx(tcfo_r_02(dossier, words("tcfo_r_02"), rules.kinds), {})

    took = timed(3, calculate_300=lambda: calculate(data, rules), write_300=document)
    sys.stdout.write(
        f"the Word form of 300 sources: {took['write_300']:.2f} s, "
        f"{took['write_300'] / took['calculate_300']:.0f} times its "
        "calculation (goal: under 3 s)\n"
    )


DRAWN_LINES, DRAWS, SHARED_FACTORS = 1000, 10_000, 200
DRAWN_GOAL = 1.0  # [s]


def bench_monte_carlo() -> None:
    """Print the time of approach 2 over a thousand lines, and what it is of a plain loop.

    The loop draws as many figures, multiplies as often and asks numpy for as many percentiles; it
    neither names the figures nor keeps what they share.
    """
    names = [f"a{n}" for n in range(DRAWN_LINES)] + [f"f{n}" for n in range(SHARED_FACTORS)]
    sides = Interval(Decimal(5), Decimal(5)), Interval(Decimal(20), Decimal(44))
    known = {name: sides[number % 2] for number, name in enumerate(names)}
    groups = [
        [("1", Product(Decimal(1000 + n), (f"a{n}", f"f{n % SHARED_FACTORS}")))]
        for n in range(DRAWN_LINES)
    ]

    def simulated() -> object:
        return simulate(groups, known, seed=1, draws=DRAWS)

    def plain() -> object:
        random = np.random.Generator(np.random.PCG64(1))
        factors = [drawn(sides[n % 2], random, DRAWS) for n in range(SHARED_FACTORS)]
        whole = np.zeros(DRAWS)
        for n in range(DRAWN_LINES):
            activity = drawn(sides[n % 2], random, DRAWS)
            line = (1000 + n) * activity * factors[n % SHARED_FACTORS]
            np.percentile(line, (2.5, 97.5))
            whole += line
        return np.percentile(whole, (2.5, 97.5))

    took = timed(5, plain_numpy=plain, monte_carlo=simulated)
    sys.stdout.write(
        f"Monte Carlo, {DRAWN_LINES} lines x {DRAWS} draws: {took['monte_carlo']:.2f} s, "
        f"{took['monte_carlo'] / took['plain_numpy']:.2f} of the time of a plain numpy loop "
        f"(goal: under {DRAWN_GOAL:.0f} s)\n"
    )


LINES = 5000
PAGE_GOAL = 150  # [ms]


def bench_pages() -> None:
    """Print the server time of each page of an organisation with 5,000 lines, signed in."""
    with tempfile.TemporaryDirectory(prefix="fahsai-bench-") as home:
        os.environ["FAHSAI_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        import loaded_home

        loaded_home.set_up()
        loaded_home.load(LINES)
        from django.test import Client

        client = Client(HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="127.0.0.1")

        def asking(address: str) -> Callable[[], object]:
            def ask() -> None:
                response = client.get(address, follow=False)
                assert response.status_code in {200, 302, 404}, address

            return ask

        addresses = loaded_home.addresses()
        pages = {name: asking(address) for name, address in addresses.items()}
        took = timed(5, nothing=asking("/nothing/"), **pages)
        for name, address in addresses.items():
            sys.stdout.write(
                f"{name} ({address}) with {LINES} lines: {took[name] * 1000:.0f} ms, "
                f"{took[name] / took['nothing']:.0f} times an answer that looks nothing up "
                f"(goal: under {PAGE_GOAL} ms)\n"
            )


def main() -> None:
    """Run every measurement."""
    bench_calculation()
    bench_monte_carlo()
    bench_document()
    bench_pages()


if __name__ == "__main__":
    main()
