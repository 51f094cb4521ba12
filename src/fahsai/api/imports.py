"""Imports of workbooks: what one would change, its receipt, and all receipts.

A workbook is sent twice: first to see what it would change, then with ``accept=true``.  The same
file again changes nothing, so a client that does not know whether its request arrived may repeat
it; with ``Idempotency-Key`` it gets the very answer of the first time for a day.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Header, Router
from ninja.files import UploadedFile

from fahsai.api.answers import FIRST_YEAR_BE, LAST_YEAR_BE, AskedPage, page_of
from fahsai.api.document import told
from fahsai.api.idempotency import once
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.activity import (
    ImportAnswer,
    ImportPage,
    ImportShape,
    import_answer,
    import_shape,
)
from fahsai.core.access.actor import Actor
from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding
from fahsai.services.access import NotFoundError, admit
from fahsai.services.import_activity import ImportResult, import_activity
from fahsai.services.receipts import receipts

router = Router()
OF_AN_ORGANISATION = "/organisations/{organisation_id}/imports"
MOST_ROWS = 1000
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
    response=ImportAnswer,
    **told("import_workbook", "imports", 404, 409, 413, 415),
)
def import_workbook(
    request: HttpRequest,
    organisation_id: UUID,
    file: Annotated[UploadedFile, File()],
    accept: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    year_be: Annotated[int | None, Form(ge=FIRST_YEAR_BE, le=LAST_YEAR_BE)] = None,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_.:-]{1,100}$")
    ] = None,
) -> ImportAnswer:
    """Show what a workbook of activity data would change, or accept it."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.ENTER_DATA)
    data, name = file.read(), file.name or ""
    asked = (organisation_id, accept, year_be, name, data)
    with once(actor, key, asked) as kept:
        if kept.answer is None:
            result, findings = _imported(actor, organisation_id, data, name, accept, year_be)
            kept.answer = import_answer(result, findings).model_dump(mode="json")
        return ImportAnswer.model_validate(kept.answer)


def _imported(
    actor: Actor,
    organisation_id: UUID,
    data: bytes,
    name: str,
    accept: bool,  # noqa: FBT001 - as it was asked
    year_be: int | None,
) -> tuple[ImportResult, tuple[Finding, ...]]:
    """What the file would change, then the change itself where it was accepted.

    Raises:
        RefusedError: nothing can be read or stored, or there are too many rows for a request.
    """
    result, findings = import_activity(
        actor, organisation_id, data, name, accept=False, year_be=year_be
    )
    if result is not None and result.receipt.rows_read > MOST_ROWS:
        raise RefusedError("too_many_rows", most=str(MOST_ROWS))
    if result is not None and accept:
        result, findings = import_activity(
            actor, organisation_id, data, name, accept=True, year_be=year_be
        )
    if result is None:
        raise RefusedError("import_refused", findings=findings)
    return result, findings
