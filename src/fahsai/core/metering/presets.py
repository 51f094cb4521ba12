"""The channels that a meter of a kind usually has: where nobody says other ones."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.declared import ChannelEntry
from fahsai.core.metering.meter import MeterKind

if TYPE_CHECKING:
    from collections.abc import Mapping

REGISTER, LEVEL, RATE = Measure.REGISTER, Measure.LEVEL, Measure.RATE

PRESETS: Mapping[MeterKind, tuple[ChannelEntry, ...]] = MappingProxyType(
    {
        MeterKind.ELECTRICITY: (
            ChannelEntry("kwh", REGISTER, "kWh"),
            ChannelEntry("kw", RATE, "kW"),
        ),
        MeterKind.FUEL: (
            ChannelEntry("litre", REGISTER, "litre"),
            ChannelEntry("flow", RATE, "litre_per_minute"),
        ),
        MeterKind.GAS: (
            ChannelEntry("m3", REGISTER, "m3"),
            ChannelEntry("flow", RATE, "m3_per_hour"),
        ),
        MeterKind.WATER: (
            ChannelEntry("m3", REGISTER, "m3"),
            ChannelEntry("flow", RATE, "m3_per_hour"),
        ),
        MeterKind.HEAT: (
            ChannelEntry("kwh", REGISTER, "kWh"),
            ChannelEntry("kw", RATE, "kW"),
        ),
        MeterKind.REFRIGERANT: (ChannelEntry("kg", LEVEL, "kg"),),
        MeterKind.PRODUCTION: (ChannelEntry("pieces", REGISTER, "piece", digits=0),),
    }
)
"""Register and rate of what is metered; refrigerant stands on a scale, production is counted.

Nobody can say what another kind (:attr:`MeterKind.OTHER`) sends: its channels are declared.
"""


def preset(kind: MeterKind, name: str) -> ChannelEntry | None:
    """The usual channel of that name, None where the kind has none."""
    return next((one for one in PRESETS.get(kind, ()) if one.name == name), None)
