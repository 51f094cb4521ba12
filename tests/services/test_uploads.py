"""Files that a page receives: what is taken, what is not, and what is said of it."""

from __future__ import annotations

import unicodedata

import pytest
from tests.services.books import template
from tests.services.hostile_files import (
    ACTIVE_PDF,
    PDF,
    Endless,
    File,
    document,
    picture,
    picture_bomb,
    zip_bomb,
    zipped,
)

from fahsai.services.uploads import MOST_FILES, Purpose, check_uploads, refused
from fahsai.words.messages import Language, message

WORKBOOK = template()
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("บิลไฟ.pdf", PDF),
        ("BILL.PDF", PDF),
        ("รูป.png", picture()),
        ("a.jpeg", picture("JPEG")),
        ("a.webp", picture("WEBP")),
        ("a.gif", picture("GIF")),
        ("a.tif", picture("TIFF")),
        ("a.heic", HEIC),
        ("a.xlsx", WORKBOOK),
        ("a.docx", document()),
        ("a.csv", "เดือน,ลิตร\nม.ค.,5 < 6\n".encode()),
        ("a.csv", "เดือน,ลิตร\n".encode("cp874")),
        ("a.txt", "บันทึก".encode("utf-16")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_evidence_of_an_office_is_taken(name: str, data: bytes) -> None:
    taken, said = check_uploads([File(name, data)], Purpose.EVIDENCE)
    assert [(one.name, one.data) for one in taken] == [(name, data)]
    assert said == ()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"", "upload.empty"),
        ("a.pdf", b"\0\0\0\0", "upload.empty"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "upload.active"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "upload.active"),
        ("a.txt", b"hello <script>alert(1)</script>", "upload.active"),
        ("a.csv", b"<html><body>1</body></html>", "upload.active"),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", "upload.active"),
        ("a.txt", "<script>1</script>".encode("utf-16"), "upload.active"),
        ("a.pdf", b"MZ\x90\0\x03 program", "upload.active"),
        ("a.pdf", b"\x7fELF\x02\x01 program", "upload.active"),
        ("a.pdf", b"GIF", "upload.extension"),  # three letters of text
        ("bill.pdf.exe", PDF, "upload.extension"),
        ("bill.pdf.html", PDF, "upload.extension"),
        ("bill", PDF, "upload.extension"),
        ("a.jpg", picture(), "upload.extension"),
        ("a.zip", zipped({"a.txt": b"a"}), "upload.type_unknown"),
        ("a.pdf", b"\x00\x01\x02\x03binary", "upload.type_unknown"),
        ("a.xlsx", zip_bomb(), "upload.bomb"),
        ("a.xlsx", WORKBOOK[:-200], "upload.damaged"),
        ("a.docx", document(macros=True), "upload.macros"),
        ("a.png", picture_bomb(), "upload.picture_too_large"),
        ("a.png", picture()[:40], "upload.damaged"),
        ("a.jpg", b"\xff\xd8\xff" + b"junk" * 20, "upload.damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_evidence_is_refused_in_words(name: str, data: bytes, code: str) -> None:
    taken, said = check_uploads([File(name, data)], Purpose.EVIDENCE)
    assert taken == ()
    assert refused(said)
    assert [one.code for one in said] == [code]
    for language in Language:
        assert name in message(said[0], language)


def test_a_pdf_that_runs_something_is_kept_and_flagged() -> None:
    taken, said = check_uploads([File("a.pdf", ACTIVE_PDF)], Purpose.EVIDENCE)
    assert [one.data for one in taken] == [ACTIVE_PDF]
    assert [one.code for one in said] == ["upload.pdf_active"]
    assert not refused(said)


def test_a_script_in_a_compressed_part_of_a_pdf_is_seen() -> None:
    import zlib

    inside = zlib.compress(b"<< /S /JavaScript /JS (x) >>")
    data = PDF + b"2 0 obj << /Filter /FlateDecode >> stream\r\n" + inside + b"\nendstream"
    _, said = check_uploads([File("a.pdf", data)], Purpose.EVIDENCE)
    assert [one.code for one in said] == ["upload.pdf_active"]


def test_a_file_is_measured_while_it_is_read() -> None:
    endless = Endless("a.pdf", [])
    taken, said = check_uploads([endless], Purpose.EVIDENCE)
    assert taken == ()
    assert [one.code for one in said] == ["upload.too_large"]
    assert len(endless.read) == 26  # one piece beyond 25 MB, no more


def test_workbooks_only_where_a_workbook_is_asked_for() -> None:
    assert refused(check_uploads([File("a.pdf", PDF)], Purpose.WORKBOOK)[1])
    assert refused(check_uploads([File("a.gif", picture("GIF"))], Purpose.PICTURE)[1])
    taken, said = check_uploads([File("a.xlsx", WORKBOOK)], Purpose.WORKBOOK)
    assert len(taken) == 1
    assert said == ()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\bills\\ไฟ.pdf", "ไฟ.pdf"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("gpj.\u202efdp.pdf", "gpj.fdp.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        ("ก" * 400 + ".pdf", "ก" * 116 + ".pdf"),
        ("...pdf.pdf", "pdf.pdf"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    taken, _ = check_uploads([File(given, PDF)], Purpose.EVIDENCE)
    assert [one.name for one in taken] == [kept]
    assert len(kept) <= 120
    assert unicodedata.is_normalized("NFC", kept)


def test_no_more_files_than_twenty_and_no_two_of_one_name() -> None:
    many = [File(f"{n}.pdf", PDF + b"%d" % n) for n in range(MOST_FILES + 1)]
    taken, said = check_uploads(many, Purpose.EVIDENCE)
    assert len(taken) == MOST_FILES
    assert [one.code for one in said] == ["upload.too_many"]
    twins = [File("a.pdf", PDF), File("x/a.pdf", PDF), File("b/a.pdf", PDF + b"other")]
    taken, said = check_uploads(twins, Purpose.EVIDENCE)
    assert len(taken) == 1
    assert [one.code for one in said] == ["upload.same_name"]
