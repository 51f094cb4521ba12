"""The people of an organisation: who holds which role, and giving and taking roles."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import transaction

from fahsai.core.access.duties import conflicting_duties
from fahsai.core.access.roles import Permission, Role
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.locks import one_at_a_time
from fahsai.records.models import Account, Membership
from fahsai.services.access import NotFoundError, admit
from fahsai.services.keeping.memberships import (
    administrators,
    end_role,
    keep_role,
    roles_of,
    units_of,
    wanted_units,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.access.actor import Actor

LOCK = "people"
"""Roles are looked at together (the last administrator, duties apart), so one change at a time."""


class HeldRole(NamedTuple):
    """A role that somebody holds; ``units`` are the keys of parts, None for the whole."""

    role: Role
    units: frozenset[UUID] | None
    since: datetime


class Member(NamedTuple):
    """Somebody who belongs to the organisation; ``closed`` when the account may not sign in."""

    account_id: UUID
    name: str
    email: str
    closed: bool
    roles: tuple[HeldRole, ...]


def members(actor: Actor, organisation_id: UUID) -> tuple[Member, ...]:
    """Everybody who holds a role, by name.

    Raises:
        NotFoundError, ForbiddenError: they are not this actor's to manage.
    """
    admit(actor, organisation_id, Permission.MANAGE_PEOPLE)
    held: dict[UUID, list[Membership]] = {}
    for row in Membership.rows.of(organisation_id).current().select_related("account"):
        held.setdefault(row.account_id, []).append(row)
    found = [_member(rows[0].account, rows) for rows in held.values()]
    return tuple(sorted(found, key=lambda one: (one.name, one.email)))


def member(actor: Actor, organisation_id: UUID, account_id: UUID) -> Member:
    """One of them.

    Raises:
        NotFoundError, ForbiddenError: nobody of this organisation, or not this actor's to manage.
    """
    for one in members(actor, organisation_id):
        if one.account_id == account_id:
            return one
    raise NotFoundError(str(account_id))


@transaction.atomic
def give_role(
    actor: Actor,
    organisation_id: UUID,
    account_id: UUID,
    role: Role,
    units: Iterable[UUID] = (),
    reason: str = "",
) -> tuple[Finding, ...]:
    """Give a role to somebody who belongs here, or another choice of units for one that is held.

    Whoever does not belong here yet is invited (:mod:`fahsai.services.invitations`).

    Returns:
        Nothing when it is so now; else ``people.own_role``, ``access.duties_conflict``,
        ``people.units_needed``, ``people.units_not_taken``, ``people.unit_unknown`` or
        ``people.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: nobody of this organisation, or not this actor's to manage.
    """
    admit(actor, organisation_id, Permission.MANAGE_PEOPLE)
    one_at_a_time(organisation_id, LOCK)
    held = roles_of(organisation_id, account_id)
    if not held:
        raise NotFoundError(str(account_id))
    account = Account.objects.get(id=account_id)
    if account_id == actor.id:
        return (finding("people.own_role", Level.ERROR, account.name),)
    wanted, said = wanted_units(organisation_id, role, units)
    said += conflicting_duties({*held, role}, account.name)
    before = held.get(role)
    if not said and before is not None and units_of(before) != wanted and not reason.strip():
        said = (finding("people.reason_missing", Level.ERROR, account.name),)
    if not said:
        keep_role(actor.id, organisation_id, account_id, role, wanted, reason.strip())
    return said


@transaction.atomic
def take_role(
    actor: Actor, organisation_id: UUID, account_id: UUID, role: Role, reason: str
) -> tuple[Finding, ...]:
    """Take a role from somebody, or lay down one's own.

    Returns:
        Nothing when it is gone; else ``people.last_administrator`` or ``people.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: nobody of this organisation holds it, or the people of the
            organisation are not this actor's to manage.
    """
    admit(actor, organisation_id, Permission.MANAGE_PEOPLE)
    one_at_a_time(organisation_id, LOCK)
    row = roles_of(organisation_id, account_id).get(role)
    if row is None:
        raise NotFoundError(role.value)
    name = Account.objects.get(id=account_id).name
    last = administrators(organisation_id) <= {account_id}
    if role is Role.ADMINISTRATOR and last:
        return (finding("people.last_administrator", Level.ERROR, name),)
    if not reason.strip():
        return (finding("people.reason_missing", Level.ERROR, name),)
    end_role(actor.id, row, reason.strip())
    return ()


def _member(account: Account, rows: Iterable[Membership]) -> Member:
    order = list(Role)
    roles = (HeldRole(Role(row.role), units_of(row), row.created_at) for row in rows)
    return Member(
        account.id,
        account.name,
        account.email,
        closed=not account.is_active,
        roles=tuple(sorted(roles, key=lambda one: order.index(one.role))),
    )
