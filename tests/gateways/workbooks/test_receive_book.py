from __future__ import annotations

import doctest
import importlib
import pkgutil
import random
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.gateways.workbooks.office_files import CALENDAR, Shape, grid, written

import fahsai.gateways.workbooks as room
from fahsai.gateways.workbooks.book import OFFICE, TEMPLATE, ActivityBook, receive
from fahsai.gateways.workbooks.template.write import write_template
from fahsai.words.load import words

OURS = [
    entry.name
    for entry in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    if ".report" not in entry.name
]


def test_the_layout_is_recognised() -> None:
    book, _ = receive(written(Shape()), "office.xlsx")
    assert book is not None
    assert (book.layout, len(book.offices), book.template) == (OFFICE, 1, None)
    assert book.count.read == 72
    book, _ = receive(write_template(), "template.xlsx")
    assert book is not None
    assert (book.layout, book.offices) == (TEMPLATE, ())
    assert book.template is not None


def test_the_same_bytes_have_the_same_hash() -> None:
    data = written(Shape())
    first, _ = receive(data, "a.xlsx")
    second, _ = receive(data, "b.xlsx")
    assert first is not None
    assert second is not None
    assert first.sha256 == second.sha256
    assert first.offices == second.offices


def test_an_unknown_layout_says_what_was_looked_for() -> None:
    book, findings = receive(grid(("ชื่อ", "อายุ"), ("ก", 3), sheet="คน"), "people.xlsx")
    assert book is None
    assert findings[-1].code == "workbook.layout_unknown"
    assert findings[-1].data == {"sheets": "คน"}


def test_every_finding_has_words_in_both_languages_for_its_data() -> None:
    table = words("findings_workbook")
    source = {name: (importlib.import_module(name).__file__ or "") for name in OURS}
    codes: set[str] = set()
    for path in source.values():
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  a path from the import system
            codes |= set(
                re.findall(r'"((?:workbook|sheet|fr04|template)\.[a-z_0-9]+)"', file.read())
            )
    assert codes == set(table)
    for entry in table.values():
        assert set(entry) == {"th", "en"}
        th, en = (set(re.findall(r"\{(\w+)\}", entry[language])) for language in ("th", "en"))
        assert th == en


@pytest.mark.parametrize("name", OURS)
def test_the_examples_in_docstrings_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def holds(book: ActivityBook | None, findings: Any) -> None:
    """What is true of every answer: something is returned, and no cell is lost."""
    assert book is not None or any(entry.level == "error" for entry in findings)
    for entry in findings:
        assert all(isinstance(value, str) for value in entry.data.values())
    if book is not None:
        count = book.count
        assert count.read == count.stored + count.rejected + count.blank
        for office in book.offices:
            assert len({row.key for row in office.rows}) == len(office.rows)


TEXTS = st.sampled_from(
    [
        *CALENDAR[:5],
        *("ปริมาณ", "CF", "EF", "หน่วย", "รายการ", "ขอบเขต", "รวม", "Scope 1", "Scope 2", "หมายเหตุ"),
        *("kg CO2e/ลิตร", "ลิตร", "ดีเซล", "-", "ปี 2566", "1. หัวข้อ", "Total GHG", "ปริมาณ 5"),
        *("Total (kgCO2e/หน่วย)", "รวมทั้งหมด", "ขอบเขต 1", "fahsai-activity-template/1"),
        *("sources.code", "current.source", "current.m01", "12 ลิตร", "#REF!", "๑๒"),
    ]
)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**12), 10**12),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=8),
)
GRIDS = st.lists(st.lists(CELLS, max_size=12).map(tuple), max_size=14)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(GRIDS)
def test_any_cells_end_in_a_book_or_a_finding(rows: list[tuple[Any, ...]]) -> None:
    holds(*receive(grid(*rows), "any.xlsx"))


HEADER = (
    ("ปริมาณก๊าซเรือนกระจก ปี 2566",),
    ("ขอบเขต", "รายการ", "EF", "หน่วย", *CALENDAR[:4], "รวม"),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(GRIDS)
def test_any_rows_under_an_office_header(rows: list[tuple[Any, ...]]) -> None:
    holds(*receive(grid(*HEADER, *rows), "office.xlsx"))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_any_bytes_end_in_a_finding(data: bytes, start: bytes) -> None:
    holds(*receive(start + data, "any.xlsx"))


@pytest.mark.parametrize("seed", range(60))
def test_a_workbook_with_wrong_bytes_ends_in_a_book_or_a_finding(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  not for secrets
    data = bytearray(written(Shape()))
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    holds(*receive(bytes(data[: chance.randint(len(data) // 2, len(data))]), "broken.xlsx"))
    holds(*receive(bytes(data), "broken.xlsx"))
