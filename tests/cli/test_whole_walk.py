"""Every command, one after the other, as a municipality would type them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.report_books import BOOK
from tests.samples import picture_bytes
from tests.services.books import BOTH_OFFICES, LINES, POWER, WATER, Sheet, office, template
from tests.services.towns import everything

from fahsai.gateways.workbooks.report.write import write_report_template

if TYPE_CHECKING:
    from fahsai.core.inventory.boundary import Organisation

SOURCE = Path(__file__).resolve().parents[2] / "src"


def command(home: Path, *arguments: object, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run `fahsai` as a process of its own."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("FAHSAI")},
        "FAHSAI_HOME": str(home),
        "PYTHONPATH": str(SOURCE),
        "DATABASE_URL": "",
        **more.pop("environment", {}),
    }
    return subprocess.run(
        [sys.executable, "-m", "fahsai.cli.main", *map(str, arguments)],
        env=environment,
        cwd=home.parent,
        check=False,
        **{"capture_output": True, **more},
    )


def test_from_an_empty_machine_to_the_documents(home: Path, tmp_path: Path) -> None:
    def do(*arguments: object, status: int = 0) -> str:
        done = command(home, *arguments)
        assert done.returncode == status, done.stderr.decode()
        assert b"Traceback" not in done.stdout + done.stderr
        return done.stdout.decode() + done.stderr.decode()

    book, report = tmp_path / "office.xlsx", tmp_path / "report.xlsx"
    here = ("--organisation", BOOK.organisation.code)
    book.write_bytes(BOTH_OFFICES)
    calendar = replace(BOOK.organisation, year_be=2567)
    report.write_bytes(write_report_template(replace(BOOK, organisation=calendar)))
    for entry in BOOK.pictures:
        picture = tmp_path / entry.file_name
        picture.parent.mkdir(exist_ok=True)
        picture.write_bytes(picture_bytes())
    do("import", book, *here, status=1)  # nobody of that code yet
    do("report", report)
    assert "--accept" in do("import", book, *here)
    assert "2567" in do("--language", "en", "import", book, *here, "--accept")
    assert "0 changes" in do("--language", "en", "import", book, *here)
    do("settings", *here, "--year", 2567, "--edition", "tgo-cfo-2022-04", "--base-year", 2566)
    do("submit", *here, "--year", 2567)
    do("submit", *here, "--year", 2567, status=1)
    do("settings", *here, "--year", 2567)
    do("settings", *here, "--year", 2567, "--energy-upstream", "yes", status=1)
    written = do("documents", *here, "--year", 2567, "--no-pdf", "--out", tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert "TCFO_R_01" in written
    explained = do("--language", "en", "explain", "R06", *here, "--year", 2567)
    for part in ("Activity records", "unit", "factor", "Mass of gas", "TCFO_R_01", "TCFO_R_02"):
        assert part in explained
    do("reopen", *here, "--year", 2567, "--reason", " ", status=1)
    do("reopen", *here, "--year", 2567, "--reason", "แก้ค่าไฟ")
    do("explain", "R06", *here, "--year", 2567, "--version", 1)
    assert "2567 v2" in do("versions", *here)
    answer = json.loads(do("calculate", *here, "--year", 2567, "--version", 1, "--json"))
    assert answer["version"] == {"year_be": 2567, "number": 1, "state": "submitted"}
    assert not (home / "errors.log").exists()
    assert {path.name for path in home.iterdir()} <= {
        *("blobs", "fahsai.sqlite3", "secret"),
        *("fahsai.sqlite3-shm", "fahsai.sqlite3-wal"),
    }


def test_the_commands_that_need_no_organisation(fahsai: Any, tmp_path: Path) -> None:
    for language in ("th", "en"):
        assert "stationary.diesel" in fahsai("--language", language, "kinds").out
        assert "diesel" in fahsai("--language", language, "factors", "diesel").out
        for more in ([], ["--report"]):
            path = tmp_path / f"{language}{len(more)}.xlsx"
            assert fahsai("--language", language, "template", path, *more).status == 0
            assert path.stat().st_size > 5000
    assert fahsai("--help").status == 0
    for name in ("calculate", "import", "submit", "explain", "documents"):
        assert fahsai(name, "--help").status == 0


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_commands_on_a_town(
    fahsai: Any, town: Organisation, language: str, tmp_path: Path
) -> None:
    here = ("--organisation", town.code)

    def do(*arguments: object) -> str:
        answer = fahsai("--language", language, *arguments)
        assert answer.status == 0, answer.err
        assert "{" not in answer.out
        return str(answer.out)

    assert town.code in do("organisations")
    assert "2565 v1" in do("versions", *here)
    assert "S30" in do("sources", *here)
    assert "fahsai" in do("check")
    bill = tmp_path / "บิล.pdf"
    bill.write_bytes(b"%PDF-1.4 made up")
    assert "บิล.pdf" in do("evidence", bill, *here)
    before = everything()
    do("settings", *here, "--year", 2565)
    do("calculate", *here, "--year", 2565)
    assert "S01" in do("explain", "S01", *here, "--year", 2565)
    assert everything() == before  # to look changes nothing
    do("source", "S01", *here, "--exclude", "--reason", "ทดลอง")
    do("source", "S01", *here, "--include")
    do("factor", "own-1", *here, "--activity", "mobile.diesel", "--unit", "litre",
       "--co2e", "2.7", "--source", "ใบรับรองสมมติ")  # fmt: skip


def test_a_correction_shows_exactly_four_changes(
    fahsai: Any, tmp_path: Path, sqlite_database: object
) -> None:
    from tests.services.towns import bare

    del sqlite_database
    bare("town")
    book = tmp_path / "office.xlsx"
    book.write_bytes(office(Sheet()))
    assert fahsai("import", book, "--organisation", "town", "--accept").status == 0
    book.write_bytes(office(Sheet((LINES[0].but(0, 99), LINES[1], POWER.but(11, 5000), WATER))))
    before = everything()
    shown = fahsai("--language", "en", "import", book, "--organisation", "town")
    assert "4 changes" in shown.out
    assert everything() == before
    accepted = fahsai("--language", "en", "import", book, "--organisation", "town", "--accept")
    assert "4 changes" in accepted.out
    assert "≠" not in accepted.out
    again = fahsai("--language", "en", "import", book, "--organisation", "town", "--accept")
    assert "0 changes" in again.out


def test_a_reader_that_goes_away_is_no_error(home: Path, tmp_path: Path) -> None:
    book = tmp_path / "office.xlsx"
    book.write_bytes(office(Sheet()))
    for arguments in (["kinds"], ["factors"], ["calculate", str(book), "--json"]):
        reader, writer = os.pipe()
        os.close(reader)
        done = command(
            home, *arguments, stdout=writer, stderr=subprocess.PIPE, capture_output=False
        )
        os.close(writer)
        assert done.stderr == b"", done.stderr.decode()
        assert done.returncode == 1


def test_closed_streams_are_no_error(home: Path) -> None:
    shell = f'"{sys.executable}" -m fahsai.cli.main kinds >&-'
    done = subprocess.run(
        ["sh", "-c", shell],
        env={**os.environ, "FAHSAI_HOME": str(home), "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0


def test_a_terminal_without_thai_letters(home: Path, tmp_path: Path) -> None:
    book = tmp_path / "office.xlsx"
    book.write_bytes(office(Sheet()))
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    table = command(home, "calculate", book, environment=ascii_only)
    assert (table.returncode, table.stderr) == (0, b"")
    answer = command(home, "calculate", book, "--json", environment=ascii_only)
    assert answer.returncode == 0
    labels = {line["label"] for line in json.loads(answer.stdout)["lines"]}
    assert labels == {line.label for line in LINES}


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"DATABASE_URL": "mysql://x/y"}, b"DATABASE_URL"),
        ({"FAHSAI_BIND": "0.0.0.0:80"}, b"FAHSAI_BIND"),
        ({"FAHSAI_HOME": "/dev/null/home"}, b"/dev/null"),
    ],
)
def test_settings_that_cannot_be_used(home: Path, environment: dict[str, str], word: bytes) -> None:
    done = command(home, "organisations", environment={"FAHSAI_HOME": str(home)} | environment)
    assert done.returncode == 1, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert word in done.stderr


def test_the_demonstration_is_loaded_once(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    environment = {"PATH": "/nonexistent"}  # without LibreOffice: no PDF, and it says so
    first = command(home, "demo", "--no-serve", "--out", out, environment=environment)
    assert first.returncode == 0, first.stderr.decode()
    names = {path.suffix for path in out.iterdir() if path.is_file()}
    assert {".docx", ".xlsx"} <= names
    assert (out / "demo-input").is_dir()
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    again = command(home, "demo", "--no-serve", "--out", out, environment=environment)
    assert again.returncode == 0
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "activity.xlsx").write_bytes(template())
    done = command(home, "--language", "en", "import", alone / "activity.xlsx",
                   "--organisation", "fahsai-demo")  # fmt: skip
    assert b"gone" in done.stdout  # another template of the year would replace it, and says so
