"""IPCC approach 2: the interval of a sum of products from draws of their figures.

Only the interval comes from here.  Figures that are reported come from the exact calculation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fahsai.core.inventory.uncertainty.interval import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from fahsai.core.inventory.uncertainty.interval import Interval
    from fahsai.core.inventory.uncertainty.propagation import Product

    Drawn = NDArray[np.float64]

GENERATOR = "PCG64"
"""The bit generator; a figure's own stream is seeded by the seed and the figure's name."""

FEWEST = 1000
"""With fewer draws a percentile of 2.5 is made of too few of them to mean anything."""

TAIL = 0.025
"""The share of the draws that lies below the interval, and as much above it."""

Z = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""

STEPS = 200
"""Rounds of the search for the ends of a triangle: each comes about six times nearer."""

HALVINGS = 60
"""Rounds of the search for a standard deviation: each halves what is left."""

STEEPEST_SIGMA = 1.9
"""Up to this standard deviation of the logarithms a larger one is more skewed about its mean."""


class Range(NamedTuple):
    """The 2.5th and the 97.5th percentile of the draws [kg CO2e]."""

    low: float
    high: float


class Simulated(NamedTuple):
    """The ranges of each group, of each class, and of all together."""

    groups: tuple[Range, ...]
    classes: Mapping[str, Range]
    total: Range


def simulate(
    groups: Sequence[Sequence[tuple[str, Product]]],
    known: Mapping[str, Interval],
    *,
    seed: int,
    draws: int,
) -> Simulated:
    """Draw every figure ``draws`` times and multiply the emissions out.

    Each figure is drawn once, by whatever emissions it is shared.  The draws of a figure depend on
    the seed and on its name alone, so neither the order of the emissions nor another one beside
    them changes them, and the same seed gives the same bits.

    Equation: ``E' = E x product over its figures of the drawn multiple``; the interval is that
    between the 2.5th and the 97.5th percentile of the sums.
    Reference: IPCC 2006 Guidelines, vol. 1 ch. 3, section 3.2.3.2 (approach 2: Monte Carlo).

    Args:
        groups: the lines, each some emissions [kg CO2e] with the class that each stands in.
        known: the interval of every figure [%].
        seed: zero or more.
        draws: how often each figure is drawn.

    Returns:
        The ranges [kg CO2e].

    Raises:
        ValueError: fewer than a thousand draws, or a seed below zero.
    """
    if draws < FEWEST or seed < 0:
        raise ValueError(f"{draws} draws with seed {seed}")
    shared = _shared(groups)
    kept: dict[str, Drawn | None] = {}

    def multiples(figure: str, own: dict[str, Drawn | None]) -> Drawn | None:
        """The draws of a figure, kept as long as they are needed; None where it is exact."""
        where = kept if figure in shared else own
        if figure not in where:
            stated = known[figure]
            exactly_known = not stated.below and not stated.above
            where[figure] = None if exactly_known else drawn(stated, stream(seed, figure), draws)
        return where[figure]

    sums: dict[str, Drawn] = {}
    every = np.zeros(draws)
    ranges = []
    for group in groups:
        line = np.zeros(draws)
        own: dict[str, Drawn | None] = {}
        for (where, figures), kg in _added(group).items():
            part = _multiplied(kg, (multiples(figure, own) for figure in figures), draws)
            line += part
            if where in sums:
                sums[where] += part
            else:
                sums[where] = part
        every += line
        ranges.append(_range(line))
    return Simulated(
        tuple(ranges), {where: _range(values) for where, values in sums.items()}, _range(every)
    )


def stream(seed: int, figure: str) -> np.random.Generator:
    """The random numbers of one figure under a seed."""
    name = hashlib.sha256(figure.encode()).digest()
    words = tuple(int.from_bytes(name[at : at + 4], "big") for at in range(0, 16, 4))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=words)))


def drawn(stated: Interval, random: np.random.Generator, draws: int) -> Drawn:
    """Draws of a figure as multiples of it, spread so that 95 % lie inside its interval.

    The ends of the interval are the 2.5th and 97.5th percentile of every shape.  The figure is the
    mean of a normal and of a skewed one, and the tip of a triangle.  A multiple is never below
    zero.
    """
    low, high = 1 - float(stated.below) / 100, 1 + float(stated.above) / 100
    shape = stated.shape
    if shape is Shape.NORMAL:
        values = random.standard_normal(draws)
        values *= (high - 1) / Z
        values += 1
    elif shape is Shape.SKEWED:
        values = _skewed(float(stated.below) / 100, float(stated.above) / 100, random, draws)
    elif shape is Shape.LOGNORMAL:
        logs = np.log([low, high])
        values = random.standard_normal(draws)
        values *= (logs[1] - logs[0]) / (2 * Z)
        values += (logs[0] + logs[1]) / 2
        np.exp(values, out=values)
    elif shape is Shape.TRIANGULAR:
        left, right = triangle(low, high)
        values = random.triangular(left, 1, right, draws)
    else:
        beyond = (high - low) * TAIL / (1 - 2 * TAIL)
        values = random.uniform(low - beyond, high + beyond, draws)
    np.maximum(values, 0, out=values)
    return values


def _skewed(below: float, above: float, random: np.random.Generator, draws: int) -> Drawn:
    """Draws about a mean of 1, from 1 - ``below`` to 1 + ``above``, the wider side the longer tail.

    Equation: ``x = 1 + c (exp(s N) - exp(s^2 / 2))`` with ``N`` standard normal, mirrored about 1
    where the lower side is the wider one; ``s`` as :func:`skewness`,
    ``c = (below + above) / (exp(Z s) - exp(-Z s))``.
    """
    narrow, wide = min(below, above), max(below, above)
    if narrow == wide:
        return np.asarray(1 + random.standard_normal(draws) * (wide / Z))
    sigma = skewness(wide / narrow)
    scale = (narrow + wide) / (np.exp(Z * sigma) - np.exp(-Z * sigma))
    values = random.standard_normal(draws)
    values *= sigma
    np.exp(values, out=values)
    values -= np.exp(sigma**2 / 2)
    values *= scale if above >= below else -scale
    values += 1
    return values


def skewness(ratio: float) -> float:
    """The standard deviation of the logarithms whose tails about the mean have this ratio.

    Equation: ``(exp(Z s) - exp(s^2/2)) / (exp(s^2/2) - exp(-Z s)) = ratio``, by halving.

    Args:
        ratio: the wider side by the narrower one, from 1 to 5.8.

    >>> s = skewness(2.2)
    >>> mean = np.exp(s**2 / 2)
    >>> bool(abs((np.exp(Z * s) - mean) / (mean - np.exp(-Z * s)) - 2.2) < 1e-9)
    True
    """
    least, most = 0.0, STEEPEST_SIGMA
    for _ in range(HALVINGS):
        sigma = (least + most) / 2
        mean = np.exp(sigma**2 / 2)
        found = (np.exp(Z * sigma) - mean) / (mean - np.exp(-Z * sigma))
        least, most = (sigma, most) if found < ratio else (least, sigma)
    return (least + most) / 2


def triangle(low: float, high: float) -> tuple[float, float]:
    """The ends of the triangle with its tip at 1 whose 95 % interval is [low, high].

    Equation: ``(low - a)^2 = 0.025 (b - a)(1 - a)``, ``(b - high)^2 = 0.025 (b - a)(b - 1)``,
    solved by repeated substitution.

    >>> a, b = triangle(0.7, 1.1)
    >>> abs((0.7 - a) ** 2 - 0.025 * (b - a) * (1 - a)) < 1e-12
    True
    """
    left, right = low, high
    for _ in range(STEPS):
        width = TAIL * (right - left)
        left, right = low - (width * (1 - left)) ** 0.5, high + (width * (right - 1)) ** 0.5
    return left, right


def _shared(groups: Sequence[Sequence[tuple[str, Product]]]) -> frozenset[str]:
    """The figures of more than one group: their draws are kept till the end."""
    seen: set[str] = set()
    again: set[str] = set()
    for group in groups:
        figures = {figure for _, product in group for figure in product.figures}
        again |= seen & figures
        seen |= figures
    return frozenset(again)


def _added(
    group: Sequence[tuple[str, Product]],
) -> Mapping[tuple[str, tuple[str, ...]], float]:
    """Emissions of one class and the same figures are one: nothing is multiplied twice."""
    added: dict[tuple[str, tuple[str, ...]], float] = {}
    for where, product in group:
        key = (where, product.figures)
        added[key] = added.get(key, 0.0) + float(product.kg)
    return added


def _multiplied(kg: float, multiples: Iterator[Drawn | None], draws: int) -> Drawn:
    result: Drawn | None = None
    for values in multiples:
        if values is None:
            continue
        if result is None:
            result = values * kg
        else:
            result *= values
    return np.full(draws, kg) if result is None else result


def _range(values: Drawn) -> Range:
    """The two percentiles, between the two draws around each where it falls between them."""
    last = len(values) - 1
    places = [TAIL * last, (1 - TAIL) * last]
    around = sorted({int(place) + step for place in places for step in (0, 1)})
    ordered = np.partition(values, around)
    low, high = (
        float(ordered[int(place)] + (place % 1) * (ordered[int(place) + 1] - ordered[int(place)]))
        for place in places
    )
    return Range(low, high)
