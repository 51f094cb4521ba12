"""A report workbook as work: texts, people and pictures, entered as a whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fahsai.records import blobs
from fahsai.services.import_report import import_report
from fahsai.services.working.activity import Files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding


def enter(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], told: Callable[[int, int], None]
) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """Enter it; a second time changes nothing."""
    told(0, 1)
    pictures = Files((one["name"], blobs.get(one["sha256"])) for one in asked["pictures"])
    entered, findings = import_report(
        actor,
        blobs.get(asked["workbook"]["sha256"]),
        asked["workbook"]["name"],
        today=date.fromisoformat(asked["today"]),
        pictures=pictures,
        organisation_id=organisation_id,
    )
    told(1, 1)
    if entered is None:
        return None, findings
    return {"year_be": entered.version.year_be, "pictures": entered.pictures}, findings
