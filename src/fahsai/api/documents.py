"""The official documents of a year: which there are, making them, and the figures in them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Query, Router, Status
from pydantic import Field

from fahsai.api.answers import AskedPage, AskedVersion, YearBe, attachment, page_of, year_of
from fahsai.api.document import told
from fahsai.api.jobs import address_of
from fahsai.api.key import asking
from fahsai.api.shapes.documents import (
    CellPage,
    DocumentList,
    TracedCellShape,
    cell_shape,
    document_list,
    traced_cell_shape,
)
from fahsai.api.shapes.jobs import JobShape, job_shape
from fahsai.services.calculate_year import calculate_year
from fahsai.services.document_cells import document_cells, explain_cell
from fahsai.services.documents import DOCX, PDF, XLSX, make_documents, read_document
from fahsai.services.jobs import job
from fahsai.services.later_documents import make_documents_later
from fahsai.services.year_documents import documents_of_year

router = Router()
OF_A_YEAR = "/organisations/{organisation_id}/years/{year_be}/documents"
ONE = "/organisations/{organisation_id}/documents/{document_id}"
LONGEST = 300


@router.get(OF_A_YEAR, response=DocumentList, **told("list_documents", "documents", 404))
def list_documents(
    request: HttpRequest, organisation_id: UUID, year_be: YearBe, version: AskedVersion
) -> DocumentList:
    """The documents of the year's versions, or of the one that was asked for."""
    actor = asking(request)
    asked = year_of(version)
    year = calculate_year(actor, organisation_id, year_be, **asked)
    found = documents_of_year(actor, organisation_id, year)
    wanted = (one for one in found if asked["number"] in {None, one.version})
    return document_list(tuple(wanted))


@router.post(
    OF_A_YEAR,
    response={200: DocumentList, 202: JobShape},
    **told("make_documents", "documents", 404, 413, later=True),
)
def make_documents_of_year(
    request: HttpRequest,
    response: HttpResponse,
    organisation_id: UUID,
    year_be: YearBe,
    version: AskedVersion,
    pdf: Annotated[bool, Query()] = False,  # noqa: FBT002 - a word of the address
) -> Status[DocumentList | JobShape]:
    """Make the Word form and the workbook; with the PDF by a job, for that takes its time."""
    actor = asking(request)
    asked = year_of(version)
    if pdf:
        started = make_documents_later(actor, organisation_id, year_be, **asked)
        response.headers["Location"] = address_of(request, organisation_id, started)
        return Status(202, job_shape(job(actor, organisation_id, started)))
    made = make_documents(actor, organisation_id, year_be, pdf=False, **asked)
    year = calculate_year(actor, organisation_id, year_be, **asked)
    return Status(
        200, document_list(documents_of_year(actor, organisation_id, year), made.findings)
    )


@router.get(
    f"{ONE}/content",
    **told("download_document", "documents", 404, files=(DOCX, XLSX, PDF)),
)
def download_document(
    request: HttpRequest, organisation_id: UUID, document_id: UUID
) -> HttpResponse:
    """The file."""
    made = read_document(asking(request), organisation_id, document_id)
    return attachment(request, made.file_name, made.data, media_type=made.media_type)


@router.get(f"{ONE}/cells", response=CellPage, **told("list_cells", "documents", 404))
def list_cells(
    request: HttpRequest, organisation_id: UUID, document_id: UUID, page: AskedPage
) -> CellPage:
    """Every printed figure with its place."""
    part = page_of(document_cells(asking(request), organisation_id, document_id), page)
    return CellPage(items=[cell_shape(one) for one in part.items], **part.beside)


@router.get(f"{ONE}/trace", response=TracedCellShape, **told("read_cell_trace", "traces", 404))
def read_cell_trace(
    request: HttpRequest,
    organisation_id: UUID,
    document_id: UUID,
    place: Annotated[str, Query(), Field(min_length=1, max_length=LONGEST)],
) -> TracedCellShape:
    """The chain behind the figure at one place of a document."""
    traced = explain_cell(asking(request), organisation_id, document_id, place, today=localdate())
    return traced_cell_shape(traced)
