"""Accounts: who signs in, and the actor that each account is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Role
from fahsai.core.finding import Finding, Level, finding
from fahsai.records import wall
from fahsai.records.models import Account as AccountRow
from fahsai.records.models import Membership as MembershipRow

if TYPE_CHECKING:
    from collections.abc import Iterable


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


def create_account(
    email: str, name: str, password: str, *, manages_installation: bool = False
) -> tuple[Account | None, tuple[Finding, ...]]:
    """A new account that may sign in with its password.

    Returns:
        The account, or None with ``account.name_wrong``, ``account.exists`` or
        ``account.password_refused``.
    """
    address, called = email.strip().lower(), " ".join(name.split())
    said = []
    if not called:
        said.append(finding("account.name_wrong", Level.ERROR, address))
    if AccountRow.objects.filter(email=address).exists():
        said.append(finding("account.exists", Level.ERROR, address))
    row = AccountRow(email=address, name=called, manages_installation=manages_installation)
    try:
        validate_password(password, row)
    except ValidationError as error:
        why = " ".join(error.messages)
        said.append(finding("account.password_refused", Level.ERROR, address, why=why))
    if not password:
        why = "-"
        said.append(finding("account.password_refused", Level.ERROR, address, why=why))
    if said:
        return None, tuple(said)
    row.set_password(password)
    row.save()
    return Account(row.id, row.email, row.name, row.manages_installation), ()


def _memberships(account_id: UUID) -> Iterable[Membership]:
    """Roles of one account in all organisations: the one question that no organisation asks."""
    wall.act_as(account_id)
    everywhere = MembershipRow._base_manager.filter(account_id=account_id)  # noqa: SLF001
    superseded = set(
        everywhere.filter(supersedes__isnull=False).values_list("supersedes_id", flat=True)
    )
    for row in everywhere:
        if row.id in superseded or row.withdrawn:
            continue
        units = None if row.units is None else frozenset(UUID(key) for key in row.units)
        yield Membership(row.organisation_id, Role(row.role), units)
