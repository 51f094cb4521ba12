"""What the rules would say anew of a year once a file is brought in: nothing is stored of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.mistakes.case import Case, Form, Held, entries
from fahsai.core.inventory.mistakes.register import mistakes
from fahsai.core.thai.period import Period
from fahsai.records.convert import line_value
from fahsai.records.models import ActivityRow
from fahsai.reference.load_kinds import kinds
from fahsai.services.importing.changes import evidence_after
from fahsai.services.inventories import settings_in_use, versions
from fahsai.services.keeping.as_printed import in_years
from fahsai.services.keeping.frozen import CHUNK, current_sources
from fahsai.services.keeping.own_factors import kept_factors
from fahsai.services.keeping.versions import Settings
from fahsai.services.noticing.of_year import form_of, year_earlier
from fahsai.services.noticing.tables import tables
from fahsai.services.rules import factor_set_in_force, rules_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.inventory.rules import Rules
    from fahsai.services.access import Part
    from fahsai.services.importing.compare import Compared
    from fahsai.services.importing.sources import SourcePlan
    from fahsai.services.inventories import Version

    Lines = dict[UUID, tuple[ActivityLine, ...]]

Key = tuple[str, str, tuple[tuple[str, str], ...]]

PLACES = frozenset({"cell", "places"})
"""What a finding says of where it was read: another cell is no other mistake."""


def mistakes_after(
    actor: Actor,
    part: Part,
    compared: Sequence[Compared],
    plan: SourcePlan,
    mine: frozenset[UUID] | None,
) -> tuple[Finding, ...]:
    """The mistakes that the years of a file would have with it and do not have without.

    The rules look at both, as :func:`~fahsai.services.noticing.of_year.mistakes_of_year` does
    once the file is in; what they say either way is not said here.

    Args:
        actor: who would import.
        part: what of the organisation is the actor's.
        compared: the tables of the file against what is stored.
        plan: what becomes of the sources.
        mine: the sources that are the actor's, None for all: others are not looked at.
    """
    look = _Look(actor, part, compared, plan, mine)
    found: dict[Key, Finding] = {}
    for period in dict.fromkeys(one.period for one in compared):
        for item in look.anew(period):
            found.setdefault(_key(item), item)
    return tuple(found.values())


class _Look:
    """The records with a file and without it."""

    def __init__(
        self,
        actor: Actor,
        part: Part,
        compared: Sequence[Compared],
        plan: SourcePlan,
        mine: frozenset[UUID] | None,
    ) -> None:
        self.actor, self.part, self.compared, self.mine = actor, part, compared, mine
        self.owner = part.organisation.id
        if mine is not None:  # new ones were looked at before: they are the actor's too
            self.mine = mine | {source.id for source, _ in plan.write}
        self.sources = {one.id: one for one in current_sources(self.owner)}
        gone = {row.key for row in plan.dropped}
        kept = {key: one for key, one in self.sources.items() if key not in gone}
        self.sources_after = {**kept, **{source.id: source for source, _ in plan.write}}
        self.heads = {
            head.id: head for one in compared for head in one.heads.values() if not head.withdrawn
        }
        self.stay = frozenset(
            one.heads[place].id for one in compared for place in one.held if place in one.heads
        )
        self.versions = versions(actor, self.owner)

    def anew(self, period: Period) -> list[Finding]:
        """What is said of a year with the file and not without it."""
        with_file, without = self._lines(period)
        before = Period(year_earlier(period.start), year_earlier(period.end), period.kind)
        then_with, then_without = self._lines(before)
        version = next((one for one in self.versions if one.period == period), None)
        name = str(period.year_be) if version is None else version.name
        settings = self._settings(version)
        rules = rules_for(settings.factor_set, energy_upstream=settings.energy_upstream)
        rules = rules.with_own(kept_factors(self.owner))
        form = self._form(version)
        said = set()
        if without:
            held = Held(without, then_without)
            case = _case(name, (period, before), self.sources, held, settings, rules, form)
            said = {_key(one) for one in mistakes(case)}
        held = Held(with_file, then_with)
        case = _case(name, (period, before), self.sources_after, held, settings, rules, form)
        return [one for one in mistakes(case) if _key(one) not in said]

    def _settings(self, version: Version | None) -> Settings:
        today = localdate()
        if version is None:
            return Settings(factor_set_in_force(today), today)
        return settings_in_use(self.actor, version, today)

    def _form(self, version: Version | None) -> Form | None:
        """What the form holds, which no import changes; nobody's part sees it."""
        if not self.part.whole:
            return None
        return Form() if version is None else form_of(version)

    def _lines(self, period: Period) -> tuple[Lines, Lines]:
        """The lines that touch a period by source, with the file and without it."""
        rows = ActivityRow.rows.of(self.owner).current()
        touching = rows.filter(period_start__lt=period.end, period_end__gt=period.start)
        ids = list(touching.values_list("id", flat=True))
        others = self._read([one for one in ids if one not in self.heads])
        stored = [line_value(self.heads[one]) for one in ids if one in self.heads]
        stay = [line for line in stored if line.id in self.stay]
        new = self._new(period)
        return (
            _by_source((*others, *stay, *new), self.mine),
            _by_source((*others, *stored), self.mine),
        )

    def _read(self, ids: Sequence[UUID]) -> list[ActivityLine]:
        """The stored lines that the file says nothing of."""
        rows = ActivityRow.rows.of(self.owner)
        found: list[ActivityLine] = []
        for start in range(0, len(ids), CHUNK):
            found.extend(map(line_value, rows.filter(id__in=ids[start : start + CHUNK])))
        return found

    def _new(self, period: Period) -> Iterable[ActivityLine]:
        for one in self.compared:
            for place, wanted in one.wanted.items():
                line = wanted.line
                if line.period.start < period.end and line.period.end > period.start:
                    files = evidence_after(one.heads.get(place), wanted)
                    yield line if line.evidence == files else line._replace(evidence=files)


def _by_source(lines: Iterable[ActivityLine], mine: frozenset[UUID] | None) -> Lines:
    grouped: dict[UUID, list[ActivityLine]] = defaultdict(list)
    for line in lines:
        if mine is None or line.source_id in mine:
            grouped[line.source_id].append(line)
    return {
        source: tuple(sorted(held, key=lambda line: line.period.start))
        for source, held in grouped.items()
    }


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
