"""The faults of forty made-up meters in a month, and what their messages say around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.core.metering.simulation.conftest import APRIL, MAY
from tests.core.metering.simulation.test_messages import series

from fahsai.core.metering.simulation.fault import (
    Episode,
    FaultKind,
    Plan,
)
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.reference.load_simulation import site

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.metering.simulation.meter import SimulatedMeter
    from fahsai.core.metering.simulation.simulation import SimulatedMessage

HOUR = 3600
METERS = site(7)
BY_CODE = {one.code: one for one in METERS}
EPISODES = Simulation(METERS, Plan.MANY).truth(APRIL, MAY).episodes
ON_THE_LINE = {
    FaultKind.GAP,
    FaultKind.LATE,
    FaultKind.OUT_OF_ORDER,
    FaultKind.DUPLICATES,
    FaultKind.LOST,
    FaultKind.MALFORMED,
    FaultKind.CLOCK,
}


def episodes(kind: FaultKind) -> list[Episode]:
    found = [one for one in EPISODES if one.kind is kind]
    assert found, kind
    return found


def around(episode: Episode, plan: Plan) -> list[SimulatedMessage]:
    """What one meter sends from before a fault until long after."""
    simulation = Simulation((BY_CODE[episode.meter],), plan)
    return list(simulation.messages(episode.start - HOUR, episode.end + 3 * HOUR))


def values(episode: Episode, channel: str) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """A channel around a fault, as it would be without it and as it is.

    The register of before is moved to where earlier faults left it: nothing else may differ.
    """
    meter = BY_CODE[episode.meter]
    faulty = series(meter, around(episode, Plan.MANY), channel)
    plain = Simulation((meter,), Plan.NONE)
    sound = series(
        meter, plain.messages(episode.start - 30 * HOUR, episode.end + 4 * HOUR), channel
    )
    return sound, faulty


def moved(meter: SimulatedMeter, sound: Decimal, faulty: Decimal) -> Decimal:
    """How far a register stands from the one without faults, around its wheels."""
    modulus = meter.main.modulus
    apart = faulty - sound
    if modulus is None:
        return apart
    whole = meter.main.value(modulus)
    return (apart % whole + whole) % whole  # the rest of a decimal has the sign of the decimal
