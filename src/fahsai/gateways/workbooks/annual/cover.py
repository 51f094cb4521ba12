"""The first page of TCFO_R_01 (Fr-01): whose inventory it is, and of which year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.thai.period import Period
from fahsai.gateways.workbooks.annual.fr04_header import period_said
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.grid import a1, shown

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.grid import Sheet, Workbook

_PERIOD = "ระยะเวลาเก็บข้อมูล"
_ORGANISATION = "องค์กร"
_EMPTY = frozenset({"", "0", "ชื่อองค์กรที่ขอขึ้นทะเบียน"})
"""What stands in the form's own head before anybody fills it."""
_HEAD = 5
"""Rows of the head, where the organisation is named."""


class Cover(NamedTuple):
    """What the first page says; empty and None where it says nothing that can be read.

    ``place`` is the cell of the period, as people point at it.
    """

    organisation: str
    period_text: str
    period: Period | None
    place: str


def read_cover(workbook: Workbook) -> Cover | None:
    """The cover of the form; None where no visible sheet has one."""
    for sheet in workbook.sheets:
        found = _period(sheet) if sheet.visible else None
        if found is not None:
            text, place = found
            return Cover(_organisation(sheet), text, period_said(text), f"{sheet.name}!{place}")
    return None


def _period(sheet: Sheet) -> tuple[str, str] | None:
    """The words beside ระยะเวลาเก็บข้อมูล, and their cell."""
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            if isinstance(value, str) and squeezed(value) == _PERIOD:
                return _beside(sheet, row, column)
    return None


def _organisation(sheet: Sheet) -> str:
    for row in range(min(_HEAD, sheet.height)):
        for column, value in enumerate(sheet.rows[row]):
            if isinstance(value, str) and squeezed(value) == _ORGANISATION:
                named = " ".join(_beside(sheet, row, column)[0].split())
                return "" if named in _EMPTY else named
    return ""


def _beside(sheet: Sheet, row: int, column: int) -> tuple[str, str]:
    """The first filled cell to the right, with its address."""
    for place in range(column + 1, len(sheet.rows[row])):
        if sheet.rows[row][place] is not None:
            return shown(sheet.rows[row][place]).strip(), a1(row, place)
    return "", a1(row, column)
