"""Large files on the command line: refused unread, or read with a word about how far that is."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.gateways.workbooks import huge_files as huge
from tests.services.towns import bare, everything

from fahsai.gateways.workbooks import on_disk

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("sqlite_database")


class Terminal(io.StringIO):
    """Where a person looks."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("fuel.csv", huge.csv(120_000, "utf-8")),
        ("fuel.txt", huge.csv(120_000, "utf-16", "\t")),
        ("fuel.xlsx", huge.xlsx(120_001)),
    ],
)
def test_a_file_beyond_every_size_is_refused_by_its_rows_and_never_held(
    name: str, data: bytes, fahsai: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare("town")
    before = everything()
    place = tmp_path / name
    place.write_bytes(data)
    monkeypatch.setattr(on_disk, "MAX_FILE_BYTES", 1_000)
    monkeypatch.setattr(type(place), "read_bytes", None)
    for command in ("import", "report", "calculate"):
        of = () if command == "calculate" else ("--organisation", "town")
        said = fahsai("--language", "en", command, place, *of)
        assert said.status == 1
        assert f"{name}: it has 120,001 rows, and at most 100,000 are imported at once" in said.err
        assert "one file a month or a year" in said.err
    assert "120,001 แถว" in fahsai("--language", "th", "import", place, *of_town()).err
    assert everything() == before


def of_town() -> tuple[str, str]:
    return "--organisation", "town"


def test_a_large_file_of_no_table_is_refused_by_its_bytes(
    fahsai: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare("town")
    place = tmp_path / "film.mp4"
    place.write_bytes(b"\0\1\2\n" * 400)
    monkeypatch.setattr(on_disk, "MAX_FILE_BYTES", 1_000)
    said = fahsai("--language", "en", "import", place, *of_town())
    assert said.status == 1
    assert "beyond the limit (bytes: 1600 found" in said.err


def test_the_reading_of_a_large_file_is_told_beside_the_answer(
    fahsai: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare("town")
    place = tmp_path / "fuel.csv"
    place.write_bytes(huge.csv(5_000, "utf-8"))
    monkeypatch.setattr("fahsai.cli.files.LARGE", 1_000)
    asked = ("--language", "en", "import", place, *of_town())
    told = fahsai(*asked)
    assert told.status == 0, told.err
    assert f"Reading fuel.csv ({place.stat().st_size / 1e6:,.1f} MB)" in told.err
    assert "rows are read" not in told.out + told.err  # nobody looks: nothing is drawn
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert fahsai(*asked).status == 0
    assert "\r4,000 of 5,000 rows are read" in terminal.getvalue()
