"""The legal entities of a group: companies and bodies whose emissions stand in the records."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.locks import hold_records
from fahsai.records.models import EntityLink, LegalEntity
from fahsai.records.models import Holding as HoldingRow
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import NotFoundError, admit
from fahsai.services.keeping.groups import current_group, entity_row, entity_value, tell_of_entity
from fahsai.services.keeping.organisations import code_usable

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.group import Group
    from fahsai.core.inventory.group import LegalEntity as Entity


@dataclass(frozen=True, slots=True)
class EntityEntry:
    """What people say of an entity; ``registration`` is its number with the authority."""

    name_th: str
    name_en: str = ""
    registration: str = ""
    country: str = ""

    def trimmed(self) -> dict[str, str]:
        """The fields without spaces around them."""
        return {name: value.strip() for name, value in asdict(self).items()}


def group_now(actor: Actor, organisation_id: UUID) -> Group:
    """The entities by code, what is held of each, and whose each unit and source is.

    Raises:
        NotFoundError, ForbiddenError: the whole organisation is not this actor's to see.
    """
    admit(actor, organisation_id)
    return current_group(organisation_id)


def legal_entity(actor: Actor, organisation_id: UUID, entity_id: UUID) -> Entity:
    """One entity.

    Raises:
        NotFoundError, ForbiddenError: there is no such entity that the actor may see.
    """
    admit(actor, organisation_id)
    return entity_value(_head(organisation_id, entity_id))


@transaction.atomic
def add_legal_entity(
    actor: Actor, organisation_id: UUID, code: str, entry: EntityEntry
) -> tuple[Entity | None, tuple[Finding, ...]]:
    """A new entity; one of that code that was withdrawn before comes back.

    Returns:
        The entity, or None with ``entity.code_unusable``, ``entity.code_taken`` or
        ``entity.name_missing``.

    Raises:
        NotFoundError, ForbiddenError: how years are computed is not this actor's to settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    code = code.strip()
    rows = LegalEntity.rows.of(organisation_id)
    said = []
    if not code_usable(code):
        said.append(finding("entity.code_unusable", Level.ERROR, code))
    elif rows.current().filter(code=code).exists():
        said.append(finding("entity.code_taken", Level.ERROR, code))
    if not entry.name_th.strip():
        said.append(finding("entity.name_missing", Level.ERROR, code))
    if said:
        return None, tuple(said)
    gone = rows.heads().filter(code=code).first()
    if gone is None:
        row = LegalEntity(
            organisation_id=organisation_id, actor_id=actor.id, code=code, **entry.trimmed()
        )
    else:
        row = supersede(gone, actor_id=actor.id, **entry.trimmed())
    row.save()
    tell_of_entity(actor.id, row, verb="entity.added")
    return entity_value(row), ()


@transaction.atomic
def change_legal_entity(
    actor: Actor, organisation_id: UUID, entity_id: UUID, entry: EntityEntry, reason: str
) -> tuple[Entity | None, tuple[Finding, ...]]:
    """Other names or another number; the code stays, because results name the entity by it.

    Returns:
        The entity as it is now, or None with ``entity.name_missing`` or
        ``entity.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: it is not this actor's to change.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    head = _head(organisation_id, entity_id)
    wanted = entry.trimmed()
    if not wanted["name_th"]:
        return None, (finding("entity.name_missing", Level.ERROR, head.code),)
    if all(getattr(head, name) == value for name, value in wanted.items()):
        return entity_value(head), ()
    if not reason.strip():
        return None, (finding("entity.reason_missing", Level.ERROR, head.code),)
    row = supersede(head, actor_id=actor.id, why=reason.strip(), **wanted)
    row.save()
    tell_of_entity(actor.id, row, verb="entity.changed")
    return entity_value(row), ()


@transaction.atomic
def withdraw_legal_entity(
    actor: Actor, organisation_id: UUID, entity_id: UUID, reason: str
) -> tuple[bool, tuple[Finding, ...]]:
    """End an entity that nothing belongs to any more, with what was held of it.

    One that has ended already is gone.

    Returns:
        Whether it is gone; else ``entity.in_use`` or ``entity.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: it is not this actor's to end.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    rows = LegalEntity.rows.of(organisation_id)
    if rows.heads().filter(key=entity_id, withdrawn=True).exists():
        return True, ()
    head = _head(organisation_id, entity_id)
    named = EntityLink.rows.of(organisation_id).current().filter(entity_key=entity_id).count()
    if named:
        return False, (finding("entity.in_use", Level.ERROR, head.code, count=str(named)),)
    if not reason.strip():
        return False, (finding("entity.reason_missing", Level.ERROR, head.code),)
    for held in HoldingRow.rows.of(organisation_id).current().filter(entity_key=entity_id):
        withdraw(held, actor_id=actor.id, why=reason.strip()).save()
    row = withdraw(head, actor_id=actor.id, why=reason.strip())
    row.save()
    tell_of_entity(actor.id, row, verb="entity.withdrawn")
    return True, ()


def _head(organisation_id: UUID, entity_id: UUID) -> LegalEntity:
    head = entity_row(organisation_id, entity_id)
    if head is None:
        raise NotFoundError(str(entity_id))
    return head
