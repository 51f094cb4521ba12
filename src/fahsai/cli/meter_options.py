"""Options of the commands on meters: channels, instants and figures as people type them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from fahsai.cli.start import a_date
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.declared import ChannelEntry
from fahsai.core.metering.presets import preset
from fahsai.core.metering.sources import BEGINNING
from fahsai.core.thai.digits import to_arabic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fahsai.core.metering.meter import MeterKind

BANGKOK = ZoneInfo("Asia/Bangkok")
LONGEST_FIGURE = 40
ALWAYS = "beginning"
SAYS_YES: Mapping[str, bool] = {"yes": True, "no": False}


class ChannelOption(NamedTuple):
    """What ``--channel`` says: a name, and fields of a channel that are given."""

    name: str
    given: Mapping[str, Any]

    def entry(self, kind: MeterKind, stands: Iterable[ChannelEntry] = ()) -> ChannelEntry | None:
        """The channel; what is left out stays, or is as usual for the kind of meter.

        None where its measure or unit is neither given nor known.
        """
        held = (one for one in stands if one.name == self.name)
        usual = next(held, None) or preset(kind, self.name)
        if usual is None:
            if not {"measure", "unit"} <= self.given.keys():
                return None
            usual = ChannelEntry(self.name, self.given["measure"], self.given["unit"])
        return replace(usual, **self.given)


def a_figure(text: str) -> Decimal:
    """A plain decimal of an option; Thai digits and commas between thousands are understood."""
    plain = to_arabic(text.strip()).replace(",", "")
    if len(plain) <= LONGEST_FIGURE and set(plain) <= set("0123456789.-"):
        try:
            return Decimal(plain)
        except InvalidOperation:
            pass
    raise argparse.ArgumentTypeError(f"not a number: {text}")


def a_moment(text: str) -> datetime:
    """A date in either era and a time of Thailand, or an ISO 8601 text with its own zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        return moment
    day, _, clock = text.strip().replace("T", " ").rpartition(" ")
    try:
        return datetime.combine(a_date(day), time.fromisoformat(clock), BANGKOK)
    except (ValueError, argparse.ArgumentTypeError) as error:
        raise argparse.ArgumentTypeError(f"not a date and time: {text}") from error


def a_first_day(text: str) -> date:
    """The first day of a source in either era, or ``beginning``: it always was that one."""
    return BEGINNING if text.strip().casefold() == ALWAYS else a_date(text)


def a_channel(text: str) -> ChannelOption:
    """``NAME [MEASURE UNIT] [FIELD=VALUE ...]``, such as ``kwh register kWh modulus=1000000``."""
    try:
        return _channel(text)
    except (KeyError, ValueError, IndexError, argparse.ArgumentTypeError) as error:
        raise argparse.ArgumentTypeError(f"not a channel: {text}") from error


def _channel(text: str) -> ChannelOption:
    words = text.split()
    plain = [word for word in words if "=" not in word]
    given: dict[str, Any] = {}
    for word in words:
        if "=" in word:
            name, _, value = word.partition("=")
            given[name] = FIELDS[name](value)
    if len(plain) not in {1, len(("name", "measure", "unit"))}:
        raise ValueError(text)
    if len(plain) > 1:
        given |= {"measure": Measure(plain[1]), "unit": plain[2]}
    return ChannelOption(plain[0], given)


FIELDS: Mapping[str, Callable[[str], Any]] = {
    "digits": int,
    "every": int,
    "modulus": a_figure,
    "resolution": a_figure,
    "most_per_hour": a_figure,
    "both_ways": SAYS_YES.__getitem__,
}
