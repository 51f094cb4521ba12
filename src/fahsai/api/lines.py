"""The activity lines of a year."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from fahsai.api.answers import AskedPage, AskedVersion, YearBe, page_of, year_of
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.shapes.activity import LinePage, line_shape
from fahsai.core.inventory.activity import Grade, Origin
from fahsai.services.line_list import LineFilter, line_list

router = Router()
LONGEST = 200


class LinesAsked(Schema):
    """Which lines."""

    source: str | None = Field(None, max_length=LONGEST)
    month: str | None = Field(None, pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$")
    origin: Origin | None = None
    grade: Grade | None = None


@router.get(
    "/organisations/{organisation_id}/years/{year_be}/lines",
    response=LinePage,
    **told("list_lines", "lines", 404),
)
def list_lines(
    request: HttpRequest,
    organisation_id: UUID,
    year_be: YearBe,
    asked: Annotated[LinesAsked, Query()],
    version: AskedVersion,
    page: AskedPage,
) -> LinePage:
    """The lines that the calculation of the year rests on."""
    month = None
    if asked.month is not None:
        year, _, number = asked.month.partition("-")
        month = int(year), int(number)
    found = line_list(
        asking(request),
        organisation_id,
        year_be,
        asked=LineFilter(asked.source, month, asked.origin, asked.grade),
        **year_of(version),
    )
    part = page_of(found, page)
    items = [line_shape(one.code, one.source, one.line) for one in part.items]
    return LinePage(items=items, **part.beside)
