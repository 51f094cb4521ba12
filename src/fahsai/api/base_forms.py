"""Last year's filled TCFO_R_01 as the base year.

The form is sent twice: first to see what it makes of the base year, then with ``accept=true``.
The same form again changes nothing.  A long one is left to the worker, and the answer is its job.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from fahsai.api.answers import FIRST_YEAR_BE, LAST_YEAR_BE
from fahsai.api.document import told
from fahsai.api.jobs import address_of
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.base_forms import BaseFormShape, base_form_answer
from fahsai.api.shapes.jobs import JobShape, job_shape
from fahsai.core.access.roles import Permission
from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.access import admit
from fahsai.services.activity_upload import soon_read
from fahsai.services.base_form_upload import offer_base_form, take_base_form
from fahsai.services.jobs import job
from fahsai.services.take_base_year import OtherLines, take_base_year
from fahsai.services.uploads import Purpose, check_uploads

router = Router()
LONGEST = 4000


@router.post(
    "/organisations/{organisation_id}/base-year-forms",
    response={200: BaseFormShape, 202: JobShape},
    **told("take_base_year_form", "base_years", 404, 409, 413, 415, later=True),
)
def take_form(
    request: HttpRequest,
    response: HttpResponse,
    organisation_id: UUID,
    file: Annotated[UploadedFile, File()],
    accept: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    year_be: Annotated[int | None, Form(ge=FIRST_YEAR_BE, le=LAST_YEAR_BE)] = None,
    year_kind: Annotated[Literal["fiscal", "calendar"] | None, Form()] = None,
    records: Annotated[OtherLines, Form()] = OtherLines.ASK,
    reason: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Status[Any]:
    """Show what a filled TCFO_R_01 makes of the base year, or take it; by a job if it is long."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.SETTLE)
    books, said = check_uploads((file,), Purpose.WORKBOOK)
    if not books:
        raise RefusedError("import_refused", findings=said)
    book = books[0]
    asked: dict[str, Any] = {
        "today": localdate(),
        "year_be": year_be,
        "kind": None if year_kind is None else YEAR_KINDS[year_kind],
        "lines": records,
    }
    if not soon_read(book.data):
        if accept:
            started = take_base_form(actor, organisation_id, book, reason=reason, **asked)
        else:
            started = offer_base_form(actor, organisation_id, book, **asked)
        response.headers["Location"] = address_of(request, organisation_id, started)
        return Status(202, job_shape(job(actor, organisation_id, started)))
    answer, findings = take_base_year(
        actor, organisation_id, book.data, book.name, accept=accept, reason=reason, **asked
    )
    if answer is None:
        raise RefusedError("base_year_refused", findings=findings)
    return Status(200, base_form_answer(answer, findings))
