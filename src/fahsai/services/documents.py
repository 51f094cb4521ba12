"""Make the two official documents of a version and keep them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.reports.dossier import PictureUse
from fahsai.core.reports.tcfo_r_01.addresses import cells as r01_cells
from fahsai.core.reports.tcfo_r_01.content import ReportTables
from fahsai.core.reports.tcfo_r_01.report import tcfo_r_01
from fahsai.core.reports.tcfo_r_02.addresses import cells as r02_cells
from fahsai.core.reports.tcfo_r_02.figures import organisation_tree
from fahsai.core.reports.tcfo_r_02.frame import frame
from fahsai.core.reports.tcfo_r_02.report import tcfo_r_02
from fahsai.core.reports.tcfo_r_02.wording import Wording
from fahsai.documents.drawing.tree import draw_tree
from fahsai.documents.tcfo_r_01.workbook import write_xlsx
from fahsai.documents.tcfo_r_02.pdf import pdf_available, to_pdf
from fahsai.documents.tcfo_r_02.write import write_docx
from fahsai.records import blobs
from fahsai.records.events import record_event
from fahsai.records.models import DocumentRow
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units
from fahsai.services.access import NotFoundError, admit
from fahsai.services.dossier import dossier_of
from fahsai.services.keeping.cells import cells_plain
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.reports.cells import DocumentCell
    from fahsai.core.reports.dossier import Dossier
    from fahsai.core.thai.period import PeriodKind

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


class MadeDocument(NamedTuple):
    """A document that was made, with its content."""

    kind: str
    file_name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one version; without LibreOffice there is no PDF."""

    made: tuple[MadeDocument, ...]
    cells: tuple[DocumentCell, ...]
    findings: tuple[Finding, ...]


def make_documents(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    pdf: bool = True,
    number: int | None = None,
    kind: PeriodKind | None = None,
) -> Documents:
    """TCFO_R_02 as .docx (and .pdf where LibreOffice is installed) and TCFO_R_01 as .xlsx.

    The documents are kept with the place of every figure, for the trace; what has not changed
    since is not kept twice.

    Args:
        actor: who makes them.
        organisation_id: for whom.
        year_be: of which Buddhist year.
        today: the report date of a draft without settings.
        pdf: False leaves out the PDF.
        number: an older version of the year, by its number.
        kind: which of two years of the same number, a fiscal and a calendar one.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
        ForbiddenError: the actor may not write the report.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    dossier, result, _ = dossier_of(
        actor, organisation_id, year_be, today=today, number=number, kind=kind
    )
    made, cells = print_dossier(dossier, _pictures(dossier))
    if pdf and pdf_available():
        word = made[0]
        made = (word, _pdf_of(organisation_id, result.version.id, word), *made[1:])
    with transaction.atomic():
        for document in made:
            _keep(actor, organisation_id, result.version.id, result.calculation_id, document, cells)
    return Documents(made, cells, dossier.findings)


def _pdf_of(organisation_id: UUID, version_id: UUID, word: MadeDocument) -> MadeDocument:
    """The PDF of a Word document: the one kept of the same bytes, or a new one.

    LibreOffice writes the time into a PDF, so a new one of the same text would be another file.
    """
    name = pdf_name(word.file_name)
    kept_word = _newest(organisation_id, version_id, word.file_name)
    kept_pdf = _newest(organisation_id, version_id, name)
    same = kept_word is not None and kept_word.sha256 == sha256(word.data).hexdigest()
    if same and kept_word and kept_pdf and kept_pdf.created_at >= kept_word.created_at:
        data = blobs.get(kept_pdf.sha256)
    else:
        data = to_pdf(word.data)
    return MadeDocument(word.kind, name, PDF, data)


def pdf_name(word_name: str) -> str:
    """The name of the PDF beside a Word document."""
    return f"{word_name.removesuffix('.docx')}.pdf"


def _newest(organisation_id: UUID, version_id: UUID, file_name: str) -> DocumentRow | None:
    rows = DocumentRow.rows.of(organisation_id)
    return rows.filter(version_id=version_id, file_name=file_name).order_by("created_at").last()


def print_dossier(
    dossier: Dossier, pictures: Mapping[str, bytes]
) -> tuple[tuple[MadeDocument, ...], tuple[DocumentCell, ...]]:
    """The documents of a dossier and where each figure stands; nothing is kept."""
    unit_names = {unit.code: unit.name_th for unit in load_units().units}
    word = tcfo_r_02(dossier, words("tcfo_r_02"), kinds(), unit_names)
    tables = ReportTables(load_gases(), load_blends(), load_units(), load_gwp_sets(), kinds())
    sheet = tcfo_r_01(dossier, words("tcfo_r_01"), tables)
    # A code may hold letters that a file name must not.
    code = re.sub(r"[^\w.-]+", "-", dossier.organisation.code)
    stem = f"{code}_{dossier.period.year_be}_v{dossier.version}"
    docx = write_docx(word, pictures)
    made = [
        MadeDocument("TCFO_R_02", f"TCFO_R_02_{stem}.docx", DOCX, docx),
        MadeDocument(
            "TCFO_R_01",
            f"TCFO_R_01_{stem}.xlsx",
            XLSX,
            write_xlsx(sheet, _sheet_pictures(dossier, pictures, unit_names)),
        ),
    ]
    return tuple(made), (*r02_cells(word), *r01_cells(sheet))


def _pictures(dossier: Dossier) -> Mapping[str, bytes]:
    return {picture.sha256: blobs.get(picture.sha256) for picture in dossier.pictures}


def _sheet_pictures(
    dossier: Dossier, pictures: Mapping[str, bytes], unit_names: Mapping[str, str]
) -> Mapping[PictureUse, bytes]:
    """The pictures of the workbook; the organisation's chart is drawn where none was uploaded."""
    found = {picture.use: pictures[picture.sha256] for picture in reversed(dossier.pictures)}
    if PictureUse.ORG_CHART not in found:
        looked_up = frame(dossier, Wording(words("tcfo_r_02"), unit_names), kinds())
        found[PictureUse.ORG_CHART] = draw_tree(organisation_tree(looked_up))
    return found


def _keep(
    actor: Actor,
    organisation_id: UUID,
    version_id: UUID,
    calculation_id: UUID,
    document: MadeDocument,
    cells: tuple[DocumentCell, ...],
) -> None:
    """Keep a document; the bytes that were kept last of the same calculation are not kept again."""
    name = blobs.put(document.data)
    newest = _newest(organisation_id, version_id, document.file_name)
    if newest and (newest.sha256, newest.calculation_id) == (name, calculation_id):
        return
    row = DocumentRow.rows.of(organisation_id).create(
        version_id=version_id,
        calculation_id=calculation_id,
        kind=document.kind,
        sha256=name,
        file_name=document.file_name,
        media_type=document.media_type,
        cells=cells_plain(cell for cell in cells if cell.document == document.kind),
    )
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="document.made",
        object_type="document",
        object_id=row.id,
        payload={"file": document.file_name, "sha256": name},
    )


def read_document(actor: Actor, organisation_id: UUID, document_id: UUID) -> MadeDocument:
    """A kept document with its content.

    Raises:
        NotFoundError: there is no such document in this organisation.
    """
    admit(actor, organisation_id)
    row = DocumentRow.rows.of(organisation_id).filter(id=document_id).first()
    if row is None:
        raise NotFoundError(str(document_id))
    return MadeDocument(row.kind, row.file_name, row.media_type, blobs.get(row.sha256))
