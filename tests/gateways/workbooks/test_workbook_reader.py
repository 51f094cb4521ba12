from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from tests.gateways.workbooks.office_files import Shape, grid, written

from fahsai.gateways.workbooks import container
from fahsai.gateways.workbooks.extent import look_inside_ods, look_inside_xlsx
from fahsai.gateways.workbooks.grid import Broken, a1, position
from fahsai.gateways.workbooks.reader import read

if TYPE_CHECKING:
    from pathlib import Path


def code_of(data: bytes, name: str = "x.xlsx") -> str:
    workbook, findings = read(data, name)
    assert workbook is None
    assert [entry.subject for entry in findings] == [name]
    return findings[0].code


def zipped(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"a, b\nnothing below\n", "CSV"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b'{"a": 1}', "JSON"),
        (b"hello", "TXT"),
        (b"\x89PNG\r\n\x1a\n", "PNG/JPEG"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\1" * 600, "OLE"),
        (zipped({"word/document.xml": b"<w/>"}), "ZIP"),
    ],
)
def test_what_is_no_workbook_says_what_it_looks_like(data: bytes, looks_like: str) -> None:
    workbook, findings = read(data, "renamed.xlsx")
    assert workbook is None
    assert findings[0].code == "workbook.not_a_workbook"
    assert findings[0].data["looks_like"] == looks_like


@pytest.mark.parametrize("data", [b"", b"  \r\n", b"\0" * 40])
def test_empty_files(data: bytes) -> None:
    assert code_of(data) == "workbook.empty"


def test_workbook_without_any_cell_is_empty() -> None:
    assert code_of(grid()) == "workbook.empty"


def test_encrypted_and_binary_workbooks_are_refused() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
    assert code_of(ole + "EncryptedPackage".encode("utf-16-le")) == "workbook.encrypted"
    assert code_of(zipped({"xl/workbook.bin": b"x"})) == "workbook.format_unsupported"
    manifest = b"<manifest:encryption-data/>"
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
    assert code_of(zipped({**ods, "META-INF/manifest.xml": manifest})) == "workbook.encrypted"


def test_damaged_workbooks_end_in_a_finding() -> None:
    whole = written(Shape())
    assert code_of(whole[: len(whole) // 2]) == "workbook.damaged"
    assert code_of(zipped({"xl/workbook.xml": b"<workbook"})) == "workbook.damaged"


def test_zip_bombs_are_refused_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "RATIO_MATTERS_ABOVE_BYTES", 1 << 20)
    workbook, findings = read(zipped({"xl/workbook.xml": b"0" * (4 << 20)}), "bomb.xlsx")
    assert workbook is None
    assert findings[0].code == "workbook.too_large"
    assert findings[0].data["what"] == "compression ratio"
    monkeypatch.setattr(container, "MAX_UNPACKED_BYTES", 1 << 20)
    assert code_of(zipped({"xl/workbook.xml": b"0" * (4 << 20)})) == "workbook.too_large"
    monkeypatch.setattr(container, "MAX_ENTRIES", 2)
    assert code_of(zipped({f"{n}": b"0" for n in range(3)})) == "workbook.too_large"
    monkeypatch.setattr(container, "MAX_FILE_BYTES", 10)
    assert code_of(b"PK\x03\x04" + b"0" * 10) == "workbook.too_large"


def test_a_lying_zip_directory_is_found_out() -> None:
    """The directory says 10 bytes, the stream holds four million."""
    data = bytearray(zipped({"xl/workbook.xml": b"0" * (4 << 20)}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.index(signature) + offset
        data[place : place + 4] = struct.pack("<I", 10)
    assert code_of(bytes(data)) == "workbook.damaged"


def test_a_cell_at_the_far_corner_does_not_take_all_memory() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    near, far = book.add_worksheet("near"), book.add_worksheet("far")
    near.write(0, 0, 1)
    far.write(1_048_575, 16_383, 1)
    book.close()
    workbook, findings = read(stream.getvalue(), "far.xlsx")
    assert workbook is not None
    assert [sheet.name for sheet in workbook.sheets] == ["near"]
    assert [(entry.code, entry.subject) for entry in findings] == [
        ("workbook.sheet_too_large", "far")
    ]


def test_too_many_sheets() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for number in range(201):
            book.add_worksheet(f"s{number}").write(0, 0, number)
    assert code_of(stream.getvalue()) == "workbook.too_large"


def test_values_are_exact_and_typed() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "d/m/yyyy"})
    sheet = book.add_worksheet("แผ่น")
    values: list[Any] = [0.1, 41.46897, 12, 1e21, -2.5e-7, True, date(2024, 5, 31), " ๑๒ ", "  "]
    for column, value in enumerate(values):
        sheet.write(2, column + 1, value)
    sheet.merge_range(4, 0, 5, 2, "รวม")
    sheet.write(6, 0, "ท้าย")
    book.close()
    workbook, findings = read(stream.getvalue(), "a.xlsx")
    assert workbook is not None
    assert not findings
    (read_sheet,) = workbook.sheets
    assert read_sheet.rows[2] == (
        None,
        Decimal("0.1"),
        Decimal("41.46897"),
        Decimal(12),
        Decimal("1e21"),
        Decimal("-2.5e-7"),
        True,
        date(2024, 5, 31),
        " ๑๒ ",
        None,
    )
    assert read_sheet.cell(5, 1) is None
    assert read_sheet.text(5, 1) == "รวม"
    assert read_sheet.cell(99, 99) is None
    assert len(workbook.sha256) == 64
    assert workbook.sheet("แผ่น") is read_sheet


def test_formulas_without_result_and_errors_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "=1+1"
    sheet["C3"] = 2
    path = tmp_path / "formula.xlsx"
    book.save(path)
    workbook, findings = read(path.read_bytes(), "formula.xlsx")
    assert workbook is not None
    assert workbook.sheets[0].cell(0, 0) == Broken("not-calculated")
    assert findings[0].code == "workbook.formula_not_calculated"
    assert findings[0].data["cells"] == "A1"

    stream = io.BytesIO()
    written_book = xlsxwriter.Workbook(stream, {"in_memory": True})
    target = written_book.add_worksheet()
    for row in range(7):
        target.write_formula(row, 0, "=1/0", None, "#DIV/0!")
    written_book.close()
    workbook, findings = read(stream.getvalue(), "error.xlsx")
    assert workbook is not None
    assert workbook.sheets[0].cell(0, 0) == Broken("#DIV/0!")
    assert [entry.code for entry in findings] == ["workbook.formula_error"]
    assert findings[0].data["count"] == "7"


def test_what_stands_inside_is_told_apart() -> None:
    """An empty text result is a result; prefixed tags and cells without address do no harm."""
    sheet = (
        b'<x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:f>""</x:f><x:v></x:v></x:c>'
        b'<x:c r="B1" s="3"/><x:c r="C1" t="e"><x:f>1/0</x:f><x:v>#REF!</x:v></x:c>'
        b"<x:c><x:v>1</x:v></x:c></x:row></x:sheetData>"
    )
    data = zipped(
        {
            "xl/workbook.xml": b'<x:sheet name="a &amp; b" r:id="r1"/>',
            "xl/_rels/workbook.xml.rels": b'<Relationship Id="r1" Target="/xl/s.xml"/>',
            "xl/s.xml": sheet,
        }
    )
    inside = look_inside_xlsx(data)["a & b"]
    assert (inside.rows, inside.columns) == (1, 3)
    assert inside.broken == {(0, 2): Broken("#REF!")}
    assert look_inside_xlsx(b"nothing") == {}


def test_repeated_cells_of_an_ods_count_in_full() -> None:
    content = (
        b'<table:table table:name="a"><table:table-row table:number-rows-repeated="1000">'
        b'<table:table-cell table:number-columns-repeated="500" office:value-type="float"/>'
        b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        b"</table:table-row></table:table>"
    )
    inside = look_inside_ods(zipped({"content.xml": content}))["a"]
    assert (inside.rows, inside.columns) == (1000, 500)


@pytest.mark.parametrize(("row", "column", "name"), [(0, 0, "A1"), (25, 26, "AA26")])
def test_cell_names_go_both_ways(row: int, column: int, name: str) -> None:
    assert a1(row, column) == name
    assert position(name) == (row, column)
    assert position("1A") is None
