"""A filled TCFO_R_01 handed in: shown as the base year it would make, taken when accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.access.roles import Permission
from fahsai.records import blobs
from fahsai.services.access import NotFoundError, admit
from fahsai.services.jobs import Job, JobState, Work, job, start
from fahsai.services.take_base_year import OtherLines
from fahsai.services.working.base_form import shown_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.uploads import Upload

LOOKED_AT = frozenset({Work.BASE_LOOK, Work.BASE_TAKE})


def offer_base_form(
    actor: Actor,
    organisation_id: UUID,
    workbook: Upload,
    *,
    today: date,
    year_be: int | None = None,
    kind: PeriodKind | None = None,
    lines: OtherLines = OtherLines.ASK,
) -> UUID:
    """Keep a form aside, and see what it would make of the base year; the id of the job."""
    admit(actor, organisation_id, Permission.SETTLE)
    asked = _asked(workbook, today, year_be, kind, lines)
    return start(actor, organisation_id, Work.BASE_LOOK, asked)


def take_base_form(
    actor: Actor,
    organisation_id: UUID,
    workbook: Upload,
    *,
    today: date,
    year_be: int | None = None,
    kind: PeriodKind | None = None,
    lines: OtherLines = OtherLines.ASK,
    reason: str = "",
) -> UUID:
    """Keep a form aside and take it as the base year, unseen; the id of the job."""
    admit(actor, organisation_id, Permission.SETTLE)
    asked = {**_asked(workbook, today, year_be, kind, lines), "reason": reason}
    return start(actor, organisation_id, Work.BASE_TAKE, asked)


def accept_base_form(actor: Actor, organisation_id: UUID, job_id: UUID, reason: str) -> UUID:
    """Take a form that was looked at, once, whoever asks how often; the id of that job.

    Raises:
        NotFoundError: that job shows no form that could be taken.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    looked = job(actor, organisation_id, job_id)
    shown = form_shown(looked)
    if looked.work is not Work.BASE_LOOK or shown is None:
        raise NotFoundError(str(job_id))
    asked = {**looked.asked, "reason": reason, "shown": shown_of(shown)}
    return start(actor, organisation_id, Work.BASE_TAKE, asked, once_for=looked.id)


def look_at_form_again(
    actor: Actor, organisation_id: UUID, job_id: UUID, lines: OtherLines | None = None
) -> UUID:
    """See anew what the form of a job would make; ``lines`` says what becomes of other records.

    Raises:
        NotFoundError: that job has no form.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    before = job(actor, organisation_id, job_id)
    if before.work not in LOOKED_AT:
        raise NotFoundError(str(job_id))
    asked = {**before.asked, "shown": None, "reason": ""}
    if lines is not None:
        asked["lines"] = lines.value
    return start(actor, organisation_id, Work.BASE_LOOK, asked)


def form_shown(looked: Job) -> Mapping[str, Any] | None:
    """What a job says of its form; None where it could not read it or has not ended."""
    if looked.state is not JobState.DONE or looked.work not in LOOKED_AT:
        return None
    return looked.result


def _asked(
    workbook: Upload,
    today: date,
    year_be: int | None,
    kind: PeriodKind | None,
    lines: OtherLines,
) -> dict[str, Any]:
    return {
        "workbook": {"name": workbook.name, "sha256": blobs.put(workbook.data)},
        "today": today.isoformat(),
        "year_be": year_be,
        "kind": None if kind is None else kind.value,
        "lines": lines.value,
        "reason": "",
        "shown": None,
    }
