"""The answers of ``fahsai calculate … --json`` follow ``docs/calculation.schema.json``."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema.exceptions import best_match
from jsonschema.validators import Draft202012Validator
from tests.databases import migrated_file, sqlite_database  # noqa: F401 - fixtures
from tests.gateways.workbooks.office_files import ROWS, Row, Shape, grid, written
from tests.shared import shared_path

from fahsai.core.quantity.exact import canonical, total
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_file import Factors, calculate_file
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.calculation_json import file_json, refusal_json, year_json
from fahsai.services.demonstration import demonstration_files, load_demonstration
from fahsai.services.rules import factor_sets
from fahsai.services.submit import submit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django import Settings

Json = dict[str, Any]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "calculation.schema.json"
SCHEMA: Json = json.loads(PAGE.read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
EXAMPLES = ("office_12_months_jan_dec.xlsx", "office_12_months_oct_sep.xlsx")
REPORT_DATE = date(2025, 3, 31)


def checked(answer: Json) -> Json:
    """The answer as a reader of JSON gets it, once it follows the schema."""
    received: Json = json.loads(json.dumps(answer, ensure_ascii=False))
    problem = best_match(VALIDATOR.iter_errors(received))
    assert problem is None, f"{problem.json_path}: {problem.message[:300]}"
    return received


def accepted(answer: Json) -> bool:
    return bool(VALIDATOR.is_valid(answer))


def of_file(data: bytes, name: str = "office.xlsx", **options: Any) -> Json:
    answer, findings = calculate_file(data, name, report_date=REPORT_DATE, **options)
    return refusal_json(name, findings) if answer is None else file_json(answer)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def described(node: Any, place: str = "") -> Iterator[tuple[str, Json]]:
    """Every property of the schema, by its place."""
    if isinstance(node, dict):
        for name, entry in node.get("properties", {}).items():
            yield f"{place}.{name}", entry
        for name, entry in node.items():
            yield from described(entry, f"{place}/{name}")
    elif isinstance(node, list):
        for entry in node:
            yield from described(entry, place)


def test_every_field_has_a_thai_title_and_an_english_description() -> None:
    fields = list(described(SCHEMA))
    assert len(fields) > 100
    for place, entry in fields:
        assert entry.get("description", "").endswith("."), place
        assert entry.get("title"), place


def test_every_object_is_closed_or_says_what_it_holds() -> None:
    for name, entry in SCHEMA["$defs"].items():
        if entry.get("type") == "object":
            assert entry["additionalProperties"] is False, name


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("factors", list(Factors))
@pytest.mark.parametrize("edition", [None, *factor_sets()])
def test_answers_for_example_workbooks(name: str, factors: Factors, edition: str | None) -> None:
    data = shared_path("examples", name).read_bytes()
    answer = checked(of_file(data, name, factors=factors, factor_set=edition))
    assert answer["file"]["name"] == name
    assert len(answer["other_years"]) == 1
    assert answer["lines"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_parts_of_an_example_add_up(name: str) -> None:
    answer = checked(of_file(shared_path("examples", name).read_bytes(), name))
    for line in answer["lines"]:
        ours = Decimal(line["co2e"] or 0)
        parts = total(Decimal(part["kg"]) for part in line["difference"])
        assert Decimal(line["sheet_co2e"]) + parts == ours, line["cell"]
    scopes = total(Decimal(answer["by_scope"][scope]) for scope in ("1", "2", "3"))
    assert canonical(scopes) == answer["total"]


BOOKS = {
    "as offices have it": Shape(),
    "no scopes said": Shape(has_scope=False),
    "quantities only": Shape(style="quantity"),
    "an unknown item": Shape(rows=(*ROWS, Row("ของแปลก", 1.5, "กล่อง", amounts=(1,) * 12))),
    "an item without factor": Shape(rows=(*ROWS, Row("น้ำมัน Diesel", None, "ลิตร", amounts=(7,)))),
    "a gas reported apart": Shape(rows=(*ROWS, Row("R-22", 1760, "kg", amounts=(2,) * 12))),
}


@pytest.mark.parametrize("shape", BOOKS.values(), ids=BOOKS)
@pytest.mark.parametrize("factors", list(Factors))
def test_answers_for_small_workbooks(shape: Shape, factors: Factors) -> None:
    checked(of_file(written(shape), factors=factors))


def test_the_answer_for_our_own_template() -> None:
    answer = checked(of_file(demonstration_files().activity, "activity.xlsx"))
    assert answer["file"]["layout"] == "fahsai-template"
    assert {line["why"].get("th") is not None for line in answer["lines"]} == {True}


@pytest.mark.parametrize("data", [b"", b"not a workbook", grid(("a", 1))])
def test_the_answer_for_a_file_that_cannot_be_read(data: bytes) -> None:
    answer = checked(of_file(data, "broken.xlsx"))
    assert answer["total"] is None
    assert answer["file"]["sha256"] is None
    assert answer["findings"]


def test_the_answer_for_tgos_workbook_that_nobody_filled() -> None:
    data = shared_path("data", "factors", "tgo", "TGO_CFO_verification_sheet.xlsx").read_bytes()
    checked(of_file(data, "TCFO_R_01.xlsx"))


def test_the_answer_for_a_stored_year(
    sqlite_database: BaseDatabaseWrapper,  # noqa: F811 - the fixture
    tmp_path: Path,
    settings: Settings,
) -> None:
    assert sqlite_database.vendor == "sqlite"
    settings.FAHSAI = replace(settings.FAHSAI, home=tmp_path)
    demo = load_demonstration(LOCAL_OWNER)
    for expected in ("draft", "submitted"):
        result = calculate_year(
            LOCAL_OWNER, demo.organisation.id, demo.year_be, today=date(2022, 12, 15)
        )
        answer = checked(year_json(result, lines_of_calculation(result), demo.organisation.code))
        assert answer["version"]["state"] == expected
        assert answer["complete"] is True
        assert len(answer["lines"]) >= 25
        if expected == "draft":
            submit(LOCAL_OWNER, demo.organisation.id, demo.year_be, today=date(2022, 12, 15))


# --- what the schema refuses ---


@pytest.fixture(scope="module")
def answer() -> Json:
    """A true answer to spoil."""
    return checked(of_file(written(Shape())))


def every_decimal(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of the answer that hold decimals."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from every_decimal(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node[:2]):
            yield from every_decimal(value, (*path, index))
    elif (
        path[-1] in {"total", "quantity", "co2e", "mass_kg", "co2e_kg", "published", "kg"} and node
    ):
        yield path


def spoiled(answer: Json, path: tuple[Any, ...], value: Any) -> Json:
    result = copy.deepcopy(answer)
    node: Any = result
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return result


@pytest.mark.parametrize("value", [1.5, 3, "1e3", "1,000", "01", "", " 1", "NaN", ".5", "+1"])
def test_a_decimal_is_a_plain_string(answer: Json, value: Any) -> None:
    places = list(every_decimal(answer))
    assert len(places) > 10
    for place in places:
        assert not accepted(spoiled(answer, place, value)), place


@pytest.mark.parametrize("part", ["answer", "line", "gas", "factor", "finding", "period"])
def test_a_missing_or_an_unknown_field_is_refused(answer: Json, part: str) -> None:
    line = answer["lines"][0]
    finding = {"code": "a.b", "level": "info", "subject": "", "data": {}, "th": "ก", "en": "a"}
    base = {**answer, "findings": [finding]}
    places: dict[str, tuple[tuple[Any, ...], Json]] = {
        "answer": ((), base),
        "line": (("lines", 0), line),
        "gas": (("lines", 0, "gases", 0), line["gases"][0]),
        "factor": (("lines", 0, "factor"), line["factor"]),
        "finding": (("findings", 0), finding),
        "period": (("period",), base["period"]),
    }
    path, node = places[part]
    assert accepted(base)
    for key in node:
        less = {name: value for name, value in node.items() if name != key}
        assert not accepted(spoiled(base, path, less) if path else less), key
    more = {**node, "surprise": "1"}
    assert not accepted(spoiled(base, path, more) if path else more)


def test_words_of_other_levels_causes_and_classes_are_refused(answer: Json) -> None:
    for path, value in (
        (("unit",), "tCO2e"),
        (("factors",), "mine"),
        (("role",), "next"),
        (("lines", 0, "gases", 0, "class"), "4"),
        (("lines", 0, "factor", "basis"), "guess"),
        (("file", "sha256"), "abc"),
        (("report_date",), "31/3/2568"),
    ):
        assert not accepted(spoiled(answer, path, value)), path
