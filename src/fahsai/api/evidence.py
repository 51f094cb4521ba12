"""Evidence files: which there are, and their content."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from fahsai.api.answers import AskedPage, attachment, page_of
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.shapes.activity import EvidencePage, evidence_shape
from fahsai.services.evidence_files import evidence_files, read_evidence

router = Router()
ANY_FILE = "application/octet-stream"
"""Whatever people gave us: no browser is told to open it."""


@router.get(
    "/organisations/{organisation_id}/evidence",
    response=EvidencePage,
    **told("list_evidence", "evidence", 404),
)
def list_evidence(request: HttpRequest, organisation_id: UUID, page: AskedPage) -> EvidencePage:
    """Evidence files, the newest first."""
    part = page_of(evidence_files(asking(request), organisation_id), page)
    return EvidencePage(items=[evidence_shape(one) for one in part.items], **part.beside)


@router.get(
    "/organisations/{organisation_id}/evidence/{evidence_id}/content",
    **told("download_evidence", "evidence", 404, files=(ANY_FILE,)),
)
def download_evidence(
    request: HttpRequest, organisation_id: UUID, evidence_id: UUID
) -> HttpResponse:
    """The file."""
    found = read_evidence(asking(request), organisation_id, evidence_id)
    return attachment(request, found.name, found.data, media_type=ANY_FILE)
