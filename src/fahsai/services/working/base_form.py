"""A filled TCFO_R_01 that becomes the base year as work: looked at first, taken as it was shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fahsai.core.finding import Level, finding
from fahsai.core.thai.period import PeriodKind
from fahsai.records import blobs
from fahsai.records.canonical_json import plain
from fahsai.records.locks import hold_records
from fahsai.services.base_form_json import taken_json
from fahsai.services.take_base_year import OtherLines, take_base_year

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding

Result = tuple["Mapping[str, Any] | None", "tuple[Finding, ...]"]


def look(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], told: Callable[[int, int], None]
) -> Result:
    """What the form would make of the base year; nothing is stored."""
    told(0, 1)
    found = _taken(actor, organisation_id, asked, accept=False)
    told(1, 1)
    return found


@transaction.atomic
def take(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], told: Callable[[int, int], None]
) -> Result:
    """Take it, if that makes exactly what was shown (anything where nothing was).

    Findings besides those of the step: ``import.no_longer_so`` where the records have changed
    since; nothing is stored then.
    """
    del told  # all of it happens at once or not at all
    hold_records(organisation_id)  # what was shown is what is stored
    if asked["shown"] is not None:
        now, findings = _taken(actor, organisation_id, asked, accept=False)
        if now is None:
            return None, findings
        if shown_of(now) != asked["shown"]:
            name = str(asked["workbook"]["name"])
            return None, (finding("import.no_longer_so", Level.ERROR, name),)
    return _taken(actor, organisation_id, asked, accept=True)


def shown_of(result: Mapping[str, Any]) -> Any:
    """What of a result a person agrees to: the changes, the years that follow, the figures."""
    brought = result["import"]
    changes = None if brought is None else brought["changes"]
    names = ("year_be", "sheet", "changes", "records_beside", "following", "figures")
    return plain({**{name: result[name] for name in names}, "rows": changes})


def _taken(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], *, accept: bool
) -> Result:
    workbook = asked["workbook"]
    answer, findings = take_base_year(
        actor,
        organisation_id,
        blobs.get(workbook["sha256"]),
        workbook["name"],
        today=date.fromisoformat(asked["today"]),
        accept=accept,
        year_be=asked["year_be"],
        kind=None if asked["kind"] is None else PeriodKind(asked["kind"]),
        lines=OtherLines(asked["lines"]),
        reason=asked["reason"],
    )
    return (None if answer is None else taken_json(answer)), findings
