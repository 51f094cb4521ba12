"""Work that goes on after its request was answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema

from fahsai.api.shapes.activity import ImportAnswer, import_answer
from fahsai.api.shapes.base_forms import BaseFormShape, base_form_shape
from fahsai.api.shapes.common import FindingShape, finding_shapes
from fahsai.api.shapes.tables import ColumnsAnswer, columns_answer
from fahsai.services.activity_upload import preview_of
from fahsai.services.base_form_upload import form_shown
from fahsai.services.columns_upload import proposal_told
from fahsai.services.jobs import Job, JobState, Work


class JobShape(Schema):
    """A job: ``done`` and ``failed`` are its ends, and ``findings`` say what stood in its way.

    ``workbook`` is what a workbook would change or has changed, ``base_form`` what a form makes
    of the base year, ``columns`` what those of a file seem to mean, ``files`` are the names of
    documents that were made; each once it is done.
    """

    id: UUID
    work: Work
    state: JobState
    parts_done: int
    parts: int
    asked_at: datetime
    ended_at: datetime | None
    workbook: ImportAnswer | None
    base_form: BaseFormShape | None
    files: list[str]
    columns: ColumnsAnswer | None
    findings: list[FindingShape]


def job_shape(job: Job) -> JobShape:
    """A job as the API shows it."""
    preview, form = preview_of(job), form_shown(job)
    told = proposal_told(job)
    return JobShape(
        id=job.id,
        work=job.work,
        state=job.state,
        parts_done=job.parts_done,
        parts=job.parts,
        asked_at=job.asked_at,
        ended_at=job.ended_at,
        workbook=None if preview is None else import_answer(preview, job.findings),
        base_form=None if form is None else base_form_shape(form, job.findings),
        files=list(job.result.get("files", ())),
        columns=None if told is None else columns_answer(told, job.findings),
        findings=finding_shapes(job.findings),
    )
