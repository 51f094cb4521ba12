"""Who acts: every service takes an actor and an organisation from the first day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


class Role(StrEnum):
    """What somebody may do in an organisation; the local owner may do everything."""

    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who uses the program, with the roles held in each organisation."""

    id: UUID
    name: str
    roles: frozenset[tuple[UUID, Role]] = frozenset()
    local_owner: bool = False

    def may(self, organisation_id: UUID, role: Role) -> bool:
        """Whether the actor holds ``role`` in that organisation."""
        return self.local_owner or (organisation_id, role) in self.roles
