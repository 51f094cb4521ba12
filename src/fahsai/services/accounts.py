"""Accounts: who signs in, and the actor that each account is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Role
from fahsai.core.finding import Level, finding
from fahsai.records import wall
from fahsai.records.models import Account as AccountRow
from fahsai.records.models import Membership as MembershipRow
from fahsai.services.access import NotFoundError, organisations
from fahsai.services.keeping.unmanaged import manage, unmanaged
from fahsai.services.password_rules import password_findings
from fahsai.services.sign_in_audit import SignInVerb, note_sign_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding

LONGEST_NAME, LONGEST_ADDRESS = 200, 254


class Account(NamedTuple):
    """Somebody who may sign in."""

    id: UUID
    email: str
    name: str
    manages_installation: bool


def accounts_exist() -> bool:
    """Whether anybody can sign in here."""
    return AccountRow.objects.exists()


def local_owner_holds() -> bool:
    """Whether this installation is its local owner's: no account yet, and none asked for.

    The first account ends that for good.
    """
    return bool(settings.FAHSAI.local) and not accounts_exist()


def actor_of(account_id: UUID) -> Actor | None:
    """The actor that an account is, with its roles of this moment; None when it was closed."""
    row = AccountRow.objects.filter(id=account_id, is_active=True).first()
    if row is None:
        return None
    return Actor(
        id=row.id,
        name=row.name,
        memberships=frozenset(_memberships(row.id)),
        manages_installation=row.manages_installation,
    )


def _memberships(account_id: UUID) -> Iterable[Membership]:
    """Roles of one account in all organisations: the one question that no organisation asks."""
    wall.act_as(account_id)
    everywhere = list(MembershipRow._base_manager.filter(account_id=account_id))  # noqa: SLF001
    superseded = {row.supersedes_id for row in everywhere}
    for row in everywhere:
        if row.id in superseded or row.withdrawn:
            continue
        units = None if row.units is None else frozenset(UUID(key) for key in row.units)
        yield Membership(row.organisation_id, Role(row.role), units)


def find_account(account_id: UUID) -> Account | None:
    """The account of an id, None when there is none or it was closed."""
    row = AccountRow.objects.filter(id=account_id, is_active=True).first()
    return None if row is None else _value(row)


def find_account_by_address(email: str) -> Account | None:
    """The account of an e-mail address, whatever its capitals; None when closed or absent."""
    row = AccountRow.objects.filter(email=email.strip().lower(), is_active=True).first()
    return None if row is None else _value(row)


def create_account(
    *,
    email: str,
    name: str,
    password: str | None,
    manages_installation: bool = False,
    by: UUID | None = None,
) -> tuple[Account | None, tuple[Finding, ...]]:
    """Make an account; whoever calls this has made sure that the person was asked to join.

    One that manages the installation becomes the administrator of every organisation that has
    none, such as those that the local owner founded: nobody else could reach them any more.

    Args:
        email: the address to sign in with; it becomes lower case.
        name: what others see.
        password: None for somebody who signs in through a provider of identities only.
        manages_installation: whether the account may found organisations and the like.
        by: the account that asked for it; itself where it is not said.

    Returns:
        The account, or None with what stands in the way.
    """
    email, name = email.strip().lower(), " ".join(name.split())
    found = _account_findings(email, name)
    if password is not None:
        found += password_findings(password, email=email, name=name)
    if found:
        return None, found
    row = AccountRow(email=email, name=name, manages_installation=manages_installation)
    row.set_password(password)  # a password of None fits nothing
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            note_sign_in(SignInVerb.CREATED, row.id, by=by)
            if manages_installation:
                for one in unmanaged():
                    manage(one, row.id)
    except IntegrityError:  # somebody else made it at the same moment
        return None, (finding("account.exists", Level.ERROR, email),)
    return _value(row), ()


def administered(account_id: UUID) -> tuple[str, ...]:
    """The codes of the organisations that an account administers, in order."""
    actor = actor_of(account_id)
    if actor is None:
        return ()
    mine = {one.organisation_id for one in actor.memberships if one.role is Role.ADMINISTRATOR}
    return tuple(one.code for one in organisations(actor) if one.id in mine)


def _account_findings(email: str, name: str) -> tuple[Finding, ...]:
    found = []
    try:
        validate_email(email)
    except ValidationError:
        found.append(finding("account.address_wrong", Level.ERROR, email))
    if len(email) > LONGEST_ADDRESS:
        found.append(finding("account.address_wrong", Level.ERROR, email[:LONGEST_ADDRESS]))
    if not name or len(name) > LONGEST_NAME:
        found.append(finding("account.name_wrong", Level.ERROR, email, count=str(LONGEST_NAME)))
    if not found and AccountRow.objects.filter(email=email).exists():
        found.append(finding("account.exists", Level.ERROR, email))
    return tuple(found)


def close_account(actor: Actor, account_id: UUID) -> None:
    """Let an account sign in no more, and end its sessions; its events and rows stay.

    Its own person may, and whoever manages the installation.

    Raises:
        NotFoundError: there is no such account for this actor.
    """
    may = actor.may_found or (actor.id == account_id and actor.limits is None)
    row = AccountRow.objects.filter(id=account_id, is_active=True).first() if may else None
    if row is None:
        raise NotFoundError("account")
    with transaction.atomic():
        row.is_active = False
        row.set_unusable_password()
        row.save()
        end_sessions(account_id)
        note_sign_in(SignInVerb.CLOSED, account_id, by=actor.id)


def end_sessions(account_id: UUID) -> int:
    """End every session of an account; how many there were."""
    from allauth.usersessions.models import UserSession

    held = list(UserSession.objects.filter(user_id=account_id))
    for session in held:
        session.end()
    return len(held)


def _value(row: AccountRow) -> Account:
    return Account(row.id, row.email, row.name, row.manages_installation)
