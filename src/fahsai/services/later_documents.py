"""Have the documents of a version made by the worker, with the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.access.roles import Permission
from fahsai.services.access import admit
from fahsai.services.inventories import version_of_year
from fahsai.services.jobs import Work, start

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import PeriodKind


def make_documents_later(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    number: int | None = None,
    kind: PeriodKind | None = None,
    query: str = "",
) -> UUID:
    """Ask for the documents of a version of a year; the id of the job.

    Args:
        actor: who asks.
        organisation_id: for whom.
        year_be: of which Buddhist year.
        today: the report date of a draft without settings.
        number: an older version of the year, by its number.
        kind: which of two years of the same number, a fiscal and a calendar one.
        query: how the addresses of the year's pages end, for the way back from the job.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
        ForbiddenError: the actor may not write the report.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    version = version_of_year(actor, organisation_id, year_be, number=number, kind=kind)
    asked = {
        "year_be": year_be,
        "today": today.isoformat(),
        "number": version.number,
        "kind": version.period.kind.value,
        "query": query,
    }
    return start(actor, organisation_id, Work.DOCUMENTS, asked)
