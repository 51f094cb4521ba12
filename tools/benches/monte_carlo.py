"""Approach 2 over a thousand lines against a plain numpy loop over the same draws."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from tools.benches.timing import say, timed

from fahsai.core.inventory.uncertainty.interval import Interval
from fahsai.core.inventory.uncertainty.propagation import Product
from fahsai.core.inventory.uncertainty.simulation import drawn, simulate

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
    say(
        f"Monte Carlo, {DRAWN_LINES} lines x {DRAWS} draws: {took['monte_carlo']:.2f} s, "
        f"{took['monte_carlo'] / took['plain_numpy']:.2f} of the time of a plain numpy loop "
        f"(goal: under {DRAWN_GOAL:.0f} s)"
    )
