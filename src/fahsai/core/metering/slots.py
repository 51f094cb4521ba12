"""Half hours of a register and its rate: does the rate speak the unit of the register?"""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fahsai.core.metering.slips import FACTORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fahsai.core.metering.beside import Beside
    from fahsai.core.metering.channel import Channel

SLOT = 1_800
FEWEST = 4
"""Readings that a half hour must have."""

FEWEST_OF_SLOW = 6
"""Readings that it has, where they come seldom: then it is longer."""

MOST_HALVES = 12
"""Half hours that are taken together, where the register moves slowly."""

TELLING = 10
"""Steps that a register must move to be compared."""

GROSS = 30
"""A factor from which on half an hour is proof."""

ALIKE, ALIKE_GROSS = math.log(1.15), math.log(1.6)
"""How near a ratio must be to its factor; gross ones may be off more, as rates are samples."""

LARGEST = 1_000
"""A ratio above it is a slip whatever it is: the register hardly counts any more."""

IN_STEP = math.log(2)
"""How far the two may be apart that nothing is said."""

PROOF = 20
"""Movements of the register, each beside a rate, that prove a small factor."""


class Spell(NamedTuple):
    """A time in which the rate spoke another unit; ``ratio`` what it said over what passed."""

    start: int
    end: int
    noticed: int
    ratio: float


class _Slot(NamedTuple):
    """Some half hours: what the rate says over what the register says, and the factor that is."""

    moves: int
    first: int
    last: int
    ratio: float
    factor: tuple[int, int] | None
    sure: bool


def spells(main: Channel, rate: Channel, day: Beside, scale: float) -> Iterator[Spell]:
    """The times of a day in which the rate spoke another unit than the register.

    Args:
        main: the register.
        rate: the rate.
        day: both, of one day.
        scale: the most that is known to pass in an hour [scaled of the register].
    """
    row: list[_Slot] = []
    for slot in _slots(main, rate, day, scale):
        if slot.factor is None:
            if abs(math.log(slot.ratio)) < IN_STEP:
                yield from _proven(day, row)
                row = []
        elif not row or row[-1].factor == slot.factor or (_gross(row[-1]) and _gross(slot)):
            row.append(slot)
        elif abs(math.log(slot.ratio)) > abs(math.log(row[-1].ratio)):
            # What came before was half an hour in which it began, unless there were more.
            yield from _proven(day, row if len(row) > 1 else [])
            row = [slot]
    yield from _proven(day, row)


def _gross(slot: _Slot) -> bool:
    """Whether it is off by so much that chance is out of the question."""
    return abs(math.log(slot.ratio)) >= math.log(GROSS)


def _proven(day: Beside, row: Sequence[_Slot]) -> Iterator[Spell]:
    """One spell of half hours that follow one another, if they prove it."""
    gross = bool(row) and _gross(row[0])
    moves = list(accumulate(slot.moves for slot in row))
    if not row or (not gross and moves[-1] < PROOF):
        return
    if gross and len(row) == 1 and not row[0].sure:
        return
    ratio = float(np.median([slot.ratio for slot in row]))
    if gross:
        proof = row[0] if row[0].sure else row[1]
    else:
        proof = next(slot for slot, count in zip(row, moves, strict=True) if count >= PROOF)
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


def _slots(main: Channel, rate: Channel, day: Beside, scale: float) -> Iterator[_Slot]:
    """The half hours of a day that say something, taken together until the register has moved."""
    if len(day) < FEWEST:
        return
    length = max(SLOT, FEWEST_OF_SLOW * rate.every)
    number = (day.ts - 1) // length
    edges = np.flatnonzero(np.diff(number, prepend=number[0] - 1)).tolist()
    begin, halves = 0, 0
    for first, after in pairwise([*edges, len(day)]):
        begin, halves = (first, 1) if halves in {0, MOST_HALVES} else (begin, halves + 1)
        part = slice(max(begin, 1), after)
        if (day.step[part] < 0).any() or int(day.near[part].sum()) < FEWEST:
            halves = 0
        elif _tells(main, day, part, scale):
            ratio = float(day.owed[part].sum()) / max(int(day.step[part].sum()), main.resolution)
            sure = int(day.near[part].sum()) >= TELLING
            moves = int(np.count_nonzero((day.step[part] > 0) & (day.rate[part] != 0)))
            yield _Slot(moves, part.start, after - 1, ratio, _factor(ratio), sure)
            halves = 0


def _tells(main: Channel, day: Beside, part: slice, scale: float) -> bool:
    """Whether a time can be compared: the register moved, evenly; the rate was there.

    A register that hardly moved is compared too if the rate says more than can pass at all: else
    it may as well be the register that stands.
    """
    step, owed, rate = day.step[part], day.owed[part], day.rate[part]
    said, passed = float(owed.sum()), int(step.sum())
    if said <= 0:
        return False
    if passed >= TELLING * main.resolution:
        even = int(step.max()) * 2 <= passed or len(step) <= FEWEST
        return even and bool(np.count_nonzero(rate) * 2 >= np.count_nonzero(step))
    hours = int(day.ts[part][-1] - day.ts[part][0]) / 3_600
    return bool(said > 2 * scale * hours > 0 and said > GROSS * (passed + 2 * main.resolution))


def _factor(ratio: float) -> tuple[int, int] | None:
    """The factor that a ratio is, None if it is none of them."""
    nearest = factor_of(ratio)
    off = abs(math.log(ratio * nearest[1] / nearest[0]))
    gross = abs(math.log(ratio)) >= math.log(GROSS)
    return nearest if off < (ALIKE_GROSS if gross else ALIKE) or ratio > LARGEST else None


def factor_of(ratio: float) -> tuple[int, int]:
    """The factor that is nearest to a ratio."""
    return min(FACTORS, key=lambda one: abs(math.log(ratio * one[1] / one[0])))
