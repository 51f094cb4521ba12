"""The task list of the form: what is there is done, what is not is said, each rule both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from fahsai.core.finding import Finding, Level
from fahsai.core.inventory.activity import EmissionSource
from fahsai.core.inventory.boundary import Organisation
from fahsai.core.inventory.result import Calculation, ReportingClass, SourceResult
from fahsai.core.reports.dossier import PictureUse, TeamMember, TeamRole
from fahsai.core.reports.tasks import NAMED, SourceGaps, Task, TaskInput, TaskState, tasks
from fahsai.core.thai.period import fiscal_year

SOURCE = EmissionSource(UUID(int=1), "S01", "stationary.diesel", "เครื่องสูบน้ำ")
KG = {(where, "CO2"): Decimal(1) for where in list(ReportingClass)[:3]}
RESULT = SourceResult(
    source=SOURCE,
    method="combustion",
    quantity=Decimal(12),
    unit="litre",
    lines=(),
    gases=KG,
    choices=(),
    steps=(),
    complete=True,
    activity_points=6,
    factor_points=3,
)
CALCULATION = Calculation(
    sha256="",
    period=fiscal_year(2565),
    report_date=date(2023, 1, 1),
    factor_set="set",
    gwp_set="AR5",
    packs=(),
    program_version="1",
    sources=(RESULT,),
    by_class={where: Decimal(1) for where, _ in KG},
    gases=KG,
    total_kg=Decimal(3),
    complete=True,
)
WHOLE = TaskInput(
    year="2565 v1",
    organisation=Organisation(UUID(int=9), "town", "เทศบาล", "", "เมือง", "1 ถนน", "ตราด"),
    calculation=CALCULATION,
    sources=(SOURCE,),
    findings=(),
    settled=True,
    base_is_other_year=True,
    units=1,
    facilities=1,
    team=tuple(TeamMember(role, "ก", "ข", phone="1", email="a@b") for role in TeamRole),
    texts={"introduction": "ก", "6.3": "ข", "10": "ค"},
    pictures=frozenset(PictureUse),
    lists={"calibration": 1, "measure": 1, "activity": 1, "scope3": 1},
    gaps={SOURCE.id: SourceGaps(12, 0, 0)},
    documents=True,
    months=12,
)


def found(given: TaskInput, key: str) -> Task:
    return next(task for task in tasks(given) if task.key == key)


def test_where_nothing_is_missing_everything_is_done() -> None:
    assert [task.key for task in tasks(WHOLE) if task.lacks] == []
    assert {task.state for task in tasks(WHOLE)} == {TaskState.DONE}


@pytest.mark.parametrize(
    ("key", "without", "code", "state"),
    [
        ("introduction", {"texts": {}}, "task.text_ours", TaskState.DONE),
        ("coordinator", {"team": ()}, "task.person_missing", TaskState.WARNING),
        ("data_owner", {"team": ()}, "task.person_missing", TaskState.WARNING),
        ("roles", {"team": ()}, "task.person_missing", TaskState.WARNING),
        ("how", {"settled": False}, "task.settings_unset", TaskState.WARNING),
        ("boundary", {"units": 0}, "task.units_missing", TaskState.WARNING),
        ("boundary", {"facilities": 0}, "task.facilities_missing", TaskState.WARNING),
        ("boundary", {"pictures": frozenset()}, "task.chart_ours", TaskState.WARNING),
        ("boundary", {"pictures": frozenset()}, "task.map_missing", TaskState.WARNING),
        ("sources", {"sources": ()}, "task.sources_missing", TaskState.MISSING),
        ("sources", {"lists": {}}, "task.scope3_unassessed", TaskState.WARNING),
        ("base_year", {"texts": {}}, "task.text_ours", TaskState.DONE),
        ("calibration", {"lists": {}}, "task.calibration_missing", TaskState.WARNING),
        ("measures", {"lists": {}}, "task.measures_missing", TaskState.WARNING),
        ("proposals", {"texts": {}}, "task.text_missing", TaskState.WARNING),
        ("appendix", {"lists": {}}, "task.activities_missing", TaskState.WARNING),
        ("appendix", {"pictures": frozenset()}, "task.order_missing", TaskState.WARNING),
        ("documents", {"documents": False}, "task.documents_missing", TaskState.WARNING),
    ],
)
def test_what_is_missing_is_said(
    key: str, without: dict[str, object], code: str, state: TaskState
) -> None:
    task = found(replace(WHOLE, **without), key)  # type: ignore[arg-type]  # one field each
    assert code in {one.code for one in task.lacks}
    assert task.state is state


@pytest.mark.parametrize("blank", ["name_th", "address", "kind", "province"])
def test_every_blank_of_the_profile_is_named(blank: str) -> None:
    given = replace(WHOLE, organisation=replace(WHOLE.organisation, **{blank: " "}))  # type: ignore[arg-type]
    (lack,) = found(given, "general").lacks
    assert (lack.code, lack.data) == ("task.profile_blank", {"blank": blank})


def test_a_person_without_a_telephone_is_to_be_asked() -> None:
    team = tuple(replace(one, phone="") for one in WHOLE.team)
    (lack,) = found(replace(WHOLE, team=team), "coordinator").lacks
    assert lack.data == {"duty": "coordinator", "blank": "phone"}


def test_the_person_responsible_may_manage_the_data() -> None:
    team = tuple(one for one in WHOLE.team if one.role is not TeamRole.DATA_MANAGER)
    assert found(replace(WHOLE, team=team), "roles").lacks == ()


def test_gaps_in_the_records_are_named_source_by_source() -> None:
    gaps = {SOURCE.id: SourceGaps(11, 1, 2)}
    lacks = found(replace(WHOLE, gaps=gaps), "monitoring").lacks
    assert [(one.code, one.subject) for one in lacks] == [
        ("task.months_missing", "S01"),
        ("task.evidence_missing", "2565 v1"),
    ]
    assert lacks[0].data == {"count": "1", "months": "12"}
    many = tuple(
        RESULT._replace(source=replace(SOURCE, id=UUID(int=n), code=f"S{n:02}"))
        for n in range(1, NAMED + 4)
    )
    given = replace(
        WHOLE,
        calculation=replace(CALCULATION, sources=many),
        gaps={one.source.id: SourceGaps(11, 1, 0) for one in many},
    )
    lacks = found(given, "monitoring").lacks
    assert len(lacks) == NAMED + 1
    assert lacks[-1].data == {"count": "3"}


def test_a_factor_to_choose_stands_under_the_results() -> None:
    said = (
        Finding("factor.choose", Level.ERROR, "S01"),
        Finding("factor.fallback", Level.INFO, "S01"),
        Finding("source.no_lines", Level.ERROR, "S01"),
    )
    given = replace(WHOLE, findings=said)
    assert found(given, "results").lacks == said[:1]
    assert found(given, "results").state is TaskState.MISSING
    assert found(given, "monitoring").lacks == said[2:]


def test_data_of_the_lowest_quality_is_named() -> None:
    poor = replace(CALCULATION, sources=(RESULT._replace(activity_points=1),))
    (lack,) = found(replace(WHOLE, calculation=poor), "quality").lacks
    assert (lack.code, lack.data["codes"]) == ("task.quality_poor", "S01")


def test_a_scope_without_a_source_is_asked_about() -> None:
    without = {key: kg for key, kg in KG.items() if key[0] is not ReportingClass.SCOPE_3}
    bare = replace(CALCULATION, sources=(RESULT._replace(gases=without),))
    task = found(replace(WHOLE, calculation=bare), "sources")
    assert [one.data for one in task.lacks] == [{"scope": "3"}]
    assert task.state is TaskState.DONE
