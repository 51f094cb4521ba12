"""Accounts for the tests of the pages: somebody in each role, and a stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.test import Client

from fahsai.records import wall
from fahsai.records.models import Account, Membership
from fahsai.services.actors import LOCAL_OWNER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.core.access.roles import Role

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def account(name: str, *, manages_installation: bool = False) -> Account:
    """An account without a usable password; tests sign it in by force."""
    row = Account(email=f"{name}@example.org", name=name, manages_installation=manages_installation)
    row.set_unusable_password()
    row.save()
    return row


def member(
    organisation_id: UUID, role: Role, *, name: str = "", units: Iterable[UUID] | None = None
) -> Account:
    """An account that holds a role in an organisation, for some units only where they are given."""
    row = account(name or role.value)
    wall.work_for(organisation_id)
    with transaction.atomic():
        Membership(
            organisation_id=organisation_id,
            actor_id=LOCAL_OWNER.id,
            account=row,
            role=role.value,
            units=None if units is None else [str(key) for key in units],
        ).save()
    return row


def browser_of(who: Account | None) -> Client:
    """A browser on this machine that ``who`` is signed in with (nobody where None)."""
    client = Client(
        HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="127.0.0.1", raise_request_exception=False
    )
    if who is not None:
        client.force_login(who, backend=BACKEND)
    return client
