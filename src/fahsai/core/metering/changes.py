"""What passed while a register left its level for good: roll-over, exchange, new beginning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.bound import HOUR
from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.series import Quality
from fahsai.core.metering.shape import usual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fahsai.core.metering.bound import Bound
    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.meter import Replacement
    from fahsai.core.metering.register import Change, Judged

NEAR_END = (97, 100)
"""Above this part of its range a register may roll over; below the rest of it, it has."""

CATCHING_UP = 2 * HOUR
"""A jump that lasts is believed if that much time at full speed explains it [s]."""

SAID_WITHIN = 24 * HOUR
"""How far the time that a person gives of an exchange may be from what the readings show [s]."""

SHORTEST_RANGE = 10_000


@dataclass(slots=True)
class Changes:
    """Says what passed at each change of level, and keeps what is to be told of it."""

    channel: Channel
    replacements: Sequence[Replacement]
    profile: NDArray[np.int64]
    scale: int
    """Whole numbers of the profile for one of the register."""
    events: list[MeterEvent] = field(default_factory=list)

    def __call__(self, window: Judged, change: Change, bound: Bound) -> None:
        """Set what passed up to the first reading of the new level, and its marks."""
        said = self._said(window, change)
        if said is not None:
            self._replaced(window, change, bound, said)
        elif not self._rolled_over(window, change, bound) and not self._jumped(
            window, change, bound
        ):
            self._began_anew(window, change, bound)

    def _said(self, window: Judged, change: Change) -> Replacement | None:
        """The exchange that a person told of, nearest to the change."""
        at = int(window.ts[change.first])
        near = [one for one in self.replacements if abs(one.at - at) <= SAID_WITHIN]
        return min(near, key=lambda one: abs(one.at - at)) if near else None

    def _replaced(self, window: Judged, change: Change, bound: Bound, said: Replacement) -> None:
        """The old register up to its last number, the new one from its first."""
        since, now = change.before.ts, int(window.ts[change.first])
        at = min(max(said.at, since), now)
        old = self._part(said.last, change.before.value, bound.most(now - change.before.moved))
        first = None if said.first is None else -said.first
        new = self._part(first, -int(window.value[change.first]), bound.most(now - min(since, at)))
        filled = self._fill(window, change, since, at) if old is None else 0
        filled += self._fill(window, change, at, now) if new is None else 0
        self._set(window, change, (old or 0) + (new or 0) + filled, filled, Quality.REPLACED)
        self._tell(window, change, EventKind.REPLACED, filled)

    def _part(self, end: int | None, start: int, most: int) -> int | None:
        """What passed between two numbers of one register; None if unknown or impossible."""
        if end is None or not 0 <= end - start <= most:
            return None
        return end - start

    def _rolled_over(self, window: Judged, change: Change, bound: Bound) -> bool:
        """Whether the register passed its end, and what passed then.

        A range that nobody gave is the power of ten above the last reading.
        """
        last, first = change.before.value, int(window.value[change.first])
        modulus = self.channel.modulus
        if modulus is None:
            modulus = max(10 ** len(str(max(last, 0))), SHORTEST_RANGE)
        part, whole = NEAR_END
        passed = modulus - last + first
        if last * whole <= part * modulus or first * whole >= (whole - part) * modulus:
            return False
        if passed > bound.most(int(window.ts[change.first]) - change.before.moved):
            return False
        self._set(window, change, passed, 0, Quality.ROLLED_OVER)
        self._tell(window, change, EventKind.ROLLOVER, 0)
        return True

    def _jumped(self, window: Judged, change: Change, bound: Bound) -> bool:
        """Whether it only was faster than it can be, by a little that lasts: then it is counted."""
        step = int(window.value[change.first]) - change.before.value
        if bound.per_hour is None or not 0 < step <= bound.per_hour * CATCHING_UP // HOUR:
            return False
        self._set(window, change, step, step, Quality.ESTIMATED)
        self._tell(window, change, EventKind.OVER_CAPACITY, step)
        return True

    def _began_anew(self, window: Judged, change: Change, bound: Bound) -> None:
        """A new beginning: what it counts since, and what it usually is for the rest."""
        since, now = change.before.ts, int(window.ts[change.first])
        first = int(window.value[change.first])
        known = first if 0 <= first <= bound.most(now - since) and bound.per_hour else 0
        filled = max(0, self._fill(window, change, since, now) - known)
        self._set(window, change, known + filled, filled, Quality.RESET)
        self._tell(window, change, EventKind.RESET, filled)

    def _fill(self, window: Judged, change: Change, since: int, until: int) -> int:
        """What probably passed in a time that nobody measured [scaled].

        Minutes go on as the register did afterwards; longer times as in the weeks before.
        """
        if until <= since:
            return 0
        if until - since > HOUR:
            week = usual(self.profile, since, until)
            if week is not None:
                return week // self.scale
        first = change.first
        stop = int(np.searchsorted(window.ts, window.ts[first] + max(HOUR, until - since)))
        last = min(max(stop, first + 2), change.last) - 1
        time = int(window.ts[last] - window.ts[first])
        step = max(int(window.value[last] - window.value[first]), 0)
        return step * (until - since) // time if time else 0

    def _set(self, window: Judged, change: Change, passed: int, filled: int, mark: Quality) -> None:
        """Write what passed to the first reading of the new level."""
        window.gain[change.first] = passed
        window.filled[change.first] = filled
        window.quality[change.first] |= int(mark)

    def _tell(self, window: Judged, change: Change, kind: EventKind, filled: int) -> None:
        """Keep what is to be told."""
        at, sure = int(window.ts[change.first]), min(change.first + 2, change.last - 1)
        data = {
            "before": str(self.channel.value(change.before.value)),
            "after": str(self.channel.value(int(window.value[change.first]))),
            "filled": str(self.channel.value(filled)),
        }
        self.events.append(
            MeterEvent(self.channel.number, kind, at, at, int(window.ts[sure]), data)
        )
