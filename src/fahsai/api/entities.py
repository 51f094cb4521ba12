"""The legal entities of a group: names, what is held of each, what belongs to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Form, Router

from fahsai.api.answers import tagged
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.entities import (
    EntityBody,
    EntityKept,
    HoldingsBody,
    LinkBody,
    LinkList,
)
from fahsai.api.shapes.group import EntityList
from fahsai.api.shapes.written import LINES, LONGEST_TEXT
from fahsai.core.access.roles import Permission
from fahsai.core.inventory.group import Belonging
from fahsai.services.access import NotFoundError, admit
from fahsai.services.calculation_json import findings_json
from fahsai.services.entity_links import forget_entity, name_entity
from fahsai.services.group_json import entities_json, links_json
from fahsai.services.holdings import set_holdings
from fahsai.services.legal_entities import (
    add_legal_entity,
    change_legal_entity,
    group_now,
    legal_entity,
    withdraw_legal_entity,
)
from fahsai.services.sources import sources
from fahsai.services.units import units

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding

router = Router()
OF_AN_ORGANISATION = "/organisations/{organisation_id}"
OF_AN_ENTITY = f"{OF_AN_ORGANISATION}/entities/{{entity_id}}"
WRITING = (404, 409, 413, 415)


@router.get(
    f"{OF_AN_ORGANISATION}/entities",
    response=EntityList,
    by_alias=True,
    **told("list_entities", "groups", 404, unchanged=True),
)
def list_entities(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Legal entities by code, with what is held of each."""
    group = group_now(asking(request), organisation_id)
    return tagged(request, {"items": entities_json(group)})


@router.put(
    f"{OF_AN_ORGANISATION}/entities",
    response=EntityKept,
    by_alias=True,
    **told("put_entity", "groups", *WRITING),
)
def put_entity(request: HttpRequest, organisation_id: UUID, body: EntityBody) -> dict[str, Any]:
    """The entity of a code with these names; it is added where there is none of that code."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.SETTLE)
    known = {one.code: one.id for one in group_now(actor, organisation_id).entities}
    code = body.code.strip()
    if code in known:
        kept, said = change_legal_entity(
            actor, organisation_id, known[code], body.entry, body.reason
        )
    else:
        kept, said = add_legal_entity(actor, organisation_id, code, body.entry)
    if kept is None:
        raise RefusedError("group_refused", findings=said)
    return _kept(actor, organisation_id, kept.id, said)


@router.post(
    f"{OF_AN_ENTITY}/withdraw",
    response=EntityList,
    by_alias=True,
    **told("withdraw_entity", "groups", *WRITING),
)
def withdraw_entity(
    request: HttpRequest,
    organisation_id: UUID,
    entity_id: UUID,
    reason: Annotated[str, Form(min_length=1, max_length=LONGEST_TEXT, pattern=LINES)],
) -> dict[str, Any]:
    """End an entity that nothing belongs to; the ones that are left."""
    actor = asking(request)
    gone, said = withdraw_legal_entity(actor, organisation_id, entity_id, reason)
    if not gone:
        raise RefusedError("group_refused", findings=said)
    return {"items": entities_json(group_now(actor, organisation_id))}


@router.put(
    f"{OF_AN_ENTITY}/holdings",
    response=EntityKept,
    by_alias=True,
    **told("put_holdings", "groups", *WRITING),
)
def put_holdings(
    request: HttpRequest, organisation_id: UUID, entity_id: UUID, body: HoldingsBody
) -> dict[str, Any]:
    """All that is held of an entity, in every time, in place of what stood there."""
    actor = asking(request)
    entries = [one.entry for one in body.holdings]
    kept, said = set_holdings(actor, organisation_id, entity_id, entries, body.reason)
    if kept is None:
        raise RefusedError("group_refused", findings=said)
    return _kept(actor, organisation_id, entity_id, said)


@router.get(
    f"{OF_AN_ORGANISATION}/entity-links",
    response=LinkList,
    **told("list_entity_links", "groups", 404),
)
def list_entity_links(request: HttpRequest, organisation_id: UUID) -> dict[str, Any]:
    """Whose the units and sources are, and what is bought inside the group."""
    return _links(asking(request), organisation_id)


@router.put(
    f"{OF_AN_ORGANISATION}/entity-links",
    response=LinkList,
    **told("put_entity_link", "groups", *WRITING),
)
def put_entity_link(request: HttpRequest, organisation_id: UUID, body: LinkBody) -> dict[str, Any]:
    """Say whose one unit or source is, or from whom a source buys, or take that back."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.SETTLE)
    subject = _subject(actor, organisation_id, body.belonging, body.code)
    if body.whose == "nobody":
        _, said = forget_entity(actor, organisation_id, body.belonging, subject, body.reason)
    else:
        entity = None
        if body.whose == "entity":
            if body.entity_id is None:
                raise NotFoundError(body.code)
            entity = legal_entity(actor, organisation_id, body.entity_id).id
        _, said = name_entity(actor, organisation_id, body.belonging, subject, entity, body.reason)
    if said:
        raise RefusedError("group_refused", findings=said)
    return _links(actor, organisation_id)


def _kept(
    actor: Actor, organisation_id: UUID, entity_id: UUID, said: tuple[Finding, ...]
) -> dict[str, Any]:
    listed = entities_json(group_now(actor, organisation_id))
    plain = next(one for one in listed if one["id"] == str(entity_id))
    return {"entity": plain, "findings": findings_json(said)}


def _subject(actor: Actor, organisation_id: UUID, belonging: Belonging, code: str) -> UUID:
    """The unit or source of a code.

    Raises:
        NotFoundError: there is none.
    """
    found = units if belonging is Belonging.UNIT else sources
    for one in found(actor, organisation_id):
        if one.code == code:
            return one.id
    raise NotFoundError(code)


def _links(actor: Actor, organisation_id: UUID) -> dict[str, Any]:
    group = group_now(actor, organisation_id)
    codes = {one.id: one.code for one in units(actor, organisation_id)}
    codes |= {one.id: one.code for one in sources(actor, organisation_id)}
    return {"items": links_json(group, codes)}
