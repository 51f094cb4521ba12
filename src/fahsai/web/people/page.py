"""People and invitations as the pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.access.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.inventory.boundary import Unit
    from fahsai.services.invitations import Invited
    from fahsai.services.people import HeldRole, Member
    from fahsai.web.shown import Shown


class RoleShown(NamedTuple):
    """One role of somebody; ``units`` in words ("" for the whole organisation)."""

    role: str
    name: str
    units: str
    since: str


class MemberShown(NamedTuple):
    """Somebody with every role held."""

    id: UUID
    name: str
    email: str
    closed: bool
    roles: tuple[RoleShown, ...]


class InvitedShown(NamedTuple):
    """An invitation that waits."""

    id: UUID
    email: str
    role: str
    units: str
    sent: str
    expires: str
    expired: bool


class RoleMeaning(NamedTuple):
    """A role and what it may do."""

    name: str
    means: str


def role_meanings(shown: Shown) -> tuple[RoleMeaning, ...]:
    """Every role, in the order of the form."""
    return tuple(RoleMeaning(shown.role(one), shown.word("role_means", one.value)) for one in Role)


def members_shown(
    members: Iterable[Member], units: Iterable[Unit], shown: Shown
) -> tuple[MemberShown, ...]:
    """The members in words."""
    named = {one.id: one for one in units}
    return tuple(
        MemberShown(
            id=one.account_id,
            name=one.name,
            email=one.email,
            closed=one.closed,
            roles=tuple(_role(held, named, shown) for held in one.roles),
        )
        for one in members
    )


def invited_shown(
    invited: Iterable[Invited], units: Iterable[Unit], shown: Shown
) -> tuple[InvitedShown, ...]:
    """The invitations in words."""
    named = {one.id: one for one in units}
    return tuple(
        InvitedShown(
            id=one.id,
            email=one.email,
            role=shown.role(one.role),
            units=_units(one.units, named, shown),
            sent=shown.instant(one.sent_at),
            expires=shown.instant(one.expires_at),
            expired=one.expired,
        )
        for one in invited
    )


def _role(held: HeldRole, named: Mapping[UUID, Unit], shown: Shown) -> RoleShown:
    return RoleShown(
        role=held.role.value,
        name=shown.role(held.role),
        units=_units(held.units, named, shown),
        since=shown.instant(held.since),
    )


def _units(keys: frozenset[UUID] | None, named: Mapping[UUID, Unit], shown: Shown) -> str:
    """The names of units; one that was withdrawn since is called by its absence."""
    if keys is None:
        return ""
    gone = shown.word("people", "unit_gone")
    known = (named.get(key) for key in keys)
    return ", ".join(
        sorted(gone if one is None else str(shown.name(one.name_th, one.name_en)) for one in known)
    )
