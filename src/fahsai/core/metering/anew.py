"""Which intervals have to be made again when something else is said of a meter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.meter import Meter, Replacement


def made_anew(before: Meter, after: Meter) -> Mapping[int, int | None]:
    """The channels whose stored intervals no longer hold, by number.

    Quantities are whole numbers, so another unit moves none of them.  What is declared otherwise
    (where a register begins again, what can pass in an hour, how often it is read) moves all of a
    channel; another rate beside it moves how its gaps were filled.  An exchanged register moves
    what comes after it.

    Args:
        before: the meter as it was known when the intervals were made.
        after: the meter as it is known now.

    Returns:
        The instant from which on intervals are made again [unix s]; None where it is from the
        first.  Channels of which nothing changed are not named.
    """
    known = {one.number: one for one in before.channels}
    moved: dict[int, int | None] = {}
    for channel in after.channels:
        was = known.get(channel.number)
        if was is None or _counting(was) != _counting(channel):
            moved[channel.number] = None
            continue
        exchanged = _exchanges(before, channel) ^ _exchanges(after, channel)
        if exchanged:
            moved[channel.number] = min(one.at for one in exchanged)
    main = after.main
    if main is not None and _rate(before) != _rate(after):
        moved[main.number] = None
    return moved


def _counting(channel: Channel) -> Channel:
    """A channel but for what its numbers are called."""
    return replace(channel, unit="", name="")


def _rate(meter: Meter) -> Channel | None:
    return None if meter.rate is None else _counting(meter.rate)


def _exchanges(meter: Meter, channel: Channel) -> frozenset[Replacement]:
    return frozenset(one for one in meter.replacements if one.channel == channel.name)
