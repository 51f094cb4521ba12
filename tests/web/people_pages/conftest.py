"""Two organisations with people, one of them hostile in every name, as this process's records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from tests.services.towns import everything
from tests.web.addresses import unit_of
from tests.web.homes import DEMO, HOSTILE, MARKUP, copied, opened
from tests.web.people import account, member

from fahsai.core.access.roles import Role
from fahsai.records.models import Account, Invitation, Membership
from fahsai.services.access import organisation_by_code
from fahsai.services.accounts import actor_of
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.invitations import invite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from pytest_django import DjangoDbBlocker
    from tests.web.homes import Home

LINK = "http://127.0.0.1:8000/invitations/"


@dataclass
class Town:
    """An organisation with an administrator, a writer, a collector, and somebody invited."""

    code: str
    id: UUID
    unit: UUID
    administrator: Account
    writer: Account
    collector: Account
    invitation: UUID
    token: str


@dataclass
class Towns:
    """Both, and somebody who belongs to neither."""

    demo: Town
    hostile: Town
    stranger: Account


@pytest.fixture
def towns(full_home: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Towns]:
    """The loaded home with people, for one test."""
    with opened(copied(full_home, tmp_path), django_db_blocker):
        yield Towns(_town(DEMO, "demo"), _town(HOSTILE, "hostile"), account("stranger"))


def _town(code: str, name: str) -> Town:
    owner = organisation_by_code(LOCAL_OWNER, code).id
    unit = unit_of(code)
    administrator = member(owner, Role.ADMINISTRATOR, name=f"{name}-admin")
    writer = member(owner, Role.WRITER, name=f"{name}-writer")
    collector = member(owner, Role.COLLECTOR, name=f"{name}-collector", units=[unit])
    if code == HOSTILE:
        for row in (administrator, writer, collector):
            row.name = MARKUP
            row.save()
        with transaction.atomic():
            Membership(
                organisation_id=owner, actor_id=administrator.id, account=writer, why=MARKUP,
                role=Role.COLLECTOR.value, units=[str(unit)],
            ).save()  # fmt: skip
    actor = actor_of(administrator.id)
    assert actor is not None
    email = f"{name}-new@example.org"
    made, said = invite(
        actor, owner, email, Role.COLLECTOR, [unit], link=lambda token: LINK + token
    )
    assert made is not None, said
    # Sent a while ago, so that it may be sent again.
    expires = timezone.now() + timedelta(days=13)
    Invitation.rows.of(owner).update(expires_at=expires)
    return Town(
        code, owner, unit, administrator, writer, collector, made.id, token_of(mail.outbox[-1].body)
    )


def token_of(body: object) -> str:
    """The token of the link in a letter."""
    line = next(line for line in str(body).splitlines() if line.startswith(LINK))
    return line.removeprefix(LINK).strip("/")


def kept() -> dict[str, list[str]]:
    """Every row of every table but the moment when an account last signed in."""
    fields = [one.attname for one in Account._meta.concrete_fields if one.name != "last_login"]
    rows = sorted(repr(row) for row in Account.objects.values_list(*fields))
    return {**everything(), "Account": rows}
