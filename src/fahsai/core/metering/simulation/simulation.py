"""All made-up meters together: what they send, and what truly happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.simulation.days import DAY, months_between
from fahsai.core.metering.simulation.device import Device
from fahsai.core.metering.simulation.fault import AT_ONCE, Episode, FaultKind, Plan
from fahsai.core.metering.simulation.load import FINE
from fahsai.core.metering.simulation.message import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.metering.meter import Replacement
    from fahsai.core.metering.simulation.meter import SimulatedMeter


class SimulatedMessage(NamedTuple):
    """A message as it arrives [unix s] from the meter of a code."""

    arrived: int
    meter: str
    payload: str


class TrueQuantity(NamedTuple):
    """What truly passed through a meter from ``start`` up to ``end`` [unix s] of a month."""

    meter: str
    channel: str
    unit: str
    month: str
    start: int
    end: int
    quantity: Decimal


class Truth(NamedTuple):
    """What truly happened: quantities by meter and month, and every fault that shows."""

    quantities: tuple[TrueQuantity, ...]
    episodes: tuple[Episode, ...]


@dataclass(slots=True)
class Simulation:
    """Made-up meters under a plan of faults.

    All that it says follows from its meters (which carry their seed), the plan and the time that is
    asked for: messages from one minute to another are the same, whatever was asked before.
    """

    meters: tuple[SimulatedMeter, ...]
    plan: Plan
    _devices: tuple[Device, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._devices = tuple(Device(one, self.plan) for one in self.meters)

    def messages(self, start: int, end: int) -> Iterator[SimulatedMessage]:
        """What arrives from ``start`` up to ``end`` [unix s], in order of arrival."""
        lines = [Line(one) for one in self._devices]
        for begin in range(start, end, DAY):
            found = [
                (arrived, place, number, payload)
                for place, line in enumerate(lines)
                for arrived, number, payload in line.arriving(begin, min(begin + DAY, end))
            ]
            found.sort()
            for arrived, place, _, payload in found:
                yield SimulatedMessage(arrived, self.meters[place].code, payload)

    def truth(self, start: int, end: int) -> Truth:
        """What truly happened from ``start`` up to ``end`` [whole minutes, unix s]."""
        quantities: list[TrueQuantity] = []
        episodes: list[Episode] = []
        for device in self._devices:
            quantities += _quantities(device, start, end)
            episodes += _episodes(device, start, end)
        return Truth(tuple(quantities), tuple(sorted(episodes, key=lambda one: one.start)))

    def replacements(self, start: int, end: int) -> list[tuple[str, Replacement]]:
        """The registers that were exchanged in that time, with the code of their meter."""
        return [
            (device.meter.code, one)
            for device in self._devices
            for one in device.replacements(start, end)
        ]


def _quantities(device: Device, start: int, end: int) -> Iterator[TrueQuantity]:
    channel = device.meter.main
    for month, begin, until in months_between(start, end):
        passed = device.passed.at(until) - device.passed.at(begin)
        yield TrueQuantity(
            device.meter.code,
            channel.name,
            channel.unit,
            month,
            begin,
            until,
            Decimal(passed).scaleb(-FINE),
        )


def _episodes(device: Device, start: int, end: int) -> Iterator[Episode]:
    yield from device.rollovers(start, end)
    told = {one.at: one for one in device.replacements(start, end)}
    for one in device.schedule.until(end):
        if one.end < start or not _shows(device, one):
            continue
        if one.kind is FaultKind.REPLACED:
            channel, exchanged = device.meter.main, told[one.start]
            data = tuple(
                (name, f"{channel.value(whole):f}")
                for name, whole in (("last", exchanged.last), ("first", exchanged.first))
                if whole is not None
            )
            yield one._replace(data=data)
        else:
            yield one


def _shows(device: Device, one: Episode) -> bool:
    """Whether a fault changes anything: nobody sees a register stuck that would not have moved."""
    ticks = device.ticks(one.start, one.end + 1)
    if one.kind in AT_ONCE:
        return True
    if len(ticks) == 0:
        return False
    meter = device.meter
    if one.kind is FaultKind.UNIT_SLIP and meter.rate is not None:
        return bool(device.values(meter.rate, ticks).any())
    if one.kind is FaultKind.STUCK:
        last = device.values(meter.main, ticks[-1:] + meter.every)
        return bool(last[0] != device.values(meter.main, ticks[-1:])[0])
    return True
