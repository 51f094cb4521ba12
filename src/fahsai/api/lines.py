"""The activity lines of a year."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from fahsai.api.answers import AskedPage, AskedVersion, YearBe, page_read, year_of
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.shapes.activity import LinePage, line_shape
from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.thai.period import month
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.year_lines import LinesWanted, lines_of_year

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
    actor = asking(request)
    year = calculate_year(actor, organisation_id, year_be, **year_of(version), of_lines=False)
    found = lines_of_year(
        actor, organisation_id, year, _wanted(asked, year), start=page.start, count=page.size
    )
    part = page_read(found.lines, found.total, page)
    items = [line_shape(one.code, one.source, one.line) for one in part.items]
    return LinePage(items=items, **part.beside)


def _wanted(asked: LinesAsked, year: YearResult) -> LinesWanted:
    sources = (one.source for one in year.calculation.sources)
    named = frozenset(one.id for one in sources if one.code == asked.source)
    touched = None
    if asked.month is not None:
        in_year, _, number = asked.month.partition("-")
        touched = month(int(in_year), int(number))
    return LinesWanted(
        sources=None if asked.source is None else named,
        month=touched,
        origin=asked.origin,
        grade=asked.grade,
    )
