"""Between the rows of meters and the core's values; rows made here are not stored yet.

A channel is kept as an object with the number that the readings store gave it; its figures are
exact texts in the unit of the channel, as people wrote them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.declared import ChannelEntry
from fahsai.core.metering.meter import Meter, MeterKind, Replacement
from fahsai.core.metering.sources import Earlier, Sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.records.models import MeterReplacement, MeterRow

_SAME = ("name", "unit", "digits", "every", "both_ways")
_FIGURES = ("modulus", "resolution", "most_per_hour")


class Numbered(NamedTuple):
    """A declared channel with its number in the readings store."""

    number: int
    entry: ChannelEntry


def channel_json(one: Numbered) -> dict[str, Any]:
    """A channel as a row keeps it."""
    figures = {name: getattr(one.entry, name) for name in _FIGURES}
    return {
        "number": one.number,
        "measure": one.entry.measure.value,
        **{name: getattr(one.entry, name) for name in _SAME},
        **figures,
    }


def numbered(row: MeterRow) -> tuple[Numbered, ...]:
    """The channels of a row, in the order in which they were declared."""
    return tuple(_numbered(one) for one in row.channels)


def meter_value(row: MeterRow, replacements: Iterable[MeterReplacement] = ()) -> Meter:
    """A meter with the registers that were exchanged in it."""
    channels = {one.entry.name: one.entry.channel(one.number) for one in numbered(row)}
    return Meter(
        id=row.key,
        organisation_id=row.organisation_id,
        code=row.code,
        kind=MeterKind(row.kind),
        name_th=row.name_th,
        name_en=row.name_en,
        channels=tuple(channels.values()),
        serial=row.serial,
        unit_id=row.unit_key,
        facility_id=row.facility_key,
        sources=sources_value(row),
        part_of=row.part_of_key,
        replacements=tuple(
            Replacement(
                one.channel,
                int(one.at.timestamp()),
                None if one.last is None else channels[one.channel].scaled(one.last),
                None if one.first is None else channels[one.channel].scaled(one.first),
            )
            for one in sorted(replacements, key=lambda one: (one.at, one.channel))
            if one.channel in channels
        ),
        started_on=row.started_on,
        ended_on=row.ended_on,
    )


def sources_value(row: MeterRow) -> Sources:
    """The sources of a row by time."""
    earlier = (
        Earlier(
            date.fromisoformat(one["until"]),
            None if one["source"] is None else UUID(one["source"]),
        )
        for one in row.earlier_sources
    )
    return Sources(tuple(earlier), row.source_key)


def sources_columns(sources: Sources) -> dict[str, Any]:
    """The columns of a row that say so."""
    earlier = [
        {
            "until": one.until.isoformat(),
            "source": None if one.source_id is None else str(one.source_id),
        }
        for one in sources.earlier
    ]
    return {"source_key": sources.last, "earlier_sources": earlier}


def _numbered(plain: Mapping[str, Any]) -> Numbered:
    fields: dict[str, Any] = {name: plain[name] for name in _SAME}
    for name in _FIGURES:
        fields[name] = None if plain[name] is None else Decimal(plain[name])
    return Numbered(plain["number"], ChannelEntry(measure=Measure(plain["measure"]), **fields))
