"""Meters as the commands show them."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from fahsai.cli.show import Shown, moment, say
from fahsai.core.quantity.exact import canonical
from fahsai.words.load import words
from fahsai.words.messages import day_words

if TYPE_CHECKING:
    from fahsai.core.metering.declared import ChannelEntry
    from fahsai.services.meters import Measures, MeterRecord


def meter_row(one: MeterRecord, shown: Shown) -> list[str]:
    """A meter in one line of a table."""
    channels = ", ".join(f"{named.entry.name} [{named.entry.unit}]" for named in one.channels)
    return [f"{one.code} {one.name_th}", _kind(one, shown), one.source or "-", channels, one.topic]


def _kind(one: MeterRecord, shown: Shown) -> str:
    return str(words("values")["meter_kind"][one.kind][shown.language])


def print_meter(one: MeterRecord, shown: Shown) -> None:
    """Everything that is said of a meter, and the registers that were exchanged in it."""
    say(sys.stdout, f"{one.code} {one.name_th} ({_kind(one, shown)})")
    say(sys.stdout, f"  {shown.word('meters', 'topic')}: {one.topic}")
    columns = words("meter_table")["columns"]
    for field in ("serial", "model", "place", "unit", "facility", "part_of", "note"):
        text = getattr(one, field)
        if text:
            say(sys.stdout, f"  {columns[field][shown.language]}: {text}")
    for span in one.sources:
        if span.source or len(one.sources) > 1:
            say(sys.stdout, f"  {columns['source'][shown.language]}: {_measures(span, shown)}")
    for day, reason, key in (
        (one.started_on, one.started_reason, "started_on"),
        (one.ended_on, one.ended_reason, "ended_on"),
    ):
        if day is not None:
            because = f" ({reason})" if reason else ""
            said = day_words(day, shown.language)
            say(sys.stdout, f"  {columns[key][shown.language]}: {said}{because}")
    for number, channel in one.channels:
        say(sys.stdout, f"  {shown.word('meters', 'channel')} {_channel(number, channel, shown)}")
    for exchange in one.exchanges:
        told = {
            "channel": exchange.channel,
            "at": moment(int(exchange.at.timestamp()), shown),
            "last": "-" if exchange.last is None else canonical(exchange.last),
            "first": "-" if exchange.first is None else canonical(exchange.first),
            "reason": exchange.reason,
        }
        say(sys.stdout, f"  {shown.word('meters', 'exchange', **told)}")


def _measures(span: Measures, shown: Shown) -> str:
    """A source and when it was measured, as far as that was not always."""
    said = span.source or "-"
    if span.start is not None:
        day = day_words(span.start, shown.language)
        said += f" {shown.word('meters', 'measures_from', day=day)}"
    if span.end is not None:
        day = day_words(span.end - timedelta(days=1), shown.language)
        said += f" {shown.word('meters', 'measures_until', day=day)}"
    return said


def _channel(number: int, channel: ChannelEntry, shown: Shown) -> str:
    """A channel in one line, its figures only where they are said."""
    columns = words("meter_table")["columns"]
    measure = words("values")["measure"][channel.measure][shown.language]
    figures = [
        f"{columns[field][shown.language]} {canonical(value)}"
        for field in ("modulus", "resolution", "most_per_hour")
        if (value := getattr(channel, field)) is not None
    ]
    if channel.both_ways:
        figures.append(str(columns["both_ways"][shown.language]))
    digits = f"{columns['digits'][shown.language]} {channel.digits}"
    every = shown.word("meters", "every_learned")
    if channel.every:
        every = f"{columns['every'][shown.language]} {channel.every}"
    plain = f"{channel.name}: {measure} [{channel.unit}]"
    return "; ".join((plain, digits, every, *figures, f"#{number}"))
