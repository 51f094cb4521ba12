"""What meters, exchanged registers and retention say, field by field, for their histories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fahsai.core.assurance.history import Meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.records.models import FrozenRow

TEXT, NUMBER, CHOICE, DAY = Meaning.TEXT, Meaning.NUMBER, Meaning.CHOICE, Meaning.DAY
BANGKOK = ZoneInfo("Asia/Bangkok")

OF_CHANNELS: Mapping[str, Meaning] = {
    "measure": CHOICE,
    "unit": Meaning.MEASURE,
    "digits": NUMBER,
    "every": NUMBER,
    "modulus": NUMBER,
    "resolution": NUMBER,
    "most_per_hour": NUMBER,
    "both_ways": Meaning.YES_NO,
}
"""What is told of each channel, by its name: ``channel_<field>`` holds a table."""

OF_METER: Mapping[str, Meaning] = {
    "code": TEXT,
    "meter_kind": CHOICE,
    "name_th": TEXT,
    "name_en": TEXT,
    "serial": TEXT,
    "model": TEXT,
    "place": TEXT,
    "unit_key": Meaning.UNIT,
    "facility_key": Meaning.FACILITY,
    "measured_source": Meaning.SOURCE,
    "earlier_sources": Meaning.SOURCE,
    "part_of_key": Meaning.METER,
    **{f"channel_{field}": meaning for field, meaning in OF_CHANNELS.items()},
    "started_on": DAY,
    "started_reason": TEXT,
    "ended_on": DAY,
    "ended_reason": TEXT,
    "note": TEXT,
}
OF_EXCHANGE: Mapping[str, Meaning] = {
    "meter_key": Meaning.METER,
    "channel": TEXT,
    "exchanged_at": TEXT,
    "last": NUMBER,
    "first": NUMBER,
    "reason": TEXT,
    "evidence": Meaning.FILE,
}

REASONS = ("started_reason", "ended_reason")
OF_RETENTION: Mapping[str, Meaning] = {"keep_months": NUMBER}

UNTOLD_OF_METER = frozenset({"key", "kind", "source_key", "channels"})
UNTOLD_OF_EXCHANGE = frozenset({"at"})


def read_meter(row: FrozenRow) -> Mapping[str, Any]:
    """The columns of a meter, its channels by field and name."""
    columns = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}  # noqa: SLF001
    said = {
        f"channel_{field}": {
            one["name"]: one[field] for one in columns["channels"] if one[field] is not None
        }
        for field in OF_CHANNELS
    }
    return {
        **columns,
        **said,
        "meter_kind": columns["kind"],
        "measured_source": columns["source_key"],
        "earlier_sources": {
            one["until"]: UUID(one["source"])
            for one in columns["earlier_sources"]
            if one["source"] is not None
        },
    }


def read_exchange(row: FrozenRow) -> Mapping[str, Any]:
    """The columns of an exchange, its instant as the clock in Thailand showed it."""
    columns = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}  # noqa: SLF001
    return {**columns, "exchanged_at": f"{columns['at'].astimezone(BANGKOK):%Y-%m-%d %H:%M:%S}"}
