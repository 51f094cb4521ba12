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
from fahsai.api.shapes.uncertainty import UncertaintyShape
from fahsai.core.inventory.uncertainty.assess import DRAWS, LARGEST_SEED, MOST_DRAWS, SEED
from fahsai.core.inventory.uncertainty.simulation import FEWEST
from fahsai.services.access import admit
from fahsai.services.materiality import materiality_of
from fahsai.services.uncertainty import Asked, uncertainty_of_year
from fahsai.services.uncertainty_json import uncertainty_json

router = Router()


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
