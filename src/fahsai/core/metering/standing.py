"""Registers and rates that stand still while the other says that something passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from fahsai.core.metering.beside import Beside
    from fahsai.core.metering.channel import Channel

QUARTER = 900
FEWEST = 5
HALF_HOUR = 1_800
OWED_FROZEN, OWED_STANDING = 3, 20
"""Steps that a register must be behind, where the rate is frozen too, and where it is not."""

TRICKLE, FLOW = 0.005, 0.02
"""Parts of the most that passes: below the first a register may not start, the second is flow."""

ALIKE = 0.9
"""Part of the readings that must repeat the one before, that a rate is frozen."""

SLOWER = 3
"""Times that a register usually takes for a step, before it stands."""

FROZEN = 12
"""Readings of one number, that a rate is frozen."""

AGAINST = 3
"""Quarters of an hour that must contradict a frozen rate."""

ZERO = 6 * 3_600
"""How long a rate must say nothing while the register moves: short loads fall between samples."""


class Standing(NamedTuple):
    """The register since it moved last: what the rate says that passed, and how it was."""

    since: int = 0
    owed: float = 0.0
    readings: int = 0
    repeats: int = 0


NOT_YET = Standing()
"""A register that was never seen to move."""


class Stretch(NamedTuple):
    """A time in which something stood still."""

    start: int
    end: int
    noticed: int
    what: str


def register_stands(
    main: Channel, day: Beside, before: Standing, scale: float, usual: int
) -> tuple[list[Stretch], Standing]:
    """The times in which the register stood while the rate said that something passed.

    Args:
        main: the register.
        day: both, of one day.
        before: how the register stood when the day began.
        scale: the most that passes in an hour [scaled of the register].
        usual: how long the register usually takes for a step while something passes [s].
    """
    found: list[Stretch] = []
    edges = np.array([0, *np.flatnonzero(day.step != 0).tolist(), len(day)])
    same = np.concatenate(([False], np.diff(day.rate) == 0))
    last = len(edges) - 2
    ends = day.ts[edges[1:] - 1]
    worth = (np.diff(edges) > FEWEST) & (ends - day.ts[edges[:-1]] >= QUARTER)
    worth[[0, last]] = True
    stand = before
    for place in np.flatnonzero(worth).tolist():
        first, after = int(edges[place]), int(edges[place + 1])
        stand = Standing(int(day.ts[first])) if place else before
        part = slice(first + 1, after)
        running = stand.owed + np.cumsum(day.least[part])
        if len(running):
            found.extend(_stands(main, day, stand, part, running, same, scale, usual))
            stand = Standing(
                stand.since,
                float(running[-1]),
                stand.readings + after - first - 1,
                stand.repeats + int(same[part].sum()),
            )
    return found, stand


def _stands(
    main: Channel,
    day: Beside,
    stand: Standing,
    part: slice,
    running: NDArray[np.float64],
    same: NDArray[np.bool_],
    scale: float,
    usual: int,
) -> Iterator[Stretch]:
    """One stand of the register, if it owes too much by then."""
    ts = day.ts[part]
    count = stand.readings + np.arange(1, len(ts) + 1)
    time = np.maximum(ts - stand.since, 1)
    mean = running * 3_600 / time
    alike = stand.repeats + np.cumsum(same[part]) >= ALIKE * count
    frozen = alike & (running > OWED_FROZEN * main.resolution) & (time >= QUARTER)
    frozen &= mean > TRICKLE * scale
    behind = (running > OWED_STANDING * main.resolution) & (mean > FLOW * scale)
    behind &= (mean < 2 * scale) & (time >= max(HALF_HOUR, SLOWER * usual))
    stuck = (frozen | behind) & (count >= FEWEST) & (stand.since > 0)
    if stuck.any():
        noticed = int(ts[int(np.argmax(stuck))])
        yield Stretch(stand.since, int(ts[-1]), noticed, "register")


def usual_step(day: Beside, scale: float) -> int:
    """How long the register takes for a step while something passes, by the middle of a day [s]."""
    moves = np.flatnonzero(day.step > 0)
    if len(moves) < FEWEST:
        return 0
    owed = np.cumsum(day.owed)
    seconds = np.diff(day.ts[moves])
    flow = np.diff(owed[moves]) * 3_600 > FLOW * scale * seconds
    return int(np.median(seconds[flow])) if flow.any() else 0


def rate_stands(main: Channel, rate: Channel, day: Beside, scale: float) -> Iterator[Stretch]:
    """The times in which the rate said one number while the register went faster or slower."""
    change = np.flatnonzero(np.diff(day.rate) != 0) + 1
    edges = [0, *change.tolist(), len(day)]
    for place in np.flatnonzero(np.diff(edges) >= FROZEN).tolist():
        first, after = edges[place], edges[place + 1]
        long = ZERO if day.rate[first] == 0 else HALF_HOUR
        if day.ts[after - 1] - day.ts[first] >= max(long, FROZEN * rate.every):
            yield from _contradicted(main, day, slice(first + 1, after), scale)


def _contradicted(main: Channel, day: Beside, part: slice, scale: float) -> Iterator[Stretch]:
    """A frozen rate, if most quarters of an hour of the register contradict it.

    A quarter in which the register stands contradicts nothing here: that is its own fault.
    """
    quarter = (day.ts[part] - 1) // QUARTER
    number = quarter - quarter[0]
    step = np.bincount(number, day.step[part])
    owed = np.bincount(number, day.owed[part])
    held = np.bincount(number)
    doubt = 3 * main.resolution + 0.05 * owed + 0.01 * scale / 4
    whole = held >= np.max(held) / 2
    against = whole & (np.abs(step - owed) > doubt) & (step > 0)
    slots = np.flatnonzero(against)
    if len(slots) >= AGAINST and 2 * len(slots) > np.count_nonzero(whole):
        proof = int(np.searchsorted(number, slots[AGAINST - 1], "right")) - 1
        ts = day.ts[part]
        yield Stretch(int(day.ts[part.start - 1]), int(ts[-1]), int(ts[proof]), "rate")
