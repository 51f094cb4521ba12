"""Registers and rates that are said in another unit than before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from fahsai.core.metering.bound import Bound
    from fahsai.core.metering.register import Level

FACTORS: tuple[tuple[int, int], ...] = tuple(
    pair
    for big, small in ((1000, 1), (10, 1), (100, 1), (60, 1), (18, 5), (1_000_000, 1))
    for pair in ((big, small), (small, big))
)
"""By what a number grows when its unit slips: k and M, ten and hundred, minutes, MJ for kWh."""

DISTINCT = 20
"""How many times the doubt a level must be, that a factor is no chance."""


NEAR = 100
"""Of how many parts of itself a number may be one off its factor."""


class Slip(NamedTuple):
    """A stretch of readings in another unit: the index after it, and the readings mended.

    Coarser ones are mended to the least that they can mean.
    """

    last: int
    factor: tuple[int, int]
    values: NDArray[np.int64]


def slipped(
    ts: NDArray[np.int64], value: NDArray[np.int64], at: int, level: Level, bound: Bound
) -> Slip | None:
    """The readings from one on that go on from a level, if they were said in another unit.

    Args:
        ts: times [unix s].
        value: what was read [scaled].
        at: the first reading that does not go on from the level as it is.
        level: where the register stood.
        bound: how fast it can move.
    """
    if value[at] <= 0 or level.value <= 0:
        return None
    for big, small in FACTORS:
        doubt = -(-small // big)
        mended = _times(value[at:], small, big)
        step = mended - level.value
        if level.value <= DISTINCT * (abs(int(step[0])) + doubt):
            continue
        good = (step >= -doubt) & (step <= bound.allowed(ts[at:] - level.moved) + doubt)
        if good[0]:
            count = int(np.argmin(good)) if not good.all() else len(good)
            return Slip(at + count, (big, small), mended[:count] - (doubt if doubt > 1 else 0))
    return None


def nearest(said: int, true: int) -> tuple[int, int] | None:
    """The factor by which a number is off, if it is one of them to a hundredth."""
    for big, small in FACTORS:
        if true > 0 and abs(said * small - true * big) * NEAR < true * big:
            return big, small
    return None


def factor_name(factor: tuple[int, int]) -> str:
    """A factor as people write it: 1000, 3.6, 1/1000."""
    big, small = factor
    return f"{big / small:g}" if big > small else f"1/{small / big:g}"


def _times(value: NDArray[np.int64], top: int, under: int) -> NDArray[np.int64]:
    """Whole numbers times a fraction, rounded down, without passing 64 bits."""
    limit = np.int64(2**62 // top)
    return np.clip(value, -limit, limit) * top // under
