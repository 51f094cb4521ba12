"""What the rules would say anew of a year once something is entered: nothing is stored of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.mistakes.case import Case, Form, Held, entries
from fahsai.core.inventory.mistakes.register import mistakes
from fahsai.core.thai.period import Period
from fahsai.reference.load_kinds import kinds
from fahsai.services.inventories import settings_in_use, versions
from fahsai.services.keeping.as_printed import in_years
from fahsai.services.keeping.own_factors import kept_factors
from fahsai.services.keeping.versions import Settings
from fahsai.services.noticing.of_year import form_of, year_earlier
from fahsai.services.noticing.tables import tables
from fahsai.services.rules import factor_set_in_force, rules_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.inventory.rules import Rules
    from fahsai.services.inventories import Version

    Lines = dict[UUID, tuple[ActivityLine, ...]]

Key = tuple[str, str, tuple[tuple[str, str], ...]]

PLACES = frozenset({"cell", "places"})
"""What a finding says of where it was read: another cell is no other mistake."""


@dataclass(frozen=True, slots=True)
class Records:
    """The records as they would be, and as they are.

    ``whole`` tells that they are all of the owner's: only then the form is looked at too.
    ``sources`` are those that there are, ``sources_after`` those that there would be; ``lines``
    tells the lines that touch a period by source, first with what is entered and then without.
    """

    actor: Actor
    owner: UUID
    whole: bool
    sources: Mapping[UUID, EmissionSource]
    sources_after: Mapping[UUID, EmissionSource]
    lines: Callable[[Period], tuple[Lines, Lines]]


def mistakes_anew(records: Records, periods: Iterable[Period]) -> tuple[Finding, ...]:
    """The mistakes that years would have with what is entered and do not have without.

    The rules look at both, as :func:`~fahsai.services.noticing.of_year.mistakes_of_year` does
    once it is in; what they say either way is not said here.
    """
    known = versions(records.actor, records.owner)
    found: dict[Key, Finding] = {}
    for period in periods:
        version = next((one for one in known if one.period == period), None)
        for item in _anew(records, period, version):
            found.setdefault(_key(item), item)
    return tuple(found.values())


def by_source(lines: Iterable[ActivityLine], mine: frozenset[UUID] | None) -> Lines:
    """The lines of the sources that are the actor's (None: of all), in order."""
    grouped: dict[UUID, list[ActivityLine]] = defaultdict(list)
    for line in lines:
        if mine is None or line.source_id in mine:
            grouped[line.source_id].append(line)
    return {
        source: tuple(sorted(held, key=lambda line: line.period.start))
        for source, held in grouped.items()
    }


def _anew(records: Records, period: Period, version: Version | None) -> list[Finding]:
    """What is said of a year with what is entered and not without it."""
    after, now = records.lines(period)
    before = Period(year_earlier(period.start), year_earlier(period.end), period.kind)
    then_after, then_now = records.lines(before)
    name = str(period.year_be) if version is None else version.name
    settings = _settings(records.actor, version)
    rules = rules_for(settings.factor_set, energy_upstream=settings.energy_upstream)
    rules = rules.with_own(kept_factors(records.owner))
    form = _form(version) if records.whole else None
    years = period, before
    said = set()
    if now:
        case = _case(name, years, records.sources, Held(now, then_now), settings, rules, form)
        said = {_key(one) for one in mistakes(case)}
    held = Held(after, then_after)
    case = _case(name, years, records.sources_after, held, settings, rules, form)
    return [one for one in mistakes(case) if _key(one) not in said]


def _settings(actor: Actor, version: Version | None) -> Settings:
    today = localdate()
    if version is None:
        return Settings(factor_set_in_force(today), today)
    return settings_in_use(actor, version, today)


def _form(version: Version | None) -> Form:
    """What the form holds, which no line changes."""
    return Form() if version is None else form_of(version)


def _key(item: Finding) -> Key:
    data = tuple(sorted((key, text) for key, text in item.data.items() if key not in PLACES))
    return item.code, item.subject, data


def _case(
    name: str,
    years: tuple[Period, Period],
    sources: Mapping[UUID, EmissionSource],
    held: Held,
    settings: Settings,
    rules: Rules,
    form: Form | None,
) -> Case:
    """A year for the rules: the sources that have lines in it, with the factors they would get."""
    period, before = years
    here = (one for one in sources.values() if one.id in held.now)
    inside = in_years(here, period.year_be)
    lines = tuple(line for of_source in held.now.values() for line in of_source)
    data = InventoryInput(period, settings.report_date, inside, lines)
    calculation, _ = calculate(data, rules)
    return Case(
        name=name,
        period=period,
        report_date=settings.report_date,
        entries=tuple(entries(calculation, kinds(), held, before)),
        tables=tables(),
        form=form,
        upstream=settings.energy_upstream,
    )
