"""Take up an invitation: with the account one has, or with one made for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone

from fahsai.core.access.duties import conflicting_duties
from fahsai.core.access.roles import Permission, Role
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.boundary import Organisation as OrganisationValue
from fahsai.records.convert import organisation_value
from fahsai.records.events import record_event
from fahsai.records.locks import one_at_a_time
from fahsai.records.models import Account, Invitation, Organisation, OrganisationProfile, OrgUnit
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.accounts import create_account
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.keeping.invitation_links import invitation_of_token, open_at
from fahsai.services.keeping.memberships import (
    administrators,
    keep_role,
    keys_of,
    roles_of,
    wanted_units,
)
from fahsai.services.people import LOCK

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor


class Offer(NamedTuple):
    """What the holder of a link is asked to be; ``units`` empty for the whole organisation.

    ``refused`` says why whoever asks cannot take it up: nobody can any more, or it is somebody
    else's.  ``has_account`` is whether the address, which the holder of the link reads, has an
    account already.
    """

    organisation: OrganisationValue
    email: str
    role: Role
    units: tuple[str, ...]
    has_account: bool
    refused: tuple[Finding, ...]


def offer(actor: Actor | None, token: str) -> Offer:
    """What a link offers to the one who asks, or to its holder where nobody has signed in.

    Raises:
        NotFoundError: there never was such a link, or a newer letter replaced it.
    """
    row = _row(token)
    refused = _over(row)
    if not refused and actor is not None:
        refused = _of_another(row, Account.objects.filter(id=actor.id).first())
    owner = Organisation.objects.get(id=row.organisation_id)
    profile = OrganisationProfile.rows.of(row.organisation_id).current().get()
    keys = keys_of(row.units) or frozenset()
    named = OrgUnit.rows.of(row.organisation_id).current().filter(key__in=keys)
    return Offer(
        organisation=organisation_value(owner, profile),
        email=row.email,
        role=Role(row.role),
        units=tuple(sorted(named.values_list("name_th", flat=True))),
        has_account=bool(row.email) and Account.objects.filter(email=row.email).exists(),
        refused=refused,
    )


@transaction.atomic
def accept(actor: Actor, token: str) -> tuple[bool, tuple[Finding, ...]]:
    """Let the account that signed in take up the invitation to its own address.

    Returns:
        Whether the role is held now; else ``invitation.used``, ``invitation.revoked``,
        ``invitation.expired``, ``invitation.other_account``, ``access.duties_conflict`` or what
        is wrong with the units by now.

    Raises:
        NotFoundError: there never was such a link.
        ForbiddenError: a key of the API asks; keys take nothing up.
    """
    if actor.limits is not None:
        raise ForbiddenError(Permission.MANAGE_PEOPLE)
    row = _held_row(token)
    over = _over(row)
    if over:
        return False, over
    account = Account.objects.filter(id=actor.id, is_active=True).first()
    strange = _of_another(row, account)
    if account is None or strange:
        return False, strange
    return _take_up(row, account.id, account.name)


@transaction.atomic
def accept_with_new_account(
    token: str, name: str, password: str
) -> tuple[bool, tuple[Finding, ...]]:
    """Make the account of the invited address and let it take up the invitation.

    Returns:
        Whether both are done; else nothing is, with the findings of :func:`accept` or of
        :func:`fahsai.services.accounts.create_account`.

    Raises:
        NotFoundError: there never was such a link.
    """
    row = _held_row(token)
    over = _over(row)
    if over:
        return False, over
    account, said = create_account(email=row.email, name=name, password=password)
    if account is None:
        return False, said
    done, said = _take_up(row, account.id, account.name)
    if not done:
        transaction.set_rollback(True)
    return done, said


def _take_up(row: Invitation, account_id: UUID, name: str) -> tuple[bool, tuple[Finding, ...]]:
    owner, role = row.organisation_id, Role(row.role)
    keys, said = wanted_units(owner, role, keys_of(row.units) or ())
    said += conflicting_duties({*roles_of(owner, account_id), role}, name)
    if said:
        return False, said
    keep_role(row.invited_by, owner, account_id, role, keys, "")
    row.accepted_at, row.email = timezone.now(), ""
    row.save()
    record_event(
        organisation_id=owner,
        actor_id=account_id,
        verb="invitation.accepted",
        object_type="invitation",
        object_id=row.id,
        payload={"role": row.role, "units": row.units},
    )
    return True, ()


def _row(token: str) -> Invitation:
    row = invitation_of_token(token)
    if row is None:
        raise NotFoundError("invitation")
    return row


def _held_row(token: str) -> Invitation:
    """The row as it is once nobody else can change it: of two who click, one is too late."""
    row = _row(token)
    one_at_a_time(row.organisation_id, LOCK)
    return Invitation.rows.of(row.organisation_id).get(id=row.id)


def _over(row: Invitation) -> tuple[Finding, ...]:
    """Why nobody can take it up (any more).

    It speaks for whoever sent it last: somebody who manages no people here by now cannot come
    back through an invitation of former days.
    """
    if row.accepted_at is not None:
        return (finding("invitation.used", Level.ERROR, ""),)
    speaks = {LOCAL_OWNER.id, *administrators(row.organisation_id)}
    if row.revoked_at is not None or row.invited_by not in speaks:
        return (finding("invitation.revoked", Level.ERROR, ""),)
    if not open_at(row, timezone.now()):
        return (finding("invitation.expired", Level.ERROR, ""),)
    return ()


def _of_another(row: Invitation, account: Account | None) -> tuple[Finding, ...]:
    """``invitation.other_account`` unless the letter went to the address of this account."""
    if account is not None and account.email == row.email:
        return ()
    return (finding("invitation.other_account", Level.ERROR, ""),)
