"""A meter as text and back, exactly."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.meter import Meter, MeterKind, Replacement

_IDS = ("id", "organisation_id", "unit_id", "facility_id", "source_id")
_DATES = ("started_on", "ended_on")


def meter_text(meter: Meter) -> str:
    """A meter as JSON."""
    return json.dumps(asdict(meter), default=str, ensure_ascii=False, sort_keys=True)


def meter_from(text: str) -> Meter:
    """The meter of :func:`meter_text`."""
    said: dict[str, Any] = json.loads(text)
    for name in _IDS:
        said[name] = UUID(said[name]) if said[name] else None
    for name in _DATES:
        said[name] = date.fromisoformat(said[name]) if said[name] else None
    channels = tuple(
        replace(Channel(**one), measure=Measure(one["measure"])) for one in said["channels"]
    )
    replacements = tuple(Replacement(*one) for one in said["replacements"])
    kind = MeterKind(said["kind"])
    return Meter(**(said | {"channels": channels, "replacements": replacements, "kind": kind}))
