"""The documents of a year as work: Word and workbook first, then the PDF."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fahsai.core.thai.period import PeriodKind
from fahsai.documents.tcfo_r_02.pdf import pdf_available
from fahsai.services.documents import make_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding


def make(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], told: Callable[[int, int], None]
) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """Make them; what has not changed since is not kept twice, so a second time does no harm."""
    parts = 2 if pdf_available() else 1
    made = None
    for done in range(parts):
        told(done, parts)
        made = make_documents(
            actor,
            organisation_id,
            asked["year_be"],
            today=date.fromisoformat(asked["today"]),
            pdf=done > 0,
            number=asked["number"],
            kind=PeriodKind(asked["kind"]),
        )
    told(parts, parts)
    names = [one.file_name for one in made.made] if made else []
    return {"files": names}, ()
