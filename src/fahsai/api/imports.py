"""Imports of workbooks: what one would change, its receipt, and all receipts.

A workbook is sent twice: first to see what it would change, then with ``accept=true``.  The same
file again changes nothing, so a client that does not know whether its request arrived may repeat
it; with ``Idempotency-Key`` it gets the very answer of the first time for a day.  One of many
rows is left to the worker, and the answer is its job.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Header, Router, Status
from ninja.files import UploadedFile

from fahsai.api.answers import FIRST_YEAR_BE, LAST_YEAR_BE, AskedPage, page_of
from fahsai.api.document import told
from fahsai.api.idempotency import once
from fahsai.api.jobs import address_of
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.activity import (
    ImportAnswer,
    ImportPage,
    ImportShape,
    import_answer,
    import_shape,
)
from fahsai.api.shapes.jobs import JobShape, job_shape
from fahsai.api.shapes.tables import ColumnsAnswer, columns_answer
from fahsai.core.access.actor import Actor
from fahsai.core.access.roles import Permission
from fahsai.services.access import NotFoundError, admit
from fahsai.services.activity_upload import offer_workbook, soon_read, take_workbook
from fahsai.services.columns_upload import offer_columns
from fahsai.services.import_activity import import_activity
from fahsai.services.jobs import job
from fahsai.services.map_table import FileMapping, propose_tables
from fahsai.services.mapping_text import MOST_TEXT, mapping_of_json
from fahsai.services.receipts import receipts
from fahsai.services.uploads import Purpose, Upload, check_uploads

router = Router()
OF_AN_ORGANISATION = "/organisations/{organisation_id}/imports"
MULTIPART = "multipart/form-data"


@router.get(OF_AN_ORGANISATION, response=ImportPage, **told("list_imports", "imports", 404))
def list_imports(request: HttpRequest, organisation_id: UUID, page: AskedPage) -> ImportPage:
    """Accepted imports, the newest first."""
    part = page_of(receipts(asking(request), organisation_id), page)
    return ImportPage(items=[import_shape(one) for one in part.items], **part.beside)


@router.get(
    f"{OF_AN_ORGANISATION}/{{import_id}}",
    response=ImportShape,
    **told("read_import", "imports", 404),
)
def read_import(request: HttpRequest, organisation_id: UUID, import_id: UUID) -> ImportShape:
    """One accepted import with its receipt."""
    for one in receipts(asking(request), organisation_id):
        if one.id == import_id:
            return import_shape(one)
    raise NotFoundError(str(import_id))


@router.post(
    OF_AN_ORGANISATION,
    response={200: ImportAnswer, 202: JobShape},
    **told("import_workbook", "imports", 404, 409, 413, 415, later=True),
)
def import_workbook(
    request: HttpRequest,
    response: HttpResponse,
    organisation_id: UUID,
    file: Annotated[UploadedFile, File()],
    accept: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    year_be: Annotated[int | None, Form(ge=FIRST_YEAR_BE, le=LAST_YEAR_BE)] = None,
    mapping: Annotated[str, Form(max_length=MOST_TEXT)] = "",
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_.:-]{1,100}$")
    ] = None,
) -> Status[Any]:
    """Show what a workbook of activity data would change, or accept it; by a job if it is long."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.ENTER_DATA)
    book = _received(file)
    table = _mapping(mapping)
    asked = (organisation_id, accept, year_be, book.name, book.data, mapping)
    with once(actor, key, asked) as kept:
        if kept.answer is None:
            answer = _answer(actor, organisation_id, book, accept, year_be, table)
            kept.answer = answer.model_dump(mode="json")
    if "state" not in kept.answer:
        return Status(200, kept.answer)
    response.headers["Location"] = address_of(request, organisation_id, kept.answer["id"])
    return Status(202, kept.answer)


@router.post(
    "/organisations/{organisation_id}/import-columns",
    response={200: ColumnsAnswer, 202: JobShape},
    **told("propose_columns", "imports", 404, 409, 413, 415, later=True),
)
def propose_columns(
    request: HttpRequest,
    response: HttpResponse,
    organisation_id: UUID,
    file: Annotated[UploadedFile, File()],
    mapping: Annotated[str, Form(max_length=MOST_TEXT)] = "",
) -> Status[Any]:
    """What the columns of a file mean, for its mapping; those of a long one are told by a job."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.ENTER_DATA)
    book = _received(file)
    table = _mapping(mapping)
    if not soon_read(book.data):
        started = offer_columns(actor, organisation_id, book, table)
        response.headers["Location"] = address_of(request, organisation_id, started)
        return Status(202, job_shape(job(actor, organisation_id, started)))
    proposal, findings = propose_tables(actor, organisation_id, book.data, book.name, table=table)
    if proposal is None:
        raise RefusedError("import_refused", findings=findings)
    return Status(200, columns_answer(proposal, findings))


def _mapping(text: str) -> FileMapping | None:
    """The mapping of a JSON text; None where there is none.

    Raises:
        RefusedError: it is no mapping.
    """
    mapping, said = mapping_of_json(text)
    if said:
        raise RefusedError("import_refused", findings=said)
    return mapping


def _received(file: UploadedFile) -> Upload:
    """The workbook, by the rule of every upload.

    Raises:
        RefusedError: it is no workbook.
    """
    books, said = check_uploads((file,), Purpose.WORKBOOK)
    if not books:
        raise RefusedError("import_refused", findings=said)
    return books[0]


def _answer(
    actor: Actor,
    organisation_id: UUID,
    book: Upload,
    accept: bool,  # noqa: FBT001 - as it was asked
    year_be: int | None,
    table: FileMapping | None,
) -> ImportAnswer | JobShape:
    """What the file would change or has changed, or the job that will tell.

    Raises:
        RefusedError: nothing can be read or stored.
    """
    if not soon_read(book.data):
        later = take_workbook if accept else offer_workbook
        started = later(actor, organisation_id, book, sheet_year=year_be, table=table)
        return job_shape(job(actor, organisation_id, started))
    result, findings = import_activity(
        actor, organisation_id, book.data, book.name, accept=accept, year_be=year_be, table=table
    )
    if result is None:
        raise RefusedError("import_refused", findings=findings)
    return import_answer(result, findings)
