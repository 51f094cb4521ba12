"""The documents of a year: those of every version, and whether their figures still stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.access.states import VersionState
from fahsai.core.reports.tcfo_r_02.addresses import INTERVAL
from fahsai.core.reports.tcfo_r_02.quality import interval_in_words
from fahsai.core.reports.tcfo_r_02.report import FORM as REPORT
from fahsai.core.reports.tcfo_r_02.wording import Wording
from fahsai.records import blobs
from fahsai.records.models import DocumentRow, InventoryVersion
from fahsai.records.models import VersionState as VersionStateRow
from fahsai.services.access import admit
from fahsai.services.keeping.cells import kept_cells
from fahsai.services.uncertainty import uncertainty_of
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.services.calculate_year import YearResult


@dataclass(frozen=True, slots=True)
class YearDocument:
    """One kept document; ``current`` when it was made from the result that is shown now.

    A report that prints another interval than what is known now is not.

    One made before its version was submitted is ``of_draft``: it says so on its cover and in its
    head, and is not current even where its figures are.
    """

    id: UUID
    kind: str
    file_name: str
    media_type: str
    made_at: datetime
    sha256: str
    size: int  # [bytes]
    version: int
    current: bool
    of_draft: bool


def documents_of_year(
    actor: Actor, organisation_id: UUID, year: YearResult
) -> tuple[YearDocument, ...]:
    """The newest document of each file name of a year's versions, newest version first.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    admit(actor, organisation_id)
    versions = InventoryVersion.rows.of(organisation_id)
    numbers = {
        row.id: row.number for row in versions.filter(inventory_id=year.version.inventory_id)
    }
    submitted = _submitted(organisation_id, numbers)
    newest: dict[str, DocumentRow] = {}
    rows = DocumentRow.rows.of(organisation_id).filter(version_id__in=list(numbers))
    for row in rows.defer("cells").order_by("created_at"):
        newest[row.file_name] = row
    standing = _standing(actor, year, newest.values())
    found = (
        YearDocument(
            id=row.id,
            kind=row.kind,
            file_name=row.file_name,
            media_type=row.media_type,
            made_at=row.created_at,
            sha256=row.sha256,
            size=blobs.path(row.sha256).stat().st_size,
            version=numbers[row.version_id] if row.version_id else 0,
            current=row.id in standing and not _of_draft(row, submitted),
            of_draft=_of_draft(row, submitted),
        )
        for row in newest.values()
    )
    return tuple(sorted(found, key=lambda one: (-one.version, one.made_at)))


def _standing(actor: Actor, year: YearResult, rows: Iterable[DocumentRow]) -> frozenset[UUID]:
    """The documents whose figures are those of now: of this calculation, and its interval.

    How well the total is known moves no figure of the calculation; the report prints it.
    """
    same = [row for row in rows if row.calculation_id == year.calculation_id]
    reports = {row.id for row in same if row.kind == REPORT}
    if not reports:
        return frozenset(row.id for row in same)
    known = uncertainty_of(actor, year).uncertainty
    now = interval_in_words(known, Wording(words("tcfo_r_02"), {}))
    full = DocumentRow.rows.of(year.version.organisation_id).filter(id__in=reports)
    printed = {row.id: _interval(row) for row in full}
    return frozenset(row.id for row in same if printed.get(row.id, now) == now)


def _interval(row: DocumentRow) -> str:
    """The interval that a report prints; empty where it prints none."""
    cells = kept_cells(row)
    return next((one.text for one in cells if one.place.endswith(f"/{INTERVAL}")), "")


def _submitted(organisation_id: UUID, versions: Iterable[UUID]) -> Mapping[UUID, datetime]:
    """When each of these versions was submitted; nothing of a draft."""
    states = VersionStateRow.rows.of(organisation_id).current()
    found = states.filter(version_id__in=list(versions), state=VersionState.SUBMITTED.value)
    return {row.version_id: row.created_at for row in found}


def _of_draft(row: DocumentRow, submitted: Mapping[UUID, datetime]) -> bool:
    """Whether a document of a submitted version was made before that."""
    if row.version_id is None or row.version_id not in submitted:
        return False
    return row.created_at < submitted[row.version_id]
