"""How the months of honest sources go, two years in a row: what a judge knows of meters and bills.

Every behaviour makes 24 months, the year before and the year itself, in the order of the
inventory, whose first month is given (0 is January); ``None`` is a month without a record.
Growth, new vehicles, holidays and leaks are no mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp
from random import Random

YEAR = 12
Months = list[float | None]
Behaviour = Callable[[Random, float, int], Months]

SCHOOL = (1.1, 1.1, 0.8, 0.35, 0.9, 1.15, 1.1, 1.1, 1.05, 0.5, 1.1, 1.0)
HEAT = (0.78, 0.86, 1.10, 1.26, 1.28, 1.10, 1.05, 1.04, 1.0, 0.98, 0.88, 0.76)
TOURISTS = (1.4, 1.35, 1.2, 1.05, 0.7, 0.65, 0.75, 0.8, 0.6, 0.85, 1.15, 1.5)
HARVEST = (1.3, 0.5, 0.2, 0.2, 0.25, 0.3, 0.3, 0.5, 1.6, 2.2, 2.4, 1.9)
DRY = (0.7, 0.8, 0.9, 1.0, 0.9, 0.7, 0.6, 0.6, 0.7, 0.8, 0.8, 0.7)
WORKDAYS = (21, 19, 21, 17, 19, 21, 20, 21, 21, 21, 21, 18)
LEVEL = (1.0,) * YEAR
HOLIDAYS = (1.0, 0.95, 1.05, 0.78, 0.97, 1.0, 0.97, 1.0, 1.02, 1.02, 1.0, 0.82)


def used(season: Sequence[float] = LEVEL, noise: float = 0.1) -> Behaviour:
    """Used every month: a season, growth from year to year, noise that remembers a little."""

    def make(random: Random, level: float, first: int) -> Months:
        growth = random.uniform(0.82, 1.25)
        drift, made = 0.0, []
        for month in range(2 * YEAR):
            drift = 0.2 * drift + random.gauss(0, noise)
            year = growth if month >= YEAR else 1.0
            made.append(level * season[(month + first) % YEAR] * year * exp(drift))
        return list(made)

    return make


def changed_on_the_way(season: Sequence[float] = LEVEL, noise: float = 0.08) -> Behaviour:
    """From one month on more or less: a new truck, a new wing, panels on the roof."""

    def make(random: Random, level: float, first: int) -> Months:
        made = used(season, noise)(random, level, first)
        start, share = random.randrange(YEAR + 1, 2 * YEAR - 1), random.uniform(0.6, 1.6)
        return [
            value if n < start or value is None else value * share for n, value in enumerate(made)
        ]

    return make


def with_leak(season: Sequence[float] = LEVEL, noise: float = 0.12) -> Behaviour:
    """Water with a month or two of a leaking pipe."""

    def make(random: Random, level: float, first: int) -> Months:
        made = used(season, noise)(random, level, first)
        at, more = random.randrange(2 * YEAR - 1), random.uniform(1.3, 1.9)
        for month in {at, at + random.randrange(2)}:
            made[month] = (made[month] or 0) * more
        return made

    return make


def every_second_month(noise: float = 0.12) -> Behaviour:
    """Read every second month; the months between have no record."""

    def make(random: Random, level: float, first: int) -> Months:
        made = used(LEVEL, noise)(random, level, first)
        odd = random.randrange(2)
        return [value if n % 2 == odd else None for n, value in enumerate(made)]

    return make


def in_lumps(times: int = 4) -> Behaviour:
    """Bought some times a year, whenever the cupboard is empty."""

    def make(random: Random, level: float, first: int) -> Months:
        del first
        made: Months = [None] * (2 * YEAR)
        for year in (0, YEAR):
            for month in random.sample(range(YEAR), times):
                made[year + month] = level * random.choice((1, 1, 1.5, 2))
        return made

    return make


def by_drum(size: float) -> Behaviour:
    """Bought by the drum or cylinder: whole numbers of it, and now and then none."""

    def make(random: Random, level: float, first: int) -> Months:
        del first
        usual = level / size
        least = 0 if usual < 3 else max(1, round(usual / 3))
        return [
            size * max(least, round(random.gauss(usual, max(0.5, usual / 4))))
            for _ in range(2 * YEAR)
        ]

    return make


def now_and_then(share: float = 0.3) -> Behaviour:
    """A generator or a fire engine: mostly nothing, and what it takes differs widely."""

    def make(random: Random, level: float, first: int) -> Months:
        del first
        return [
            level * random.lognormvariate(0, 0.7) if random.random() < share else 0.0
            for _ in range(2 * YEAR)
        ]

    return make


def filled_when_it_leaks(random: Random, level: float, first: int) -> Months:
    """Refrigerants: nothing for months, then a kilogram or three."""
    del first
    return [
        level * random.choice((0.5, 1, 1, 1.4, 2, 3)) if random.random() < 0.25 else None
        for _ in range(2 * YEAR)
    ]


def only_in(begins: int, ends: int, noise: float = 0.25) -> Behaviour:
    """A pump of some months; zero in the others."""

    def make(random: Random, level: float, first: int) -> Months:
        peak = (begins + ends) / 2
        return [
            level * random.lognormvariate(0, noise) * (1.2 - abs(n % YEAR - peak) / 8)
            if begins <= n % YEAR <= ends
            else 0.0
            for n in range(first, first + 2 * YEAR)
        ]

    return make


def allowance(random: Random, level: float, first: int) -> Months:
    """One estimated figure for every month of both years."""
    del random, first
    return [level] * (2 * YEAR)


def since_a_month(season: Sequence[float] = LEVEL, noise: float = 0.08) -> Behaviour:
    """Something that began in the middle of the year: nothing is recorded before."""

    def make(random: Random, level: float, first: int) -> Months:
        made = used(season, noise)(random, level, first)
        start = random.randrange(YEAR + 3, 2 * YEAR - 6)
        return [None if n < start else value for n, value in enumerate(made)]

    return make


def present(people_change: float = 0.03) -> Behaviour:
    """People times their working days; somebody comes, somebody retires."""

    def make(random: Random, level: float, first: int) -> Months:
        people, made = level, []
        for month in range(2 * YEAR):
            people = max(1.0, people * (1 + random.gauss(0, people_change)))
            made.append(
                float(round(people) * (WORKDAYS[(month + first) % YEAR] + random.randrange(-1, 2)))
            )
        return list(made)

    return make


def closed_in_holidays(noise: float = 0.1) -> Behaviour:
    """A school kitchen: nothing at all in April, half in March, May and October."""

    def make(random: Random, level: float, first: int) -> Months:
        shape = (1, 1, 0.6, 0, 0.55, 1, 1, 1, 1, 0.45, 1, 0.95)
        return [
            level * shape[n % YEAR] * random.lognormvariate(0, noise)
            for n in range(first, first + 2 * YEAR)
        ]

    return make


def shut_for_repair(noise: float = 0.06) -> Behaviour:
    """A factory whose plant stands for most of one month a year, not always the same one."""

    def make(random: Random, level: float, first: int) -> Months:
        made = used(HOLIDAYS, noise)(random, level, first)
        for year in (0, YEAR):
            month = year + (random.choice((3, 3, 11, 0)) - first) % YEAR
            made[month] = (made[month] or 0) * random.uniform(0.4, 0.6)
        return made

    return make
