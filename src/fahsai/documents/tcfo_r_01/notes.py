"""The sheet of remarks: what the official workbook computes wrongly, what is left out, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.documents.tcfo_r_01.head import HeadPlaces, write_head
from fahsai.documents.tcfo_r_01.sheet import height_of, marks_height, printed
from fahsai.documents.tcfo_r_01.styles import LARGE, LIGHT_BLUE, MARK, TEAL

if TYPE_CHECKING:
    from fahsai.core.reports.tcfo_r_01.content import Correction, ListedSource
    from fahsai.documents.tcfo_r_01.sheet import Sheet

PLACES = HeadPlaces(
    "A1:A4", "B1:F2", "G1:H2", ("B3", "C3"), ("B4", "C4"), ("D3", "E3:F3"),
    ("D4", "E4:F4"), ("G3", "H3"), ("G4", "H4"),
)  # fmt: skip
WIDTHS = {
    "A:A": 7, "B:B": 28, "C:C": 34, "D:D": 46, "E:E": 40, "F:F": 24, "G:G": 24, "H:H": 14,
}  # fmt: skip
LAST_PAGE = 9


def write_notes(sheet: Sheet) -> None:
    """Write the sheet."""
    words, notes = sheet.words["notes"], sheet.report.notes
    for columns, width in WIDTHS.items():
        sheet.page.set_column(columns, width)
    write_head(sheet, PLACES, sheet.words["titles"]["notes"], LAST_PAGE)
    sheet.marks("A5:H5")
    sheet.row_height(5, marks_height(sheet))
    row = 6
    for key in ("intro", "blends", "by_method", "row_kinds"):
        sheet.text(f"A{row}:H{row}", words[key], sheet.styles.of(text_wrap=True))
        sheet.row_height(row, height_of((words[key], sum(WIDTHS.values()))))
        row += 1
    row = _corrections(sheet, row + 1)
    for key, listed in (
        ("excluded", notes.excluded),
        ("uncounted", notes.uncounted),
        ("pending", notes.pending),
    ):
        row = _sources(sheet, row + 2, words[key], listed)
    last = _identity(sheet, row + 2)
    printed(sheet.page, f"A1:H{last}", landscape=True)


def _title(sheet: Sheet, row: int, text: str) -> None:
    style = sheet.styles.of(bold=True, bg_color=LIGHT_BLUE, font_size=LARGE)
    sheet.text(f"A{row}:H{row}", text, style)
    sheet.row_height(row, 30)


def _corrections(sheet: Sheet, row: int) -> int:
    words = sheet.words["notes"]
    _title(sheet, row, words["corrections"])
    row += 1
    headings = (
        "number", "place", "formula", "fault", "ours", "official_figure", "our_figure", "effect",
    )  # fmt: skip
    for letter, key in zip("ABCDEFGH", headings, strict=True):
        sheet.text(f"{letter}{row}", words[key], sheet.styles.heading(TEAL))
    sheet.row_height(row, 50)
    for number, correction in enumerate(sheet.report.notes.corrections, 1):
        row += 1
        _correction(sheet, row, number, correction)
    return row


def _correction(sheet: Sheet, row: int, number: int, correction: Correction) -> None:
    words, styles = sheet.words["notes"], sheet.styles
    colour = {"bg_color": MARK} if correction.differs else {}
    sheet.text(f"A{row}", str(number), styles.text(align="center"))
    for letter, text in (
        ("B", correction.place),
        ("C", correction.formula),
        ("D", correction.fault),
        ("E", correction.ours),
    ):
        sheet.text(f"{letter}{row}", text, styles.text())
    for letter, text in (("F", correction.official_figure), ("G", correction.our_figure)):
        sheet.text(f"{letter}{row}", text, styles.text(align="center", **colour))
    effect = words["differs" if correction.differs else "same"]
    sheet.text(f"H{row}", effect, styles.text(align="center", bold=True, **colour))
    texts = (
        correction.place,
        correction.formula,
        correction.fault,
        correction.ours,
        correction.official_figure,
        correction.our_figure,
    )
    widths = (WIDTHS[f"{letter}:{letter}"] for letter in "BCDEFG")
    sheet.row_height(row, height_of(*zip(texts, widths, strict=True)))


def _sources(sheet: Sheet, row: int, title: str, listed: tuple[ListedSource, ...]) -> int:
    words, styles = sheet.words["notes"], sheet.styles
    _title(sheet, row, title)
    row += 1
    sheet.text(f"A{row}", words["number"], styles.heading(TEAL))
    sheet.text(f"B{row}:D{row}", words["source"], styles.heading(TEAL))
    sheet.text(f"E{row}:H{row}", words["reason"], styles.heading(TEAL))
    if not listed:
        row += 1
        sheet.text(f"A{row}:H{row}", sheet.words["none"], styles.text(align="center"))
    for number, source in enumerate(listed, 1):
        row += 1
        sheet.text(f"A{row}", str(number), styles.text(align="center"))
        sheet.text(f"B{row}:D{row}", source.name, styles.text())
        sheet.text(f"E{row}:H{row}", source.reason, styles.text())
        sheet.row_height(row, height_of((source.name, 108), (source.reason, 102)))
    return row


def _identity(sheet: Sheet, row: int) -> int:
    _title(sheet, row, sheet.words["notes"]["identity"])
    for name, value in sheet.report.notes.identity:
        row += 1
        sheet.text(f"A{row}:C{row}", name, sheet.styles.text(bold=True))
        sheet.text(f"D{row}:H{row}", value, sheet.styles.text())
        sheet.row_height(row, height_of((value, 148)))
    return row
