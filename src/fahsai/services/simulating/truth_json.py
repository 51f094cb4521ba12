"""What truly happened to made-up meters, as JSON: to judge quantities and findings by."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.metering.simulation.fault import Episode
    from fahsai.core.metering.simulation.meter import SimulatedMeter
    from fahsai.core.metering.simulation.simulation import Simulation, TrueQuantity

THAILAND = ZoneInfo("Asia/Bangkok")


def truth_json(simulation: Simulation, start: int, end: int) -> dict[str, Any]:
    """Quantities by meter and month, and the faults that show, from ``start`` up to ``end``.

    Both are whole minutes [unix s].  Quantities are exact texts in the unit of their channel, the
    first and the last month only as far as they were simulated.
    """
    truth = simulation.truth(start, end)
    months: dict[str, list[TrueQuantity]] = {}
    for one in truth.quantities:
        months.setdefault(one.meter, []).append(one)
    return {
        "plan": simulation.plan.value,
        "from": moment(start),
        "to": moment(end),
        "meters": [_meter(one, months.get(one.code, [])) for one in simulation.meters],
        "faults": [_fault(one) for one in truth.episodes],
    }


def moment(at: int) -> str:
    """An instant [unix s] by the clock of Thailand.

    >>> moment(1767200400)
    '2026-01-01T00:00:00+07:00'
    """
    return datetime.fromtimestamp(at, tz=THAILAND).isoformat()


def _meter(meter: SimulatedMeter, months: list[TrueQuantity]) -> Mapping[str, Any]:
    return {
        "code": meter.code,
        "kind": meter.kind.value,
        "channel": meter.main.name,
        "unit": meter.main.unit,
        "months": [
            {
                "month": one.month,
                "from": moment(one.start),
                "to": moment(one.end),
                "quantity": canonical(one.quantity),
            }
            for one in months
        ],
    }


def _fault(episode: Episode) -> Mapping[str, Any]:
    """``channel`` is empty where whole messages go astray; both instants are inside."""
    return {
        "kind": episode.kind.value,
        "meter": episode.meter,
        "channel": episode.channel,
        "from": moment(episode.start),
        "to": moment(episode.end),
        **dict(episode.data),
    }
