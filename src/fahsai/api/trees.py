"""The census of trees of a year: what it holds, and writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from fahsai.api.answers import AskedPeriod, AskedVersion, YearBe, tagged, this_year, year_of
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.trees import CensusBody, TreesShape, trees_shape
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.trees import census_seen, trees_of_year, write_census_rows

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor

router = Router()
TREES = "/organisations/{organisation_id}/years/{year_be}/trees"


@router.get(TREES, response=TreesShape, **told("read_trees", "trees", 404, unchanged=True))
def read_trees(
    request: HttpRequest, organisation_id: UUID, year_be: YearBe, version: AskedVersion
) -> HttpResponse:
    """The census of a year and the stock it comes to: nothing for parts."""
    actor = asking(request)
    year = calculate_year(actor, organisation_id, year_be, **year_of(version), of_lines=False)
    return tagged(request, _told(actor, organisation_id, year).model_dump(mode="json"))


@router.put(TREES, response=TreesShape, **told("put_trees", "trees", 404, 409, 413, 415))
def put_trees(
    request: HttpRequest,
    organisation_id: UUID,
    year_be: YearBe,
    body: CensusBody,
    period: AskedPeriod = None,
) -> TreesShape:
    """All rows of the census of the newest version; the same again changes nothing."""
    actor, asked = asking(request), this_year(period)
    _, findings = write_census_rows(
        actor,
        organisation_id,
        year_be,
        [one.row for one in body.rows],
        seen=body.seen,
        why=body.reason.strip(),
        kind=asked["kind"],
    )
    if any(one.level == "error" for one in findings):
        raise RefusedError("trees_refused", findings=findings)
    year = calculate_year(actor, organisation_id, year_be, **asked, of_lines=False)
    return _told(actor, organisation_id, year)


def _told(actor: Actor, organisation_id: UUID, year: YearResult) -> TreesShape:
    held = trees_of_year(actor, organisation_id, year)
    return trees_shape(year, held, census_seen(actor, organisation_id, year))
