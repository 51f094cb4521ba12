"""The factor list: every EF and GWP of the workbook, each figure with a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.reports.tcfo_r_01.columns import Column
from fahsai.core.reports.tcfo_r_01.factor_list import BIOGENIC, PUBLISHED
from fahsai.documents.tcfo_r_01.head import HeadPlaces, write_head
from fahsai.documents.tcfo_r_01.sheet import A4, height_of, marks_height, printed_in_parts
from fahsai.documents.tcfo_r_01.styles import (
    BLUE,
    FACTOR,
    GREEN,
    LARGE,
    LIGHT_BLUE,
    LINE,
    PER_UNIT,
    PURPLE,
    RED,
    SMALL,
    TEAL,
)
from fahsai.documents.tcfo_r_01.styles import GWP as GWP_FORMAT

if TYPE_CHECKING:
    from decimal import Decimal

    from xlsxwriter.format import Format

    from fahsai.core.reports.tcfo_r_01.content import FactorRow, FactorSection, GwpRow
    from fahsai.documents.tcfo_r_01.sheet import Sheet

PLACES = HeadPlaces(
    "A1:A4", "B1:L2", "M1:O2", ("B3", "C3:E3"), ("B4", "C4:E4"), ("F3", "G3:L3"),
    ("F4", "G4:L4"), ("M3", "N3:O3"), ("M4", "N4:O4"),
)  # fmt: skip
NAME, LIST, REFERENCE, DERIVATION, NAMES = 40, 26, 40, 44, 40
GAS, TOTAL = 11, 14
"""Widths of the columns D to M and N to O."""
WIDTHS = {
    "A:A": 7, "B:B": NAME, "C:C": 14, "D:M": GAS, "N:O": TOTAL, "P:P": LIST, "Q:Q": REFERENCE,
    "R:R": DERIVATION, "S:S": NAMES,
}  # fmt: skip
LETTER = dict(zip(Column, "DEFGHIJKL", strict=True))
BIOGENIC_LETTER, PUBLISHED_LETTER, TOTAL_LETTER = "M", "N", "O"
FIRST_PAGE = 8


def write_factor_list(sheet: Sheet) -> None:
    """Write the sections of both years."""
    for columns, width in WIDTHS.items():
        sheet.page.set_column(columns, width)
    write_head(sheet, PLACES, sheet.words["titles"]["factors"], FIRST_PAGE)
    sheet.marks("B5:O5")
    sheet.row_height(5, marks_height(sheet))
    last = 6
    for section in sheet.report.factors:
        last = _Section(sheet, section).write()
    sheet.page.freeze_panes(4, 2)
    first = sheet.report.factors[0].title_row
    printed_in_parts(sheet.page, f"A1:S{last}", after="O", paper=A4, heading=(first + 1, first + 3))


class _Section:
    """The factors of one inventory."""

    def __init__(self, sheet: Sheet, section: FactorSection) -> None:
        self.sheet = sheet
        self.section = section
        self.styles = sheet.styles
        self.words = sheet.words["factors"]

    def write(self) -> int:
        """Write titles, factors and GWP values; the last row used."""
        report = self.sheet.report
        year = report.current if self.section.sheet == report.current.sheet else report.base
        title = self.words["of_year"].format(
            sheet=self.section.sheet,
            factor_set=self.sheet.named("factor_sets", self.section.factor_set),
            gwp_set=self.sheet.named("gwp_sets", year.gwp_set),
        )
        bar = self.styles.of(bold=True, bg_color=LIGHT_BLUE, font_size=LARGE)
        self._bar(self.section.title_row, title, bar)
        self._headings(self.section.title_row + 1)
        for index, row in enumerate(self.section.factors, 1):
            self._factor(index, row)
        if not self.section.factors:
            place = f"B{self.section.title_row + 4}"
            self.sheet.text(place, self.sheet.words["none"], self.styles.cell())
        return self._gwps(bar)

    def _headings(self, row: int) -> None:
        words = self.words
        gases = self.sheet.words["gases"]
        columns = [
            ("A", words["number"], "", TEAL),
            ("B", words["name"], "", PURPLE),
            ("C", words["unit"], "", GREEN),
            *((letter, gases[gas], words["kg_per_unit"], RED) for gas, letter in LETTER.items()),
            (BIOGENIC_LETTER, words["biogenic"], words["kg_per_unit"], RED),
            (PUBLISHED_LETTER, words["published"], words["per_unit"], RED),
            (TOTAL_LETTER, words["total"], words["per_unit"], RED),
            ("P", words["list"], "", BLUE),
            ("Q", words["reference"], "", BLUE),
            ("R", words["derivation"], "", BLUE),
            ("S", words["defined"], "", BLUE),
        ]
        for letter, name, unit, fill in columns:
            style = self.styles.heading(fill)
            if unit:
                self.sheet.text(f"{letter}{row}:{letter}{row + 1}", name, style)
                self.sheet.text(f"{letter}{row + 2}", unit, style)
            else:
                self.sheet.text(f"{letter}{row}:{letter}{row + 2}", name, style)
        names = height_of(*((name, GAS) for _, name, unit, _ in columns if unit))
        for above in (row, row + 1):
            self.sheet.row_height(above, names / 2)
        units = ((words["kg_per_unit"], GAS), (words["per_unit"], TOTAL))
        self.sheet.row_height(row + 2, height_of(*units))

    def _factor(self, index: int, row: FactorRow) -> None:
        n, sheet, styles = row.number, self.sheet, self.styles
        sheet.text(f"A{n}", str(index), styles.text(align="center"))
        sheet.text(f"B{n}", row.label, styles.text())
        sheet.text(f"C{n}", row.unit, styles.text(align="center"))
        sheet.paint(f"D{n}:O{n}", styles.cell())
        for column, entry in row.gases.items():
            self._named(LETTER[column], n, entry.per_unit, row.names.get(column), FACTOR)
        if row.biogenic is not None:
            name = row.names.get(BIOGENIC)
            self._named(BIOGENIC_LETTER, n, row.biogenic, name, FACTOR)
        name = row.names.get(PUBLISHED)
        self._named(PUBLISHED_LETTER, n, row.published, name, PER_UNIT)
        self._total(row)
        names = ",\n".join(row.names.values()) or "-"
        if not row.by_gas:
            names = f"{names}\n{self.words['co2e_only']}"
        texts = (f"{row.edition}: {row.key}", row.reference, row.derivation, names)
        for letter, text in zip("PQRS", texts, strict=True):
            sheet.text(f"{letter}{n}", text, styles.text(font_size=SMALL))
        widths = (LIST, REFERENCE, DERIVATION, NAMES)
        small = height_of(*zip(texts, widths, strict=True), size=SMALL)
        sheet.row_height(n, max(height_of((row.label, NAME)), small))

    def _named(self, letter: str, n: int, value: Decimal, name: str | None, number: str) -> None:
        self.sheet.number(f"{letter}{n}", value, self.styles.entry(number))
        if name:
            self.sheet.book.define_name(name, f"='{self.sheet.name}'!${letter}${n}")

    def _total(self, row: FactorRow) -> None:
        """The total by the GWP of the sheet, beside the published figure."""
        n = row.number
        terms = [f"{LETTER[column]}{n}*{entry.gwp_name}" for column, entry in row.gases.items()]
        formula = "=" + ("+".join(terms) if terms else "0")
        if not row.by_gas:
            formula = f"={PUBLISHED_LETTER}{n}"
        elif not terms and row.biogenic is not None:
            formula = f"={BIOGENIC_LETTER}{n}"
        style = self.styles.figure(PER_UNIT)
        self.sheet.formula(f"{TOTAL_LETTER}{n}", formula, row.total, style)

    def _bar(self, row: int, title: str, bar: Format) -> None:
        """A title over both printed parts, its words in the first."""
        self.sheet.text(f"A{row}:O{row}", title, bar)
        self.sheet.blank(f"P{row}:S{row}", bar)
        self.sheet.row_height(row, LINE[LARGE] + 1)

    def _gwps(self, bar: Format) -> int:
        """The GWP of refrigerants and other gases; a blend is the weighted sum of its parts."""
        top = self.section.gwp_title_row
        title = self.words["gwp_title"].format(sheet=self.section.sheet)
        self._bar(top, title, bar)
        heading = self.styles.heading(TEAL)
        for letter, key in (("B", "gwp_name"), ("C", "gwp_share"), ("D", "gwp_value")):
            self.sheet.text(f"{letter}{top + 1}", self.words[key], heading)
        self.sheet.text(f"E{top + 1}:G{top + 1}", self.words["defined"], heading)
        self.sheet.row_height(top + 1, 30)
        last = top + 1
        if not self.section.gwps:
            self.sheet.text(f"B{top + 2}", self.sheet.words["none"], self.styles.cell())
        for row in self.section.gwps:
            last = self._gwp(row)
        return max(last, top + 2)

    def _gwp(self, row: GwpRow) -> int:
        sheet, styles, n = self.sheet, self.styles, row.number
        sheet.text(f"B{n}", row.label, styles.text(bold=True))
        sheet.row_height(n, height_of((row.label, NAME)))
        sheet.blank(f"C{n}", styles.cell())
        sheet.text(f"E{n}:G{n}", row.name, styles.text(font_size=SMALL))
        sheet.book.define_name(row.name, f"='{sheet.name}'!$D${n}")
        if len(row.parts) == 1:
            sheet.number(f"D{n}", row.value, styles.entry(GWP_FORMAT))
            return n
        last = n + len(row.parts)
        formula = f"=SUMPRODUCT(C{n + 1}:C{last},D{n + 1}:D{last})"
        sheet.formula(f"D{n}", formula, row.value, styles.figure(GWP_FORMAT))
        for offset, part in enumerate(row.parts, 1):
            sheet.text(f"B{n + offset}", f"    {part.gas}", styles.text())
            sheet.number(f"C{n + offset}", part.share, styles.entry("0.00%"))
            sheet.number(f"D{n + offset}", part.gwp, styles.entry(GWP_FORMAT))
        return last
