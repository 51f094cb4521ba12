"""Workbooks that are made, or happen, to bring a reader down."""

from __future__ import annotations

import html
import io
import re
import resource
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from tests.gateways.workbooks.office_files import Row, Shape, written

from fahsai.gateways.workbooks.apart import DEATH, MEMORY, TIME, Beside, Stopped
from fahsai.gateways.workbooks.book import receive
from fahsai.gateways.workbooks.container import Kind
from fahsai.gateways.workbooks.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator


def book(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("ข้อมูล")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def with_part(data: bytes, name: str, change: tuple[bytes, bytes]) -> bytes:
    """The same archive with one text of one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == name:
                assert change[0] in content
                content = content.replace(*change)
            new.writestr(entry, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FAR_AWAY = with_part(book(("a", 1), ("b", 2)), SHEET, (b'r="B2"', b'r="ZZZZZ99999999"'))


def codes(data: bytes, name: str = "x.xlsx") -> list[str]:
    return [one.code for one in read(data, name)[1]]


def test_a_cell_beyond_every_sheet_refuses_the_file_and_the_next_one_is_read() -> None:
    workbook, findings = read(FAR_AWAY, "far.xlsx")
    assert workbook is None
    assert [(one.code, one.data) for one in findings] == [("workbook.too_much", {"what": DEATH})]
    after, _ = read(book(("a", 1)), "x.xlsx")
    assert after is not None
    assert after.sheets[0].rows[0][0] == "a"


@contextmanager
def beside(longest: float = 45.0, most_memory: int = 1 << 30) -> Iterator[Beside]:
    made = Beside(longest, most_memory)
    try:
        yield made
    finally:
        made.end()


def test_what_takes_too_long_is_stopped() -> None:
    with beside(longest=0.0) as hurried:
        with pytest.raises(Stopped) as stopped:
            hurried.ask(book(("a",)), Kind.XLSX)
        assert stopped.value.what == TIME
        assert hurried._child is None  # nothing of it runs on


def test_what_reads_nothing_is_stopped() -> None:
    """More than a pipe holds: whoever writes it must not wait for ever."""
    with beside(longest=0.5) as deaf:
        deaf._code = "import time; time.sleep(60)"
        with pytest.raises(Stopped) as stopped:
            deaf.ask(bytes(8 << 20), Kind.XLSX)
        assert stopped.value.what == TIME
        assert deaf._child is None


@pytest.mark.parametrize("answer", [b"junk", b"\x80\x05cos\nsystem\n."])
def test_an_answer_that_is_none_counts_as_death(answer: bytes) -> None:
    with beside() as babbling:
        babbling._code = (
            "import struct, sys, time; out = sys.stdout.buffer; sys.stdin.buffer.read(17); "
            f"out.write(struct.pack('>Q', {len(answer)}) + {answer!r}); out.flush(); time.sleep(60)"
        )
        with pytest.raises(Stopped) as stopped:
            babbling.ask(b"a", Kind.XLSX)
        assert stopped.value.what == DEATH
        assert babbling._child is None


def rows_of_five(count: int) -> bytes:
    """A workbook of so many rows of five figures."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d"><v>1</v></c><c r="C%d"><v>2</v></c>'
        b'<c r="D%d"><v>3</v></c><c r="E%d"><v>4</v></c></row>' % ((n,) * 7)
        for n in range(1, count + 1)
    )
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for entry in old.namelist():
            data = b"<sheetData>" + rows + b"</sheetData>"
            content = old.read(entry)
            new.writestr(entry, content.replace(b"<sheetData/>", data))
    return out.getvalue()


def test_what_takes_too_much_memory_is_stopped() -> None:
    large = rows_of_five(99_000)
    with beside(most_memory=48 << 20) as narrow:
        with pytest.raises(Stopped) as stopped:
            narrow.ask(large, Kind.XLSX)
        assert stopped.value.what in {MEMORY, DEATH}
        assert narrow.ask(book(("a",)), Kind.XLSX).sheets[0].cells == [["a"]]
    with beside() as roomy:
        assert len(roomy.ask(large, Kind.XLSX).sheets[0].cells) == 99_000


def test_a_million_rows_are_refused_with_their_number() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workbook, findings = read(rows_of_five(1_000_000), "large.xlsx")
    assert workbook is None
    (said,) = findings
    assert (said.code, said.subject) == ("workbook.too_many_rows", "large.xlsx")
    assert said.data == {"rows": "1,000,000", "allowed": "100,000"}
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 1 << 20  # [KiB] in our own process, the making of the file included


def test_ten_thousand_columns() -> None:
    wide = book(tuple(f"c{n}" for n in range(10_000)), tuple(range(10_000)))
    received, findings = receive(wide, "wide.xlsx")
    assert received is None
    assert findings[-1].code == "workbook.layout_unknown"
    office = written(Shape(extra_columns=tuple(f"เพิ่ม {n}" for n in range(3_000))))
    received, _ = receive(office, "office.xlsx")
    assert received is not None
    assert received.count.read == 72


def formula(cell: str, text: str, *, cached: float | None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("ข้อมูล")
        sheet.write_formula(cell, text, None, "" if cached is None else cached)
    data = out.getvalue()
    return data if cached is not None else with_part(data, SHEET, (b"<v></v>", b""))


def test_formulas_without_values_and_circles_are_named_not_taken_as_zero() -> None:
    assert codes(formula("B2", "=1+1", cached=None)) == ["workbook.formula_not_calculated"]
    assert codes(formula("B2", "=B2", cached=None)) == ["workbook.formula_not_calculated"]


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "<script>alert(1)</script>", "{{ 7*7 }}", "a\u202eb", "%s%n"]
)
def test_names_with_markup_and_formulas_stay_text(text: str) -> None:
    rows = (Row("1. การเผาไหม้", scope="Scope 1"), Row("ชื่อ", 2.7, "ลิตร", amounts=(1.0,) * 12))
    shown = html.escape(text).encode()
    data = with_part(
        written(Shape(rows=rows)),
        "xl/sharedStrings.xml",
        ("<t>ชื่อ</t>".encode(), b"<t>%s</t>" % shown),
    )
    received, findings = receive(data, f"{text}.xlsx")
    assert received is not None
    assert received.offices[0].rows[0].label == re.sub(r"\s+", " ", text)
    assert all(one.subject is not None for one in findings)


def test_entities_of_a_document_are_not_followed() -> None:
    bad = b'?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = with_part(book(("secret", 1)), "xl/sharedStrings.xml", (b"?>", bad))
    data = with_part(data, "xl/sharedStrings.xml", (b"secret", b"&x;"))
    workbook, _ = read(data, "x.xlsx")
    shown = "" if workbook is None else str(workbook.sheets)
    assert "root:" not in shown
