"""Answer a warning of a year: checked, and right because of a reason."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.answer import mark_of
from fahsai.records.events import record_event
from fahsai.records.ids import new_id
from fahsai.records.locks import hold_records
from fahsai.records.models import FormRecord
from fahsai.records.supersede import supersede
from fahsai.services.access import NotFoundError, admit, admit_part
from fahsai.services.calculate_year import calculate_year
from fahsai.services.keeping.answers import KIND, answers_of
from fahsai.services.keeping.who import Who, who_acted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.calculate_year import YearResult


class Answered(NamedTuple):
    """An answer as people see it: the reason, who gave it, and when."""

    mark: str
    reason: str
    who: Who
    at: datetime


def answers_of_year(
    actor: Actor, organisation_id: UUID, year: YearResult
) -> Mapping[str, Answered]:
    """The answers to what was said of a result, by mark; of others' findings none.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the result is another's.
    """
    admit_part(actor, organisation_id)
    if year.version.organisation_id != organisation_id:
        raise NotFoundError(year.version.name)
    said = {mark_of(one) for one in year.findings}
    kept = {mark: one for mark, one in answers_of(year.version).items() if mark in said}
    names = who_acted(one.actor_id for one in kept.values())
    return {
        mark: Answered(mark, one.reason, names[one.actor_id], one.at) for mark, one in kept.items()
    }


def finding_said(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    name: str,
    *,
    today: date,
    kind: PeriodKind | None = None,
) -> tuple[Finding, str]:
    """The finding of a mark (``name``) in the newest version of a year, and its answer or "".

    Raises:
        NotFoundError: nothing of that mark is said of the year.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    year = calculate_year(actor, organisation_id, year_be, today=today, kind=kind, of_lines=False)
    item = next((one for one in year.findings if mark_of(one) == name), None)
    if item is None:
        raise NotFoundError(name)
    kept = answers_of(year.version).get(name)
    return item, "" if kept is None else kept.reason


@transaction.atomic
def answer_finding(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    name: str,
    reason: str,
    *,
    today: date,
    kind: PeriodKind | None = None,
) -> tuple[bool, tuple[Finding, ...]]:
    """Say why a warning is right: it stays listed, with the reason, and asks no more.

    The answer belongs to the draft and is frozen with it.  Another answer supersedes it.

    Args:
        actor: who answers.
        organisation_id: for whom.
        year_be: the year; its newest version is meant.
        name: the mark of the finding (:func:`~fahsai.core.inventory.mistakes.answer.mark_of`).
        reason: why it is right; the verifier reads it.
        today: the day, for a year whose report has no date yet.
        kind: which of two years of one number.

    Returns:
        Whether it was kept; else the findings ``answer.reason_missing``,
        ``answer.not_a_warning`` (an error is corrected, information needs no answer),
        ``answer.version_submitted``.

    Raises:
        NotFoundError: nothing of that mark is said of the year.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    year = calculate_year(actor, organisation_id, year_be, today=today, kind=kind, of_lines=False)
    item = next((one for one in year.findings if mark_of(one) == name), None)
    if item is None:
        raise NotFoundError(name)
    version, reason = year.version, reason.strip()
    if version.state is not VersionState.DRAFT:
        return False, (finding("answer.version_submitted", Level.ERROR, version.name),)
    before = _head(organisation_id, version.inventory_id, name)
    if item.level is not Level.WARNING and before is None:
        return False, (finding("answer.not_a_warning", Level.ERROR, item.subject),)
    if not reason:
        return False, (finding("answer.reason_missing", Level.ERROR, item.subject),)
    data = {"mark": name, "finding": item.code, "subject": item.subject, "reason": reason}
    if before is not None and before.data == data:
        return True, ()
    row = (
        FormRecord(
            id=new_id(),
            organisation_id=organisation_id,
            actor_id=actor.id,
            inventory_id=version.inventory_id,
            kind=KIND,
            position=0,
            data=data,
            why=reason,
        )
        if before is None
        else supersede(before, actor_id=actor.id, data=data, why=reason)
    )
    row.save()
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="finding.answered",
        object_type="inventory_version",
        object_id=version.id,
        payload={**data, "answer": str(row.id)},
    )
    return True, ()


def _head(organisation_id: UUID, inventory_id: UUID, mark: str) -> FormRecord | None:
    """The answer that stands, to be superseded by the next."""
    rows = FormRecord.rows.of(organisation_id).current()
    held = rows.filter(kind=KIND, inventory_id=inventory_id).order_by("created_at")
    return next((row for row in held if row.data["mark"] == mark), None)
