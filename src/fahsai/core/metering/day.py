"""A day of readings that is to be judged, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.event import MeterEvent
from fahsai.core.metering.points import Points
from fahsai.core.metering.register import Level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.meter import Replacement
    from fahsai.core.metering.series import Series


@dataclass(frozen=True, slots=True)
class Day:
    """Readings of a day with some that follow it, and what the days before left.

    ``count`` of the readings are of the day itself.  ``total`` is what has passed before
    [10**-(digits + INTERVAL_DIGITS) unit]; ``seen`` the fastest that was seen [scaled an hour];
    ``horizon`` for how long a wrong level may last [s]; ``grain`` the step in which the register
    was found to count [scaled].
    """

    channel: Channel
    readings: Series
    count: int
    level: Level | None
    seen: int
    profile: NDArray[np.int64]
    total: int
    replacements: tuple[Replacement, ...]
    horizon: int
    grain: int = 1


class Judging(NamedTuple):
    """What a day came to: its points, where it ended, how fast it was, its events and its step."""

    points: Points
    level: Level | None
    seen: int
    events: list[MeterEvent]
    grain: int = 1
    thawed: int | None = None
    """Since when the register had stood that caught up first in this day [unix s]."""
