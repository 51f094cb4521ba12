"""Whose a unit or a source is, and what a source buys inside the group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.group import Belonging
from fahsai.records.convert import source_value
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import EntityLink, OrgUnit, Source
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import NotFoundError, admit
from fahsai.services.keeping.groups import current_group, entity_row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor


@transaction.atomic
def name_entity(
    actor: Actor,
    organisation_id: UUID,
    belonging: Belonging,
    subject_id: UUID,
    entity_id: UUID | None,
    reason: str = "",
) -> tuple[bool, tuple[Finding, ...]]:
    """Say to which entity a unit or source belongs, or from whom a source buys.

    ``entity_id`` None is the organisation itself.

    Returns:
        Whether that changed anything; with ``entity.unknown``, ``entity.buys_from_itself`` or
        (where something else was said before) ``entity.reason_missing`` nothing was kept.

    Raises:
        NotFoundError: there is no such unit or source.
        ForbiddenError: how years are computed is not this actor's to settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    code = _code(organisation_id, belonging, subject_id)
    if entity_id is not None and entity_row(organisation_id, entity_id) is None:
        return False, (finding("entity.unknown", Level.ERROR, code),)
    said = _from_itself(organisation_id, belonging, {subject_id: entity_id})
    if said:
        return False, said
    head = _head(organisation_id, belonging, subject_id)
    if head is None:
        row = EntityLink(
            organisation_id=organisation_id,
            actor_id=actor.id,
            belonging=belonging.value,
            subject_key=subject_id,
            entity_key=entity_id,
            why=reason.strip(),
        )
    elif not head.withdrawn and head.entity_key == entity_id:
        return False, ()
    elif not head.withdrawn and not reason.strip():
        return False, (finding("entity.reason_missing", Level.ERROR, code),)
    else:
        row = supersede(head, actor_id=actor.id, why=reason.strip(), entity_key=entity_id)
    row.save()
    _tell(actor, row, code)
    return True, ()


@transaction.atomic
def forget_entity(
    actor: Actor, organisation_id: UUID, belonging: Belonging, subject_id: UUID, reason: str
) -> tuple[bool, tuple[Finding, ...]]:
    """Take back what was said: a source is its unit's again, or buys from outside.

    Returns:
        Whether that changed anything; else ``entity.reason_missing``, or
        ``entity.buys_from_itself`` where a seller would be left with what it sells.

    Raises:
        NotFoundError: there is no such unit or source.
        ForbiddenError: how years are computed is not this actor's to settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    code = _code(organisation_id, belonging, subject_id)
    head = _head(organisation_id, belonging, subject_id)
    if head is None or head.withdrawn:
        return False, ()
    if not reason.strip():
        return False, (finding("entity.reason_missing", Level.ERROR, code),)
    said = _from_itself(organisation_id, belonging, {}, without=subject_id)
    if said:
        return False, said
    row = withdraw(head, actor_id=actor.id, why=reason.strip())
    row.save()
    _tell(actor, row, code)
    return True, ()


def _from_itself(
    organisation_id: UUID,
    belonging: Belonging,
    named: Mapping[UUID, UUID | None],
    without: UUID | None = None,
) -> tuple[Finding, ...]:
    """``entity.buys_from_itself`` for each source that would buy from its own entity by this.

    Args:
        organisation_id: whose group.
        belonging: what is said anew.
        named: the entity of each subject that is named.
        without: the subject that is taken back.
    """
    before = current_group(organisation_id)
    links = {
        Belonging.UNIT: before.unit_entities,
        Belonging.SOURCE: before.source_entities,
        Belonging.BOUGHT: before.bought_from,
    }
    kept = {key: whose for key, whose in links[belonging].items() if key != without}
    links[belonging] = {**kept, **named}
    after = replace(
        before,
        unit_entities=links[Belonging.UNIT],
        source_entities=links[Belonging.SOURCE],
        bought_from=links[Belonging.BOUGHT],
    )
    rows = Source.rows.of(organisation_id).current().filter(key__in=list(after.bought_from))
    of_group = map(source_value, rows.order_by("code", "key"))
    return tuple(
        finding(
            "entity.buys_from_itself",
            Level.ERROR,
            one.code,
            entity=after.code_of(after.entity_of(one)),
        )
        for one in of_group
        if after.buys_from_itself(one) and not before.buys_from_itself(one)
    )


def _head(organisation_id: UUID, belonging: Belonging, subject_id: UUID) -> EntityLink | None:
    rows = EntityLink.rows.of(organisation_id).heads()
    return rows.filter(belonging=belonging.value, subject_key=subject_id).first()


def _code(organisation_id: UUID, belonging: Belonging, subject_id: UUID) -> str:
    """The code of the unit or source.

    Raises:
        NotFoundError: there is none.
    """
    model = OrgUnit if belonging is Belonging.UNIT else Source
    row = model.rows.of(organisation_id).current().filter(key=subject_id).first()
    if row is None:
        raise NotFoundError(str(subject_id))
    return str(row.code)


def _tell(actor: Actor, row: EntityLink, code: str) -> None:
    record_event(
        organisation_id=row.organisation_id,
        actor_id=actor.id,
        verb="entity.named",
        object_type="entity_link",
        object_id=row.id,
        payload={"subject": code, "belonging": row.belonging, "row": str(row.id)},
    )
