"""The year of an organisation as a group."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from fahsai.api.answers import AskedVersion, YearBe, tagged, year_of
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.shapes.group import GroupYearShape
from fahsai.services.group_json import group_year_json
from fahsai.services.group_year import group_year

router = Router()


@router.get(
    "/organisations/{organisation_id}/years/{year_be}/group",
    response=GroupYearShape,
    by_alias=True,
    **told("read_group_year", "groups", 404, unchanged=True),
)
def read_group_year(
    request: HttpRequest, organisation_id: UUID, year_be: YearBe, version: AskedVersion
) -> HttpResponse:
    """A year by every approach, as ``fahsai group --json`` prints it: nothing for parts."""
    year = group_year(asking(request), organisation_id, year_be, **year_of(version))
    return tagged(request, group_year_json(year))
