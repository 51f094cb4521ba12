"""The receipt of an import on a terminal: everything is counted, nothing is said 144 times."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.services.books import FUEL_SOURCE, POWER_SOURCE, TEMPLATE_LINES, template
from tests.services.test_import_noticing import SLIP
from tests.services.test_mistakes_of_year import template as made_of
from tests.services.towns import OWNER, bare

from fahsai.cli.receipts import ranges

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("sqlite_database")


def imported(fahsai: Any, path: Path, data: bytes, *more: str, language: str = "en") -> str:
    path.write_bytes(data)
    done = fahsai("--language", language, "import", path, "--organisation", "town", *more)
    assert done.status == 0, done.err
    assert "{" not in done.out
    return str(done.out)


def test_ranges_cover_each_cell_once() -> None:
    assert ranges([]) == ""
    assert ranges(["B2"]) == "B2"
    assert ranges(["D5", "C5", "C6", "D6", "F5"]) == "C5:D6, F5"
    assert ranges(["Z1", "AA1", "AB1", "A1:B2"]) == "Z1:AB1, A1:B2"
    assert ranges(["C5", "C7"]) == "C5, C7"


def test_a_wrong_source_is_one_line_and_its_finding_names_the_cell(
    fahsai: Any, tmp_path: Path
) -> None:
    bare("town")
    wrong = replace(POWER_SOURCE, origin="เดา")
    book = tmp_path / "activity.xlsx"
    out = imported(fahsai, book, template((wrong, FUEL_SOURCE)), "--accept")
    assert "rejected ข้อมูลรายเดือน!C5:N5 (12 cells): the origin is unknown" in out
    assert "แหล่งปล่อย!J5: the origin “เดา” of source E01 is unknown" in out
    assert "rows: read 2 = stored 1 + rejected 1" in out
    assert out.count("the origin") == 2
    every = imported(fahsai, book, template((wrong, FUEL_SOURCE)), "--details")
    assert every.count("the origin is unknown") == 12


def test_the_stored_receipt_keeps_every_rejected_cell(fahsai: Any, tmp_path: Path) -> None:
    from fahsai.services.receipts import receipts

    owner = bare("town")
    data = template((replace(POWER_SOURCE, origin="เดา"), FUEL_SOURCE))
    imported(fahsai, tmp_path / "activity.xlsx", data, "--accept")
    (kept,) = receipts(OWNER, owner)
    assert len(kept.receipt.rejected) == 12


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_clean_receipt_is_short_and_has_the_sums_of_each_unit(
    fahsai: Any, tmp_path: Path, language: str
) -> None:
    bare("town")
    book = tmp_path / "activity.xlsx"
    out = imported(fahsai, book, template(), language=language)
    sums = [line.split() for line in out.splitlines() if line.endswith("  =")]
    assert [line[-5:] for line in sums] == [
        ["kWh", "78", "0", "78", "="],
        ["litre", "77", "0", "77", "="],
    ]
    assert "23" in out
    assert "≠" not in out
    every = imported(fahsai, book, template(), "--details", language=language)
    assert len([line for line in every.splitlines() if line.endswith("  =")]) == 23


def test_a_few_columns_are_printed_one_by_one(fahsai: Any, tmp_path: Path) -> None:
    bare("town")
    out = imported(fahsai, tmp_path / "a.xlsx", template(lines=TEMPLATE_LINES[:1]))
    assert len([line for line in out.splitlines() if line.endswith("  =")]) == 12


@pytest.mark.parametrize(("language", "hint"), [("th", "ไม่มีองค์กรรหัส “TESSC”"), ("en", "“TESSC”")])
def test_an_unknown_organisation_says_how_to_make_one(
    fahsai: Any, tmp_path: Path, language: str, hint: str
) -> None:
    book = tmp_path / "activity.xlsx"
    book.write_bytes(template())
    said = fahsai("--language", language, "import", book, "--organisation", "TESSC")
    assert said.status == 1
    assert hint in said.err
    assert "fahsai template --report" in said.err
    assert "fahsai report" in said.err


def test_a_preview_tells_the_mistakes_that_would_come(fahsai: Any, tmp_path: Path) -> None:
    book = tmp_path / "slip.xlsx"
    book.write_bytes(made_of(SLIP, "020011111111", "020022222222", "020033333333"))
    bare("slip")
    here = ("import", book, "--organisation", "slip")
    shown = fahsai(*here, "--dry-run", "--language", "en")
    assert shown.status == 0, shown.err
    assert "new findings; look at them before you accept" in shown.out
    assert "mistake.quantity_jump" in shown.out
    assert shown.out == fahsai(*here, "--language", "en").out
    assert fahsai(*here, "--dry-run", "--accept").status == 2
    assert "mistake.quantity_jump" not in fahsai(*here, "--accept").out
