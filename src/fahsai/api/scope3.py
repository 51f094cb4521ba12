"""Scope 3 of a year by category, and what is decided of each (Fr-03.2)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from fahsai.api.answers import AskedPeriod, AskedVersion, YearBe, tagged, this_year, year_of
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.scope3 import DecisionBody, Scope3Shape, scope3_shape
from fahsai.services.calculate_year import calculate_year
from fahsai.services.scope3 import scope3_of_year
from fahsai.services.scope3_decisions import decide_category, forget_category

router = Router()
SCOPE3 = "/organisations/{organisation_id}/years/{year_be}/scope3"


@router.get(
    SCOPE3,
    response=Scope3Shape,
    **told("read_scope3", "calculations", 404, unchanged=True),
)
def read_scope3(
    request: HttpRequest, organisation_id: UUID, year_be: YearBe, version: AskedVersion
) -> HttpResponse:
    """Scope 3 by its fifteen categories, beside the assessment of Fr-03.2."""
    actor = asking(request)
    result = calculate_year(actor, organisation_id, year_be, **year_of(version))
    held = scope3_of_year(actor, organisation_id, result)
    return tagged(request, scope3_shape(result, held).model_dump(mode="json"))


@router.put(
    SCOPE3,
    response=Scope3Shape,
    **told("put_scope3_decision", "calculations", 404, 409, 413, 415),
)
def put_decision(
    request: HttpRequest,
    organisation_id: UUID,
    year_be: YearBe,
    body: DecisionBody,
    period: AskedPeriod = None,
) -> Scope3Shape:
    """Decide one category of the newest version, or take that back; the others stay."""
    actor, asked = asking(request), this_year(period)
    decision, kind = body.decision, asked["kind"]
    if decision is None:
        _, said = forget_category(
            actor, organisation_id, year_be, body.category, why=body.reason, kind=kind
        )
    else:
        _, said = decide_category(
            actor, organisation_id, year_be, decision, why=body.reason, kind=kind
        )
    if said:
        raise RefusedError("scope3_refused", findings=said)
    year = calculate_year(actor, organisation_id, year_be, **asked)
    return scope3_shape(year, scope3_of_year(actor, organisation_id, year))
