"""What an organisation holds of its entities from one day to another: shares and control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.group import (
    FinancialControl,
    Holding,
    Relation,
    holding_findings,
)
from fahsai.records.ids import new_id
from fahsai.records.locks import hold_records
from fahsai.records.models import Holding as HoldingRow
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import NotFoundError, admit
from fahsai.services.keeping.groups import entity_row, holding_value, tell_of_entity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from fahsai.core.access.actor import Actor


@dataclass(frozen=True, slots=True)
class HoldingEntry:
    """What people say of a holding: from ``start`` up to, not including, ``end`` (None: now).

    ``equity_percent`` [%] is the economic interest, ``basis`` the evidence for all of it.
    """

    start: date
    end: date | None
    relation: Relation
    equity_percent: Decimal
    financial: FinancialControl
    operational: bool
    basis: str = ""

    def columns(self) -> dict[str, Any]:
        """The columns of its row."""
        return {
            "held_from": self.start,
            "held_to": self.end,
            "relation": self.relation.value,
            "equity_percent": self.equity_percent,
            "financial": self.financial.value,
            "operational": self.operational,
            "basis": self.basis.strip(),
        }


@transaction.atomic
def add_holding(
    actor: Actor, organisation_id: UUID, entity_id: UUID, entry: HoldingEntry
) -> tuple[Holding | None, tuple[Finding, ...]]:
    """What is held of an entity from a day on.

    One that lasts and began before ends on that day: a purchase of more shares is one entry.

    Returns:
        The holding with warnings (``holding.gap``, ``holding.control_unusual``), or None with
        ``holding.percent``, ``holding.reversed``, ``holding.overlap`` or
        ``holding.basis_missing``.

    Raises:
        NotFoundError, ForbiddenError: how years are computed is not this actor's to settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    entity = entity_row(organisation_id, entity_id)
    if entity is None:
        raise NotFoundError(str(entity_id))
    kept = list(_held(organisation_id, entity_id))
    before = next(
        (one for one in kept if one.held_to is None and one.held_from < entry.start), None
    )
    row = HoldingRow(
        id=new_id(),
        organisation_id=organisation_id,
        actor_id=actor.id,
        entity_key=entity_id,
        **entry.columns(),
    )
    wanted = [holding_value(one) for one in kept if one is not before]
    ended = None
    if before is not None:
        ended = supersede(before, actor_id=actor.id, held_to=entry.start, why=row.basis)
        wanted.append(holding_value(ended))
    refused, said = _checked(entity.code, [*wanted, holding_value(row)], entry)
    if refused:
        return None, said
    if ended is not None:
        ended.save()
    row.save()
    tell_of_entity(actor.id, entity, verb="entity.holding_added")
    return holding_value(row), said


@transaction.atomic
def set_holdings(
    actor: Actor,
    organisation_id: UUID,
    entity_id: UUID,
    entries: Sequence[HoldingEntry],
    reason: str = "",
) -> tuple[tuple[Holding, ...] | None, tuple[Finding, ...]]:
    """All that is held of an entity, in every time, in place of what stood there.

    An entry of the same first day is the same holding, corrected; one that is no longer listed is
    taken back.  All is kept or nothing; the same again changes nothing.

    Returns:
        The holdings as they are now with warnings, or None with the findings of
        :func:`add_holding` or (where something that stood there changes)
        ``entity.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: it is not this actor's to settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    entity = entity_row(organisation_id, entity_id)
    if entity is None:
        raise NotFoundError(str(entity_id))
    kept = {one.held_from: one for one in _held(organisation_id, entity_id)}
    wanted = {one.start: one for one in entries}
    why = reason.strip()
    gone = [row for start, row in kept.items() if start not in wanted]
    changed: list[HoldingRow] = []
    added: list[HoldingRow] = []
    for start, entry in wanted.items():
        before, columns = kept.get(start), entry.columns()
        if before is None:
            owned = {"organisation_id": organisation_id, "actor_id": actor.id}
            added.append(HoldingRow(entity_key=entity_id, why=why, **owned, **columns))
        elif any(getattr(before, name) != value for name, value in columns.items()):
            changed.append(supersede(before, actor_id=actor.id, why=why, **columns))
    said = _of_all(entity.code, entries)
    if (gone or changed) and not why:
        said = (*said, finding("entity.reason_missing", Level.ERROR, entity.code))
    if any(one.level is Level.ERROR for one in said):
        return None, said
    for row in gone:
        withdraw(row, actor_id=actor.id, why=why).save()
        tell_of_entity(actor.id, entity, verb="entity.holding_withdrawn")
    for row in changed:
        row.save()
        tell_of_entity(actor.id, entity, verb="entity.holding_changed")
    for row in added:
        row.save()
        tell_of_entity(actor.id, entity, verb="entity.holding_added")
    now = sorted(_held(organisation_id, entity_id), key=lambda row: row.held_from)
    return tuple(map(holding_value, now)), said


def _of_all(code: str, entries: Sequence[HoldingEntry]) -> tuple[Finding, ...]:
    """What is to be said of holdings that are not kept yet."""
    nobody = UUID(int=0)
    values = [
        Holding(
            nobody,
            nobody,
            one.start,
            one.end,
            one.relation,
            one.equity_percent,
            one.financial,
            one.operational,
            one.basis,
        )
        for one in entries
    ]
    said = holding_findings(code, values)
    if all(one.basis.strip() for one in entries):
        return said
    return (*said, finding("holding.basis_missing", Level.ERROR, code))


@transaction.atomic
def change_holding(
    actor: Actor,
    organisation_id: UUID,
    holding_id: UUID,
    entry: HoldingEntry,
    reason: str,
) -> tuple[Holding | None, tuple[Finding, ...]]:
    """Correct a holding that was entered wrongly; the history keeps what stood there.

    Returns:
        The holding as it is now, or None with the findings of :func:`add_holding` or
        ``entity.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: it is not this actor's to change.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    head = _head(organisation_id, holding_id)
    entity = entity_row(organisation_id, head.entity_key)
    if entity is None:
        raise NotFoundError(str(holding_id))
    columns = entry.columns()
    if all(getattr(head, name) == value for name, value in columns.items()):
        return holding_value(head), ()
    row = supersede(head, actor_id=actor.id, why=reason.strip(), **columns)
    others = [one for one in _held(organisation_id, head.entity_key) if one.key != head.key]
    refused, said = _checked(entity.code, [*map(holding_value, others), holding_value(row)], entry)
    if not reason.strip():
        return None, (*said, finding("entity.reason_missing", Level.ERROR, entity.code))
    if refused:
        return None, said
    row.save()
    tell_of_entity(actor.id, entity, verb="entity.holding_changed")
    return holding_value(row), said


@transaction.atomic
def withdraw_holding(
    actor: Actor, organisation_id: UUID, holding_id: UUID, reason: str
) -> tuple[bool, tuple[Finding, ...]]:
    """Take back a holding that never was; years that need it are then incomplete.

    Returns:
        Whether it is gone; else ``entity.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: it is not this actor's to take back.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    head = _head(organisation_id, holding_id)
    entity = entity_row(organisation_id, head.entity_key)
    if entity is None:
        raise NotFoundError(str(holding_id))
    if not reason.strip():
        return False, (finding("entity.reason_missing", Level.ERROR, entity.code),)
    withdraw(head, actor_id=actor.id, why=reason.strip()).save()
    tell_of_entity(actor.id, entity, verb="entity.holding_withdrawn")
    return True, ()


def _checked(
    code: str, holdings: list[Holding], entry: HoldingEntry
) -> tuple[bool, tuple[Finding, ...]]:
    """Whether something stands against the holdings of an entity, and all that is to be said."""
    said = list(holding_findings(code, holdings))
    if not entry.basis.strip():
        said.append(finding("holding.basis_missing", Level.ERROR, code))
    return any(one.level is Level.ERROR for one in said), tuple(said)


def _held(organisation_id: UUID, entity_id: UUID) -> list[HoldingRow]:
    return list(HoldingRow.rows.of(organisation_id).current().filter(entity_key=entity_id))


def _head(organisation_id: UUID, holding_id: UUID) -> HoldingRow:
    head = HoldingRow.rows.of(organisation_id).current().filter(key=holding_id).first()
    if head is None:
        raise NotFoundError(str(holding_id))
    return head
