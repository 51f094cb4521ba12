"""A million rows in every format: refused with their number, within a minute and a gigabyte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.gateways.workbooks import huge_files as huge

from fahsai.gateways.workbooks.limits import MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS, BYTES = 60, 10**9
"""What the reading of any file may take of time and, with its children, of memory."""

FILES: dict[str, Callable[[], bytes]] = {
    "utf8.csv": lambda: huge.csv(huge.MILLION, "utf-8"),
    "utf8.txt": lambda: huge.csv(huge.MILLION, "utf-8", "\t"),
    "thai.csv": lambda: huge.csv(huge.MILLION, "cp874"),
    "utf16.txt": lambda: huge.csv(huge.MILLION, "utf-16", "\t"),
    "narrow.xlsx": lambda: huge.xlsx(huge.MILLION),
    "wide.xlsx": lambda: huge.xlsx(huge.MILLION, 16),
    "narrow.ods": lambda: huge.ods(huge.MILLION),
}


@pytest.mark.parametrize("name", FILES)
def test_a_million_rows_are_refused_with_their_number(name: str, tmp_path: Path) -> None:
    made = huge.cost(FILES[name](), tmp_path / name)
    assert not made.read
    (said,) = made.said
    rows = huge.MILLION + (0 if name.endswith(("xlsx", "ods")) else 1)
    assert said == (
        "workbook.too_many_rows",
        name,
        {"rows": f"{rows:,}", "allowed": f"{MAX_ROWS:,}"},
    )
    assert made.seconds < SECONDS
    assert made.bytes < BYTES


def test_an_old_workbook_of_full_sheets_is_refused_with_the_rows_of_all(tmp_path: Path) -> None:
    made = huge.cost(huge.xls(tmp_path, sheets=2, rows=60_000), tmp_path / "old.xls")
    assert [(code, of["rows"]) for code, _, of in made.said] == [
        ("workbook.too_many_rows", "120,000")
    ]
    assert made.seconds < SECONDS
    assert made.bytes < BYTES


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("whole.csv", lambda: huge.csv(MAX_ROWS - 1, "utf-8")),
        ("whole.xlsx", lambda: huge.xlsx(MAX_ROWS, 16)),
        ("whole.ods", lambda: huge.ods(MAX_ROWS)),
    ],
)
def test_as_many_rows_as_are_allowed_are_read(
    name: str, data: Callable[[], bytes], tmp_path: Path
) -> None:
    made = huge.cost(data(), tmp_path / name)
    assert made.read, made.said
    assert made.seconds < SECONDS
    assert made.bytes < BYTES
