"""Fr-03.2: which categories of scope 3 are significant, and by which criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.documents.tcfo_r_01.head import HeadPlaces, write_head
from fahsai.documents.tcfo_r_01.sheet import HIGHEST, height_of, marks_height, printed
from fahsai.documents.tcfo_r_01.styles import LIGHT_BLUE, LIGHT_GREEN, LINE, SILVER, SIZE

if TYPE_CHECKING:
    from fahsai.core.reports.tcfo_r_01.content import Scope3Line
    from fahsai.documents.tcfo_r_01.sheet import Sheet

PLACES = HeadPlaces(
    "A1:A4", "B1:I2", "J1:K2", ("B3", "C3:D3"), ("B4", "C4:D4"), ("E3", "F3:I3"),
    ("E4", "F4:I4"), ("J3", "K3"), ("J4", "K4"),
)  # fmt: skip
ISSUES_ROW = 8
BEIGE, ROSE, SOFT_GREEN = "#FBD5B5", "#FCE4D6", "#C4D79B"
SCORED = ("magnitude", "influence", "risk", "sector", "outsourcing", "engagement")
NAME, SCORE, ISSUE, REMARK, CRITERIA = 62, 14, 154, 44, 216
"""Widths of the columns B, D, C to K, K and B to K."""
WIDTHS = {"A:A": 10, "B:B": NAME, "C:C": 13, "D:I": SCORE, "J:J": 13, "K:K": REMARK}
CRITERIA_LINES = 4


def write_fr_03_2(sheet: Sheet) -> None:
    """The issues, the fifteen categories with their scores, the criteria."""
    words = sheet.words["fr_03_2"]
    for columns, width in WIDTHS.items():
        sheet.page.set_column(columns, width)
    write_head(sheet, PLACES, sheet.words["titles"]["Fr-03.2"], 4, words["form"])
    sheet.marks("A5:K5")
    sheet.row_height(5, marks_height(sheet))
    row = _issues(sheet)
    row = _categories(sheet, row + 2)
    last = _criteria(sheet, row + 2)
    printed(sheet.page, f"A1:K{last}", landscape=True)


def _issues(sheet: Sheet) -> int:
    words, styles = sheet.words["fr_03_2"], sheet.styles
    sheet.text("A6", words["explain"], styles.text(bg_color=BEIGE))
    sheet.text("B6:K6", words["explanation"], styles.text(bg_color=BEIGE))
    sheet.row_height(6, height_of((words["explanation"], CRITERIA)))
    head = styles.text(bold=True, align="center", bg_color=SOFT_GREEN)
    sheet.text(f"A{ISSUES_ROW}:B{ISSUES_ROW}", words["issue"], head)
    sheet.text(f"C{ISSUES_ROW}:K{ISSUES_ROW}", words["explain"], head)
    row = ISSUES_ROW
    for issue in words["issues"]:
        row += 1
        sheet.text(f"A{row}:B{row}", issue["name"], styles.text(bg_color="#D8E4BC"))
        sheet.text(f"C{row}:K{row}", issue["text"], styles.text(bg_color=LIGHT_GREEN))
        sheet.row_height(row, height_of((issue["text"], ISSUE), (issue["name"], NAME + 7)))
    sheet.text(f"A{row + 1}:K{row + 1}", words["source"], styles.of())
    return row + 1


def _categories(sheet: Sheet, row: int) -> int:
    words, styles = sheet.words["fr_03_2"], sheet.styles
    headings = {issue["key"]: issue["heading"] for issue in words["issues"]}
    grey = styles.text(bold=True, align="center", bg_color=SILVER)
    green = styles.text(bold=True, align="center", bg_color="#A9D08E")
    sheet.text(f"A{row}", words["no"], grey)
    sheet.text(f"B{row}", words["category"], grey)
    blue = styles.text(bold=True, align="center", bg_color="#8DB4E2")
    sheet.text(f"C{row}", words["has_source"], blue)
    for letter, key in zip("DEFGHI", SCORED, strict=True):
        sheet.text(f"{letter}{row}", headings[key], green)
    sheet.text(f"J{row}", words["significant"], blue)
    sheet.text(f"K{row}", words["remark"], green)
    sheet.row_height(row, height_of(*((text, SCORE) for text in headings.values())))
    sheet.page.repeat_rows(row - 1)
    for line in sheet.report.scope3:
        row += 1
        _category(sheet, row, line)
    return row


def _category(sheet: Sheet, row: int, line: Scope3Line) -> None:
    words, styles = sheet.words["fr_03_2"], sheet.styles
    states = {True: words["yes"], False: words["not_there"], None: words["not_assessed"]}
    if line.included or line.pending:
        states[None] = words["yes"]
    remark = _remark(sheet, line)
    sheet.text(f"A{row}", str(line.number), styles.text(align="center"))
    sheet.text(f"B{row}", line.category, styles.text())
    sheet.text(f"C{row}", states[line.has_source], styles.text(align="center", bg_color=LIGHT_BLUE))
    for letter, key in zip("DEFGHI", SCORED, strict=True):
        colour = ROSE if key in {"outsourcing", "engagement"} else LIGHT_GREEN
        score = line.scores.get(key, "")
        sheet.text(f"{letter}{row}", score, styles.text(align="center", bg_color=colour))
    mark = words["yes"] if line.significant else ""
    sheet.text(f"J{row}", mark, styles.text(align="center", bold=True, bg_color=LIGHT_BLUE))
    sheet.text(f"K{row}", remark, styles.text())
    sheet.row_height(row, height_of((line.category, NAME), (remark, REMARK)))


def _remark(sheet: Sheet, line: Scope3Line) -> str:
    """The organisation's own remark, and what the inventory counts of the category or not yet."""
    words = sheet.words["fr_03_2"]
    said = [line.remark]
    if line.included:
        said.append(words["included"].format(count=line.included))
    if line.pending:
        said.append(words["pending"].format(count=line.pending))
    if line.has_source is None and (line.included or line.pending):
        said.append(words["open"])
    return "\n".join(part for part in said if part)


def _criteria(sheet: Sheet, row: int) -> int:
    words, styles = sheet.words["fr_03_2"], sheet.styles
    sheet.text(f"A{row}:K{row}", words["criteria"], styles.of(bold=True))
    last = row + CRITERIA_LINES
    text = sheet.report.scope3_criteria or sheet.words["none"]
    sheet.text(f"B{row + 1}:K{last}", text, styles.text(valign="top"))
    room = height_of((text, CRITERIA), most=HIGHEST * CRITERIA_LINES)
    for number in range(row + 1, last + 1):
        sheet.row_height(number, max(LINE[SIZE], room / CRITERIA_LINES))
    return last
