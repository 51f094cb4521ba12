"""What a year amounts to: totals, the whole calculation, findings, and the chain of a figure."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Form, Query, Router
from pydantic import Field

from fahsai.api.answers import AskedVersion, YearBe, tagged, year_of
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.calculation import (
    MARK_PATTERN,
    CalculationShape,
    FindingList,
    Totals,
    finding_list,
    totals,
)
from fahsai.api.shapes.documents import TraceShape, trace_shape
from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.access import admit
from fahsai.services.answer_finding import answer_finding, answers_of_year
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.calculation_json import year_json
from fahsai.services.explain import explain

router = Router()
OF_A_YEAR = "/organisations/{organisation_id}/years/{year_be}"
LONGEST = 300
LONGEST_REASON = 2000


@router.get(
    f"{OF_A_YEAR}/totals",
    response=Totals,
    **told("read_totals", "calculations", 404, unchanged=True),
)
def read_totals(
    request: HttpRequest, organisation_id: UUID, year_be: YearBe, version: AskedVersion
) -> HttpResponse:
    """Totals by class and gas."""
    result = calculate_year(asking(request), organisation_id, year_be, **year_of(version))
    return tagged(request, totals(result).model_dump(mode="json"))


@router.get(
    f"{OF_A_YEAR}/calculation",
    response=CalculationShape,
    by_alias=True,
    **told("read_calculation", "calculations", 404, unchanged=True),
)
def read_calculation(
    request: HttpRequest, organisation_id: UUID, year_be: YearBe, version: AskedVersion
) -> HttpResponse:
    """The whole calculation, as ``fahsai calculate --json`` prints it: nothing for parts."""
    actor = asking(request)
    code = admit(actor, organisation_id).code
    result = calculate_year(actor, organisation_id, year_be, **year_of(version))
    plain = year_json(result, lines_of_calculation(result), code)
    return tagged(request, plain)


@router.get(
    f"{OF_A_YEAR}/findings",
    response=FindingList,
    **told("list_findings", "calculations", 404, unchanged=True),
)
def list_findings(
    request: HttpRequest, organisation_id: UUID, year_be: YearBe, version: AskedVersion
) -> HttpResponse:
    """What the program says about the year."""
    result = calculate_year(asking(request), organisation_id, year_be, **year_of(version))
    said = finding_list(result, answers_of_year(asking(request), organisation_id, result))
    return tagged(request, said.model_dump(mode="json"))


@router.post(
    f"{OF_A_YEAR}/findings/answers",
    response=FindingList,
    **told("answer_finding", "calculations", 404),
)
def answer_a_finding(
    request: HttpRequest,
    organisation_id: UUID,
    year_be: YearBe,
    mark: Annotated[str, Form(pattern=MARK_PATTERN)],
    reason: Annotated[str, Form(min_length=1, max_length=LONGEST_REASON)],
    period: Annotated[Literal["fiscal", "calendar"] | None, Query()] = None,
) -> FindingList:
    """Say why a warning of the newest version is right; the same answer again changes nothing."""
    actor = asking(request)
    today, kind = localdate(), None if period is None else YEAR_KINDS[period]
    kept, said = answer_finding(
        actor, organisation_id, year_be, mark, reason, today=today, kind=kind
    )
    if not kept:
        raise RefusedError("answer_refused", findings=said)
    result = calculate_year(actor, organisation_id, year_be, today=today, kind=kind)
    return finding_list(result, answers_of_year(actor, organisation_id, result))


@router.get(
    f"{OF_A_YEAR}/trace",
    response=TraceShape,
    **told("read_trace", "traces", 404, unchanged=True),
)
def read_trace(
    request: HttpRequest,
    organisation_id: UUID,
    year_be: YearBe,
    name: Annotated[str, Query(), Field(min_length=1, max_length=LONGEST)],
    version: AskedVersion,
) -> HttpResponse:
    """The chain of a source (``S05``), of one of its lines (``S05/2564-10``) or of a line's id."""
    trace = explain(asking(request), organisation_id, year_be, name, **year_of(version))
    return tagged(request, trace_shape(name, year_be, trace).model_dump(mode="json"))
