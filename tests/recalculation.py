"""Recalculating a workbook with LibreOffice, so that a wrong formula cannot hide.

LibreOffice keeps the values that a file brings along: without ``OOXMLRecalcMode`` 0 ("always")
a wrong formula with a right value passes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_cell_to_rowcol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Rows = Sequence[Sequence[object]]

RELATIVE = Decimal("1e-12")
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
SECONDS = 180


class Difference(NamedTuple):
    """A formula whose recalculated value is not the one in the file."""

    place: str
    formula: str
    cached: object
    recalculated: object


def soffice() -> str:
    """LibreOffice's command; in CI its absence fails, elsewhere the test is skipped."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed")
        pytest.skip("LibreOffice is not installed")
    return found


def recalculated(workbook: bytes, folder: Path) -> bytes:
    """The workbook after a forced recalculation of every formula."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(SETTINGS, "utf-8")
    given, made = folder / "given.xlsx", folder / "made"
    given.write_bytes(workbook)
    subprocess.run(
        [
            soffice(),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(made),
            str(given),
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return (made / "given.xlsx").read_bytes()


def formulas(workbook: bytes) -> dict[str, dict[str, str]]:
    """Every formula of a workbook, by sheet and cell."""
    book = load_workbook(BytesIO(workbook))
    return {
        sheet.title: {
            cell.coordinate: cell.value
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.data_type == "f"
        }
        for sheet in book
    }


def values(workbook: bytes) -> dict[str, Rows]:
    """Every value of a workbook, by sheet, from the first cell on."""
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def value_at(sheet: Rows, cell: str) -> object:
    """The value of one cell; an error, like an empty cell, is ''."""
    row, column = xl_cell_to_rowcol(cell)
    if row < len(sheet) and column < len(sheet[row]):
        return sheet[row][column]
    return ""


def differences(workbook: bytes, folder: Path) -> list[Difference]:
    """Formulas whose value in the file is not what LibreOffice computes."""
    after = values(recalculated(workbook, folder))
    before = values(workbook)
    return [
        Difference(f"{sheet}!{cell}", formula, was, now)
        for sheet, found in formulas(workbook).items()
        for cell, formula in found.items()
        for was, now in ((value_at(before[sheet], cell), value_at(after[sheet], cell)),)
        if not same(was, now)
    ]


def same(one: object, other: object) -> bool:
    """Whether two values agree: numbers to twelve digits, texts exactly, errors ('') never."""
    if one == "" or other == "":
        return False
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    first, second = exactly(one), exactly(other)
    return abs(first - second) <= RELATIVE * max(abs(first), abs(second))


def exactly(value: object) -> Decimal:
    """The decimal of a figure, read from a sheet or computed by us."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def with_cell_changed(workbook: bytes, part: str, cell: str, pattern: str, new: str) -> bytes:
    """The workbook with one cell's XML changed: a formula or a cached value that is wrong."""
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as old, zipfile.ZipFile(changed, "w") as made:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == part:
                text = data.decode("utf-8")
                start = text.index(f'<c r="{cell}"')
                end = text.index("</c>", start)
                altered, count = re.subn(pattern, new, text[start:end], count=1)
                assert count == 1, f"nothing to change in {cell}"
                data = (text[:start] + altered + text[end:]).encode("utf-8")
            made.writestr(item, data)
    return changed.getvalue()
