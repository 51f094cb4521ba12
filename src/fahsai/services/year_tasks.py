"""The task list of a year in the order of the form, computed from what was entered for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fahsai.core.reports.dossier import PictureUse
from fahsai.core.reports.tasks import SourceGaps, Task, TaskInput, tasks
from fahsai.records.convert import organisation_value, team_value
from fahsai.records.models import (
    DocumentRow,
    Facility,
    FormRecord,
    OrganisationProfile,
    OrgUnit,
    PictureRow,
    TeamAssignment,
    TextRow,
)
from fahsai.services.access import NotFoundError, admit
from fahsai.services.dossier import base_findings
from fahsai.services.keeping.frozen import rows_of, sources_of
from fahsai.services.scope3 import scope3_of_year
from fahsai.services.year_records import records_of_year

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.services.calculate_year import YearResult

BOTH = frozenset({"TCFO_R_02", "TCFO_R_01"})


def tasks_of_year(actor: Actor, organisation_id: UUID, year: YearResult) -> tuple[Task, ...]:
    """What is done and what is missing of a year's report, section by section.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the result is another's.
        ForbiddenError: the actor sees some parts of the organisation only; the form is of all.
    """
    row = admit(actor, organisation_id)
    version = year.version
    if version.organisation_id != organisation_id:
        raise NotFoundError(version.name)
    own = {None, version.inventory_id}
    records = records_of_year(actor, organisation_id, year).by_source
    documents = DocumentRow.rows.of(organisation_id).filter(
        version_id=version.id, calculation_id=year.calculation_id
    )
    base = year.settings.base_year_be
    return tasks(
        TaskInput(
            year=version.name,
            organisation=organisation_value(row, rows_of(version, OrganisationProfile)[0]),
            calculation=year.calculation,
            sources=sources_of(version),
            findings=(*year.findings, *base_findings(actor, year)),
            settled=version.settings is not None,
            base_is_other_year=base is not None and base != version.year_be,
            units=len(rows_of(version, OrgUnit)),
            facilities=len(rows_of(version, Facility)),
            team=tuple(team_value(one) for one in rows_of(version, TeamAssignment, "person")),
            texts={
                one.section: one.body
                for one in rows_of(version, TextRow)
                if one.inventory_id in own
            },
            pictures=frozenset(PictureUse(one.use) for one in rows_of(version, PictureRow)),
            lists=Counter(
                one.kind for one in rows_of(version, FormRecord) if one.inventory_id in own
            ),
            gaps={
                source: SourceGaps(held.records, len(held.missing), held.without_evidence)
                for source, held in records.items()
            },
            documents=set(documents.values_list("kind", flat=True)) >= BOTH,
            months=len(version.period.months()),
            scope3=scope3_of_year(actor, organisation_id, year).findings,
        )
    )
