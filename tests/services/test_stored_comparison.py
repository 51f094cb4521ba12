"""A stored year beside the file it was imported from: the same figures, the same causes."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal, localcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema.validators import Draft202012Validator
from tests.services.books import CARS, DIESEL, LINES, PAPER, POWER, WATER, Line, Sheet, office
from tests.services.towns import OWNER, TODAY, bare

from fahsai.services.calculate_file import calculate_file
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.calculation_json import file_json, year_json
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import set_settings, version_of_year
from fahsai.services.sheets.comparison import compare_stored

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.inventory.activity import ActivityLine

Json = dict[str, Any]
YEAR = 2566
SCHEMA: Json = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "calculation.schema.json").read_text("utf-8")
)
NEWER = "tgo-cfo-2026-02"

pytestmark = pytest.mark.usefixtures("sqlite_database")


def stored(owner: UUID, edition: str | None = None) -> Json:
    if edition is not None:
        version = version_of_year(OWNER, owner, YEAR)
        result = calculate_year(OWNER, owner, YEAR, today=TODAY)
        set_settings(OWNER, version, replace(result.settings, factor_set=edition))
    result = calculate_year(OWNER, owner, YEAR, today=TODAY)
    told = year_json(result, lines_of_calculation(result), "thesaban")
    Draft202012Validator(SCHEMA).validate(told)
    return told


def imported(*rows: Line) -> tuple[UUID, bytes]:
    owner = bare()
    data = office(Sheet(rows))
    result, findings = import_activity(OWNER, owner, data, "office.xlsx", accept=True)
    assert result is not None, findings
    return owner, data


def added(values: Any) -> Decimal:
    with localcontext(prec=90):
        return sum((Decimal(value) for value in values), Decimal(0))


COMPARED = ("sheet_factor", "sheet_co2e", "co2e", "difference", "co2e_by_class")


@pytest.mark.parametrize("edition", [None, NEWER])
def test_a_stored_year_says_the_same_as_its_file(edition: str | None) -> None:
    owner, data = imported(*LINES, replace(WATER, label="น้ำประปาส่วนภูมิภาค"))
    told = stored(owner, edition)
    alone, _ = calculate_file(data, "office.xlsx", report_date=TODAY, factor_set=told["edition"])
    assert alone is not None
    by_label = {line["label"]: line for line in file_json(alone)["lines"]}
    assert len(told["lines"]) == len(by_label) == len(LINES) + 1
    for line in told["lines"]:
        theirs = by_label[line["label"]]
        assert {key: line[key] for key in COMPARED} == {key: theirs[key] for key in COMPARED}
        months = {month["period"]: month["co2e"] for month in line["months"]}
        assert months == {month["period"]: month["co2e"] for month in theirs["months"]}
        parts = [part["kg"] for part in line["difference"]]
        assert added((line["sheet_co2e"], *parts)) == Decimal(line["co2e"])
    assert Decimal(told["sheet_total"]) == added(line["sheet_co2e"] for line in told["lines"])
    assert "sheet.total_unknown" not in {item["code"] for item in told["findings"]}


def test_the_edition_that_changed_is_named() -> None:
    owner, _ = imported(POWER)
    (line,) = stored(owner, NEWER)["lines"]
    (part,) = line["difference"]
    assert part["en"].startswith("Edition changed: tgo-cfo-2022-04:")


def test_a_line_without_a_factor_of_its_own_leaves_no_total() -> None:
    owner, _ = imported(DIESEL, Line("กระดาษ A4", None, "kg", "Scope 3", PAPER.months))
    told = stored(owner)
    by_label = {line["label"]: line for line in told["lines"]}
    bare_line = by_label["กระดาษ A4"]
    assert (bare_line["sheet_factor"], bare_line["sheet_co2e"]) == (None, None)
    assert bare_line["difference"] == []
    assert by_label[DIESEL.label]["sheet_co2e"] is not None
    assert told["sheet_total"] is None
    (said,) = [item for item in told["findings"] if item["code"] == "sheet.total_unknown"]
    assert bare_line["source"] in said["data"]["sources"]
    assert said["level"] == "info"


def test_records_with_several_factors_have_a_figure_but_no_factor() -> None:
    owner, _ = imported(CARS)
    result = calculate_year(OWNER, owner, YEAR, today=TODAY)
    lines = lines_of_calculation(result)
    first, *rest = lines
    mixed: list[ActivityLine] = [first._replace(sheet_factor=Decimal(3)), *rest]
    (one,) = compare_stored(result.calculation, mixed).lines
    assert one.factor is None
    own = Decimal("2.7406")
    assert one.sheet_kg == first.quantity * 3 + sum(line.quantity * own for line in rest)
    with localcontext(prec=90):
        moved = sum((part.kg for part in one.parts), Decimal(0))
        assert one.sheet_kg + moved == one.result.total_kg


def test_one_record_without_a_factor_leaves_the_source_without_a_figure() -> None:
    owner, _ = imported(CARS)
    result = calculate_year(OWNER, owner, YEAR, today=TODAY)
    first, *rest = lines_of_calculation(result)
    compared = compare_stored(result.calculation, [first._replace(sheet_factor=None), *rest])
    assert compared.lines[0].sheet_kg is None
    assert compared.sheet_total is None
    assert not compared.has_sheet


def test_months_of_a_stored_line_without_a_result_are_unknown() -> None:
    owner, _ = imported(Line("ก๊าซธรรมชาติ", 0.0562, "MJ", "Scope 1", (5,) * 12))
    told = stored(owner)
    (line,) = told["lines"]
    assert line["co2e"] is None
    assert [month["co2e"] for month in line["months"]] == [None] * 12
    assert told["complete"] is False


def test_a_row_the_file_reports_apart_is_not_in_its_total() -> None:
    owner, _ = imported(DIESEL, Line("R-22", 1760, "kg", "รายงานแยก", (2,) * 12))
    told = stored(owner)
    by_label = {line["label"]: line for line in told["lines"]}
    apart = by_label["R-22"]
    assert (apart["sheet_co2e"], apart["co2e"], apart["difference"]) == (None, "0", [])
    assert apart["co2e_by_class"] == {"separate": "42240"}
    assert told["sheet_total"] == by_label[DIESEL.label]["sheet_co2e"]
