"""The history of an organisation: who did what to what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.utils import timezone

from fahsai.core.access.roles import Permission
from fahsai.records.models import (
    DocumentRow,
    Event,
    ImportReceipt,
    Inventory,
    InventoryVersion,
    Invitation,
    LegalEntity,
    Membership,
    OrgUnit,
    Source,
)
from fahsai.services.access import admit
from fahsai.services.inventories import Version
from fahsai.services.keeping.versions import version_value
from fahsai.services.keeping.who import Who, who_acted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.access.actor import Actor
    from fahsai.records.tenancy import TenantQuerySet

MOST = 200
"""Events that one question answers."""


class Thing(NamedTuple):
    """What an event is about, with what a face needs to lead there.

    ``name`` is a code or file name ("" where the thing has none), of a role or an invitation the
    role; ``whom`` is who holds the role; ``version`` is the version of a year that it is or
    belongs to, ``years`` the Buddhist years it brought.
    """

    type: str
    id: UUID
    name: str = ""
    version: Version | None = None
    years: tuple[int, ...] = ()
    whom: str = ""


class Happening(NamedTuple):
    """One event."""

    id: UUID
    at: datetime
    verb: str
    who: Who
    thing: Thing
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: of a kind of thing, by somebody, from the first to the last day (Bangkok)."""

    object_type: str = ""
    actor_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None


EVERYTHING = Wanted()


def event_count(actor: Actor, organisation_id: UUID, wanted: Wanted = EVERYTHING) -> int:
    """How many events there are.

    Raises:
        NotFoundError, ForbiddenError: the history is not this actor's to see.
    """
    admit(actor, organisation_id, Permission.SEE_HISTORY)
    return _rows(organisation_id, wanted).count()


def events(
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted = EVERYTHING,
    *,
    start: int = 0,
    most: int = MOST,
) -> tuple[Happening, ...]:
    """Events, the newest first: ``most`` of them after the first ``start``.

    Raises:
        NotFoundError, ForbiddenError: the history is not this actor's to see.
    """
    admit(actor, organisation_id, Permission.SEE_HISTORY)
    rows = _rows(organisation_id, wanted).order_by("-at", "-id")
    found = list(rows[start : start + min(most, MOST)])
    who = who_acted(row.actor_id for row in found)
    things = _things(organisation_id, found)
    return tuple(
        Happening(
            id=row.id,
            at=row.at,
            verb=row.verb,
            who=who[row.actor_id],
            thing=things.get(row.object_id, Thing(row.object_type, row.object_id)),
            payload_sha256=row.payload_sha256,
        )
        for row in found
    )


def doers(actor: Actor, organisation_id: UUID) -> tuple[Who, ...]:
    """Everybody who ever acted here, by name.

    Raises:
        NotFoundError, ForbiddenError: the history is not this actor's to see.
    """
    admit(actor, organisation_id, Permission.SEE_HISTORY)
    ids = Event.rows.of(organisation_id).values_list("actor_id", flat=True).distinct()
    return tuple(sorted(who_acted(ids).values(), key=lambda one: one.name))


def kinds_of_things(actor: Actor, organisation_id: UUID) -> tuple[str, ...]:
    """The kinds of things that events of this organisation are about.

    Raises:
        NotFoundError, ForbiddenError: the history is not this actor's to see.
    """
    admit(actor, organisation_id, Permission.SEE_HISTORY)
    return tuple(sorted(set(Event.rows.of(organisation_id).values_list("object_type", flat=True))))


def _rows(organisation_id: UUID, wanted: Wanted) -> TenantQuerySet[Event]:
    rows = Event.rows.of(organisation_id)
    if wanted.object_type:
        rows = rows.filter(object_type=wanted.object_type)
    if wanted.actor_id is not None:
        rows = rows.filter(actor_id=wanted.actor_id)
    if wanted.first_day is not None:
        rows = rows.filter(at__gte=_midnight(wanted.first_day))
    if wanted.last_day is not None and wanted.last_day < date.max:
        rows = rows.filter(at__lt=_midnight(wanted.last_day + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    """When a day begins in Thailand."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _things(organisation_id: UUID, rows: Iterable[Event]) -> Mapping[UUID, Thing]:
    """What is known of the things that events are about, by their ids."""
    ids: dict[str, set[UUID]] = {}
    for row in rows:
        ids.setdefault(row.object_type, set()).add(row.object_id)
    found = {}
    for source in Source.rows.of(organisation_id).filter(id__in=ids.get("source", ())):
        found[source.id] = Thing("source", source.id, source.code)
    for unit in OrgUnit.rows.of(organisation_id).current().filter(key__in=ids.get("unit", ())):
        found[unit.key] = Thing("unit", unit.key, unit.code)
    entities = LegalEntity.rows.of(organisation_id).heads()
    for entity in entities.filter(key__in=ids.get("legal_entity", ())):
        found[entity.key] = Thing("legal_entity", entity.key, entity.code)
    held = Membership.rows.of(organisation_id).filter(id__in=ids.get("membership", ()))
    for role in held.select_related("account"):
        found[role.id] = Thing("membership", role.id, role.role, whom=role.account.name)
    for asked in Invitation.rows.of(organisation_id).filter(id__in=ids.get("invitation", ())):
        found[asked.id] = Thing("invitation", asked.id, asked.role)
    for one in ImportReceipt.rows.of(organisation_id).filter(id__in=ids.get("import_receipt", ())):
        said = one.receipt
        found[one.id] = Thing(
            "import_receipt", one.id, str(said["file_name"]), years=tuple(said["years"])
        )
    documents = DocumentRow.rows.of(organisation_id).filter(id__in=ids.get("document", ()))
    for kept in documents.defer("cells"):
        found[kept.id] = Thing("document", kept.id, kept.file_name)
    versions = InventoryVersion.rows.of(organisation_id)
    inventories = {row.id: row for row in Inventory.rows.of(organisation_id)}
    for version in versions.filter(id__in=ids.get("inventory_version", ())):
        value = version_value(inventories[version.inventory_id], version)
        found[version.id] = Thing("inventory_version", version.id, version=value)
    return found
