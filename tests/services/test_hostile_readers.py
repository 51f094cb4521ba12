"""Every hostile file at every reader: an answer in words, and not one record changed."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from tests.gateways.workbooks import huge_files as huge
from tests.gateways.workbooks.test_hostile_books import FAR_AWAY, SHEET, book, formula, with_part
from tests.services.hostile_files import ACTIVE_PDF, document, picture_bomb, zip_bomb
from tools.fuzzing.targets import READERS, content, give, load
from tools.fuzzing.whole import TABLE, lines

if TYPE_CHECKING:
    from collections.abc import Callable

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MARKUP = ('=HYPERLINK("http://x")', "<script>alert(1)</script>", "{{ 7*7 }}", "a\u202eb", "+1+1")
COLUMNS = 10_000


def _entries(data: bytes, more: dict[str, bytes]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for name, content_of in more.items():
            archive.writestr(name, content_of)
    return out.getvalue()


def _wide_ods() -> bytes:
    cell = (
        '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p>'
        "</table:table-cell>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(huge.ods(1))) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            data = old.read(entry).decode()
            head, found, tail = data.partition("<table:table-row>")
            row = f"<table:table-row>{cell * COLUMNS}</table:table-row>" if found else ""
            new.writestr(entry, f"{head}{row}{found}{tail}")
    return out.getvalue()


def _table(names: tuple[str, ...]) -> bytes:
    """A table of fuel whose sources have these names."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("น้ำมัน")
        sheet.write_row(0, 0, TABLE[0])
        for row, name in enumerate(names, start=1):
            sheet.write_string(row, 0, f"{row}/1/2565")
            sheet.write_string(row, 1, name)
            sheet.write_number(row, 2, row)
            sheet.write_string(row, 3, "ลิตร")
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing.xlsx": (lambda: b"", "workbook.empty"),
    "blank.csv": (lambda: b" \r\n\t\n", "workbook.empty"),
    "empty.xlsx": (book, "workbook.empty"),
    "empty.ods": (lambda: huge.ods(0), "workbook.empty"),
    "secret.xlsx": (
        lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        "workbook.encrypted",
    ),
    "secret.ods": (
        lambda: with_part(huge.ods(1), "META-INF/manifest.xml", (b"/>", b"/><x encryption-data/>")),
        "workbook.encrypted",
    ),
    "old.xls": (lambda: OLE + "Workbook".encode("utf-16-le") * 50, "workbook.damaged"),
    "macros.xlsm": (
        lambda: _entries(book(("a", 1)), {"xl/vbaProject.bin": b"macro"}),
        "workbook.layout_unknown",
    ),
    "macros.docx": (lambda: document(macros=True), "upload.macros"),
    "bomb.xlsx": (zip_bomb, "workbook.too_large"),
    "bomb.png": (picture_bomb, "upload.picture_too_large"),
    "active.pdf": (lambda: ACTIVE_PDF, "upload.pdf_active"),
    "far.xlsx": (lambda: FAR_AWAY, "workbook.too_much"),
    "wide.xlsx": (
        lambda: book(tuple(f"c{n}" for n in range(COLUMNS)), tuple(range(COLUMNS))),
        "workbook.layout_unknown",
    ),
    "wide.ods": (_wide_ods, "workbook.layout_unknown"),
    "wide.csv": (
        lambda: (",".join(map(str, range(COLUMNS))) + "\n").encode() * 3,
        "workbook.text_read",
    ),
    "uncalculated.xlsx": (
        lambda: formula("B2", "=1+1", cached=None),
        "workbook.formula_not_calculated",
    ),
    "circle.xlsx": (lambda: formula("B2", "=B2", cached=None), "workbook.formula_not_calculated"),
    "names.xlsx": (lambda: _table(MARKUP), "table.source_ask"),
    "names.csv": (
        (lines(",") + "".join(f"1/5/2565,{one},5,ลิตร,\n" for one in MARKUP)).encode,
        "table.mapping_proposed",
    ),
    "entities.xlsx": (
        lambda: with_part(
            book(("a", 1)), SHEET, (b"?>", b'?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]>')
        ),
        "workbook.layout_unknown",
    ),
    "open-quote.csv": (
        f'วันที่,รายการ\n1/1/65,"{"ก" * 200_000}'.encode,
        "workbook.not_a_workbook",
    ),
    "brackets.json": (lambda: b"[" * 150_000, "table.mapping_wrong"),
    "number.toml": (lambda: b"header = 0x" + b"f" * 20_000, "table.mapping_wrong"),
    "digits.toml": (lambda: b"header = " + b"9" * 20_000, "table.mapping_wrong"),
    "tables.toml": (lambda: b"[[tables]]\n" * 5_000, "table.mapping_wrong"),
    "text.toml": (lambda: b"text = 3\nanswers = [1]", "table.mapping_wrong"),
}
"""A file by its name, with something that one of the readers must say of it."""


@pytest.mark.usefixtures("sqlite_database")
def test_every_reader_answers_every_hostile_file_in_words() -> None:
    owner = load()
    before = content()
    said = {name: give(owner, made(), name).codes for name, (made, _) in HOSTILE.items()}
    missing = {name: said[name] for name, (_, code) in HOSTILE.items() if code not in said[name]}
    assert missing == {}
    assert content() == before


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("name", MARKUP)
def test_every_reader_answers_a_file_with_a_hostile_name(name: str) -> None:
    owner = load()
    before = content()
    outcome = give(owner, _table(("น้ำมันดีเซล",)), f"{name}.xlsx", READERS)
    assert "activity" in outcome.taken
    assert content() == before
