"""Fr-05: both years in whole tonnes, each scope rounded up, with the comparison chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT
from fahsai.core.reports.tcfo_r_01.columns import TOTAL, Block
from fahsai.core.reports.tcfo_r_01.summary import share
from fahsai.documents.tcfo_r_01.charts import comparison_chart, scope_chart
from fahsai.documents.tcfo_r_01.head import HeadPlaces, write_head
from fahsai.documents.tcfo_r_01.sheet import height_of, printed
from fahsai.documents.tcfo_r_01.styles import (
    BLUE,
    GREY,
    LIGHT_BLUE,
    LIGHT_GREEN,
    LIGHT_TEAL,
    NAVY,
    NUMBER,
    PERCENT,
    PURPLE,
    SMALL,
    TEAL,
    WHOLE,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from fahsai.core.reports.tcfo_r_01.content import InventorySheet, YearSummary
    from fahsai.documents.tcfo_r_01.sheet import Sheet

PLACES = HeadPlaces(
    "A1:A4", "B1:H2", "I1:J2", ("B3", "C3:D3"), ("B4", "C4:D4"), ("E3", "F3:H3"),
    ("E4", "F4:H4"), ("I3", "J3"), ("I4", "J4"),
)  # fmt: skip
CURRENT_ROW, BASE_ROW = 5, 20
"""The row of each half's title; its table begins where the official one does."""
HEADINGS = {CURRENT_ROW: (6, 9), BASE_ROW: (22, 25)}
LINES = (
    (Block.SCOPE_1, "type_1"),
    (Block.SCOPE_2, "type_2"),
    (Block.SCOPE_3, "type_3"),
    (Block.SEPARATE, "other"),
)
LAST_ROW = 38
SHARE_WIDTH = 19
"""The width of the columns C to E."""
CHART = {"width": 500, "height": 400}


def write_fr_05(sheet: Sheet, read: Mapping[str, str]) -> None:
    """Write the sheet; ``read`` are the cells of Fr-01 with periods and productions."""
    report, words, styles = sheet.report, sheet.words, sheet.styles
    sheet.page.set_column("A:A", 14)
    sheet.page.set_column("B:B", 24)
    sheet.page.set_column("C:E", SHARE_WIDTH)
    sheet.page.set_column("F:J", 14)
    write_head(sheet, PLACES, words["titles"]["Fr-05"], 7)
    halves = (
        ("current", CURRENT_ROW, report.current, report.current_summary, "period", "production"),
        ("base", BASE_ROW, report.base, report.base_summary, "base_year", "base_production"),
    )
    for key, title, inventory, year, period, production in halves:
        half = _Half(sheet, title, inventory, year)
        half.title(words["fr_05"][key], f"='Fr-01'!{read[period]}")
        half.table()
        half.intensity(read[production])
    _charts(sheet)
    sheet.marks("A6:A19", font_size=SMALL, valign="top")
    sheet.text(f"A{LAST_ROW - 1}:J{LAST_ROW - 1}", words["fr_05"]["rounding"], styles.of())
    sheet.text(f"A{LAST_ROW}", words["head"]["made_by"], styles.heading(NAVY))
    sheet.text(f"B{LAST_ROW}:F{LAST_ROW}", report.prepared_by, styles.text(bg_color=LIGHT_BLUE))
    sheet.text(f"G{LAST_ROW}", words["head"]["finished"], styles.heading(NAVY))
    sheet.text(f"H{LAST_ROW}:J{LAST_ROW}", report.date_text, styles.text(bg_color=LIGHT_BLUE))
    sheet.row_height(LAST_ROW, 27)
    printed(sheet.page, f"A1:J{LAST_ROW}", landscape=True, pages=1)


class _Half:
    """The table of one year."""

    def __init__(
        self, sheet: Sheet, title_row: int, inventory: InventorySheet, year: YearSummary
    ) -> None:
        self.sheet = sheet
        self.styles = sheet.styles
        self.words = sheet.words["fr_05"]
        self.title_row = title_row
        self.inventory = inventory
        self.year = year
        self.top, self.bottom = HEADINGS[title_row]
        self.first = self.bottom + 1
        self.row_12, self.row_123 = self.first + 4, self.first + 5

    def title(self, name: str, period: str) -> None:
        """The year's name and its period, read from Fr-01."""
        bar = self.styles.cell(bg_color=LIGHT_BLUE, align="center", bold=True)
        self.sheet.text(f"A{self.title_row}", name, bar)
        style = self.styles.cell(bg_color=LIGHT_BLUE, font_color="#0000FF", italic=True)
        place = f"B{self.title_row}:J{self.title_row}"
        self.sheet.formula(place, period, self.year.period, style)
        self.sheet.row_height(self.title_row, 27)

    def table(self) -> None:
        """Scopes, sums and shares."""
        for letter, key, fill in (
            ("B", "scope", TEAL),
            ("C", "emission", PURPLE),
            ("D", "share_12", BLUE),
            ("E", "share_123", BLUE),
        ):
            place = f"{letter}{self.top}:{letter}{self.bottom}"
            self.sheet.text(place, self.words[key], self.styles.heading(fill))
        for offset, (block, key) in enumerate(LINES):
            self._line(self.first + offset, block, self.words[key])
        self._sum(self.row_12, "total_12", self.first + 1, "D", self.year.total_12)
        self._sum(self.row_123, "total_123", self.first + 2, "E", self.year.total_123)
        self._exact(self.row_123 + 1)
        for row in range(self.first, self.row_123 + 1):
            self.sheet.row_height(row, 30)

    def _line(self, row: int, block: Block, name: str) -> None:
        sheet, styles = self.sheet, self.styles
        label = styles.text(bg_color=LIGHT_TEAL, bold=True, align="center")
        sheet.text(f"B{row}", name, label)
        for letter in "DE":
            sheet.blank(f"{letter}{row}", styles.cell())
        if not self.year.stated:
            sheet.text(f"C{row}", "-", styles.cell(align="right"))
            return
        at = self.inventory.band(block).subtotal
        whole = self.year.whole[block]
        formula = f"=ROUNDUP(ROUND('{self.inventory.sheet}'!{TOTAL}{at},6),0)"
        sheet.formula(f"C{row}", formula, whole, styles.entry(WHOLE, italic=True))
        if block in (Block.SCOPE_1, Block.SCOPE_2):
            self._share("D", row, whole, self.row_12, self.year.total_12)
        if block is not Block.SEPARATE:
            self._share("E", row, whole, self.row_123, self.year.total_123)

    def _share(self, letter: str, row: int, part: Decimal, at: int, whole: Decimal) -> None:
        value = share(part, whole)
        style = self.styles.entry(PERCENT, italic=True, align="right")
        formula = f'=IF(C${at}=0,"-",C{row}/C${at})'
        self.sheet.formula(f"{letter}{row}", formula, "-" if value is None else value, style)

    def _sum(self, row: int, key: str, last: int, letter: str, whole: Decimal) -> None:
        """A sum of scopes with the sum of their shares."""
        sheet = self.sheet
        bar = {"bg_color": GREY, "font_color": "#FFFFFF", "bold": True}
        sheet.text(f"B{row}", self.words[key], self.styles.text(align="center", **bar))
        for other in "CDE":
            sheet.blank(f"{other}{row}", self.styles.cell(**bar))
        if not self.year.stated:
            return
        style = self.styles.cell(num_format=WHOLE, **bar)
        sheet.formula(f"C{row}", f"=SUM(C{self.first}:C{last})", whole, style)
        percent = self.styles.cell(num_format=PERCENT, **bar)
        sums = f"=SUM({letter}{self.first}:{letter}{last})"
        sheet.formula(f"{letter}{row}", sums, EXACT.create_decimal(1 if whole else 0), percent)

    def _exact(self, row: int) -> None:
        """What the sums are before rounding."""
        sheet, styles = self.sheet, self.styles
        sheet.text(f"B{row}:C{row}", self.words["exact"], styles.text(font_size=SMALL))
        sheet.row_height(row, 27)
        for letter, at, value in (
            ("D", self.inventory.total_12_row, self.year.exact_12),
            ("E", self.inventory.total_123_row, self.year.exact_123),
        ):
            if self.year.stated:
                formula = f"='{self.inventory.sheet}'!{TOTAL}{at}"
                sheet.formula(f"{letter}{row}", formula, value, styles.entry(NUMBER))
            else:
                sheet.text(f"{letter}{row}", "-", styles.cell(align="right"))

    def intensity(self, production_cell: str) -> None:
        """Emissions for one unit of production."""
        sheet, styles, production = self.sheet, self.styles, self.year.production
        first = self.row_123 + 2
        for offset, (key, at, whole) in enumerate(
            (
                ("intensity_12", self.row_12, self.year.total_12),
                ("intensity_123", self.row_123, self.year.total_123),
            )
        ):
            row = first + offset
            sheet.text(f"B{row}:C{row}", self.words[key], styles.cell(bg_color="#C4D79B"))
            unit = self.words["no_unit"]
            if self.year.stated and production is not None:
                unit = self.words["per"].format(unit=production.unit)
                formula = f"=IF('Fr-01'!{production_cell}=0,\"-\",C{at}/'Fr-01'!{production_cell})"
                value = share(whole, production.quantity)
                style = styles.figure("#,##0.0000##", align="right")
                sheet.formula(f"D{row}", formula, "-" if value is None else value, style)
            else:
                sheet.text(f"D{row}", "-", styles.text(bg_color=LIGHT_GREEN, align="right"))
            sheet.text(f"E{row}", unit, styles.text(bg_color=LIGHT_GREEN, font_size=SMALL))
            sheet.row_height(row, max(27, height_of((unit, SHARE_WIDTH), size=SMALL)))


def _charts(sheet: Sheet) -> None:
    chart = scope_chart(sheet)
    chart.set_size(CHART)
    sheet.page.insert_chart("F6", chart, {"x_offset": 10, "y_offset": 6})
    style = sheet.styles.of(bold=True, align="center")
    sheet.text("F21:J21", sheet.words["fr_05"]["compare"], style)
    compared = comparison_chart(sheet)
    compared.set_size(CHART)
    sheet.page.insert_chart("F22", compared, {"x_offset": 10, "y_offset": 6})
