"""Invite people by e-mail: invitations made, listed, sent again and revoked.

What the inviter sees never depends on whether the address has an account here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from fahsai.core.access.duties import conflicting_duties
from fahsai.core.access.roles import Permission, Role
from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.mail import post
from fahsai.records.events import record_event
from fahsai.records.ids import new_id
from fahsai.records.locks import one_at_a_time
from fahsai.records.models import Invitation, Membership
from fahsai.services.access import NotFoundError, admit, organisation_of
from fahsai.services.accounts import accounts_exist
from fahsai.services.keeping.invitation_links import hash_of, new_token, open_at
from fahsai.services.keeping.memberships import keys_of, wanted_units
from fahsai.services.people import LOCK
from fahsai.words.invitation import invitation_letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fahsai.core.access.actor import Actor

    Link = Callable[[str], str]
    """The whole address of the page where the invitation of a token is taken up."""

HOLDS_FOR = timedelta(days=14)
BETWEEN_LETTERS = timedelta(minutes=1)


class Invited(NamedTuple):
    """An invitation that nobody has taken up yet; ``expired`` when its link is too old."""

    id: UUID
    email: str
    role: Role
    units: frozenset[UUID] | None
    sent_at: datetime
    expires_at: datetime
    expired: bool


def invitations(actor: Actor, organisation_id: UUID) -> tuple[Invited, ...]:
    """The invitations that wait for an answer, the newest first.

    Raises:
        NotFoundError, ForbiddenError: they are not this actor's to see.
    """
    admit(actor, organisation_id, Permission.MANAGE_PEOPLE)
    return tuple(_invited(row) for row in _waiting(organisation_id))


def invitation(actor: Actor, organisation_id: UUID, invitation_id: UUID) -> Invited:
    """One of them.

    Raises:
        NotFoundError, ForbiddenError: there is none that waits, or not for this actor.
    """
    for one in invitations(actor, organisation_id):
        if one.id == invitation_id:
            return one
    raise NotFoundError(str(invitation_id))


def invite(
    actor: Actor,
    organisation_id: UUID,
    email: str,
    role: Role,
    units: Iterable[UUID] = (),
    *,
    link: Link,
) -> tuple[Invited | None, tuple[Finding, ...]]:
    """Ask somebody to join: keep the invitation and send its letter, in Thai and English.

    Args:
        actor: who invites.
        organisation_id: to which organisation.
        email: whom.
        role: what the person will be there.
        units: for which parts, where the role is one of some parts.
        link: makes the whole address of the page that a token opens.

    Returns:
        The invitation (with ``invitation.not_sent`` when the mail server did not take the
        letter), or None with ``invitation.accounts_needed``, ``invitation.email_unusable``,
        ``invitation.member_already``, ``invitation.waiting_already``,
        ``access.duties_conflict``, or what is wrong with the units.

    Raises:
        NotFoundError, ForbiddenError: the people are not this actor's to manage.
    """
    address = email.strip().lower()
    with transaction.atomic():
        admit(actor, organisation_id, Permission.MANAGE_PEOPLE)
        one_at_a_time(organisation_id, LOCK)
        keys, said = wanted_units(organisation_id, role, units)
        said = (*_not_to_be_asked(organisation_id, address, role), *said)
        if said:
            return None, said
        token, now = new_token(organisation_id), timezone.now()
        row = Invitation.rows.of(organisation_id).create(
            id=new_id(),
            email=address,
            role=role.value,
            units=None if keys is None else sorted(str(key) for key in keys),
            token_sha256=hash_of(token),
            invited_by=actor.id,
            created_at=now,
            expires_at=now + HOLDS_FOR,
        )
        _tell(actor, row, verb="invitation.made")
    return _invited(row), _send(actor, row, link(token))


def send_again(
    actor: Actor, organisation_id: UUID, invitation_id: UUID, *, link: Link
) -> tuple[bool, tuple[Finding, ...]]:
    """A fresh link by a new letter; the link of the old one no longer opens anything.

    Returns:
        Whether it was sent; else ``invitation.sent_just_now`` or ``invitation.not_sent``.

    Raises:
        NotFoundError, ForbiddenError: there is none that waits, or not for this actor.
    """
    with transaction.atomic():
        admit(actor, organisation_id, Permission.MANAGE_PEOPLE)
        one_at_a_time(organisation_id, LOCK)
        row = _row(organisation_id, invitation_id)
        now = timezone.now()
        if now < row.expires_at - HOLDS_FOR + BETWEEN_LETTERS:
            return False, (finding("invitation.sent_just_now", Level.ERROR, row.email),)
        token = new_token(organisation_id)
        row.token_sha256, row.expires_at = hash_of(token), now + HOLDS_FOR
        row.invited_by = actor.id
        row.save()
        _tell(actor, row, verb="invitation.sent_again")
    said = _send(actor, row, link(token))
    return not said, said


@transaction.atomic
def revoke(actor: Actor, organisation_id: UUID, invitation_id: UUID) -> None:
    """Let nobody take it up any more; the address is forgotten with it.

    Raises:
        NotFoundError, ForbiddenError: there is none that waits, or not for this actor.
    """
    admit(actor, organisation_id, Permission.MANAGE_PEOPLE)
    one_at_a_time(organisation_id, LOCK)
    row = _row(organisation_id, invitation_id)
    row.revoked_at, row.email = timezone.now(), ""
    row.save()
    _tell(actor, row, verb="invitation.revoked")


def _not_to_be_asked(organisation_id: UUID, address: str, role: Role) -> tuple[Finding, ...]:
    """Why this address cannot be invited; only what the inviter may see anyway counts."""
    if not accounts_exist():
        # The first account ends the reign of the local owner, and must be one of an operator.
        return (finding("invitation.accounts_needed", Level.ERROR, address),)
    try:
        validate_email(address)
    except ValidationError:
        return (finding("invitation.email_unusable", Level.ERROR, address),)
    members = Membership.rows.of(organisation_id).current()
    if members.filter(account__email=address).exists():
        return (finding("invitation.member_already", Level.ERROR, address),)
    now = timezone.now()
    waiting = [row for row in _waiting(organisation_id) if row.email == address]
    asked = {Role(row.role) for row in waiting if open_at(row, now)}
    if role in asked:
        return (finding("invitation.waiting_already", Level.ERROR, address),)
    return conflicting_duties({*asked, role}, address)


def _waiting(organisation_id: UUID) -> list[Invitation]:
    rows = Invitation.rows.of(organisation_id).filter(accepted_at=None, revoked_at=None)
    return list(rows.order_by("-created_at", "-id"))


def _row(organisation_id: UUID, invitation_id: UUID) -> Invitation:
    for row in _waiting(organisation_id):
        if row.id == invitation_id:
            return row
    raise NotFoundError(str(invitation_id))


def _invited(row: Invitation) -> Invited:
    return Invited(
        id=row.id,
        email=row.email,
        role=Role(row.role),
        units=keys_of(row.units),
        sent_at=row.expires_at - HOLDS_FOR,
        expires_at=row.expires_at,
        expired=not open_at(row, timezone.now()),
    )


def _send(actor: Actor, row: Invitation, address: str) -> tuple[Finding, ...]:
    """Send the letter, once the invitation is kept: ``invitation.not_sent`` where that fails."""
    organisation = organisation_of(actor, row.organisation_id)
    subject, text = invitation_letter(
        name_th=organisation.name_th,
        name_en=organisation.name_en or organisation.name_th,
        role=row.role,
        link=address,
        expires_on=timezone.localdate(row.expires_at),
    )
    if post(row.email, subject, text):
        return ()
    return (finding("invitation.not_sent", Level.WARNING, row.email),)


def _tell(actor: Actor, row: Invitation, *, verb: str) -> None:
    record_event(
        organisation_id=row.organisation_id,
        actor_id=actor.id,
        verb=verb,
        object_type="invitation",
        object_id=row.id,
        payload={"role": row.role, "units": row.units},
    )
