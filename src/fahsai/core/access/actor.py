"""Who acts: every service takes an actor and an organisation from the first day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.access.roles import PERMISSIONS, Role

if TYPE_CHECKING:
    from fahsai.core.access.roles import Permission


class Membership(NamedTuple):
    """A role in an organisation; ``units`` are the parts it holds for, None for all of them."""

    organisation_id: UUID
    role: Role
    units: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who uses the program, with what each organisation has made of them.

    The local owner of an installation without accounts may do everything.  ``limits`` are what
    a key of the API was made for: it never may more, whatever its account may (None: no key).
    """

    id: UUID
    name: str
    memberships: frozenset[Membership] = frozenset()
    local_owner: bool = False
    manages_installation: bool = False
    limits: frozenset[Permission] | None = None

    def knows(self, organisation_id: UUID) -> bool:
        """Whether the actor belongs to the organisation at all; to others it does not exist."""
        return self.local_owner or any(
            one.organisation_id == organisation_id for one in self.memberships
        )

    def may(self, organisation_id: UUID, permission: Permission) -> bool:
        """Whether one of the actor's roles in the organisation allows it, in any part of it."""
        held = self.units(organisation_id, permission)
        return held is None or bool(held)

    def may_in_all(self, organisation_id: UUID, permission: Permission) -> bool:
        """Whether one of the actor's roles allows it in the whole organisation."""
        return self.units(organisation_id, permission) is None

    @property
    def may_found(self) -> bool:
        """Whether the actor may found organisations: never by a key of the API."""
        return self.local_owner or (self.manages_installation and self.limits is None)

    def units(self, organisation_id: UUID, permission: Permission) -> frozenset[UUID] | None:
        """The parts of the organisation that the permission holds for; None for all of it.

        Roles add up: who has one for the whole organisation is not held back by another.  No
        part at all means that the actor may not do it anywhere.
        """
        if self.local_owner:
            return None
        held: set[UUID] = set()
        if self.limits is not None and permission not in self.limits:
            return frozenset()
        for one in self.memberships:
            if one.organisation_id != organisation_id or permission not in PERMISSIONS[one.role]:
                continue
            if one.units is None:
                return None
            held |= one.units
        return frozenset(held)
