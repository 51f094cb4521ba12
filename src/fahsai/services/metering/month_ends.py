"""How months end whose readings are removed: the month after them goes on from there."""

from __future__ import annotations

import logging
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from fahsai.core.metering.walk import horizon
from fahsai.readings.schema import month_after, month_start
from fahsai.services.settling import AT_ONCE, cadence, walking_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.readings.store import ReadingsStore
    from fahsai.readings.values import Seal, SealMonths
    from fahsai.services.settling import Place

LOG = logging.getLogger("fahsai.intake")


def seals_of(store: ReadingsStore, known: Mapping[int, Place]) -> SealMonths:
    """What makes the seals of months of known channels, as the store asks for them."""
    return partial(_seals, store, known)


def _seals(
    store: ReadingsStore, known: Mapping[int, Place], months: Sequence[tuple[int, int]]
) -> Mapping[tuple[int, int], Seal]:
    """The seal of each (channel, month); none where the readings of a meter cannot be walked."""
    by_month: defaultdict[int, list[int]] = defaultdict(list)
    for channel, month in months:
        by_month[month].append(channel)
    found: dict[tuple[int, int], Seal] = {}
    for month, channels in sorted(by_month.items()):
        for first in range(0, len(channels), AT_ONCE):
            found |= _of_month(store, known, month, channels[first : first + AT_ONCE])
    return found


def _of_month(
    store: ReadingsStore, known: Mapping[int, Place], month: int, channels: Sequence[int]
) -> dict[tuple[int, int], Seal]:
    end = month_start(month_after(month))
    beside = {
        one.number
        for channel in channels
        for one in (known[channel].meter.main, known[channel].meter.rate)
        if one is not None
    }
    together = sorted(beside | {*channels})
    slowest = max(cadence(store, known[one].channel, month_after(month)) for one in together)
    until = end + horizon(slowest)
    walking = walking_of(store, known, dict.fromkeys(together, month_after(month)), until)
    found = {}
    for channel in channels:
        try:
            found[channel, month] = walking.sealed(channel, month)
        except Exception:  # its readings stay; they hold up no other's
            said = {"event": "month_not_sealed", "month": month, "channel": channel}
            LOG.exception("a month of a channel could not be sealed", extra=said)
    return found
