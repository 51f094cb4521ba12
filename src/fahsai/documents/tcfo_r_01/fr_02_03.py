"""Fr-02, the chart of the organisation, and Fr-03.1, who does what."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.reports.dossier import PictureUse
from fahsai.documents.drawing.tree import draw_tree
from fahsai.documents.tcfo_r_01.head import HeadPlaces, write_head
from fahsai.documents.tcfo_r_01.images import Frame, insert_picture
from fahsai.documents.tcfo_r_01.sheet import height_of, marks_height, printed
from fahsai.documents.tcfo_r_01.styles import NAVY, TEAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.documents.tcfo_r_01.sheet import Sheet

PLACES = HeadPlaces(
    "A1:A4", "B1:K2", "L1:M2", ("B3", "C3:E3"), ("B4", "C4:E4"), ("F3", "G3:K3"),
    ("F4", "G4:K4"), ("L3", "M3"), ("L4", "M4"),
)  # fmt: skip
PICTURE_ROW = 6
PICTURE_LINES = 20
LINE_POINTS = 18
ROOM = (1000, int(PICTURE_LINES * LINE_POINTS * 4 / 3))
WIDTH = 11
LINES_OF_A_PAGE = 14
"""Lines of the list that fit below the picture on one page and can still be read."""
TABLE_ROW = PICTURE_ROW + PICTURE_LINES + 1


class Column(NamedTuple):
    """A column of a list: its cells and its heading."""

    first: str
    last: str
    heading: str


def write_fr_02(sheet: Sheet, pictures: Mapping[PictureUse, bytes]) -> None:
    """The organisation's units: the chart, and the same as a list."""
    words = sheet.words["fr_02"]
    _start(sheet, 2)
    _picture(sheet, PictureUse.ORG_CHART, pictures)
    columns = (Column("B", "H", words["unit"]), Column("I", "M", words["head"]))
    rows = [("    " * unit.depth + unit.name, unit.head) for unit in sheet.report.units]
    last = _list(sheet, columns, rows)
    _printed(sheet, last)


def write_fr_03_1(sheet: Sheet, pictures: Mapping[PictureUse, bytes]) -> None:
    """Structure and duties of those who make the footprint; the chart is drawn where none is."""
    words, head = sheet.words["fr_03_1"], sheet.words["head"]
    _start(sheet, 3)
    structure = sheet.report.structure
    drawn = b"" if structure is None else draw_tree(structure)
    _picture(sheet, PictureUse.DATA_QUALITY_CHART, pictures, drawn)
    columns = (
        Column("B", "C", words["role"]),
        Column("D", "F", words["name"]),
        Column("G", "I", words["position"]),
        Column("J", "M", words["duty"]),
    )
    last = _list(sheet, columns, [tuple(person) for person in sheet.report.team]) + 1
    bar, value = sheet.styles.heading(NAVY), sheet.styles.text(align="center")
    sheet.text(f"A{last}", head["made_by"], bar)
    sheet.text(f"B{last}:I{last}", sheet.report.prepared_by, value)
    sheet.text(f"J{last}:K{last}", head["finished"], bar)
    sheet.text(f"L{last}:M{last}", sheet.report.date_text, value)
    sheet.row_height(last, 27)
    _printed(sheet, last)


def _printed(sheet: Sheet, last: int) -> None:
    """On one page where the list is short, else on as many as it takes."""
    short = last <= TABLE_ROW + LINES_OF_A_PAGE
    printed(sheet.page, f"A1:M{last}", landscape=True, pages=1 if short else 0)


def _start(sheet: Sheet, page: int) -> None:
    sheet.page.set_column("A:M", WIDTH)
    sheet.page.set_column("B:B", 13)
    sheet.page.set_column("M:M", 13)
    write_head(sheet, PLACES, sheet.words["titles"][sheet.name], page)
    sheet.marks("A5:M5")
    sheet.row_height(5, marks_height(sheet))


def _picture(
    sheet: Sheet, use: PictureUse, pictures: Mapping[PictureUse, bytes], drawn: bytes = b""
) -> None:
    """The uploaded picture, else the drawing, else a word that there is none."""
    last = PICTURE_ROW + PICTURE_LINES - 1
    for row in range(PICTURE_ROW, last + 1):
        sheet.row_height(row, LINE_POINTS)
    frame = Frame(f"A{PICTURE_ROW}", *ROOM)
    title = sheet.words["titles"][sheet.name]
    shown = any(
        insert_picture(sheet, frame, picture, title)
        for picture in (pictures.get(use), drawn)
        if picture
    )
    text = "" if shown else f"{title}\n{sheet.words['fr_01']['no_picture']}"
    style = sheet.styles.text(align="center", font_color="#7F7F7F")
    sheet.text(f"A{PICTURE_ROW}:M{last}", text, style)


def _list(sheet: Sheet, columns: tuple[Column, ...], rows: Iterable[tuple[str, ...]]) -> int:
    """A list below the picture; its last row."""
    row = TABLE_ROW
    styles = sheet.styles
    for column in columns:
        sheet.text(f"{column.first}{row}:{column.last}{row}", column.heading, styles.heading(TEAL))
    sheet.row_height(row, 27)
    empty = (sheet.words["none"],) + ("",) * (len(columns) - 1)
    for line in list(rows) or [empty]:
        row += 1
        for column, text in zip(columns, line, strict=True):
            sheet.text(f"{column.first}{row}:{column.last}{row}", text, styles.text())
        wide = (ord(column.last) - ord(column.first) + 1 for column in columns)
        cells = ((text, letters * WIDTH) for text, letters in zip(line, wide, strict=True))
        sheet.row_height(row, height_of(*cells))
    return row
