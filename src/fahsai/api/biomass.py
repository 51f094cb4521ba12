"""The questions on renewable biomass of a source (form section 3.2.2)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.biomass import BiomassBody, BiomassShape, biomass_shape
from fahsai.core.access.roles import Permission
from fahsai.services.access import admit
from fahsai.services.biomass import BiomassGiven, answer_biomass, biomass_source

router = Router()
OF_A_SOURCE = "/organisations/{organisation_id}/sources/{source_id}/biomass"


@router.get(OF_A_SOURCE, response=BiomassShape, **told("read_biomass", "sources", 404))
def read_biomass(request: HttpRequest, organisation_id: UUID, source_id: UUID) -> BiomassShape:
    """The answers of one source as they stand."""
    return biomass_shape(biomass_source(asking(request), organisation_id, source_id))


@router.put(
    OF_A_SOURCE, response=BiomassShape, **told("answer_biomass", "sources", 404, 409, 413, 415)
)
def answer(
    request: HttpRequest, organisation_id: UUID, source_id: UUID, body: BiomassBody
) -> BiomassShape:
    """Answer the questions anew; the same answers again change nothing."""
    actor, given = asking(request), body.given()
    admit(actor, organisation_id, Permission.SETTLE)
    held = biomass_source(actor, organisation_id, source_id)
    if not held.asked and given == BiomassGiven():
        return biomass_shape(held)
    after, findings = answer_biomass(actor, organisation_id, held.source.code, given)
    if after is None:
        raise RefusedError("biomass_not_asked", findings=findings)
    return biomass_shape(after, findings)
