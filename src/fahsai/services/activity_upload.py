"""A workbook handed in: kept with its job, shown as changes, stored when accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fahsai.core.access.roles import Permission
from fahsai.records import blobs
from fahsai.services.access import NotFoundError, admit, admit_part
from fahsai.services.import_activity import Change, ChangeKind, Receipt
from fahsai.services.jobs import Job, JobState, Work, job, start
from fahsai.services.map_table import mapping_plain
from fahsai.services.receipts import receipt_of
from fahsai.services.working.activity import changes_digest, soon_read
from fahsai.services.working.plain import plain_findings

__all__ = [
    "Preview",
    "accept_workbook",
    "look_again",
    "look_mapped",
    "offer_report",
    "offer_workbook",
    "preview_of",
    "preview_plain",
    "soon_read",
    "take_workbook",
    "workbook_of",
]

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.map_table import FileMapping
    from fahsai.services.uploads import Upload


@dataclass(frozen=True, slots=True)
class Preview:
    """What a workbook would change (or has changed, where it was accepted).

    ``noticed`` are the mistakes that its years would have with it and do not have without.
    """

    receipt: Receipt
    changes: tuple[Change, ...]
    years: tuple[int, ...]
    held: int
    accepted: bool
    noticed: tuple[Finding, ...] = ()


def offer_workbook(
    actor: Actor,
    organisation_id: UUID,
    workbook: Upload,
    evidence: Iterable[Upload] = (),
    *,
    sheet_year: int | None = None,
    table: FileMapping | None = None,
) -> UUID:
    """Keep a workbook and its evidence aside, and see what it would change; the id of the job.

    Nothing becomes a record; ``sheet_year`` is the Buddhist year of a sheet that names none,
    ``table`` what the columns of a table of any kind mean.
    Who enters data of some units only hands in what concerns those.
    """
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
    asked = {
        "workbook": _kept(workbook),
        "evidence": [_kept(one) for one in evidence],
        "year_be": sheet_year,
        "table": None if table is None else mapping_plain(table),
    }
    return start(actor, organisation_id, Work.LOOK, asked)


def take_workbook(
    actor: Actor,
    organisation_id: UUID,
    workbook: Upload,
    *,
    sheet_year: int | None = None,
    table: FileMapping | None = None,
) -> UUID:
    """Keep a workbook aside and store whatever it changes, unseen; the id of the job."""
    admit(actor, organisation_id, Permission.ENTER_DATA)
    asked: dict[str, Any] = {
        "workbook": _kept(workbook),
        "evidence": [],
        "year_be": sheet_year,
        "table": None if table is None else mapping_plain(table),
        "changes": None,
    }
    return start(actor, organisation_id, Work.IMPORT, asked)


def accept_workbook(actor: Actor, organisation_id: UUID, job_id: UUID) -> UUID:
    """Store a workbook that was looked at, once, whoever asks how often; the id of that job.

    Raises:
        NotFoundError: that job shows nothing that could be accepted.
    """
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
    looked = job(actor, organisation_id, job_id)
    preview = preview_of(looked)
    if looked.work is not Work.LOOK or preview is None:
        raise NotFoundError(str(job_id))
    digest = changes_digest([[str(text) for text in change] for change in preview.changes])
    asked = {**looked.asked, "changes": digest}
    return start(actor, organisation_id, Work.IMPORT, asked, once_for=looked.id)


def look_again(actor: Actor, organisation_id: UUID, job_id: UUID) -> UUID:
    """See anew what the workbook of a job would change; the id of the new job."""
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
    before = job(actor, organisation_id, job_id)
    if before.work not in {Work.LOOK, Work.IMPORT}:
        raise NotFoundError(str(job_id))
    asked = {name: before.asked.get(name) for name in ("workbook", "evidence", "year_be", "table")}
    return start(actor, organisation_id, Work.LOOK, asked)


def look_mapped(actor: Actor, organisation_id: UUID, job_id: UUID, table: FileMapping) -> UUID:
    """See what the workbook of a job would change once its columns mean this; the new job.

    Raises:
        NotFoundError: that job has no workbook of activity data.
    """
    before, _, _ = workbook_of(actor, organisation_id, job_id)
    asked = {name: before.asked.get(name) for name in ("workbook", "evidence", "year_be")}
    asked["table"] = mapping_plain(table)
    return start(actor, organisation_id, Work.LOOK, asked)


def workbook_of(actor: Actor, organisation_id: UUID, job_id: UUID) -> tuple[Job, bytes, str]:
    """A job that looked at a workbook, with the workbook and its name.

    Raises:
        NotFoundError: that job has no workbook of activity data.
    """
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
    found = job(actor, organisation_id, job_id)
    if found.work not in {Work.LOOK, Work.IMPORT}:
        raise NotFoundError(str(job_id))
    workbook = found.asked["workbook"]
    return found, blobs.get(workbook["sha256"]), workbook["name"]


def offer_report(
    actor: Actor,
    organisation_id: UUID,
    workbook: Upload,
    pictures: Iterable[Upload],
    *,
    today: date,
) -> UUID:
    """Enter a report workbook with its pictures; the id of the job."""
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    asked = {
        "workbook": _kept(workbook),
        "pictures": [_kept(one) for one in pictures],
        "today": today.isoformat(),
    }
    return start(actor, organisation_id, Work.REPORT, asked)


def preview_of(looked: Job) -> Preview | None:
    """What a job shows; None where it could not read the workbook or has not ended."""
    if looked.state is not JobState.DONE or looked.work not in {Work.LOOK, Work.IMPORT}:
        return None
    return preview_plain(looked.result)


def preview_plain(found: Mapping[str, Any]) -> Preview:
    """What is kept of an import, read back."""
    return Preview(
        receipt=receipt_of(found["receipt"]),
        changes=tuple(_change(one) for one in found["changes"]),
        years=tuple(found["years"]),
        held=found["held"],
        accepted=found["accepted"],
        noticed=plain_findings(found.get("noticed", ())),
    )


def _change(texts: list[str]) -> Change:
    kind, *others = texts
    return Change(ChangeKind(kind), *others)


def _kept(upload: Upload) -> Mapping[str, Any]:
    return {"name": upload.name, "sha256": blobs.put(upload.data)}
