"""What the quantities of meters emit, by the factors of the inventories that their days are in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
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
    """A meter, the channel that its quantities are of, and its sums between the edges asked."""

    meter: Meter
    channel: Channel
    sums: Sequence[Summed]


@dataclass(slots=True)
class MeterEmissions:
    """What each meter emitted in each stretch that it knows anything of.

    ``missing`` are meters with a source whose quantities have no result in some stretch.
    """

    of: dict[UUID, dict[int, Emitted]] = field(default_factory=dict)
    missing: set[UUID] = field(default_factory=set)
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

    Findings: ``meter.no_source``, ``meter.no_inventory`` and those of
    :func:`fahsai.core.inventory.metered.emitted`, each once.
    """
    years = _Years(actor, organisation_id, today)
    found = MeterEmissions()
    said: dict[tuple[str, str, str], Finding] = {}
    for one in measured:
        for item in _of_meter(one, edges, years, found):
            said.setdefault((item.code, item.subject, str(sorted(item.data.items()))), item)
    found.findings.extend(said.values())
    return found


def _of_meter(
    one: Measured, edges: Sequence[int], years: _Years, found: MeterEmissions
) -> Iterator[Finding]:
    meter = one.meter
    if meter.source_id is None:
        yield finding("meter.no_source", Level.INFO, meter.code)
        return
    by_year: defaultdict[Period, list[int]] = defaultdict(list)
    own = found.of.setdefault(meter.id, {})
    for place, summed in enumerate(one.sums):
        if not summed.known:
            continue
        day = day_of(edges[place])
        year = years.of(day)
        if year is None or meter.source_id not in year.sources:
            found.missing.add(meter.id)
            start = day.replace(day=1).isoformat()
            yield finding("meter.no_inventory", Level.WARNING, meter.code, start=start)
            continue
        by_year[year.period].append(place)
    for period, places in by_year.items():
        year = years.of(period.start)
        assert year is not None  # noqa: S101 - it was found by a day of it
        spent = [_spent(one, place, edges) for place in places]
        source = year.sources[meter.source_id]
        results, findings = emitted(source, spent, year.period, year.report_date, year.rules)
        yield from findings
        if results is None:
            found.missing.add(meter.id)
        else:
            own |= dict(zip(places, results, strict=True))


def _spent(one: Measured, place: int, edges: Sequence[int]) -> Spent:
    start, end = edges[place], edges[place + 1]
    days = Period(day_of(start), day_of(end - 1) + timedelta(days=1))
    return Spent(days, one.channel.quantity(one.sums[place].quantity), one.channel.unit)
