"""Organisations, their years and their sources."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from fahsai.api.answers import AskedPage, page_of
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.boundary import (
    OrganisationList,
    OrganisationShape,
    SourcePage,
    SourceShape,
    SpanBody,
    VersionList,
    organisation_shape,
    source_shape,
    version_shape,
)
from fahsai.core.access.roles import Permission
from fahsai.services.access import NotFoundError, admit, organisation_of, organisations
from fahsai.services.inventories import versions
from fahsai.services.sources import settle_source, sources

router = Router()
LONGEST = 200


class SourcesAsked(Schema):
    """Which sources."""

    code: str | None = Field(None, max_length=LONGEST)
    kind: str | None = Field(None, max_length=LONGEST)
    excluded: bool | None = None


@router.get(
    "/organisations", response=OrganisationList, **told("list_organisations", "organisations")
)
def list_organisations(request: HttpRequest) -> OrganisationList:
    """Those that the key reaches: one, or all of the local owner."""
    found = organisations(asking(request))
    return OrganisationList(items=[organisation_shape(one) for one in found])


@router.get(
    "/organisations/{organisation_id}",
    response=OrganisationShape,
    **told("read_organisation", "organisations", 404),
)
def read_organisation(request: HttpRequest, organisation_id: UUID) -> OrganisationShape:
    """One organisation."""
    return organisation_shape(organisation_of(asking(request), organisation_id))


@router.get(
    "/organisations/{organisation_id}/years",
    response=VersionList,
    **told("list_years", "years", 404),
)
def list_years(request: HttpRequest, organisation_id: UUID) -> VersionList:
    """Every version of every year."""
    found = versions(asking(request), organisation_id)
    return VersionList(items=[version_shape(one) for one in found])


@router.get(
    "/organisations/{organisation_id}/sources",
    response=SourcePage,
    **told("list_sources", "sources", 404),
)
def list_sources(
    request: HttpRequest,
    organisation_id: UUID,
    asked: Annotated[SourcesAsked, Query()],
    page: AskedPage,
) -> SourcePage:
    """Sources by code, those that are asked for."""
    wanted = asked.model_dump(exclude_none=True)
    found = [
        one
        for one in sources(asking(request), organisation_id)
        if all(getattr(one, name) == value for name, value in wanted.items())
    ]
    part = page_of(found, page)
    return SourcePage(items=[source_shape(one) for one in part.items], **part.beside)


@router.get(
    "/organisations/{organisation_id}/sources/{source_id}",
    response=SourceShape,
    **told("read_source", "sources", 404),
)
def read_source(request: HttpRequest, organisation_id: UUID, source_id: UUID) -> SourceShape:
    """One source as it stands."""
    for one in sources(asking(request), organisation_id):
        if one.id == source_id:
            return source_shape(one)
    raise NotFoundError(str(source_id))


@router.put(
    "/organisations/{organisation_id}/sources/{source_id}/span",
    response=SourceShape,
    **told("state_source_span", "sources", 404, 409, 413, 415),
)
def state_span(
    request: HttpRequest, organisation_id: UUID, source_id: UUID, body: SpanBody
) -> SourceShape:
    """Say when and why a source started and ended; what is null it did not."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.SETTLE)
    known = next((one for one in sources(actor, organisation_id) if one.id == source_id), None)
    if known is None:
        raise NotFoundError(str(source_id))
    span = body.span()
    reason = "; ".join(one for one in (span.started_reason, span.ended_reason) if one)
    after, findings = settle_source(actor, organisation_id, known.code, span=span, reason=reason)
    if after is None:
        raise RefusedError("source_refused", findings=findings)
    return source_shape(after)
