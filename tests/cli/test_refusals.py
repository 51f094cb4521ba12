"""Whatever is wrong with a command: a sentence in Thai or English, an exit status, no traceback."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from tests.services.books import Sheet, office, template
from tests.services.towns import bare, everything

if TYPE_CHECKING:
    from pathlib import Path

    from fahsai.core.inventory.boundary import Organisation

Run = "Callable[..., Any]"

THAI = range(0x0E00, 0x0E80)


def share_of_thai(text: str) -> int:
    """How much of a message is Thai [percent]; an English one may hold the names of things."""
    letters = [letter for letter in text if letter.isalpha()]
    return 100 * sum(ord(letter) in THAI for letter in letters) // len(letters)


def thai(text: str) -> bool:
    return share_of_thai(text) > 8  # what can be chosen is listed by its codes


def refused(answer: Any, language: str, status: int = 1) -> None:
    assert answer.status == status, answer
    assert answer.err.strip()
    assert thai(answer.err) == (language == "th"), answer.err
    assert "{" not in answer.err


@pytest.fixture(params=["th", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_file_that_cannot_be_read(fahsai: Any, language: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    for book in (tmp_path / "absent.xlsx", folder, tmp_path / "absent" / "x.xlsx"):
        refused(fahsai("--language", language, "calculate", book), language)
    (tmp_path / "text.xlsx").write_bytes(b"hello")
    answer = fahsai("--language", language, "calculate", tmp_path / "text.xlsx")
    refused(answer, language)
    assert "workbook.not_a_workbook" in answer.err
    below = fahsai("--language", language, "calculate", tmp_path / "text.xlsx" / "x.xlsx")
    refused(below, language)


@pytest.mark.skipif(os.geteuid() != 0, reason="said in another way for a plain user")
def test_a_file_that_is_closed_to_us(
    fahsai: Any, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read anything, so the refusal of the system is played."""
    book = tmp_path / "closed.xlsx"
    book.write_bytes(template())

    def closed(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.read_bytes", closed)
    answer = fahsai("--language", language, "calculate", book)
    refused(answer, language)
    assert str(book) in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["calculate"],
        ["calculate", "a.xlsx", "--organisation", "x", "--year", "2565"],
        ["calculate", "--organisation", "x"],
        ["calculate", "--organisation", "x", "--year", "2565", "--edition", "tgo-cfo-2026-02"],
        ["calculate", "--organisation", "x", "--year", "2565", "--choose", "a=b"],
        ["calculate", "a.xlsx", "--edition", "no-such"],
        ["calculate", "a.xlsx", "--factors", "guess"],
        ["calculate", "a.xlsx", "--report-date", "31/2/2565"],
        ["calculate", "a.xlsx", "--year", "65"],
        ["calculate", "a.xlsx", "--choose", "stationary.diesel"],
        ["calculate", "a.xlsx", "--choose", "no.kind=a:b"],
        ["submit", "--organisation", "x"],
        ["submit", "--organisation", "x", "--year", "สองพัน"],
        ["submit", "--organisation", "x", "--year", "99999"],
        ["reopen", "--organisation", "x", "--year", "2565"],
        ["explain", "S01", "--organisation", "x", "--year", "2565", "--version", "0"],
        ["source", "S01", "--organisation", "x", "--parameter", "mcf"],
        ["source", "S01", "--organisation", "x", "--exclude", "--include"],
        ["serve", "--port", "70000"],
        ["factors", "--edition", "no-such"],
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_understood(
    fahsai: Any, language: str, arguments: list[str]
) -> None:
    refused(fahsai("--language", language, *arguments), language, status=2)


def test_every_mistake_in_the_options_is_said_in_thai(fahsai: Any) -> None:
    for arguments, said in (
        (["submit", "--organisation", "x"], "ต้องระบุ --year"),
        (["submit", "--organisation", "x", "--year"], "ตัวเลือก --year: ต้องมีค่าตามหลัง"),
        (["kinds", "more"], "ไม่รู้จัก more"),
        (["calculate", "--year", "65"], "ตัวเลือก --year: “65” ไม่ใช่ปีสี่หลัก"),
        (["calculate", "--report-date", "x"], "“x” ไม่ใช่วันที่"),
        (["calculate", "--version", "x"], "“x” ไม่ใช่เลขฉบับ"),
        (["calculate", "--choose", "x"], "“x” ไม่อยู่ในรูป"),
        (["serve", "--port", "0"], "“0” ไม่ใช่พอร์ต"),
        (["nonsense"], "ไม่มีคำสั่ง 'nonsense'"),
    ):
        answer = fahsai(*arguments)
        assert (answer.status, said in answer.err) == (2, True), answer.err


def test_the_language_of_the_environment(fahsai: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for value, is_thai in (("en", False), ("th", True), ("fr", True), ("", True)):
        monkeypatch.setenv("FAHSAI_LANGUAGE", value)
        assert thai(fahsai("calculate", "absent.xlsx").err) == is_thai
    refused(fahsai("--language=fr", "kinds"), "th", status=2)


def test_what_is_not_there(fahsai: Any, language: str, town: Organisation) -> None:
    here = ["--organisation", town.code]
    for arguments in (
        ["submit", "--organisation", "nobody", "--year", "2565"],
        ["calculate", "--organisation", "nobody", "--year", "2565"],
        ["submit", *here, "--year", "2550"],
        ["calculate", *here, "--year", "2550", "--json"],
        ["calculate", *here, "--year", "2565", "--version", "7"],
        ["explain", "S99", *here, "--year", "2565"],
        ["explain", "S01/2500-01", *here, "--year", "2565"],
        ["source", "S99", *here, "--kind", "water.pwa"],
        ["documents", *here, "--year", "2550"],
        ["documents", *here, "--year", "2565", "--version", "9"],
        ["settings", *here, "--year", "2550"],
        ["versions", "--organisation", "nobody"],
        ["sources", "--organisation", "nobody"],
        ["evidence", "absent.pdf", *here],
        ["report", "absent.xlsx"],
        ["import", "absent.xlsx", *here],
    ):
        answer = fahsai("--language", language, *arguments)
        refused(answer, language)
        assert answer.out == ""


def test_bad_input_leaves_everything_untouched(
    fahsai: Any, language: str, town: Organisation, tmp_path: Path
) -> None:
    bad = {
        "empty.xlsx": b"",
        "text.xlsx": b"hello",
        "cut.xlsx": template()[:3000],
        "columns.xlsx": office(Sheet((), months=("ก", "ข"))),
        "nameless.xlsx": office(Sheet(name="สรุป", title="เดือน")),
    }
    before = everything()
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
        for command in (
            ["import", tmp_path / name, "--organisation", town.code, "--accept"],
            ["report", tmp_path / name, "--organisation", town.code],
        ):
            refused(fahsai("--language", language, *command), language)
    assert everything() == before


def test_a_place_that_is_a_file(
    fahsai: Any, language: str, town: Organisation, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("x")
    for out in ("taken", "taken/below"):
        answer = fahsai(
            *("--language", language, "documents", "--organisation", town.code),
            *("--year", 2565, "--no-pdf", "--out", tmp_path / out),
        )
        refused(answer, language)
    answer = fahsai("--language", language, "template", tmp_path / "taken" / "x.xlsx")
    refused(answer, language)


def test_a_filled_template_is_not_written_over(fahsai: Any, language: str, tmp_path: Path) -> None:
    book = tmp_path / "activity.xlsx"
    assert fahsai("template", book).status == 0
    book.write_bytes(filled := template())
    refused(fahsai("--language", language, "template", book), language)
    assert book.read_bytes() == filled
    assert fahsai("template", book, "--force").status == 0
    assert book.read_bytes() != filled


def test_a_database_that_does_not_answer(
    fahsai: Any, language: str, town: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def lost(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("fahsai.services.access.organisations", lost)
    refused(fahsai("--language", language, "organisations"), language)
    del town


def test_a_fault_of_the_program_is_one_sentence_and_a_log(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fahsai.cli.commands import BROKEN
    from fahsai.cli.main import main

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setenv("FAHSAI_HOME", str(home))
    monkeypatch.setattr("fahsai.services.kinds.kind_list", broken)
    assert main(["--language", "en", "kinds"]) == BROKEN
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert str(home / "errors.log") in said
    assert "ZeroDivisionError" in (home / "errors.log").read_text("utf-8")


@pytest.mark.usefixtures("sqlite_database")
def test_an_evidence_name_leads_nowhere_else(fahsai: Any, tmp_path: Path) -> None:
    """A workbook from elsewhere cannot make us keep a file outside its own folder."""
    from dataclasses import replace

    from tests.services.books import POWER_SOURCE, TEMPLATE_LINES

    from fahsai.records.models import EvidenceFile

    owner = bare("town")
    folder = tmp_path / "handed-in"
    (folder / "บิล").mkdir(parents=True)
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    (folder / "unnamed.pdf").write_bytes(b"unnamed")
    (folder / "บิล" / "1.pdf").write_bytes(b"bill")
    names = ("../secret.pdf", str(tmp_path / "secret.pdf"), "บิล/1.pdf", "x" * 300, "\0")
    source = replace(POWER_SOURCE, evidence=names)
    (folder / "activity.xlsx").write_bytes(template((source,), TEMPLATE_LINES[:1]))
    answer = fahsai("import", folder / "activity.xlsx", "--organisation", "town", "--accept")
    assert answer.status == 0
    assert [row.name for row in EvidenceFile.rows.of(owner)] == ["บิล/1.pdf"]
    assert "import.evidence_absent" in answer.out


def test_a_server_for_others_is_looked_at_and_not_changed(
    fahsai: Any, sqlite_database: object
) -> None:
    del sqlite_database
    thai, english = fahsai("check", "--deploy"), fahsai("check", "--deploy", "--language", "en")
    assert thai.status == english.status == 1
    assert "ยังไม่พร้อม" in thai.out
    assert "deploy.no_tls" in thai.out
    assert "Not ready" in english.out
