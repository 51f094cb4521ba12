"""Looking at the sources of an organisation and settling what the machine cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.factors.choice import BIOGENIC, listed, serves_biogenic
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.parameter_kinds import stem
from fahsai.core.methods.table import METHODS
from fahsai.core.methods.year_figures import without_year
from fahsai.records.convert import Entry, source_row, source_value
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import Facility, OrgUnit, Source
from fahsai.reference.load_kinds import kinds
from fahsai.services.access import NotFoundError, admit, admit_part
from fahsai.services.keeping.factor_codec import factor_key
from fahsai.services.noticing.moved_years import moved_years
from fahsai.services.own_factors import own_factors
from fahsai.services.rules import factor_sets, rules_for
from fahsai.services.source_lines import LinesSaid, settle_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.activity import EmissionSource


class Span(NamedTuple):
    """When and why a source started and ended (form 6.2 and 6.3); None where it did not."""

    started_on: date | None
    started_reason: str
    ended_on: date | None
    ended_reason: str


def sources(actor: Actor, organisation_id: UUID) -> tuple[EmissionSource, ...]:
    """Every source as it stands, by code; of some units only where the actor reaches no other."""
    part = admit_part(actor, organisation_id)
    rows = Source.rows.of(organisation_id).current().order_by("code", "key")
    return tuple(source_value(row) for row in rows if part.holds(row.unit_key))


def source_of(actor: Actor, organisation_id: UUID, source_id: UUID) -> EmissionSource:
    """One source as it stands.

    Raises:
        NotFoundError: there is none of that id that the actor reaches.
    """
    for one in sources(actor, organisation_id):
        if one.id == source_id:
            return one
    raise NotFoundError(str(source_id))


def source_seen(actor: Actor, organisation_id: UUID, code: str) -> tuple[EmissionSource, str]:
    """A source that somebody looks at to settle it, and one word for what it says now.

    Raises:
        NotFoundError: there is no source of that code.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    head = _head(organisation_id, code)
    return source_value(head), str(head.id)


def changed_since(actor: Actor, organisation_id: UUID, code: str, seen: str) -> tuple[Finding, ...]:
    """``source.changed_meanwhile`` where a source says something else than when it was seen."""
    _, now = source_seen(actor, organisation_id, code)
    return () if seen == now else (_changed(code),)


@transaction.atomic
def settle_source(
    actor: Actor,
    organisation_id: UUID,
    code: str,
    *,
    kind: str | None = None,
    factor_keys: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
    unit: str | None = None,
    facility: str | None = None,
    excluded: bool | None = None,
    span: Span | None = None,
    reason: str = "",
    lines: LinesSaid | None = None,
    seen: str | None = None,
) -> tuple[EmissionSource | None, tuple[Finding, ...]]:
    """Choose the kind, factor, parameters or place of a source, or leave it out, with a reason.

    An empty text in ``factor_keys`` (by role) or ``parameters`` takes back what was chosen.
    ``span`` says when and why it started and ended.
    ``unit`` and ``facility`` are the codes of a part and of a place of the organisation;
    ``lines`` is what is said of all its records; ``seen`` is the word of :func:`source_seen` of
    when somebody looked, None where nobody did.  All of it happens or nothing.

    Returns:
        The source as it stands now, with ``source.records_settled`` where its records say
        something else now and those of
        :func:`~fahsai.services.noticing.moved_years.moved_years`; or None with findings:
        ``source.changed_meanwhile``, ``source.kind_unknown``,
        ``factor.pick_unknown``, ``factor.pick_other_role``, ``source.reason_missing``,
        ``source.place_unknown``, ``source.ends_before_start``, ``source.span_reason_missing``,
        ``method.year_name`` and those of :func:`~fahsai.services.source_lines.settle_lines`.

    Raises:
        NotFoundError: there is no source of that code.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    head = _head(organisation_id, code)
    if seen is not None and seen != str(head.id):
        return None, (_changed(code),)
    picked = {role: key for role, key in (factor_keys or {}).items() if key}
    unit_id, no_unit = _place(OrgUnit, organisation_id, code, unit)
    facility_id, no_facility = _place(Facility, organisation_id, code, facility)
    problems = (
        *no_unit,
        *no_facility,
        *_problems(code, kind, excluded=bool(excluded), picked=bool(picked), reason=reason),
        *_unusable_picks(code, kind or head.kind, picked, own_factors(actor, organisation_id)),
        *_span_problems(code, span),
        *_yearless(code, kind or head.kind, parameters or {}),
    )
    if problems:
        return None, problems
    before = source_value(head)
    left = _given({**before.factor_keys, **(factor_keys or {})})
    after = replace(
        before,
        kind=kind or before.kind,
        factor_keys=left,
        parameters=_given({**before.parameters, **(parameters or {})}),
        unit_id=unit_id or before.unit_id,
        facility_id=facility_id or before.facility_id,
        excluded=before.excluded if excluded is None else excluded,
        excluded_reason=before.excluded_reason if excluded is None else reason * excluded,
        choice_reason=reason if picked else before.choice_reason * bool(left),
        **(span._asdict() if span is not None else {}),
    )
    moved: tuple[Finding, ...] = ()
    if after != before:
        _keep(actor, organisation_id, head, after, reason)
        moved = moved_years(organisation_id, before, after)
    if lines is None or not lines.something:
        return after, moved
    count, refused = settle_lines(actor, organisation_id, code, lines, reason=reason)
    if refused:
        transaction.set_rollback(True)
        return None, refused
    if not count:
        return after, moved
    told = finding("source.records_settled", Level.INFO, code, count=str(count))
    return after, (told, *moved)


def _head(organisation_id: UUID, code: str) -> Source:
    head = Source.rows.of(organisation_id).current().filter(code=code).first()
    if head is None:
        raise NotFoundError(code)
    return head


def _changed(code: str) -> Finding:
    return finding("source.changed_meanwhile", Level.ERROR, code)


def _keep(
    actor: Actor, organisation_id: UUID, head: Source, after: EmissionSource, reason: str
) -> None:
    """Keep what a source says now, and that somebody said it."""
    row = source_row(after, Entry(organisation_id, actor.id, head.id))
    row.why = reason
    row.save()
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="source.settled",
        object_type="source",
        object_id=row.id,
        payload={
            "code": after.code,
            "reason": reason,
            "before": str(head.id),
            "after": str(row.id),
        },
    )


def _place(
    model: type[OrgUnit | Facility], organisation_id: UUID, code: str, wanted: str | None
) -> tuple[UUID | None, tuple[Finding, ...]]:
    """The key of a part or place by its code, or ``source.place_unknown`` with those there are."""
    if wanted is None:
        return None, ()
    keys = dict(model.rows.of(organisation_id).current().values_list("code", "key"))
    if wanted in keys:
        return keys[wanted], ()
    known = ", ".join(sorted(keys)) or "-"
    absent = finding("source.place_unknown", Level.ERROR, code, wanted=wanted, known=known)
    return None, (absent,)


def _problems(
    code: str, kind: str | None, *, excluded: bool, picked: bool, reason: str
) -> tuple[Finding, ...]:
    said = []
    if kind is not None and kind not in kinds():
        said.append(finding("source.kind_unknown", Level.ERROR, code, kind=kind))
    if (picked or excluded) and not reason.strip():
        said.append(finding("source.reason_missing", Level.ERROR, code))
    return tuple(said)


def _yearless(code: str, kind: str, parameters: Mapping[str, str]) -> tuple[Finding, ...]:
    """``method.year_name`` for a figure of one year that does not say of which."""
    known = kinds().get(kind)
    if known is None:
        return ()
    given = [name for name, text in parameters.items() if text]
    return tuple(
        finding("method.year_name", Level.ERROR, code, parameter=name, stem=stem(name))
        for name in without_year(given, METHODS[known.method].of_year)
    )


def _span_problems(code: str, span: Span | None) -> tuple[Finding, ...]:
    """What is wrong with when and why a source started and ended."""
    if span is None:
        return ()
    said = []
    started, ended = span.started_on, span.ended_on
    if started is not None and ended is not None and ended < started:
        said.append(finding("source.ends_before_start", Level.ERROR, code))
    given = ((started, span.started_reason), (ended, span.ended_reason))
    if any(day is not None and not reason.strip() for day, reason in given):
        said.append(finding("source.span_reason_missing", Level.ERROR, code))
    return tuple(said)


def _unusable_picks(
    subject: str, kind: str, picked: Mapping[str, str], own: tuple[EmissionFactor, ...]
) -> tuple[Finding, ...]:
    """What is wrong with the chosen rows: none of that name, or not for this term."""
    published = (
        row
        for name in factor_sets()
        for edition in rules_for(name).factor_set.editions
        for row in edition.rows
    )
    rows = tuple({factor_key(row): row for row in (*own, *published)}.values())
    known = {text: row for row in rows for text in (row.key, ":".join(factor_key(row)))}
    said = []
    for role, wanted in picked.items():
        asked = _activities(kind, role)
        candidates = listed(row for row in rows if row.activity in asked)
        if not asked:
            said.append(finding("factor.role_unknown", Level.ERROR, subject, role=role, kind=kind))
        elif wanted not in known:
            said.append(
                finding(
                    "factor.pick_unknown",
                    Level.ERROR,
                    subject,
                    picked=wanted,
                    factor_set=", ".join(factor_sets()),
                    candidates=candidates,
                )
            )
        elif serves_biogenic(known[wanted].activity) != (role == BIOGENIC):
            said.append(
                finding(
                    "factor.pick_other_role",
                    Level.ERROR,
                    subject,
                    picked=wanted,
                    activity=known[wanted].activity,
                    candidates=candidates,
                )
            )
    return tuple(said)


def _given(texts: Mapping[str, str]) -> dict[str, str]:
    """The entries that say something: an empty one was taken back."""
    return {name: text for name, text in texts.items() if text}


def _activities(kind: str, role: str) -> frozenset[str]:
    """What a term of a kind may be multiplied by; it may name alternatives by ``|``."""
    known = kinds().get(kind)
    return frozenset(
        alternative
        for term in (known.terms if known else ())
        if term.role == role
        for activity in term.activities
        for alternative in activity.split("|")
    )
