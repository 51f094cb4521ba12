"""Text files: coding, separator and decimal sign are told from the content, and may be said."""

from __future__ import annotations

import csv
import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.gateways.workbooks.cell_text import number_said
from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.text import coding, separated
from fahsai.gateways.workbooks.text import read as text_read
from fahsai.gateways.workbooks.text.read import TextOptions

ROWS = [
    ["วันที่", "รายการ", "ปริมาณ"],
    ["15/01/2567", 'ดีเซล "B7"', "1234.5"],
    ["๑๖/๐๑/๒๕๖๗", "ไฟฟ้า\nอาคาร", "๑๒"],
]


def written(rows: list[list[str]], separator: str) -> str:
    def cell(text: str) -> str:
        doubled = text.replace('"', '""')
        special = any(mark in text for mark in ('"', "\n", separator))
        return f'"{doubled}"' if special else text

    return "\r\n".join(separator.join(map(cell, row)) for row in rows) + "\r\n"


@pytest.mark.parametrize("separator", ["\t", ";", ",", "|"])
@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp874", b""),
        ("tis-620", b""),
    ],
)
def test_every_coding_and_separator_gives_the_same_cells(
    name: str, mark: bytes, separator: str
) -> None:
    workbook, findings = read(mark + written(ROWS, separator).encode(name), "log.csv")
    assert workbook is not None, findings
    assert [list(row) for row in workbook.sheets[0].rows] == ROWS
    assert workbook.text is not None
    assert workbook.text.separator == separator
    assert findings[0].code == "workbook.text_read"
    assert findings[0].data["separator"] in {separator, "TAB"}


def test_a_decimal_comma_is_seen_and_an_account_number_is_left_alone() -> None:
    data = "มิเตอร์;หน่วย;บาท\n020 012 345;1.234,5;12,25\n020 012 346;900;3.000\n".encode("cp874")
    workbook, _ = read(data, "a.csv")
    assert workbook is not None
    assert workbook.text is not None
    assert workbook.text.decimal == ","
    assert workbook.sheets[0].rows[1] == ("020 012 345", "1234.5", "12.25")
    assert workbook.sheets[0].rows[2] == ("020 012 346", "900", "3000")


def test_thousands_alone_are_read_as_thais_write_them() -> None:
    workbook, _ = read(b'a,b\nx,"1,234"\ny,"1,500"\n', "a.csv")
    assert workbook is not None
    assert number_said(workbook.sheets[0].cell(1, 1)).value == Decimal(1234)


def test_what_is_said_overrides_what_is_guessed() -> None:
    data = "a;b\nx;1,5\n".encode("utf-16")
    assert read(data, "a.csv", TextOptions(coding="cp874"))[0] is None
    said = TextOptions(separator=",", decimal=".")
    workbook, _ = read(data, "a.csv", said)
    assert workbook is not None
    assert workbook.sheets[0].rows[1] == ("x;1", "5")


def test_a_line_of_excel_names_the_separator() -> None:
    workbook, _ = read(b"sep=;\na,a;b\nx,y;2\n", "a.csv")
    assert workbook is not None
    assert workbook.sheets[0].rows == (("a,a", "b"), ("x,y", "2"))


@pytest.mark.parametrize("data", [b"hello", b"one line, no table", b"\x00\x01\x02" * 50, b"%PDF-1"])
def test_what_has_no_columns_is_refused(data: bytes) -> None:
    workbook, findings = read(data, "a.csv")
    assert workbook is None
    assert findings[0].level == "error"


CELL = st.text(
    st.characters(codec="cp874", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]), max_size=12
)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=3, max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8-sig", "utf-16", "cp874"]),
)
def test_no_cell_is_lost_where_separator_and_coding_are_said(
    rows: list[list[str]], separator: str, name: str
) -> None:
    rows[0][0] = "หัว"
    options = TextOptions(coding=name, separator=separator, decimal=".")
    workbook, findings = read(written(rows, separator).encode(name), "a.csv", options)
    assert workbook is not None, findings
    read_back = [
        tuple(workbook.sheets[0].cell(row, column) for column in range(3))
        for row, cells in enumerate(workbook.sheets[0].rows)
        if cells
    ]
    wanted = [tuple(cell if cell.strip() else None for cell in row) for row in rows]
    assert read_back == [row for row in wanted if any(row)]


@given(st.binary(max_size=300))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    workbook, findings = read(data, "a.csv")
    assert workbook is not None or findings


@pytest.mark.parametrize("module", [coding, separated, text_read])
def test_the_examples_in_docstrings_run(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_a_quotation_mark_that_nobody_closes_swallows_no_row() -> None:
    workbook, _ = read('ท่อ;ลิตร\n"2 นิ้ว;5\nสามนิ้ว;6\nสี่นิ้ว;7\n'.encode(), "a.csv")
    assert workbook is not None
    assert workbook.sheets[0].rows[1:] == (('"2 นิ้ว', "5"), ("สามนิ้ว", "6"), ("สี่นิ้ว", "7"))


def test_what_a_person_says_beats_the_line_of_excel() -> None:
    data = b"sep=;\na,b;c\nx,1;2\n"
    workbook, _ = read(data, "a.csv", TextOptions(separator=","))
    assert workbook is not None
    assert workbook.sheets[0].rows == (("a", "b;c"), ("x", "1;2"))


def test_reading_a_text_leaves_the_limit_of_csv_as_it_was() -> None:
    before = csv.field_size_limit()
    try:
        csv.field_size_limit(1_000_000)
        assert len(separated.parsed(f"a;{'b' * 200_000}\nc;d\n", ";")) == 2
        assert csv.field_size_limit() == 1_000_000
    finally:
        csv.field_size_limit(before)
