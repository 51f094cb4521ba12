"""The group of a version: its entities, what is held of them, and whose each source is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.inventory.group import (
    Belonging,
    FinancialControl,
    Group,
    Holding,
    LegalEntity,
    Relation,
)
from fahsai.records.events import record_event
from fahsai.records.models import EntityLink, OrgUnit
from fahsai.records.models import Holding as HoldingRow
from fahsai.records.models import LegalEntity as LegalEntityRow
from fahsai.services.keeping.frozen import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.services.keeping.versions import Version


def entity_value(row: LegalEntityRow) -> LegalEntity:
    """A legal entity."""
    return LegalEntity(
        id=row.key,
        code=row.code,
        name_th=row.name_th,
        name_en=row.name_en,
        registration=row.registration,
        country=row.country,
    )


def holding_value(row: HoldingRow) -> Holding:
    """What is held of an entity in a time."""
    return Holding(
        id=row.key,
        entity_id=row.entity_key,
        start=row.held_from,
        end=row.held_to,
        relation=Relation(row.relation),
        equity_percent=row.equity_percent,
        financial=FinancialControl(row.financial),
        operational=row.operational,
        basis=row.basis,
    )


def current_group(organisation_id: UUID) -> Group:
    """The group as it stands."""
    return _group(
        LegalEntityRow.rows.of(organisation_id).current(),
        HoldingRow.rows.of(organisation_id).current(),
        EntityLink.rows.of(organisation_id).current(),
        OrgUnit.rows.of(organisation_id).current(),
    )


def group_of(version: Version) -> Group:
    """The group of a version: as it stands for a draft, as it was frozen once submitted."""
    entities = rows_of(version, LegalEntityRow)
    if not entities:
        return Group()
    return _group(
        entities,
        rows_of(version, HoldingRow),
        rows_of(version, EntityLink),
        rows_of(version, OrgUnit),
    )


def _group(
    entities: Iterable[LegalEntityRow],
    holdings: Iterable[HoldingRow],
    links: Iterable[EntityLink],
    units: Iterable[OrgUnit],
) -> Group:
    named: dict[str, dict[UUID, UUID | None]] = {one.value: {} for one in Belonging}
    for link in links:
        named[link.belonging][link.subject_key] = link.entity_key
    return Group(
        entities=tuple(sorted(map(entity_value, entities), key=lambda one: one.code)),
        holdings=tuple(map(holding_value, holdings)),
        unit_parents={row.key: row.parent_key for row in units},
        unit_entities=named[Belonging.UNIT.value],
        source_entities=named[Belonging.SOURCE.value],
        bought_from=named[Belonging.BOUGHT.value],
    )


def entity_row(organisation_id: UUID, entity_id: UUID) -> LegalEntityRow | None:
    """The row of an entity as it stands; the caller has asked who may."""
    return LegalEntityRow.rows.of(organisation_id).current().filter(key=entity_id).first()


def tell_of_entity(actor_id: UUID, row: LegalEntityRow, *, verb: str) -> None:
    """Write the event of an entity that was added, changed or withdrawn."""
    record_event(
        organisation_id=row.organisation_id,
        actor_id=actor_id,
        verb=verb,
        object_type="legal_entity",
        object_id=row.key,
        payload={"code": row.code, "row": str(row.id)},
    )
