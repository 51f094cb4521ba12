"""What meters measured and what it emitted, by meter, unit, place or for the whole organisation."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.result import TOTALLED
from fahsai.core.metering.length import Length, at_least, bounds
from fahsai.core.metering.life import finer
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.series import Quality
from fahsai.core.metering.summed import Summed
from fahsai.core.metering.told import silent_together, told
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.core.quantity.rounding import round_down
from fahsai.services.access import NotFoundError
from fahsai.services.keeping.meters import mains_ever
from fahsai.services.metering.counted import PARTS_ELSEWHERE, counted_meters
from fahsai.services.metering.emissions import MeterEmissions, emissions_of_meters
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
    from fahsai.core.inventory.metered import Emitted
    from fahsai.core.inventory.result import ReportingClass
    from fahsai.core.metering.meter import Meter
    from fahsai.services.metering.emissions import Measured

MOST_ROWS = 200_000
"""What one answer may hold."""

KNOWN_PLACES = 6
"""Decimals of the part of a time that is known: of a year, half a minute shows."""

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
    to 1 with six decimals, of the time that its meters stood.  ``meters`` are those that count;
    ``left_out`` the codes of those that do not, since a main meter has counted them.
    ``by_class`` [kg CO2e] is None where no source is measured; ``complete`` is False where the
    source of any meter has no result, so that what is there is not all.
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
    left_out: tuple[str, ...] = ()

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

    A meter counts by its first channel that is no rate, while it stands, and where no main meter
    of it stands in the same sum, however many meters, withdrawn or of other units, stand between
    the two.  Where none counts there is no row.  What arrived a moment ago
    counts too.  Who reaches some units only gets their meters.

    Returns:
        The quantities; or none with ``quantities.too_many`` or ``quantities.no_time``.  Other
        findings: ``meter.no_quantity``, ``meter.gap_ongoing`` of one meter or
        ``meter.gaps_ongoing`` of several, ``meters.kept_of_removed``, those of
        :func:`fahsai.services.metering.counted.counted_meters` and of
        :func:`fahsai.services.metering.emissions.emissions_of_meters`.

    Raises:
        NotFoundError: there is no such organisation, or meter, for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    reached = meters_reached(actor, organisation_id)
    chosen = _chosen(reached, asked.meters)
    count = at_least(asked.length, asked.start, asked.end)
    problem = _unanswerable(asked, count, len(chosen))
    if problem is not None:
        return (), (problem,)
    edges = bounds(asked.length, asked.start, asked.end)
    fine = finer(bounds(PARTS.get(asked.length, asked.length), asked.start, asked.end), chosen)
    main = {one.main.number: one for one in chosen if one.main is not None}
    store = readings_store()
    sums = channel_sums(store, places_of(chosen), main, fine)
    gone = removed_between(store, main, asked.start, asked.end)
    groups = {one.id: _id_of(asked.by, organisation_id, one) for one in chosen}
    behind = mains_ever(organisation_id)
    measured, of_meters = counted_meters(list(main.values()), sums, fine, groups, behind)
    if asked.by is By.METER:  # everybody sees that a part stands beside its whole
        of_meters = tuple(one for one in of_meters if one.code != PARTS_ELSEWHERE)
    emitted = (
        emissions_of_meters(actor, organisation_id, measured, fine, today)
        if asked.emissions
        else MeterEmissions()
    )
    said = (
        *(finding("meter.no_quantity", Level.INFO, one.code) for one in chosen if not one.main),
        *_silent(chosen, asked),
        *of_meters,
        *quantities_of_removed(main, gone),
        *emitted.findings,
    )
    return tuple(_rows(groups, edges, fine, measured, emitted)), said


def _silent(meters: Sequence[Meter], asked: Asked) -> Iterator[Finding]:
    """The meters that send no more, where what was asked reaches into their silence."""
    gaps = ongoing_gaps(readings_store(), meters, now())
    silent = [
        (one, one.lead, gaps[one.id])
        for one in meters
        if one.lead is not None
        and one.id in gaps
        and touching(gaps[one.id], asked.start, asked.end)
    ]
    if len(silent) > 1:
        yield silent_together([(one.code, gap) for one, _, gap in silent])
    else:
        yield from (told(gap, one.code, lead) for one, lead, gap in silent)


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
    group_of: Mapping[UUID, UUID | None],
    edges: Sequence[int],
    fine: Sequence[int],
    measured: Sequence[Measured],
    emitted: MeterEmissions,
) -> Iterator[Quantity]:
    """One row a subject and stretch, where any meter of it counts."""
    groups: dict[Subject, list[Measured]] = {}
    for one in measured:
        subject = Subject(group_of[one.meter.id], one.meter.kind, one.channel.unit)
        groups.setdefault(subject, []).append(one)
    coarse = _places(edges, fine)
    for subject, members in groups.items():
        for place, inner in enumerate(coarse):
            adding = _Adding(fine)
            for one in members:
                adding.add(one, inner, emitted.of.get(one.meter.id, {}))
            if adding.meters:
                yield adding.row(subject, edges[place], edges[place + 1])


def _places(edges: Sequence[int], fine: Sequence[int]) -> list[range]:
    """Which fine stretches each of the asked ones is made of."""
    at = {edge: place for place, edge in enumerate(fine)}
    return [range(at[low], at[high]) for low, high in itertools.pairwise(edges)]


@dataclass(slots=True)
class _Adding:
    """The meters of one row, added up one after the other."""

    fine: Sequence[int]
    meters: int = 0
    left_out: list[str] = field(default_factory=list)
    quantity: Decimal = ZERO
    estimated: Decimal = ZERO
    every: Summed = field(default_factory=Summed)
    whole: int = 0
    """The time in which meters stood and counted [s], each for itself."""
    by_class: dict[ReportingClass, Decimal] = field(default_factory=dict)
    emits: bool = False
    complete: bool = True

    def add(self, one: Measured, inner: range, results: Mapping[int, Emitted | None]) -> None:
        """Add what a meter counted in some fine stretches."""
        own = Summed()
        counts = False
        for place in inner:
            if not one.counted[place]:
                continue
            counts = True
            own = own.plus(one.sums[place])
            self.whole += self.fine[place + 1] - self.fine[place]
            if place in results:
                self._emit(results[place])
        if counts:
            self.meters += 1
        if any(one.stands[place] and not one.counted[place] for place in inner):
            self.left_out.append(one.meter.code)
        self.quantity = EXACT.add(self.quantity, one.channel.quantity(own.quantity))
        self.estimated = EXACT.add(self.estimated, one.channel.quantity(own.estimated))
        self.every = self.every.plus(own)

    def _emit(self, result: Emitted | None) -> None:
        if result is None:
            self.complete = False
            return
        self.emits = True
        for where, kg in result.by_class.items():
            self.by_class[where] = EXACT.add(self.by_class.get(where, ZERO), kg)

    def row(self, subject: Subject, start: int, end: int) -> Quantity:
        """What was added up."""
        quality = Quality(self.every.quality)
        if self.every.seconds < self.whole:
            quality |= Quality.MISSING
        known = EXACT.divide(Decimal(min(self.every.seconds, self.whole)), Decimal(self.whole))
        return Quantity(
            subject,
            start,
            end,
            self.meters,
            self.quantity if self.every.known else None,
            self.estimated,
            round_down(known, KNOWN_PLACES),
            self.every.readings,
            quality,
            self.by_class if self.emits else None,
            self.complete,
            tuple(self.left_out),
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
