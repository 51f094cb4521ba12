"""The heading rows of Fr-04.1 and Fr-04.2, and the table GWP100 beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.reports.tcfo_r_01.columns import (
    CO2E,
    EF,
    GWP,
    KIND,
    SINGLE_GAS,
    SUBSTITUTE,
    TONNES,
    Column,
    Tick,
)
from fahsai.core.reports.tcfo_r_01.content import InventoryState
from fahsai.core.reports.tcfo_r_01.names import GWP_NAMES
from fahsai.documents.tcfo_r_01.head import HeadPlaces, write_head
from fahsai.documents.tcfo_r_01.styles import (
    BLUE,
    GREEN,
    INK_BLUE,
    MARK,
    OLIVE,
    PALE,
    PURPLE,
    RED,
    SMALL,
    TEAL,
    WARNING,
)
from fahsai.documents.tcfo_r_01.styles import GWP as GWP_FORMAT

if TYPE_CHECKING:
    from fahsai.core.reports.tcfo_r_01 import R01
    from fahsai.core.reports.tcfo_r_01.content import InventorySheet
    from fahsai.documents.tcfo_r_01.sheet import Sheet

PLACES = HeadPlaces(
    "A1:A4", "B1:Z2", "AO1:AS2", ("B3", "C3:G3"), ("B4", "C4:G4"), ("H3", "I3:Z3"),
    ("H4", "I4:Z4"), ("AO3:AQ3", "AR3:AS3"), ("AO4:AQ4", "AR4:AS4"),
)  # fmt: skip
BAND, LABEL, UNIT, REFERENCE, REMARK = 14, 40, 14, 53, 39
"""Widths of the columns of text: A, B, C, Z and AS."""
WIDTHS = {
    "A:A": BAND, "B:B": LABEL, "C:C": UNIT, "D:D": 14, "E:L": 11, "M:N": 10, "O:P": 12, "Q:Q": 15,
    "R:Y": 4, "Z:Z": REFERENCE, "AA:AN": 11, "AO:AO": 13, "AP:AR": 11, "AS:AS": REMARK,
    "AT:AT": 2.5,
    "AU:AU": 13, "AV:AV": 11,
    "AW:AW": 2.5, "AX:AX": 34,
}  # fmt: skip
FIRST_GWP_ROW = 8


def write_inventory_head(sheet: Sheet, inventory: InventorySheet, page: int) -> None:
    """Rows 1 to 9."""
    for columns, width in WIDTHS.items():
        sheet.page.set_column(columns, width)
    write_head(sheet, PLACES, sheet.words["titles"][sheet.name], page)
    sheet.blank("AA1:AN2", sheet.styles.cell())
    _year(sheet, inventory)
    _banner(sheet, inventory)
    _headings(sheet)
    _gwp_table(sheet, inventory)
    for row, height in ((6, 27), (7, 27), (8, 40), (9, 50)):
        sheet.row_height(row, height)
    sheet.page.freeze_panes(9, 2)


def _year(sheet: Sheet, inventory: InventorySheet) -> None:
    head, styles = sheet.words["head"], sheet.styles
    label = head["year" if sheet.name == "Fr-04.1" else "base_year"]
    sheet.text("AA3:AD3", label, styles.cell(bold=True, align="center"))
    value = styles.text(bold=True, font_color=INK_BLUE, align="center")
    sheet.text("AE3:AN3", inventory.period, value)
    sheet.blank("AA4:AN4", styles.cell())


def _banner(sheet: Sheet, inventory: InventorySheet) -> None:
    """Row 5: what a reader must know before reading a number."""
    words, report = sheet.words, sheet.report
    said = list(report.marks)
    if inventory.state is InventoryState.SAME:
        said.append(words["base"]["same"])
    elif inventory.state is InventoryState.NONE:
        said.append(words["base"]["none"])
    elif not _says_incomplete(inventory, report) and any(
        row.quantity is None for band in inventory.blocks for row in band.rows
    ):
        said.append(words["marks"][_incomplete(inventory, report)])
    sets = [sheet.named("factor_sets", section.factor_set) for section in report.factors]
    if inventory.state is InventoryState.OWN and inventory is report.base and len(set(sets)) > 1:
        said.append(words["base"]["vintages"].format(base=sets[1], current=sets[0]))
    colour = MARK if said else PALE
    style = sheet.styles.of(bold=True, bg_color=colour, font_color=WARNING)
    sheet.text("A5:AS5", "   ".join(said), style)
    sheet.row_height(5, 27)


def _incomplete(inventory: InventorySheet, report: R01) -> str:
    """The word that tells that this year has sources without a result."""
    return "incomplete" if inventory is report.current else "base_incomplete"


def _says_incomplete(inventory: InventorySheet, report: R01) -> bool:
    return report.words["marks"][_incomplete(inventory, report)] in report.marks


def _headings(sheet: Sheet) -> None:
    words, styles = sheet.words["fr_04"], sheet.styles
    difference = "remark" if sheet.name == "Fr-04.1" else "difference"
    for place, key, fill in (
        ("A6:A9", "scope", TEAL),
        ("B6:B9", "item", PURPLE),
        ("C6:D8", "lci", GREEN),
        ("C9", "unit", GREEN),
        ("D9", "quantity", GREEN),
        ("E6:N7", "required", RED),
        ("E8:L8", "ef", RED),
        ("M8:N8", "gwp", RED),
        ("O6:P7", "beyond", RED),
        ("O8:O9", "ef", RED),
        ("P8:P9", "gwp", RED),
        ("Q6:Q9", "total", RED),
        ("R6:X6", "origin", BLUE),
        ("R7:S7", "first", BLUE),
        ("T7:W7", "second", BLUE),
        ("Z6:Z9", "reference", BLUE),
        ("AA6:AF8", "tonnes", OLIVE),
        ("AG6:AN8", "co2e", OLIVE),
        ("AO6:AO9", "total_ghg", OLIVE),
        ("AP6:AP9", "share", OLIVE),
        ("AQ6:AQ9", "share_12", OLIVE),
        ("AR6:AR9", "share_123", OLIVE),
        ("AS6:AS9", difference, OLIVE),
        (f"{KIND}6:{KIND}9", "kind", INK_BLUE),
    ):
        sheet.text(place, words[key], styles.heading(fill))
    _gas_names(sheet)
    _ticks(sheet)


def _gas_names(sheet: Sheet) -> None:
    gases = sheet.words["gases"]
    for letters, fill in ((EF, RED), (GWP, RED), (TONNES, OLIVE), (CO2E, OLIVE)):
        for column, letter in letters.items():
            if column is Column.OTHER and fill is RED:
                continue  # O and P have a heading of their own
            sheet.text(f"{letter}9", gases[column], sheet.styles.heading(fill))


def _ticks(sheet: Sheet) -> None:
    upright = sheet.styles.heading(BLUE, rotation=90, font_size=SMALL)
    for letter, name in sheet.words["ticks"].items():
        top = {Tick.OTHER: 7, SUBSTITUTE: 6}.get(letter, 8)
        sheet.text(f"{letter}{top}:{letter}9", name, upright)


def _gwp_table(sheet: Sheet, inventory: InventorySheet) -> None:
    """AU6 to AV13; each value has a name that the formulas read."""
    words, styles = sheet.words, sheet.styles
    sheet.text("AU6:AV6", words["fr_04"]["gwp"], styles.heading(INK_BLUE))
    sheet.text("AU7", words["fr_04"]["origin"], styles.cell())
    sheet.text("AV7", inventory.gwp_set, styles.cell(align="right"))
    for row, column in enumerate(SINGLE_GAS, FIRST_GWP_ROW):
        sheet.text(f"AU{row}", words["gases"][column], styles.cell())
        sheet.number(f"AV{row}", inventory.gwp[column], styles.entry(GWP_FORMAT))
        name = inventory.prefix + GWP_NAMES[column]
        sheet.book.define_name(name, f"='{sheet.name}'!$AV${row}")
