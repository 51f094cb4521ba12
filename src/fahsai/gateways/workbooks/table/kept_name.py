"""What the rows of a table are kept under: its sheet's name where that tells, else its file's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fahsai.core.thai.digits import to_arabic
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.text.read import SHEET, sheet_name

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.grid import Workbook
    from fahsai.gateways.workbooks.table.mapping import TableMapping

_FIRST = re.compile(
    r"(?:sheet|worksheet|table|page|csv|data|export|แผ่นงาน|แผ่น|ชีต|ชีท|ตาราง|หน้า|ข้อมูล)?"
    r"(?P<number>[0-9]{0,2})(?:\([0-9]+\))?"
)
"""Names that programs give to sheets by themselves, and those that say no more."""


def default_name(sheet: str, file: str) -> str:
    """What the rows of a sheet are kept under where nobody says it.

    A sheet of a name that tells nothing goes by the name of its file; the second of such sheets
    goes by both.  The sheet of a text file is called by the file already.

    >>> default_name("ไฟฟ้า", "ปี 2568.xlsx"), default_name("Sheet1", "น้ำมัน 2568.xlsx")
    ('ไฟฟ้า', 'น้ำมัน')
    >>> default_name("แผ่น2", "น้ำมัน.ods"), default_name("Sheet1", "2568.xlsx")
    ('น้ำมัน (แผ่น2)', 'Sheet1')
    """
    told = _FIRST.fullmatch(to_arabic(squeezed(sheet)))
    of_file = sheet_name(file)
    if told is None or of_file == SHEET:
        return sheet
    return of_file if told["number"] in {"", "1"} else f"{of_file} ({sheet})"


def kept_name(table: TableMapping, workbook: Workbook) -> str:
    """The name that a person said for a table, else its own in this file.

    The bare name of the sheet that a mapping was made for is no name that a person said.
    """
    if table.name and table.name != table.sheet:
        return table.name
    sheet = workbook.sheet(table.sheet)
    if sheet is None and len(workbook.sheets) == 1:
        sheet = workbook.sheets[0]
    return default_name(table.sheet if sheet is None else sheet.name, workbook.name)
