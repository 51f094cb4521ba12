"""What meters measured and what it emitted, by meter, unit, place or for the whole organisation."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.result import TOTALLED
from fahsai.core.metering.length import Length, at_least, bounds
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.series import Quality
from fahsai.core.metering.summed import Summed
from fahsai.core.metering.told import told
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.services.access import NotFoundError
from fahsai.services.metering.emissions import Measured, MeterEmissions, emissions_of_meters
from fahsai.services.metering.reached import meters_reached
from fahsai.services.metering.removed import quantities_of_removed, removed_between
from fahsai.services.metering.silence import ongoing_gaps, touching
from fahsai.services.metering.sums import channel_sums, now
from fahsai.services.readings_store import readings_store
from fahsai.services.settling import places_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.result import ReportingClass
    from fahsai.core.metering.meter import Meter

MOST_ROWS = 200_000
"""What one answer may hold."""

PARTS = {Length.YEAR: Length.MONTH, Length.FISCAL_YEAR: Length.MONTH}
"""A year may touch two inventories: what it emits is that of its months."""


class By(StrEnum):
    """Whose quantities stand together."""

    METER = "meter"
    UNIT = "unit"
    FACILITY = "facility"
    ORGANISATION = "organisation"


class Asked(NamedTuple):
    """Quantities from ``start`` to ``end`` [unix s], of some meters or of all (no codes)."""

    by: By
    length: Length
    start: int
    end: int
    meters: tuple[str, ...] = ()
    emissions: bool = True


class Subject(NamedTuple):
    """Whose quantities: ``id`` of a meter, unit, facility or organisation.

    None stands for all meters that have no unit or facility.  Only what is of one kind and unit
    is added up.
    """

    id: UUID | None
    kind: MeterKind
    unit: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """What passed in one stretch of time, ``start`` to ``end`` [unix s].

    ``quantity`` [unit] is None where nothing at all is known; ``estimated`` [unit] is the part of
    it that was not measured; ``known`` is the part of the time that anything is known of, from 0
    to 1.  ``by_class`` [kg CO2e] is None where no source is measured; ``complete`` is False where
    the source of any meter has no result, so that what is there is not all.
    """

    subject: Subject
    start: int
    end: int
    meters: int
    quantity: Decimal | None
    estimated: Decimal
    known: Decimal
    readings: int
    quality: Quality
    by_class: Mapping[ReportingClass, Decimal] | None
    complete: bool

    @property
    def co2e_kg(self) -> Decimal | None:
        """What counts in scopes 1 to 3 [kg CO2e]."""
        if self.by_class is None:
            return None
        return total(kg for where, kg in self.by_class.items() if where in TOTALLED)


def quantities(
    actor: Actor, organisation_id: UUID, asked: Asked, *, today: date
) -> tuple[tuple[Quantity, ...], tuple[Finding, ...]]:
    """Quantities and emissions by subject and stretch of time, in that order.

    A meter counts by its first channel that is no rate.  What arrived a moment ago counts too.
    Who reaches some units only gets their meters.

    Returns:
        The quantities; or none with ``quantities.too_many`` or ``quantities.no_time``.  Other
        findings: ``meter.no_quantity``, ``meter.gap_ongoing``, ``meters.kept_of_removed``,
        ``meter.no_source``,
        ``meter.no_inventory``, ``meter.method_of_year`` and those of the inventory's calculation.

    Raises:
        NotFoundError: there is no such organisation, or meter, for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    chosen = _chosen(meters_reached(actor, organisation_id), asked.meters)
    count = at_least(asked.length, asked.start, asked.end)
    problem = _unanswerable(asked, count, len(chosen))
    if problem is not None:
        return (), (problem,)
    edges = bounds(asked.length, asked.start, asked.end)
    fine = bounds(PARTS.get(asked.length, asked.length), asked.start, asked.end)
    counted = {one.main.number: one for one in chosen if one.main is not None}
    store = readings_store()
    sums = channel_sums(store, places_of(chosen), counted, fine)
    gone = removed_between(store, counted, asked.start, asked.end)
    measured = [
        Measured(one, one.main, sums[number])
        for number, one in counted.items()
        if one.main is not None
    ]
    emitted = (
        emissions_of_meters(actor, organisation_id, measured, fine, today)
        if asked.emissions
        else MeterEmissions()
    )
    said = (
        *(finding("meter.no_quantity", Level.INFO, one.code) for one in chosen if not one.main),
        *_silent(chosen, asked),
        *quantities_of_removed(counted, gone),
        *emitted.findings,
    )
    return tuple(_rows(asked, organisation_id, edges, fine, measured, emitted)), said


def _silent(meters: Sequence[Meter], asked: Asked) -> Iterator[Finding]:
    """The meters that send no more, where what was asked reaches into their silence."""
    gaps = ongoing_gaps(readings_store(), meters, now())
    for one in meters:
        gap = gaps.get(one.id)
        if gap is not None and touching(gap, asked.start, asked.end) and one.lead is not None:
            yield told(gap, one.code, one.lead)


def _chosen(reached: Sequence[Meter], codes: Sequence[str]) -> list[Meter]:
    by_code = {one.code: one for one in reached}
    for code in codes:
        if code not in by_code:
            raise NotFoundError(code)
    return [by_code[code] for code in dict.fromkeys(codes)] if codes else list(reached)


def _unanswerable(asked: Asked, stretches: int, meters: int) -> Finding | None:
    if asked.start >= asked.end:
        return finding("quantities.no_time", Level.ERROR, asked.length.value)
    if stretches * max(meters, 1) > MOST_ROWS:
        count, most = str(stretches * meters), str(MOST_ROWS)
        return finding(
            "quantities.too_many", Level.ERROR, asked.length.value, count=count, most=most
        )
    return None


def _rows(
    asked: Asked,
    owner: UUID,
    edges: Sequence[int],
    fine: Sequence[int],
    measured: Sequence[Measured],
    emitted: MeterEmissions,
) -> Iterator[Quantity]:
    """One row a subject and stretch."""
    groups: dict[Subject, list[Measured]] = {}
    for one in measured:
        subject = Subject(_id_of(asked.by, owner, one.meter), one.meter.kind, one.channel.unit)
        groups.setdefault(subject, []).append(one)
    coarse = _places(edges, fine)
    for subject, members in groups.items():
        for place, inner in enumerate(coarse):
            yield _row(subject, (edges[place], edges[place + 1]), members, inner, emitted)


def _places(edges: Sequence[int], fine: Sequence[int]) -> list[range]:
    """Which fine stretches each of the asked ones is made of."""
    at = {edge: place for place, edge in enumerate(fine)}
    return [range(at[low], at[high]) for low, high in itertools.pairwise(edges)]


def _row(
    subject: Subject,
    stretch: tuple[int, int],
    members: Sequence[Measured],
    inner: range,
    emitted: MeterEmissions,
) -> Quantity:
    start, end = stretch
    quantity, estimated = ZERO, ZERO
    every = Summed()
    by_class: dict[ReportingClass, Decimal] = {}
    counted, complete = False, True
    for one in members:
        own = Summed()
        for place in inner:
            own = own.plus(one.sums[place])
        quantity = EXACT.add(quantity, one.channel.quantity(own.quantity))
        estimated = EXACT.add(estimated, one.channel.quantity(own.estimated))
        every = every.plus(own)
        results = emitted.of.get(one.meter.id)
        for place in inner if results is not None else ():
            result = results.get(place) if results is not None else None
            if result is None:
                complete = complete and not one.sums[place].known
                continue
            counted = True
            for where, kg in result.by_class.items():
                by_class[where] = EXACT.add(by_class.get(where, ZERO), kg)
    whole = (end - start) * len(members)
    quality = Quality(every.quality)
    if every.seconds < whole:
        quality |= Quality.MISSING
    return Quantity(
        subject,
        start,
        end,
        len(members),
        quantity if every.known else None,
        estimated,
        EXACT.divide(Decimal(min(every.seconds, whole)), Decimal(whole)),
        every.readings,
        quality,
        by_class if counted else None,
        complete,
    )


def _id_of(by: By, owner: UUID, meter: Meter) -> UUID | None:
    match by:
        case By.METER:
            return meter.id
        case By.UNIT:
            return meter.unit_id
        case By.FACILITY:
            return meter.facility_id
        case By.ORGANISATION:
            return owner
