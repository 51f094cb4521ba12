"""The sources that an import makes, changes or leaves without any activity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.core.access.roles import Permission
from fahsai.core.inventory.kinds import STATED
from fahsai.gateways.workbooks.book import TABLE
from fahsai.records.bulk import store_rows
from fahsai.records.convert import Entry, source_row, source_value
from fahsai.records.models import ActivityRow, Source
from fahsai.records.supersede import withdraw
from fahsai.reference.load_kinds import kinds
from fahsai.services.importing.boundary import template_places, unit_key, units_to_add
from fahsai.services.importing.changes import Change, ChangeKind
from fahsai.services.importing.form_after import without_words_of_row
from fahsai.services.importing.read import is_template, source_id
from fahsai.services.importing.settled import Said, place_codes, previous_sources, settled
from fahsai.services.importing.unsettled import unsettled
from fahsai.services.keeping.as_printed import FORM
from fahsai.services.keeping.hand import added_by_hand
from fahsai.services.sheets.template_years import template_identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.access import Part
    from fahsai.services.importing.compare import Compared
    from fahsai.services.importing.read import ReadBook

UNSEEN = ("id", "unit_id", "facility_id", "factor_keys", "parameters")
"""Fields of a source that are told in another way than by their own text."""


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """The sources to write, with the row each one supersedes, and those no file names any more.

    ``listed`` are the sources that a template names, with or without rows; ``findings`` say what
    a person settled and the file did not undo.
    """

    write: tuple[tuple[EmissionSource, Source | None], ...]
    dropped: tuple[Source, ...]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()
    listed: frozenset[UUID] = frozenset()

    @property
    def left(self) -> tuple[str, ...]:
        """The codes of the sources whose settling in the file was left out."""
        return tuple(one.subject for one in self.findings if one.code == "source.settling_left")


class May(NamedTuple):
    """What the importer may do in the whole organisation besides entering data."""

    settle: bool
    add_units: bool


def may_besides(actor: Actor, part: Part) -> May:
    """That of an actor who enters data of a part of the organisation, or of all of it."""
    owner = part.organisation.id
    return May(
        settle=actor.may_in_all(owner, Permission.SETTLE),
        add_units=part.whole and actor.may_in_all(owner, Permission.MANAGE_ORGANISATION),
    )


def plan_sources(part: Part, read: ReadBook, compared: Sequence[Compared], may: May) -> SourcePlan:
    """What becomes of the sources: a template rules its own, an office sheet only makes them.

    The changes are those that no row tells of: a source without rows that is new or gone, and
    another kind, place, factor or parameter of one that is there.

    Findings (in the plan): ``source.settled_kept``, and ``source.settling_left`` where the
    importer may not settle what the file says otherwise.
    """
    organisation_id = part.organisation.id
    heads = {row.key: row for row in Source.rows.of(organisation_id).heads()}
    if is_template(read):
        return _plan_template(part, read, compared, heads, may)
    taken = {row.code for row in heads.values() if not row.withdrawn}
    write: list[tuple[EmissionSource, Source | None]] = []
    left: list[Finding] = []
    changes: list[Change] = []
    for source in _sources_of_rows(read):
        head = heads.get(source.id)
        if head is None:
            code = _free_code(source.code, taken)
            taken.add(code)
            made = replace(source, code=code)
            if not may.settle:
                # What its parameters are was recognised by us and not chosen by the file.
                made, said = unsettled(made, None, part, {}, kept={"parameters"})
                left.extend(said)
            write.append((made, None))
        elif head.withdrawn:  # what a person settled about it comes back with it
            write.append((source_value(head), head))
        elif _is_stated(head.kind) != _is_stated(source.kind) and may.settle:
            wanted = _of_other_measure(source_value(head), source)
            write.append((wanted, head))
            changes.append(_told(ChangeKind.CHANGED, wanted, head.kind, wanted.kind))
        elif source.id in read.joined and source != (before := source_value(head)):
            # That a row is counted by its form is told by the row; another way of it is a change.
            write.append((source, head))
            forms = (one for one in before.parameters.items() if one[0].startswith(FORM))
            if any(source.parameters.get(key) != text for key, text in forms):
                changes.append(_told(ChangeKind.CHANGED, source, *_difference(before, source)))
    return SourcePlan(tuple(write), (), tuple(changes), tuple(left))


def _is_stated(kind: str) -> bool:
    known = kinds().get(kind)
    return known is not None and known.family == STATED


def _of_other_measure(before: EmissionSource, wanted: EmissionSource) -> EmissionSource:
    """The source once its records are CO2e as a form states it, or no longer that."""
    return replace(
        before,
        kind=wanted.kind,
        parameters=wanted.parameters,
        factor_keys=wanted.factor_keys,
        choice_reason=wanted.choice_reason,
    )


def _sources_of_rows(read: ReadBook) -> Iterable[EmissionSource]:
    found = {row.source.id: row.source for year in read.dated for row in year.rows if row.source}
    return found.values()


def _free_code(code: str, taken: set[str]) -> str:
    """The code, or with a number behind it when another source has it."""
    number = 2
    free = code
    while free in taken:
        free, number = f"{code}-{number}", number + 1
    return free


def _plan_template(
    part: Part,
    read: ReadBook,
    compared: Sequence[Compared],
    heads: Mapping[UUID, Source],
    may: May,
) -> SourcePlan:
    organisation_id = part.organisation.id
    unknown = _unknown_units(part, read, may)
    places = template_places(organisation_id, read.book.template)
    with_rows = {entry.line.source_id for one in compared for entry in one.wanted.values()}
    write: list[tuple[EmissionSource, Source | None]] = []
    changes = []
    kept: list[Finding] = []
    there = {source.code for source in read.sources.values() if source.id in heads}
    previous = previous_sources(organisation_id, there)
    codes = place_codes(organisation_id)
    names = {**_named_places(read, places), **codes}
    for source in read.sources.values():
        unit_id, facility_id = places[source.code]
        head = heads.get(source.id)
        before = None if head is None else source_value(head)
        if unit_id in unknown:
            unit_id = before.unit_id if before else None
        wanted = replace(source, unit_id=unit_id, facility_id=facility_id)
        if before is not None:
            said = Said(wanted, previous.get(source.code))
            stands = without_words_of_row(before) if source.id in read.joined else before
            wanted, findings = settled(replace(wanted, **_kept(before)), stands, said, codes)
            kept.extend(findings)
        if not may.settle:
            wanted, findings = unsettled(wanted, before, part, names)
            kept.extend(findings)
        if before is None or head is None or head.withdrawn:
            write.append((wanted, head))
            if source.id not in with_rows:
                changes.append(_told(ChangeKind.ADDED, wanted, "", wanted.kind))
            continue
        if wanted != before:
            write.append((wanted, head))
            changes.append(_told(ChangeKind.CHANGED, wanted, *_difference(before, wanted)))
    dropped = _dropped(organisation_id, read, heads)
    changes.extend(
        _told(ChangeKind.GONE, source_value(row), row.kind, "")
        for row in dropped
        if not ActivityRow.rows.of(organisation_id).current().filter(source_key=row.key).exists()
    )
    listed = frozenset(source.id for source in read.sources.values())
    return SourcePlan(tuple(write), tuple(dropped), tuple(changes), tuple(kept), listed)


def _unknown_units(part: Part, read: ReadBook, may: May) -> frozenset[UUID]:
    """The units of the file that are not there and do not come with it.

    Who enters data of some units only is told by a refusal, as of a unit of others.
    """
    if may.add_units or not part.whole:
        return frozenset()
    owner = part.organisation.id
    return frozenset(unit_key(owner, code) for code in units_to_add(owner, read.book.template))


def _named_places(
    read: ReadBook, places: Mapping[str, tuple[UUID | None, UUID | None]]
) -> dict[UUID, str]:
    """The codes of the units and facilities that the file names, which may be new ones."""
    named = read.book.template.sources if read.book.template else ()
    both = ((places[one.code], (one.unit, one.facility)) for one in named)
    return {
        key: code
        for keys, codes in both
        for key, code in zip(keys, codes, strict=True)
        if key is not None
    }


def _kept(before: EmissionSource) -> dict[str, Any]:
    """What the template does not ask, so that it stays as it is."""
    names = ("name_en", "capacity", "used_inside", "sold_outside", "monitoring_point")
    return {name: getattr(before, name) for name in (*names, "evidence_note")}


def _dropped(organisation_id: UUID, read: ReadBook, heads: Mapping[UUID, Source]) -> list[Source]:
    """The sources that an earlier template made and this one no longer lists."""
    by_hand = added_by_hand(organisation_id)
    listed = set(read.sources) | {
        source.code for source in (read.book.template.sources if read.book.template else ())
    }
    return [
        head
        for head in heads.values()
        if not head.withdrawn
        and head.code not in listed
        and head.key not in by_hand
        and head.key == source_id(organisation_id, template_identity(head.code))
    ]


def _told(kind: ChangeKind, source: EmissionSource, before: str, after: str) -> Change:
    return Change(kind, "", source.code, source.name_th, before, after)


def _difference(before: EmissionSource, after: EmissionSource) -> tuple[str, str]:
    """The fields that differ, as they were and as they become."""
    old, new = _texts(before), _texts(after)
    names = [name for name in old | new if old.get(name, "") != new.get(name, "")]
    return (
        "; ".join(f"{name} = {old.get(name, '') or '-'}" for name in names),
        "; ".join(f"{name} = {new.get(name, '') or '-'}" for name in names),
    )


def _texts(source: EmissionSource) -> dict[str, str]:
    plain = {
        name: str(getattr(source, name) or "")
        for name in source.__dataclass_fields__
        if name not in UNSEEN
    }
    places = {"unit": str(source.unit_id or ""), "facility": str(source.facility_id or "")}
    return plain | places | {**source.factor_keys} | {**source.parameters}


def store_sources(actor: Actor, organisation_id: UUID, plan: SourcePlan) -> int:
    """Write the planned sources; how many rows that made."""
    rows = [
        source_row(source, Entry(organisation_id, actor.id, head.id if head else None))
        for source, head in plan.write
    ]
    return store_rows(rows, organisation_id)


def withdraw_unused(
    actor: Actor, organisation_id: UUID, plan: SourcePlan, compared: Sequence[Compared]
) -> int:
    """Withdraw the sources whose last row went with this import; how many there were.

    A source that still has rows, in whatever year, stays.
    """
    wanted = {entry.line.source_id for one in compared for entry in one.wanted.values()}
    keys = {row.key for row in plan.dropped}
    keys |= {head.source_key for one in compared for head in one.heads.values()} - wanted
    kept = {source.id for source, _ in plan.write} | plan.listed
    if any(one.layout == TABLE for one in compared):
        # A table refers to sources of all kinds: only those that tables made end with their rows.
        kept |= added_by_hand(organisation_id) | _of_other_files(organisation_id, keys)
    rows = ActivityRow.rows.of(organisation_id).current()
    withdrawn = 0
    for head in Source.rows.of(organisation_id).current().filter(key__in=keys - kept):
        if not rows.filter(source_key=head.key).exists():
            withdraw(head, actor_id=actor.id).save()
            withdrawn += 1
    return withdrawn


def _of_other_files(organisation_id: UUID, keys: Iterable[UUID]) -> frozenset[UUID]:
    """The sources that have, or had, rows of another layout than a table's."""
    rows = ActivityRow.rows.of(organisation_id).filter(source_key__in=list(keys))
    others = rows.exclude(layout=TABLE).values_list("source_key", flat=True)
    templates = Source.rows.of(organisation_id).filter(key__in=list(keys), supersedes__isnull=True)
    made = {
        row.key
        for row in templates
        if row.key == source_id(organisation_id, template_identity(row.code))
    }
    return frozenset(others) | frozenset(made)
