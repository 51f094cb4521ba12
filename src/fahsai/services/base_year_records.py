"""The base-year policy of an organisation, and the changes since a base year, as they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.base_year import BaseYearChange, BaseYearForm, BaseYearPolicy
from fahsai.core.quantity.exact import ZERO
from fahsai.records.events import record_event
from fahsai.records.form_values import form_data, form_value
from fahsai.records.locks import hold_records
from fahsai.records.models import FormRecord, FormRecordKind
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import NotFoundError, admit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.records.form_values import FormValue

LARGEST_PERCENT = 100


class KeptPolicy(NamedTuple):
    """The policy as it stands (None where nobody declared one); ``seen`` is one word for that."""

    policy: BaseYearPolicy | None
    seen: str


class KeptChange(NamedTuple):
    """A recorded change; ``number`` is its place in the list, ``seen`` a word for its state."""

    number: int
    change: BaseYearChange
    seen: str


def base_year_policy(actor: Actor, organisation_id: UUID) -> KeptPolicy:
    """The policy as it stands now.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    admit(actor, organisation_id)
    head = _head(organisation_id, FormRecordKind.BASE_POLICY, 0)
    if head is None:
        return KeptPolicy(None, "")
    return KeptPolicy(policy_in((head,)), str(head.id))


def base_year_changes(actor: Actor, organisation_id: UUID) -> tuple[KeptChange, ...]:
    """Every change on record, in the order in which they were recorded.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    admit(actor, organisation_id)
    return changes_in(FormRecord.rows.of(organisation_id).current())


def policy_in(rows: Iterable[FormRecord]) -> BaseYearPolicy | None:
    """The policy among entries of the form, those of a version or as they stand."""
    found = (form_value(one) for one in rows if one.kind == FormRecordKind.BASE_POLICY.value)
    return next((one for one in found if isinstance(one, BaseYearPolicy)), None)


def changes_in(rows: Iterable[FormRecord]) -> tuple[KeptChange, ...]:
    """The changes since base years among entries of the form, by their number."""
    found = [one for one in rows if one.kind == FormRecordKind.BASE_CHANGE.value]
    values = [(row, form_value(row)) for row in sorted(found, key=lambda one: one.position)]
    return tuple(
        KeptChange(row.position, value, str(row.id))
        for row, value in values
        if isinstance(value, BaseYearChange)
    )


def form_in(rows: Iterable[FormRecord], year_be: int) -> BaseYearForm | None:
    """The form that a base year was taken from, among entries of a version or as they stand."""
    found = (form_value(one) for one in rows if one.kind == FormRecordKind.BASE_FORM.value)
    forms = (one for one in found if isinstance(one, BaseYearForm))
    return next((one for one in forms if one.base_year_be == year_be), None)


@transaction.atomic
def set_base_year_policy(
    actor: Actor,
    organisation_id: UUID,
    policy: BaseYearPolicy,
    *,
    reason: str = "",
    seen: str | None = None,
) -> tuple[bool, tuple[Finding, ...]]:
    """Declare from which effect on a base year is calculated anew.

    ``reason`` tells why a policy that stands already changes; ``seen`` is the word of
    :func:`base_year_policy` of when somebody looked, None where nobody did.

    Returns:
        Whether that changed anything; findings: ``base_year.threshold``,
        ``base_year.no_trigger``, ``base_year.reason_missing``, ``base_year.changed_meanwhile``.

    Raises:
        NotFoundError, ForbiddenError: the organisation is not this actor's to settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    head = _head(organisation_id, FormRecordKind.BASE_POLICY, 0)
    if seen is not None and seen != ("" if head is None else str(head.id)):
        return False, (finding("base_year.changed_meanwhile", Level.ERROR, "-"),)
    if head is not None and form_data(policy) == head.data:
        return False, ()
    problems = policy_problems(policy)
    if head is not None and not reason.strip():
        problems = (*problems, finding("base_year.reason_missing", Level.ERROR, "-"))
    if problems:
        return False, problems
    _write(actor, organisation_id, head, 0, policy, reason)
    return True, ()


def policy_problems(policy: BaseYearPolicy) -> tuple[Finding, ...]:
    """What is wrong with a policy by itself.

    Findings: ``base_year.threshold`` (not above zero, or above 100 %), ``base_year.no_trigger``.
    """
    said = []
    threshold = policy.threshold_percent
    if not (threshold.is_finite() and ZERO < threshold <= LARGEST_PERCENT):
        said.append(finding("base_year.threshold", Level.ERROR, "-", percent=str(threshold)))
    if not policy.triggers:
        said.append(finding("base_year.no_trigger", Level.ERROR, "-"))
    return tuple(said)


@transaction.atomic
def record_change(
    actor: Actor, organisation_id: UUID, change: BaseYearChange
) -> tuple[int | None, tuple[Finding, ...]]:
    """Record a change since a base year; its number in the list.

    Returns:
        The number, or None with findings: ``base_year.effect_missing``,
        ``base_year.change_reason_missing``, ``base_year.already_recorded``.

    Raises:
        NotFoundError, ForbiddenError: the organisation is not this actor's to settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    problems = _change_problems(change)
    known = changes_in(FormRecord.rows.of(organisation_id).current())
    if any(one.change == change for one in known):
        problems = (*problems, finding("base_year.already_recorded", Level.ERROR, "-"))
    if problems:
        return None, problems
    number = _next_number(organisation_id)
    _write(actor, organisation_id, None, number, change, change.reason)
    return number, ()


@transaction.atomic
def amend_change(
    actor: Actor,
    organisation_id: UUID,
    number: int,
    change: BaseYearChange | None,
    reason: str,
    *,
    seen: str | None = None,
) -> tuple[bool, tuple[Finding, ...]]:
    """Say a recorded change otherwise, or take it back (``change`` None), for a reason.

    Returns:
        Whether that changed anything; findings as those of :func:`record_change`, with
        ``base_year.reason_missing`` and ``base_year.changed_meanwhile``.

    Raises:
        NotFoundError: there is no such change, or the organisation is not this actor's.
        ForbiddenError: the actor may not settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    head = _head(organisation_id, FormRecordKind.BASE_CHANGE, number)
    if head is None:
        raise NotFoundError(str(number))
    if seen is not None and seen != str(head.id):
        return False, (finding("base_year.changed_meanwhile", Level.ERROR, str(number)),)
    problems = () if change is None else _change_problems(change)
    if not reason.strip():
        problems = (*problems, finding("base_year.reason_missing", Level.ERROR, str(number)))
    if problems:
        return False, problems
    if change is not None and form_data(change) == head.data:
        return False, ()
    if change is not None:
        _write(actor, organisation_id, head, number, change, reason)
        return True, ()
    gone = withdraw(head, actor_id=actor.id, why=reason.strip())
    gone.save()
    _tell(actor, organisation_id, gone, reason)
    return True, ()


def _change_problems(change: BaseYearChange) -> tuple[Finding, ...]:
    said = []
    effect: Decimal = change.effect_kg
    if not effect.is_finite() or not effect:
        said.append(finding("base_year.effect_missing", Level.ERROR, "-"))
    if not change.reason.strip():
        said.append(finding("base_year.change_reason_missing", Level.ERROR, "-"))
    return tuple(said)


def _head(organisation_id: UUID, kind: FormRecordKind, number: int) -> FormRecord | None:
    rows = FormRecord.rows.of(organisation_id).current()
    return rows.filter(kind=kind.value, inventory__isnull=True, position=number).first()


def _next_number(organisation_id: UUID) -> int:
    """One more than any change has had, taken back ones too: a number is never another's."""
    rows = FormRecord.rows.of(organisation_id).filter(
        kind=FormRecordKind.BASE_CHANGE.value, inventory__isnull=True
    )
    return max(rows.values_list("position", flat=True), default=-1) + 1


def _write(
    actor: Actor,
    organisation_id: UUID,
    head: FormRecord | None,
    number: int,
    value: FormValue,
    reason: str,
) -> None:
    """Keep an entry, the first or in the place of another; and that somebody said it."""
    kind = (
        FormRecordKind.BASE_POLICY
        if isinstance(value, BaseYearPolicy)
        else FormRecordKind.BASE_CHANGE
    )
    if head is None:
        row = FormRecord(
            organisation_id=organisation_id,
            actor_id=actor.id,
            kind=kind.value,
            position=number,
            data=form_data(value),
            why=reason.strip(),
        )
    else:
        row = supersede(head, actor_id=actor.id, data=form_data(value), why=reason.strip())
    row.save()
    _tell(actor, organisation_id, row, reason)


def _tell(actor: Actor, organisation_id: UUID, row: FormRecord, reason: str) -> None:
    declared = row.kind == FormRecordKind.BASE_POLICY
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="base_year.policy" if declared else "base_year.change",
        object_type="base_year",
        object_id=row.id,
        payload={"kind": row.kind, "data": row.data, "gone": row.withdrawn, "reason": reason},
    )
