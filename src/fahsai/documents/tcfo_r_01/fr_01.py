"""Fr-01: the organisation, its boundary, its years, the bar chart of the scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.reports.dossier import PictureUse
from fahsai.documents.tcfo_r_01.charts import scope_chart
from fahsai.documents.tcfo_r_01.head import HeadPlaces, write_head
from fahsai.documents.tcfo_r_01.images import Frame, insert_picture
from fahsai.documents.tcfo_r_01.sheet import height_of, lines_of, marks_height, printed
from fahsai.documents.tcfo_r_01.styles import GREEN, LARGE, LIGHT_GREEN, ORANGE, YELLOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.reports.dossier import Production
    from fahsai.documents.tcfo_r_01.sheet import Sheet

PLACES = HeadPlaces(
    "A1:A4", "B1:H2", "I1:J2", ("B3", "C3:D3"), ("B4", "C4:D4"), ("E3:F3", "G3:H3"),
    ("E4:F4", "G4:H4"), ("I3", "J3"), ("I4", "J4"),
)  # fmt: skip
WIDTHS = {
    "A:A": 10, "B:B": 11, "C:C": 16, "D:D": 12, "E:E": 3,
    "F:F": 8, "G:G": 15, "H:H": 22, "I:I": 26, "J:J": 20,
}  # fmt: skip
LEAST_LINES = (9, 3, 1)
"""Lines of types 1, 2 and 3 in the official sheet; more sources get more."""
FIRST_LINE = 9
ROW_POINTS = 20
VALUE_LETTERS, UNIT_LETTERS = 68, 20
"""The widths of the columns H to J, and of J."""
PIXELS_PER_POINT = 4 / 3
PICTURE_WIDTH = 340
LOWER_LINES = 13
LINES_OF_A_PAGE = 72
"""Rows of the whole sheet that fit on one page and can still be read."""


def write_fr_01(sheet: Sheet, pictures: Mapping[PictureUse, bytes]) -> dict[str, str]:
    """Write the sheet; the cells that Fr-05 reads, by name."""
    for columns, width in WIDTHS.items():
        sheet.page.set_column(columns, width)
    write_head(sheet, PLACES, sheet.words["titles"]["Fr-01"], 1)
    sheet.text(
        "B6:I6",
        sheet.report.organisation,
        sheet.styles.text(bold=True, align="center", font_color="#0000FF", font_size=LARGE),
    )
    sheet.row_height(6, 30)
    sheet.marks("B5:I5")
    sheet.row_height(5, marks_height(sheet))
    row = _boundary(sheet)
    row, read = _years(sheet, row)
    last = _facts(sheet, row)
    _picture(sheet, FIRST_LINE - 1, last, pictures)
    _lower_half(sheet, last + 2, pictures)
    end = last + 2 + LOWER_LINES
    pages = 1 if end <= LINES_OF_A_PAGE else 0
    printed(sheet.page, f"A1:J{end}", landscape=False, pages=pages)
    return read


def _boundary(sheet: Sheet) -> int:
    words, styles, boundary = sheet.words["fr_01"], sheet.styles, sheet.report.boundary
    bar = styles.heading(GREEN, align="left")
    sheet.text("F8:J8", words["boundary"], bar)
    row = FIRST_LINE
    for key, names, least in zip(
        ("type_1", "type_2", "type_3"), boundary, LEAST_LINES, strict=True
    ):
        lines = list(names) or [sheet.words["none"]]
        lines += [""] * (least - len(lines))
        end = row + len(lines) - 1
        sheet.text(f"F{row}:G{end}", words[key], bar)
        for offset, line in enumerate(lines):
            sheet.text(f"H{row + offset}:J{row + offset}", line, styles.text(bg_color=LIGHT_GREEN))
            sheet.row_height(row + offset, _height(line, VALUE_LETTERS))
        row = end + 1
    return row


def _years(sheet: Sheet, row: int) -> tuple[int, dict[str, str]]:
    """Period and production of both years."""
    words, styles, report = sheet.words["fr_01"], sheet.styles, sheet.report
    bar = styles.heading(GREEN, align="left")
    value = styles.text(bg_color=LIGHT_GREEN, align="center", bold=True, font_color="#0000FF")
    read = {}
    for key, text in (("period", report.current.period), ("base_year", report.base.period)):
        sheet.text(f"F{row}:G{row}", words[key], bar)
        sheet.text(f"H{row}:J{row}", text, value)
        sheet.row_height(row, ROW_POINTS)
        read[key] = f"$H${row}"
        year = report.current_summary if key == "period" else report.base_summary
        name = "production" if key == "period" else "base_production"
        sheet.text(f"F{row + 1}:G{row + 1}", words[name], bar)
        _production(sheet, row + 1, year.production)
        read[name] = f"$H${row + 1}"
        row += 2
    return row, read


def _production(sheet: Sheet, row: int, production: Production | None) -> None:
    styles = sheet.styles
    sheet.row_height(row, ROW_POINTS)
    if production is None:
        sheet.text(f"H{row}:I{row}", "-", styles.text(bg_color=LIGHT_GREEN, align="center"))
        sheet.text(f"J{row}", "-", styles.text(bg_color=LIGHT_GREEN, align="center"))
        return
    number = styles.entry("#,##0.######", bg_color=LIGHT_GREEN, align="right")
    sheet.number(f"H{row}:I{row}", production.quantity, number)
    sheet.text(f"J{row}", production.unit, styles.text(bg_color=LIGHT_GREEN, align="center"))
    sheet.row_height(row, _height(production.unit, UNIT_LETTERS))


def _facts(sheet: Sheet, row: int) -> int:
    words, styles, report = sheet.words["fr_01"], sheet.styles, sheet.report
    bar = styles.heading(GREEN, align="left")
    value = styles.text(bg_color=LIGHT_GREEN)
    sheet.text(f"F{row}:J{row}", words["facts"], bar)
    for number, (name, text) in enumerate(report.facts, 1):
        row += 1
        sheet.text(f"F{row}", str(number), styles.text(bg_color=LIGHT_GREEN, align="center"))
        said = f"{name}: {text or '-'}"
        sheet.text(f"G{row}:J{row}", said, value)
        sheet.row_height(row, _height(said, VALUE_LETTERS + 15))
    for key, text in (("contact", report.contact), ("registered", "")):
        row += 1
        sheet.text(f"F{row}:H{row}", words[key], bar)
        sheet.text(f"I{row}:J{row}", text, value)
        sheet.row_height(row, _height(text, VALUE_LETTERS - 22))
    return row


def _height(text: str, letters: int) -> float:
    """Room for a text; one line takes no more than it must, for the sheet is one page."""
    lines = lines_of(text, letters)
    return ROW_POINTS if lines == 1 else height_of((text, letters))


def _picture(sheet: Sheet, first: int, last: int, pictures: Mapping[PictureUse, bytes]) -> None:
    height = int((last - first + 1) * ROW_POINTS * PIXELS_PER_POINT)
    place = f"A{first}:D{last}"
    _framed(
        sheet, place, height, PictureUse.FRONT_OFFICE, sheet.words["fr_01"]["picture"], pictures
    )


def _lower_half(sheet: Sheet, first: int, pictures: Mapping[PictureUse, bytes]) -> None:
    """How the mark is shown, and the chart."""
    words, styles = sheet.words["fr_01"], sheet.styles
    bar = styles.heading(ORANGE, font_color=YELLOW)
    sheet.text(f"A{first}:D{first}", words["label"], bar)
    sheet.text(f"F{first}:J{first}", words["chart"], bar)
    last = first + LOWER_LINES
    for row in range(first, last + 1):
        sheet.row_height(row, ROW_POINTS)
    height = int(LOWER_LINES * ROW_POINTS * PIXELS_PER_POINT)
    place = f"A{first + 1}:D{last}"
    _framed(sheet, place, height, PictureUse.LABEL_DISPLAY, words["label"], pictures)
    sheet.blank(f"F{first + 1}:J{last}", styles.cell())
    chart = scope_chart(sheet)
    chart.set_size({"width": 560, "height": height - 12})
    sheet.page.insert_chart(f"F{first + 1}", chart, {"x_offset": 8, "y_offset": 6})


def _framed(
    sheet: Sheet,
    place: str,
    height: int,
    use: PictureUse,
    name: str,
    pictures: Mapping[PictureUse, bytes],
) -> None:
    """A picture in its box, or a word that none was given."""
    frame = Frame(place.split(":", maxsplit=1)[0], PICTURE_WIDTH, height)
    picture = pictures.get(use)
    shown = picture is not None and insert_picture(sheet, frame, picture, name)
    text = "" if shown else f"{name}\n{sheet.words['fr_01']['no_picture']}"
    sheet.text(place, text, sheet.styles.text(align="center", font_color="#7F7F7F"))
