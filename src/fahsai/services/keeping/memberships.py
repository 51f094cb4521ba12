"""Roles of accounts as rows: one chain for each role of somebody in an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.core.access.roles import OF_UNITS, Role
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.events import record_event
from fahsai.records.models import Membership, OrgUnit
from fahsai.records.supersede import supersede, withdraw

if TYPE_CHECKING:
    from collections.abc import Iterable

Units = frozenset[UUID] | None


def roles_of(organisation_id: UUID, account_id: UUID) -> dict[Role, Membership]:
    """The roles that an account holds now, each with its row."""
    rows = Membership.rows.of(organisation_id).current().filter(account_id=account_id)
    return {Role(row.role): row for row in rows}


def units_of(row: Membership) -> Units:
    """The keys of the parts that a role holds for; None for all of them."""
    return keys_of(row.units)


def keys_of(units: Iterable[str] | None) -> Units:
    """The keys of parts as they are kept; None for the whole."""
    return None if units is None else frozenset(UUID(key) for key in units)


def wanted_units(
    organisation_id: UUID, role: Role, chosen: Iterable[UUID]
) -> tuple[Units, tuple[Finding, ...]]:
    """The parts that a role is to hold for: those chosen, or None for the whole.

    Findings: ``people.units_needed`` for a role of some parts without any;
    ``people.units_not_taken`` for units of a role that holds for the whole;
    ``people.unit_unknown`` for a unit that is not one of this organisation.
    """
    keys = frozenset(chosen)
    if role not in OF_UNITS:
        if keys:
            said = finding(
                "people.units_not_taken", Level.ERROR, role.value, member_role=role.value
            )
            return None, (said,)
        return None, ()
    if not keys:
        return keys, (
            finding("people.units_needed", Level.ERROR, role.value, member_role=role.value),
        )
    known = OrgUnit.rows.of(organisation_id).current().filter(key__in=keys)
    unknown = keys - set(known.values_list("key", flat=True))
    if unknown:
        return keys, (
            finding("people.unit_unknown", Level.ERROR, role.value, member_role=role.value),
        )
    return keys, ()


def keep_role(
    actor_id: UUID, organisation_id: UUID, account_id: UUID, role: Role, units: Units, why: str
) -> bool:
    """Let an account hold a role for these parts from now on; whether that changed anything.

    The caller holds the transaction and has looked at everything that stands in the way.
    """
    rows = Membership.rows.of(organisation_id)
    head = rows.heads().filter(account_id=account_id, role=role.value).first()
    plain = None if units is None else sorted(str(key) for key in units)
    held = head is not None and not head.withdrawn
    if head is None:
        row = Membership(
            organisation_id=organisation_id,
            actor_id=actor_id,
            account_id=account_id,
            role=role.value,
            units=plain,
            why=why,
        )
    elif held and units_of(head) == units:
        return False
    else:
        row = supersede(head, actor_id=actor_id, units=plain, why=why)
    row.save()
    record_event(
        organisation_id=organisation_id,
        actor_id=actor_id,
        verb="role.changed" if held else "role.given",
        object_type="membership",
        object_id=row.id,
        payload={"account": str(account_id), "role": role.value, "units": plain},
    )
    return True


def end_role(actor_id: UUID, row: Membership, why: str) -> None:
    """Take a role; the caller holds the transaction."""
    gone = withdraw(row, actor_id=actor_id, why=why)
    gone.save()
    record_event(
        organisation_id=row.organisation_id,
        actor_id=actor_id,
        verb="role.taken",
        object_type="membership",
        object_id=gone.id,
        payload={"account": str(row.account_id), "role": row.role},
    )


def administrators(organisation_id: UUID) -> frozenset[UUID]:
    """The accounts that manage the organisation's people and may still sign in."""
    rows = Membership.rows.of(organisation_id).current()
    held = rows.filter(role=Role.ADMINISTRATOR.value, account__is_active=True)
    return frozenset(held.values_list("account_id", flat=True))


def holders_of_unit(rows: Iterable[Membership], unit_id: UUID) -> int:
    """How many of these roles hold for a unit."""
    return sum(unit_id in (units_of(row) or ()) for row in rows)
