"""What people declare of the channels of a meter, and what cannot be meant by it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.channel import LONGEST_SCALE, Channel, Measure
from fahsai.core.metering.meter import CHANNEL_NAME, NOT_CHANNELS, MeterKind
from fahsai.core.quantity.exact import canonical
from fahsai.core.quantity.units import Dimension

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fahsai.core.quantity.units import UnitTable

MOST_CHANNELS = 64
"""Channels that one meter may have; a power analyser sends some forty."""

LONGEST_EVERY = 31 * 24 * 60 * 60
"""The longest time between two readings: a meter that somebody reads once a month [s]."""

LARGEST = 10**15
"""The largest whole number that a channel may be declared with.

Quantities of intervals have three digits more and are added up in 64 bits: 9,223 of these fit.
"""

ENERGIES = frozenset({Dimension.ENERGY, Dimension.ENERGY_NET, Dimension.ENERGY_GROSS})
VOLUMES = frozenset({Dimension.VOLUME, Dimension.NORMAL_VOLUME})
MASSES = frozenset({Dimension.MASS, Dimension.MASS_GAS})

QUANTITIES: Mapping[MeterKind, frozenset[Dimension]] = MappingProxyType(
    {
        MeterKind.ELECTRICITY: frozenset({Dimension.ENERGY}),
        MeterKind.FUEL: frozenset({Dimension.VOLUME, Dimension.MASS}),
        MeterKind.GAS: VOLUMES | ENERGIES | {Dimension.MASS},
        MeterKind.WATER: frozenset({Dimension.VOLUME}),
        MeterKind.HEAT: frozenset({Dimension.ENERGY, Dimension.MASS}),
        MeterKind.REFRIGERANT: MASSES,
    }
)
"""What the quantities of a kind of meter are measured in; kinds that are not named: in anything."""

RATES: Mapping[MeterKind, frozenset[Dimension]] = MappingProxyType(
    {
        MeterKind.ELECTRICITY: frozenset({Dimension.POWER}),
        MeterKind.FUEL: frozenset({Dimension.FLOW, Dimension.POWER}),
        MeterKind.GAS: frozenset({Dimension.FLOW, Dimension.POWER}),
        MeterKind.WATER: frozenset({Dimension.FLOW}),
        MeterKind.HEAT: frozenset({Dimension.POWER, Dimension.FLOW}),
    }
)
"""The same of what flows at a moment.  Refrigerant is weighed: it has no rate worth a rule."""

OF_REGISTERS = ("modulus", "both_ways")
"""What only a register can have."""


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """One channel as people declare it, in its unit: nothing is scaled yet.

    ``every`` is the time expected between readings [s], 0 where nobody said; ``modulus``,
    ``resolution`` and ``most_per_hour`` are in ``unit`` (see
    :class:`~fahsai.core.metering.channel.Channel`), None where nobody said.
    """

    name: str
    measure: Measure
    unit: str
    digits: int = 3
    every: int = 0
    modulus: Decimal | None = None
    resolution: Decimal | None = None
    most_per_hour: Decimal | None = None
    both_ways: bool = False

    def channel(self, number: int) -> Channel:
        """The channel of that number, its figures scaled."""
        channel = Channel(
            number=number,
            name=self.name,
            measure=self.measure,
            unit=self.unit,
            digits=self.digits,
            every=self.every,
            both_ways=self.both_ways,
        )
        return replace(
            channel,
            modulus=_scaled(channel, self.modulus),
            resolution=_scaled(channel, self.resolution) or 1,
            most_per_hour=_scaled(channel, self.most_per_hour),
        )


def declared(
    code: str, kind: MeterKind, entries: Sequence[ChannelEntry], units: UnitTable
) -> tuple[tuple[ChannelEntry, ...], tuple[Finding, ...]]:
    """The channels of a meter with the codes of their units.

    Args:
        code: the meter's, for the findings.
        kind: what flows through it; the units have to measure that.
        entries: the channels as somebody wrote them; any spelling of a unit.
        units: the table of units.

    Returns:
        The channels; nothing is usable where a finding is an error: ``meter.channels_missing``,
        ``meter.channels_many``, ``meter.channel_twice``, ``meter.channel_name_unusable``,
        ``meter.channel_unit_unfit``, ``meter.channel_digits``, ``meter.channel_every``,
        ``meter.channel_not_positive``, ``meter.channel_too_fine``, ``meter.channel_too_large``,
        ``meter.channel_of_registers`` and those of
        :meth:`~fahsai.core.quantity.units.UnitTable.parse`.  ``meter.only_rates`` is a warning.
    """
    said = list(_problems_of_all(code, entries))
    kept = []
    for entry in entries:
        unit, of_unit = units.parse(entry.unit, f"{code}/{entry.name}")
        said += of_unit
        said += _problems(code, entry)
        if unit is not None:
            said += _unfit(code, kind, entry, unit.dimension)
            entry = replace(entry, unit=unit.code)  # noqa: PLW2901 - the same, spelled as we do
        kept.append(entry)
    return tuple(kept), tuple(said)


def reinterpreted(
    code: str, before: Iterable[ChannelEntry], after: Iterable[ChannelEntry]
) -> tuple[Finding, ...]:
    """What a new declaration would do to readings that are stored already.

    Stored readings are whole numbers of the digits of then, and a quantity was made of them as the
    measure says: neither of a name can change any more (``meter.channel_fixed``, an error).
    Another unit says that the first one was a mistake: it holds for all readings of the channel
    (``meter.channel_unit_changed``, a warning).
    """
    known = {one.name: one for one in before}
    said = []
    for one in after:
        was = known.get(one.name)
        if was is None:
            continue
        if (was.measure, was.digits) != (one.measure, one.digits):
            fixed = finding(
                "meter.channel_fixed",
                Level.ERROR,
                code,
                channel=one.name,
                measure=was.measure.value,
                digits=str(was.digits),
            )
            said.append(fixed)
        elif was.unit != one.unit:
            other = finding(
                "meter.channel_unit_changed",
                Level.WARNING,
                code,
                channel=one.name,
                before=was.unit,
                after=one.unit,
            )
            said.append(other)
    return tuple(said)


def _scaled(channel: Channel, value: Decimal | None) -> int | None:
    return None if value is None else channel.scaled(value)


def _problems_of_all(code: str, entries: Sequence[ChannelEntry]) -> Iterator[Finding]:
    if not entries:
        yield finding("meter.channels_missing", Level.ERROR, code)
    elif all(one.measure is Measure.RATE for one in entries):
        yield finding("meter.only_rates", Level.WARNING, code)
    if len(entries) > MOST_CHANNELS:
        yield finding("meter.channels_many", Level.ERROR, code, most=str(MOST_CHANNELS))
    names = Counter(one.name for one in entries)
    for name, times in names.items():
        if times > 1:
            yield finding("meter.channel_twice", Level.ERROR, code, channel=name)


def _problems(code: str, entry: ChannelEntry) -> Iterator[Finding]:
    """What is wrong with a channel whatever its unit is."""
    name = entry.name
    if CHANNEL_NAME.fullmatch(name) is None or name in NOT_CHANNELS:
        yield finding("meter.channel_name_unusable", Level.ERROR, code, channel=name or "-")
    if not 0 <= entry.every <= LONGEST_EVERY:
        longest = str(LONGEST_EVERY)
        yield finding("meter.channel_every", Level.ERROR, code, channel=name, longest=longest)
    for field in OF_REGISTERS:
        if entry.measure is not Measure.REGISTER and getattr(entry, field):
            yield finding(
                "meter.channel_of_registers", Level.ERROR, code, channel=name, channel_field=field
            )
    if not 0 <= entry.digits <= LONGEST_SCALE:
        most = str(LONGEST_SCALE)
        yield finding("meter.channel_digits", Level.ERROR, code, channel=name, most=most)
        return
    for field in ("modulus", "resolution", "most_per_hour"):
        yield from _figure(code, entry, field)


def _figure(code: str, entry: ChannelEntry, field: str) -> Iterator[Finding]:
    """What is wrong with one figure of a channel whose digits are known."""
    value: Decimal | None = getattr(entry, field)
    if value is None:
        return
    if not value.is_finite() or value <= 0:
        yield finding(
            "meter.channel_not_positive", Level.ERROR, code, channel=entry.name, channel_field=field
        )
    elif value > Decimal(LARGEST).scaleb(-entry.digits):
        yield finding(
            "meter.channel_too_large",
            Level.ERROR,
            code,
            channel=entry.name,
            channel_field=field,
            most=canonical(Decimal(LARGEST).scaleb(-entry.digits)),
        )
    elif value != Decimal(1).scaleb(-entry.digits) * int(value.scaleb(entry.digits)):
        yield finding(
            "meter.channel_too_fine",
            Level.ERROR,
            code,
            channel=entry.name,
            channel_field=field,
            value=canonical(value),
            digits=str(entry.digits),
        )


def _unfit(
    code: str, kind: MeterKind, entry: ChannelEntry, dimension: Dimension
) -> Iterator[Finding]:
    fitting = (RATES if entry.measure is Measure.RATE else QUANTITIES).get(kind)
    if fitting is not None and dimension not in fitting:
        yield finding(
            "meter.channel_unit_unfit",
            Level.ERROR,
            code,
            channel=entry.name,
            unit=entry.unit,
            measure=entry.measure.value,
            meter_kind=kind.value,
        )
