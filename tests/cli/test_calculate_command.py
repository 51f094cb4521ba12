"""`fahsai calculate`: the workbook's own total to six decimals, every difference explained."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from tests.services.books import LINES, RIDDLE, Sheet, office, template
from tests.shared import shared_path

from fahsai.core.quantity.exact import canonical, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fahsai.core.inventory.boundary import Organisation

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "calculation.schema.json"
JAN_DEC, OCT_SEP = "office_12_months_jan_dec.xlsx", "office_12_months_oct_sep.xlsx"
TOTALS = {
    JAN_DEC: ("250693.272862", "251631.019726"),
    OCT_SEP: ("231689.046992", "232468.968340"),
}
EDITIONS = ("tgo-cfo-2022-04", "tgo-cfo-2026-02")


def parsed(text: str) -> dict[str, Any]:
    """The answer, valid by the schema and without a single float."""

    def no_float(number: str) -> None:
        pytest.fail(f"a float: {number}")

    answer: dict[str, Any] = json.loads(text, parse_float=no_float)
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert not [one.message for one in Draft202012Validator(schema).iter_errors(answer)]
    return answer


def decimals(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every number of the answer by its key; those that are figures must be canonical text."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from decimals(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from decimals(item, key)
    elif isinstance(value, str) and key in FIGURES:
        yield key, value


FIGURES = {"quantity", "co2e", "kg", "mass_kg", "co2e_kg", "total", "sheet_total", "sheet_co2e"}


@pytest.mark.parametrize("name", [JAN_DEC, OCT_SEP])
def test_the_workbooks_own_total_to_six_decimals(fahsai: Callable[..., Any], name: str) -> None:
    answer = fahsai("calculate", shared_path("examples", name), "--factors", "sheet", "--json")
    assert answer.status == 0
    data = parsed(answer.out)
    current, base = TOTALS[name]
    years = [data, *data["other_years"]]
    for year, expected in zip(years, (current, base), strict=True):
        assert round(Decimal(year["total"]), 6) == Decimal(expected)
        assert round(Decimal(year["sheet_total"]), 6) == Decimal(expected)
        assert round(total(map(Decimal, year["by_scope"].values())), 6) == Decimal(expected)
    assert data["label"]["th"].startswith("ยอดตามไฟล์ต้นฉบับ")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", [JAN_DEC, OCT_SEP])
def test_the_parts_of_every_difference_add_up_exactly(
    fahsai: Callable[..., Any], name: str, edition: str
) -> None:
    answer = fahsai("calculate", shared_path("examples", name), "--edition", edition, "--json")
    assert answer.status == 0
    data = parsed(answer.out)
    assert data["edition"] == edition
    for year in [data, *data["other_years"]]:
        assert year["lines"]
        for line in year["lines"]:
            if line["co2e"] is None:
                continue
            parts = total(Decimal(part["kg"]) for part in line["difference"])
            assert parts == Decimal(line["co2e"]) - Decimal(line["sheet_co2e"]), line["label"]
            assert all(part["cause"] and part["th"] and part["en"] for part in line["difference"])
        counted = [line["co2e"] for line in year["lines"] if line["co2e"] is not None]
        assert total(map(Decimal, counted)) == Decimal(year["total"])
        assert total(Decimal(year["by_scope"][scope]) for scope in "123") == Decimal(year["total"])
    for key, text in decimals(data):
        assert canonical(Decimal(text)) == text, key


def test_stored_data_answers_in_the_same_shape(
    fahsai: Callable[..., Any], town: Organisation
) -> None:
    answer = fahsai("calculate", "--organisation", town.code, "--year", "2565", "--json")
    assert answer.status == 0, answer.err
    data = parsed(answer.out)
    assert data["organisation"] == town.code
    assert total(Decimal(data["by_scope"][scope]) for scope in "123") == Decimal(data["total"])
    christian = fahsai("calculate", "--organisation", town.code, "--year", "2022", "--json")
    assert json.loads(christian.out) == data
    text = fahsai("--language", "en", "calculate", "--organisation", town.code, "--year", 2565)
    assert "Total" in text.out
    assert "Scope 1" in text.out


def test_nothing_is_stored_by_calculating_a_file(
    fahsai: Callable[..., Any], tmp_path: Path, home: Path
) -> None:
    book = tmp_path / "activity.xlsx"
    book.write_bytes(template())
    before = sorted(path for path in tmp_path.rglob("*"))
    assert fahsai("calculate", book).status == 0
    assert sorted(path for path in tmp_path.rglob("*")) == before
    assert not list(home.iterdir())


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_table_for_people_in_both_languages(
    fahsai: Callable[..., Any], tmp_path: Path, language: str
) -> None:
    book = tmp_path / "office.xlsx"
    book.write_bytes(office(Sheet((*LINES, RIDDLE))))
    answer = fahsai("--language", language, "calculate", book)
    assert answer.status == 0
    assert ("incomplete" if language == "en" else "ยังไม่ครบ") in answer.out
    assert RIDDLE.label in answer.out


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_person_chooses_where_the_program_must_not(
    fahsai: Callable[..., Any], tmp_path: Path, edition: str
) -> None:
    book = tmp_path / "office.xlsx"
    book.write_bytes(office(Sheet()))
    data = parsed(fahsai("calculate", book, "--edition", edition, "--json").out)
    line = next(line for line in data["lines"] if line["kind"] == "stationary.diesel")
    key = line["factor"]["key"]
    answer = fahsai(
        *("calculate", book, "--edition", edition, "--json"),
        *("--choose", f"stationary.diesel={edition}:{key}"),
    )
    assert answer.status == 0
    assert parsed(answer.out)["total"] == data["total"]
    wrong = fahsai("calculate", book, "--json", "--choose", f"stationary.diesel={edition}:no.such")
    codes = {one["code"] for one in parsed(wrong.out)["findings"]}
    assert "factor.pick_unknown" in codes


def test_a_refusal_is_json_too(fahsai: Callable[..., Any], tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"hello")
    answer = fahsai("calculate", book, "--json")
    assert answer.status == 1
    data = parsed(answer.out)
    assert [one["code"] for one in data["findings"]] == ["workbook.not_a_workbook"]
    assert data["total"] is None
