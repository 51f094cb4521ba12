"""How well a year is known."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from fahsai.api.answers import AskedVersion, YearBe, tagged, year_of
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.intervals import IntervalsBody, IntervalsShape, intervals_shape
from fahsai.api.shapes.uncertainty import UncertaintyShape
from fahsai.core.access.roles import Permission
from fahsai.core.inventory.uncertainty.assess import DRAWS, LARGEST_SEED, MOST_DRAWS, SEED
from fahsai.core.inventory.uncertainty.simulation import FEWEST
from fahsai.services.access import admit
from fahsai.services.materiality import materiality_of
from fahsai.services.sources import source_of
from fahsai.services.uncertainty import Asked, state_intervals, uncertainty_of_year
from fahsai.services.uncertainty_json import uncertainty_json

router = Router()
OF_A_SOURCE = "/organisations/{organisation_id}/sources/{source_id}/uncertainty"


class DrawsAsked(Schema):
    """How approach 2 draws."""

    draws: int = Field(DRAWS, ge=FEWEST, le=MOST_DRAWS)
    seed: int = Field(SEED, ge=0, le=LARGEST_SEED)


@router.get(
    "/organisations/{organisation_id}/years/{year_be}/uncertainty",
    response=UncertaintyShape,
    **told("read_uncertainty", "calculations", 404, unchanged=True),
)
def read_uncertainty(
    request: HttpRequest,
    organisation_id: UUID,
    year_be: YearBe,
    version: AskedVersion,
    drawing: Annotated[DrawsAsked, Query()],
) -> HttpResponse:
    """Both approaches of the IPCC, quality scores and materiality; nothing for parts."""
    actor = asking(request)
    code = admit(actor, organisation_id).code
    asked = Asked(drawing.draws, drawing.seed)
    found = uncertainty_of_year(actor, organisation_id, year_be, asked=asked, **year_of(version))
    plain = uncertainty_json(found, materiality_of(actor, found.year), code)
    return tagged(request, plain)


@router.get(OF_A_SOURCE, response=IntervalsShape, **told("read_intervals", "sources", 404))
def read_intervals(request: HttpRequest, organisation_id: UUID, source_id: UUID) -> IntervalsShape:
    """What is stated of how well the figures of a source are known."""
    return intervals_shape(source_of(asking(request), organisation_id, source_id))


@router.put(
    OF_A_SOURCE,
    response=IntervalsShape,
    **told("put_intervals", "sources", 404, 409, 413, 415),
)
def put_intervals(
    request: HttpRequest, organisation_id: UUID, source_id: UUID, body: IntervalsBody
) -> IntervalsShape:
    """State how well figures of a source are known; an empty interval takes one back."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.SETTLE)
    source = source_of(actor, organisation_id, source_id)
    after, said = state_intervals(actor, organisation_id, source.code, body.wanted())
    if after is None:
        raise RefusedError("intervals_refused", findings=said)
    return intervals_shape(after)
