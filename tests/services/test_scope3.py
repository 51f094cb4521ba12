"""Scope 3 by category from the records: sums, the assessment, who sees it, the JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, STRANGER, TODAY

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import total
from fahsai.core.reports.dossier import Scope3Assessment
from fahsai.records.form_values import form_data
from fahsai.records.models import FormRecord, FormRecordKind
from fahsai.services.access import NotFoundError
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.calculation_json import year_json
from fahsai.services.scope3 import scope3_of_year
from fahsai.services.sources import settle_source
from fahsai.services.year_tasks import tasks_of_year

if TYPE_CHECKING:
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.scope3 import Scope3Year

YEAR = 2565


def read(town: Organisation) -> tuple[YearResult, Scope3Year]:
    result = calculate_year(OWNER, town.id, YEAR, today=TODAY)
    return result, scope3_of_year(OWNER, town.id, result)


def assess(town: Organisation, result: YearResult, *rows: Scope3Assessment) -> None:
    """Put rows of Fr-03.2 in place of those of the demonstration."""
    kept = FormRecord.rows.of(town.id).current().filter(kind=FormRecordKind.SCOPE3.value)
    from fahsai.records.supersede import withdraw

    for old in kept:
        withdraw(old, actor_id=OWNER.id, why="").save()
    for position, row in enumerate(rows):
        FormRecord.rows.of(town.id).create(
            actor_id=OWNER.id,
            inventory_id=result.version.inventory_id,
            kind=FormRecordKind.SCOPE3.value,
            position=100 + position,
            data=form_data(row),
        )


def codes(held: Scope3Year) -> set[tuple[str, str]]:
    return {(one.code, one.data.get("category", one.subject)) for one in held.findings}


def test_the_categories_of_a_stored_year_add_up(town: Organisation) -> None:
    result, held = read(town)
    assert held.total_kg == result.calculation.by_class[ReportingClass.SCOPE_3] > 0
    assert total(one.kg for one in held.sums) == held.total_kg
    assert held.assessed


def test_the_json_tells_the_categories(town: Organisation) -> None:
    result, held = read(town)
    told = year_json(result, lines_of_calculation(result), town.code)["scope_3"]
    assert [one["category"] for one in told] == [one.category for one in held.sums]
    assert total(Decimal(one["co2e"]) for one in told) == held.total_kg
    assert told[0]["name_en"] == "Purchased goods and services"
    assert told[0]["name_th"] != told[0]["name_en"]


def test_an_assessment_that_does_not_agree_is_a_task(town: Organisation) -> None:
    result, held = read(town)
    counted = next(one.category for one in held.sums if one.counted)
    empty = next(one.category for one in held.sums if one.empty)
    assert counted is not None
    assert empty is not None
    assess(
        town,
        result,
        Scope3Assessment(counted, has_source=False, scores={}, significant=False),
        Scope3Assessment(empty, has_source=True, scores={}, significant=True),
    )
    result, held = read(town)
    assert ("scope3.source_denied", str(counted)) in codes(held)
    assert ("scope3.significant_without_source", str(empty)) in codes(held)
    lacks = {one.code for task in tasks_of_year(OWNER, town.id, result) for one in task.lacks}
    assert {"scope3.source_denied", "scope3.significant_without_source"} <= lacks


def test_an_assessment_that_agrees_is_quiet(town: Organisation) -> None:
    result, held = read(town)
    rows = [
        Scope3Assessment(
            one.category, has_source=not one.empty, scores={}, significant=not one.empty
        )
        for one in held.sums
        if one.category is not None
    ]
    assess(town, result, *rows)
    assert [one for one in read(town)[1].findings if one.code.startswith("scope3.s")] == []
    assess(town, result, *(row for row in rows if not row.has_source))
    said = {code for code, _ in codes(read(town)[1])}
    assert "scope3.category_unassessed" in said


def test_a_source_without_category_is_asked_for_one(town: Organisation) -> None:
    source, _ = add_source(OWNER, town.id, SourceEntry("other.scope3", "บริการที่จ้างเหมา"))
    assert source is not None
    said = codes(read(town)[1])
    assert ("scope3.category_missing", source.code) in said
    settle_source(OWNER, town.id, source.code, parameters={"scope3_category": "2"})
    _result, held = read(town)
    assert ("scope3.category_missing", source.code) not in codes(held)
    waiting = {one.category: [r.source.code for r in one.waiting] for one in held.sums}
    assert source.code in waiting[2]
    settle_source(OWNER, town.id, source.code, parameters={"scope3_category": "99"})
    assert ("scope3.category_unusable", source.code) in codes(read(town)[1])


def test_another_organisations_year_is_not_found(town: Organisation) -> None:
    result, _ = read(town)
    with pytest.raises(NotFoundError):
        scope3_of_year(STRANGER, town.id, result)
