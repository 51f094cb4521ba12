"""Half hours of a register and its rate: does the rate speak the unit of the register?"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fahsai.core.metering.slips import FACTORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from fahsai.core.metering.beside import Beside
    from fahsai.core.metering.channel import Channel

SLOT = 1_800
FEWEST = 4
"""Readings that a half hour must have."""

TELLING = 10
"""Steps that a register must move to be compared."""

GROSS = 30
"""A factor from which on half an hour is proof."""

ALIKE, ALIKE_GROSS = math.log(1.15), math.log(1.6)
"""How near a ratio must be to its factor; gross ones may be off more, as rates are samples."""

IN_STEP = math.log(2)
"""How far the two may be apart that nothing is said."""

IN_A_ROW = 4
"""Half hours in a row that prove a small factor."""


class Spell(NamedTuple):
    """A time in which the rate spoke another unit; ``ratio`` what it said over what passed."""

    start: int
    end: int
    noticed: int
    ratio: float


class _Slot(NamedTuple):
    """A half hour: what the rate says over what the register says, and the factor that is."""

    index: int
    first: int
    last: int
    ratio: float
    factor: tuple[int, int] | None
    sure: bool


def spells(main: Channel, day: Beside, scale: float) -> Iterator[Spell]:
    """The times of a day in which the rate spoke another unit than the register.

    Args:
        main: the register.
        day: both, of one day.
        scale: the most that is known to pass in an hour [scaled of the register].
    """
    row: list[_Slot] = []
    for slot in _slots(main, day, scale):
        if slot.factor is None:
            if abs(math.log(slot.ratio)) < IN_STEP:
                yield from _proven(day, row)
                row = []
        elif row and row[-1].factor != slot.factor and not (_gross(row[-1]) and _gross(slot)):
            yield from _proven(day, row)
            row = [slot]
        else:
            row.append(slot)
    yield from _proven(day, row)


def _gross(slot: _Slot) -> bool:
    """Whether it is off by so much that chance is out of the question."""
    return abs(math.log(slot.ratio)) >= math.log(GROSS)


def _proven(day: Beside, row: Sequence[_Slot]) -> Iterator[Spell]:
    """One spell of half hours that follow one another, if they prove it."""
    gross = bool(row) and _gross(row[0])
    if not row or (len(row) < IN_A_ROW and not gross):
        return
    if gross and len(row) == 1 and not row[0].sure:
        return
    ratio = float(np.median([slot.ratio for slot in row]))
    proof = row[0 if gross and row[0].sure else min(1 if gross else IN_A_ROW - 1, len(row) - 1)]
    first, last = _inside(day, row[0], row[-1], ratio)
    noticed = max(int(day.ts[proof.last]), int(day.ts[first]))
    yield Spell(int(day.ts[first]), int(day.ts[last]), noticed, ratio)


def _inside(day: Beside, begin: _Slot, end: _Slot, ratio: float) -> tuple[int, int]:
    """The first and the last reading of a spell: between the rates of both sides."""
    whole = np.abs(day.rate[begin.first : end.last + 1])
    middle = float(np.median(whole[whole > 0])) / math.sqrt(ratio) if whole.any() else 0.0
    off = whole >= middle if ratio > 1 else (whole <= middle) & (whole > 0)
    found = np.flatnonzero(off)
    if not len(found):
        return begin.first, end.last
    return begin.first + int(found[0]), begin.first + int(found[-1])


def _slots(main: Channel, day: Beside, scale: float) -> Iterator[_Slot]:
    """The half hours of a day that say something."""
    if len(day) < FEWEST:
        return
    number = (day.ts - 1) // SLOT
    edges = np.flatnonzero(np.diff(number, prepend=number[0] - 1)).tolist()
    for first, after in pairwise([*edges, len(day)]):
        part = slice(max(first, 1), after)
        owed, step, near = day.owed[part], day.step[part], day.near[part]
        if int(near.sum()) < FEWEST:
            continue
        passed, said = int(step.sum()), float(owed.sum())
        if not _tells(main, day.rate[part], step, owed, scale):
            continue
        ratio = said / max(passed, main.resolution)
        if ratio <= 0:
            continue
        sure = int(near.sum()) >= TELLING
        yield _Slot(int(number[first]), part.start, after - 1, ratio, _factor(ratio), sure)


def _tells(
    main: Channel,
    rate: NDArray[np.int64],
    step: NDArray[np.int64],
    owed: NDArray[np.float64],
    scale: float,
) -> bool:
    """Whether a half hour can be compared: the register moved, evenly; the rate was there.

    A register that hardly moved is compared too if the rate says more than can pass at all: else
    it may as well be the register that stands.
    """
    if (step < 0).any() or owed.sum() <= 0 or np.count_nonzero(rate) * 2 < len(rate):
        return False
    passed = int(step.sum())
    if passed >= TELLING * main.resolution:
        return int(step.max()) * 2 <= passed or passed < FEWEST * int(np.median(step) * len(step))
    beyond = float(np.median(owed)) * len(owed) * HOUR_SLOTS > 2 * scale > 0
    return beyond and float(owed.sum()) > GROSS * (passed + 2 * main.resolution)


HOUR_SLOTS = 2


def _factor(ratio: float) -> tuple[int, int] | None:
    """The factor that a ratio is, None if it is none of them."""
    nearest = min(FACTORS, key=lambda one: abs(math.log(ratio * one[1] / one[0])))
    off = abs(math.log(ratio * nearest[1] / nearest[0]))
    gross = abs(math.log(ratio)) >= math.log(GROSS)
    return nearest if off < (ALIKE_GROSS if gross else ALIKE) or ratio > 1_000 else None


def factor_name(ratio: float) -> str:
    """The factor as people write it: 1000, 3.6, 1/1000."""
    big, small = min(FACTORS, key=lambda one: abs(math.log(ratio * one[1] / one[0])))
    if big > small:
        return f"{big / small:g}"
    return f"1/{small / big:g}"
