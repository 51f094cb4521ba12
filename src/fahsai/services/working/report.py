"""A report workbook as work: texts, people and pictures, entered as a whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.report.read import read_report_template
from fahsai.records import blobs
from fahsai.services.access import admit
from fahsai.services.import_report import import_report
from fahsai.services.working.activity import Files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor


def enter(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], told: Callable[[int, int], None]
) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """Enter it; a second time changes nothing.

    Findings besides those of the import: ``report.other_organisation`` for a workbook that says
    it is another organisation's; nothing is entered then.
    """
    told(0, 1)
    name, data = asked["workbook"]["name"], blobs.get(asked["workbook"]["sha256"])
    ours = admit(actor, organisation_id, Permission.WRITE_REPORT).code
    book, _ = read_report_template(data, name)
    theirs = book.organisation.code.strip() if book else ""
    if theirs and theirs.casefold() != ours.casefold():
        other = finding(
            "report.other_organisation", Level.ERROR, name, written=theirs, organisation=ours
        )
        return None, (other,)
    pictures = Files((one["name"], blobs.get(one["sha256"])) for one in asked["pictures"])
    entered, findings = import_report(
        actor,
        data,
        name,
        today=date.fromisoformat(asked["today"]),
        pictures=pictures,
        organisation_id=organisation_id,
    )
    told(1, 1)
    if entered is None:
        return None, findings
    return {"year_be": entered.version.year_be, "pictures": entered.pictures}, findings
