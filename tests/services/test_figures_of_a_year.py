"""What is taken off in one year is taken off in that year only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.services.test_closed_sources import TODAY, moved, record, town, year_of
from tests.services.towns import OWNER

from fahsai.core.finding import Level
from fahsai.records.convert import Entry, source_row, source_value
from fahsai.records.models import Source
from fahsai.services.compare_versions import VersionNamed, compare_versions
from fahsai.services.sources import settle_source

if TYPE_CHECKING:
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("sqlite_database")
POND = {"treatment": "anaerobic_deep", "cod_mg_per_litre": "500"}
FOD = {
    "pack": "ipcc-2006-fod-tropical-wet",
    "waste_type": "food",
    "site": "deep",
    "deposit.2565": "1000",
}
TAKEN_OFF = [
    ("wastewater.cod", POND, "m3", "recovered_kg", "600"),
    ("wastewater.cod", POND, "m3", "sludge_kg_cod", "2000"),
    ("composting.own", {}, "kg", "recovered_kg", "20"),
    ("digestion.own", {}, "kg", "recovered_kg", "5"),
    ("landfill.own.fod", FOD, "kg", "recovered_kg", "5000"),
]


def two_years(kind: str, parameters: dict[str, str], unit: str) -> UUID:
    owner, code = town(kind, parameters, 2567, 2568)
    for year in (2567, 2568):
        record(owner, code, year, "1000", unit)
    return owner


@pytest.mark.parametrize(("kind", "parameters", "unit", "name", "amount"), TAKEN_OFF)
def test_it_moves_its_own_year_and_no_other(
    kind: str, parameters: dict[str, str], unit: str, name: str, amount: str
) -> None:
    owner = two_years(kind, parameters, unit)
    before = [year_of(owner, year).calculation.total_kg for year in (2567, 2568)]
    for written in (f"{name}.2568", f"{name}.2025"):
        settled, said = settle_source(
            OWNER, owner, "S01", parameters={written: amount}, reason="ตามบันทึก"
        )
        assert settled is not None, said
        assert moved(said) == ["2568 v1"]
        base, now = (year_of(owner, year).calculation for year in (2567, 2568))
        assert base.total_kg == before[0]
        assert now.total_kg < before[1]
        assert now.complete
        settle_source(OWNER, owner, "S01", parameters={written: ""}, reason="ตามบันทึก")
        assert year_of(owner, 2568).calculation.total_kg == before[1]


@pytest.mark.parametrize(("kind", "parameters", "unit", "name", "amount"), TAKEN_OFF)
def test_without_a_year_it_is_refused_where_it_is_entered_and_where_it_is_counted(
    kind: str, parameters: dict[str, str], unit: str, name: str, amount: str
) -> None:
    owner = two_years(kind, parameters, unit)
    for wrong in (name, f"{name}.68", f"{name}.food"):
        refused, said = settle_source(
            OWNER, owner, "S01", parameters={wrong: amount}, reason="ตามบันทึก"
        )
        assert refused is None
        assert [(one.code, one.data["parameter"]) for one in said] == [("method.year_name", wrong)]
    # Of before: kept by an earlier release, or read from a workbook.
    head = Source.rows.of(owner).current().get(code="S01")
    value = source_value(head)
    old = replace(value, parameters={**value.parameters, name: amount})
    source_row(old, Entry(owner, OWNER.id, head.id)).save()
    for year_be in (2567, 2568):
        year = year_of(owner, year_be)
        assert not year.calculation.complete
        assert [(one.level, one.data["parameter"]) for one in year.findings
                if one.code == "method.year_name"] == [(Level.ERROR, name)]  # fmt: skip
    mended, said = settle_source(
        OWNER, owner, "S01", parameters={name: "", f"{name}.2568": amount}, reason="ระบุปี"
    )
    assert mended is not None, said
    assert year_of(owner, 2568).calculation.complete


def test_the_same_recovery_in_both_years_is_no_other_method() -> None:
    owner = two_years("wastewater.cod", POND, "m3")
    for amounts, notes in (
        ({"recovered_kg.2567": "600", "recovered_kg.2568": "600"}, []),
        ({"recovered_kg.2568": "700"}, ["difference.data_of_year"]),
    ):
        settle_source(OWNER, owner, "S01", parameters=amounts, reason="ตามบันทึก")
        compared = compare_versions(
            OWNER, owner, VersionNamed(2567), VersionNamed(2568), today=TODAY
        )
        pond = next(one for one in compared.difference.sources if one.source.code == "S01")
        assert [move.part.note for move in pond.moves] == notes


def test_a_figure_that_reaches_into_later_years_names_them() -> None:
    owner = two_years("landfill.own.fod", FOD, "kg")
    for name, named in (
        ("deposit.2566", ["2567 v1, 2568 v1"]),
        ("deposit.2568", ["2568 v1"]),
        ("deposit.2569", []),
        ("ox", ["2567 v1, 2568 v1"]),
    ):
        _, said = settle_source(OWNER, owner, "S01", parameters={name: "0.1"}, reason="ตามบันทึก")
        assert moved(said) == named, name
