"""A meter as text and back, exactly."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.meter import Meter, MeterKind, Replacement
from fahsai.core.metering.sources import Earlier, Sources

_IDS = ("id", "organisation_id", "unit_id", "facility_id", "part_of")
_DATES = ("started_on", "ended_on")


def meter_text(meter: Meter) -> str:
    """A meter as JSON."""
    return json.dumps(asdict(meter), default=str, ensure_ascii=False, sort_keys=True)


def meter_from(text: str) -> Meter:
    """The meter of :func:`meter_text`."""
    said: dict[str, Any] = json.loads(text)
    for name in _IDS:
        said[name] = _id(said.get(name))
    said["sources"] = _sources(said)
    for name in _DATES:
        said[name] = date.fromisoformat(said[name]) if said[name] else None
    channels = tuple(
        replace(Channel(**one), measure=Measure(one["measure"])) for one in said["channels"]
    )
    replacements = tuple(Replacement(*one) for one in said["replacements"])
    kind = MeterKind(said["kind"])
    return Meter(**(said | {"channels": channels, "replacements": replacements, "kind": kind}))


def _sources(said: dict[str, Any]) -> Sources:
    """The sources by time; a meter that was kept before they had a time had one for ever."""
    last = _id(said.pop("source_id", None))
    if "sources" not in said:
        return Sources((), last)
    earlier, last_text = said["sources"]
    kept = (Earlier(date.fromisoformat(until), _id(one)) for until, one in earlier)
    return Sources(tuple(kept), _id(last_text))


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
