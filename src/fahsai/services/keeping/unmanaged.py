"""Organisations that nobody manages: founded by the local owner, or left by their last one."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from fahsai.core.access.roles import Role
from fahsai.records import wall
from fahsai.records.models import Organisation
from fahsai.services.actors import INSTALLATION_ID
from fahsai.services.keeping.memberships import administrators, keep_role


class Unmanaged(NamedTuple):
    """An organisation without an administrator who may still sign in."""

    id: UUID
    code: str


def unmanaged() -> tuple[Unmanaged, ...]:
    """Every organisation without an administrator, by code.

    The caller has made sure that whoever gets to know manages the installation.
    """
    with wall.every_name():
        everyone = Organisation.objects.exclude(id=INSTALLATION_ID).order_by("code")
        known = [Unmanaged(key, code) for key, code in everyone.values_list("id", "code")]
    found = []
    for one in known:
        wall.work_for(one.id)
        if not administrators(one.id):
            found.append(one)
    return tuple(found)


def manage(one: Unmanaged, account_id: UUID) -> None:
    """Make an account its administrator, with the event of it; inside the caller's transaction."""
    wall.work_for(one.id)
    keep_role(account_id, one.id, account_id, Role.ADMINISTRATOR, None, "")
