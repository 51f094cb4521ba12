"""What the quantities of meters emit, by the factors of the inventories that their days are in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.metered import Emitted, Spent, emitted
from fahsai.core.metering.channel import Channel
from fahsai.core.metering.length import day_of
from fahsai.core.metering.meter import Meter
from fahsai.core.metering.summed import Summed
from fahsai.core.thai.period import Period, PeriodKind
from fahsai.services.inventories import settings_in_use, versions
from fahsai.services.keeping.as_printed import sources_in_year
from fahsai.services.keeping.own_factors import kept_factors
from fahsai.services.metering.named import named
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.rules import Rules
    from fahsai.services.inventories import Version


class Measured(NamedTuple):
    """A meter, the channel that its quantities are of, and its sums between the edges asked.

    ``stands``: whether the meter stood in each stretch; ``counted``: whether its quantity counts
    there, or another meter has counted it; ``sums`` are nothing where it does not.
    """

    meter: Meter
    channel: Channel
    sums: Sequence[Summed]
    stands: Sequence[bool]
    counted: Sequence[bool]


@dataclass(slots=True)
class MeterEmissions:
    """What each meter emitted in each stretch that it knows anything of and has a source in.

    None stands where its source has no result.
    """

    of: dict[UUID, dict[int, Emitted | None]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Year:
    """An inventory by which something is counted."""

    period: Period
    report_date: date
    sources: Mapping[UUID, EmissionSource]
    rules: Rules


class _Years:
    """The inventories of an organisation, each read when it is first needed."""

    def __init__(self, actor: Actor, organisation_id: UUID, today: date) -> None:
        self._actor, self._today = actor, today
        self._owner = organisation_id
        self._newest: dict[Period, Version] = {}
        for one in versions(actor, organisation_id):  # the newest of a period stands first
            self._newest.setdefault(one.period, one)
        self._read: dict[Period, _Year] = {}

    def of(self, day: date) -> _Year | None:
        """The inventory of a day: of a fiscal and a calendar year the fiscal one, else the last."""
        fitting = [one for one in self._newest if one.start <= day < one.end]
        if not fitting:
            return None
        period = max(fitting, key=lambda one: (one.kind is PeriodKind.FISCAL_YEAR, one.start))
        if period not in self._read:
            self._read[period] = self._year(self._newest[period])
        return self._read[period]

    def _year(self, version: Version) -> _Year:
        settings = settings_in_use(self._actor, version, self._today)
        rules = rules_for(settings.factor_set, energy_upstream=settings.energy_upstream)
        return _Year(
            version.period,
            settings.report_date,
            {one.id: one for one in sources_in_year(version)},
            rules.with_own(kept_factors(self._owner)),
        )


def emissions_of_meters(
    actor: Actor,
    organisation_id: UUID,
    measured: Sequence[Measured],
    edges: Sequence[int],
    today: date,
) -> MeterEmissions:
    """What the quantities of some meters emit between neighbouring ``edges`` [unix s].

    Each stretch belongs to the source that the meter had then: none may lie on both sides of a
    day on which that changed (:func:`fahsai.core.metering.life.finer`).

    Findings: ``meter.no_source`` once for all meters, ``meter.no_inventory`` and those of
    :func:`fahsai.core.inventory.metered.emitted`, each once.
    """
    years = _Years(actor, organisation_id, today)
    found = MeterEmissions()
    said: dict[tuple[str, str, str], Finding] = {}
    for one in measured:
        for item in _of_meter(one, edges, years, found):
            said.setdefault((item.code, item.subject, str(sorted(item.data.items()))), item)
    found.findings.extend(_without_source(measured, edges))
    found.findings.extend(said.values())
    return found


def _without_source(measured: Sequence[Measured], edges: Sequence[int]) -> Iterator[Finding]:
    """The meters that counted at any time without a source, all in one finding."""
    codes = [
        one.meter.code
        for one in measured
        if any(
            counts and one.meter.sources.on(day_of(at)) is None
            for at, counts in zip(edges, one.counted, strict=False)
        )
    ]
    if codes:
        count, meters = str(len(codes)), named(codes)
        yield finding("meter.no_source", Level.INFO, "-", count=count, meters=meters)


def _of_meter(
    one: Measured, edges: Sequence[int], years: _Years, found: MeterEmissions
) -> Iterator[Finding]:
    meter = one.meter
    by_source: defaultdict[tuple[Period, UUID], list[int]] = defaultdict(list)
    found_in: dict[Period, _Year] = {}
    own = found.of.setdefault(meter.id, {})
    for place, summed in enumerate(one.sums):
        day = day_of(edges[place])
        source_id = meter.sources.on(day)
        if not summed.known or source_id is None:
            continue
        year = years.of(day)
        if year is None or source_id not in year.sources:
            own[place] = None
            start = day.replace(day=1).isoformat()
            yield finding("meter.no_inventory", Level.WARNING, meter.code, start=start)
            continue
        by_source[year.period, source_id].append(place)
        found_in[year.period] = year
    for (period, source_id), places in by_source.items():
        year = found_in[period]
        spent = [_spent(one, place, edges) for place in places]
        source = year.sources[source_id]
        results, findings = emitted(source, spent, year.period, year.report_date, year.rules)
        yield from findings
        own |= dict(zip(places, results or repeat(None, len(places)), strict=True))


def _spent(one: Measured, place: int, edges: Sequence[int]) -> Spent:
    start, end = edges[place], edges[place + 1]
    days = Period(day_of(start), day_of(end - 1) + timedelta(days=1))
    return Spent(days, one.channel.quantity(one.sums[place].quantity), one.channel.unit)
