"""Work that is too much for a request: asked for there, done by the worker, read here."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.shapes.jobs import JobShape, job_shape
from fahsai.services.jobs import job

router = Router()
ONE = "/organisations/{organisation_id}/jobs/{job_id}"


@router.get(ONE, response=JobShape, **told("read_job", "jobs", 404))
def read_job(request: HttpRequest, organisation_id: UUID, job_id: UUID) -> JobShape:
    """A job as it stands."""
    return job_shape(job(asking(request), organisation_id, job_id))


def address_of(request: HttpRequest, organisation_id: UUID, job_id: UUID | str) -> str:
    """Where a job is read."""
    root = request.path.partition("/organisations/")[0]
    return root + ONE.format(organisation_id=organisation_id, job_id=job_id)
