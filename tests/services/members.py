"""Organisations with people, for the tests of people: accounts, roles and who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from tests.services.towns import bare
from tests.web.people import account, member

from fahsai.core.access.roles import Role
from fahsai.records.models import Account
from fahsai.services.accounts import actor_of
from fahsai.services.units import add_unit

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor


class Office(NamedTuple):
    """An organisation with an administrator, a unit, and one below it."""

    id: UUID
    administrator: Account
    unit: UUID
    below: UUID

    @property
    def actor(self) -> Actor:
        """The administrator as of now."""
        return acting(self.administrator)


def acting(who: Account) -> Actor:
    """The actor that an account is at this moment."""
    found = actor_of(who.id)
    assert found is not None
    return found


def office(code: str = "office") -> Office:
    """A new one."""
    organisation_id = bare(code)
    administrator = member(organisation_id, Role.ADMINISTRATOR, name=f"admin-{code}")
    actor = acting(administrator)
    unit, said = add_unit(actor, organisation_id, "D01", "สำนักปลัด", "Office of the clerk")
    assert unit is not None, said
    below, said = add_unit(actor, organisation_id, "D02", "ฝ่ายอาคาร", parent_id=unit.id)
    assert below is not None, said
    return Office(organisation_id, administrator, unit.id, below.id)


__all__ = ["Office", "account", "acting", "member", "office"]
