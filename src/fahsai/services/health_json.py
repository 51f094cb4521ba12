"""How meters are heard as plain JSON: instants in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.services.meter_health import MeterHealth

Json = dict[str, Any]


def health_json(found: Iterable[MeterHealth]) -> Json:
    """Every meter as it is heard, named as the API names it."""
    return {"meters": [_meter(one) for one in found]}


def _meter(one: MeterHealth) -> Json:
    return {
        "meter_id": str(one.meter.id),
        "code": one.meter.code,
        "messages": one.messages,
        "readings": one.readings,
        "refused": one.refused,
        "heard_at": None if one.heard_at is None else _at(one.heard_at // 1000),
        "lag_ms": one.lag,
        "silent_seconds": one.silent,
        "gap_since": None if one.gap_since is None else _at(one.gap_since),
        "flood_minutes": 0 if one.flood is None else one.flood.minutes,
        "flood_most": 0 if one.flood is None else one.flood.most,
        "flooded_at": None if one.flood is None else _at(one.flood.last // 1000),
        "channels": [
            {
                "name": channel.channel.name,
                "unit": channel.channel.unit,
                "last_reading_at": None if channel.last is None else _at(channel.last),
                "stored": channel.stored,
                "duplicates": channel.duplicates,
                "conflicts": channel.conflicts,
                "late": channel.late,
            }
            for channel in one.channels
        ],
    }


def _at(instant: int) -> str:
    """An instant [unix s]."""
    return datetime.fromtimestamp(instant, UTC).isoformat()
