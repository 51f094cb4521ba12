"""Fr-04.1 and Fr-04.2: the inventory, row by row, with live formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import ZERO, total
from fahsai.core.reports.tcfo_r_01.columns import (
    CO2E,
    EF,
    GWP,
    KIND,
    PER_UNIT,
    QUANTITY,
    SCOPES,
    SHARE,
    SHARE_12,
    SHARE_123,
    SUBSTITUTE,
    TONNES,
    TOTAL,
    Block,
    Column,
    Tick,
)
from fahsai.core.reports.tcfo_r_01.content import InventoryState
from fahsai.core.reports.tcfo_r_01.names import GWP_NAMES
from fahsai.core.reports.tcfo_r_01.summary import share
from fahsai.documents.tcfo_r_01.fr_04_head import (
    BAND,
    LABEL,
    REFERENCE,
    REMARK,
    UNIT,
    write_inventory_head,
)
from fahsai.documents.tcfo_r_01.sheet import A3, HIGHEST, height_of, printed_in_parts
from fahsai.documents.tcfo_r_01.styles import (
    FACTOR,
    GREY,
    MARK,
    NAVY,
    NUMBER,
    PERCENT,
    SILVER,
    SMALL,
    WARNING,
    YELLOW,
)
from fahsai.documents.tcfo_r_01.styles import GWP as GWP_FORMAT
from fahsai.documents.tcfo_r_01.styles import PER_UNIT as PER_UNIT_FORMAT

if TYPE_CHECKING:
    from decimal import Decimal

    from xlsxwriter.format import Format

    from fahsai.core.reports.tcfo_r_01.content import BlockRows, InventoryRow, InventorySheet
    from fahsai.documents.tcfo_r_01.sheet import Sheet

BY_GAS = (Block.SCOPE_1, Block.SEPARATE)
SEPARATE_COLUMNS = (Column.CO2, Column.OTHER)
LEAST_HEIGHT = 27.0
BOLD = 2
"""What bold letters take of a narrow column (Excel's width)."""
HEADING = (5, 9)
"""The rows that stand on every printed page: what to know first, and the headings."""


def write_fr_04(sheet: Sheet, inventory: InventorySheet, page: int) -> None:
    """Write the sheet of one year."""
    write_inventory_head(sheet, inventory, page)
    writer = _Inventory(sheet, inventory)
    for band in inventory.blocks:
        writer.band(band)
    writer.totals()
    last = inventory.total_123_row + 1
    head, styles = sheet.words["head"], sheet.styles
    sheet.text(f"A{last}", head["made_by"], styles.heading(NAVY))
    sheet.text(f"B{last}:Q{last}", sheet.report.prepared_by, styles.text())
    sheet.row_height(last, 27)
    printed_in_parts(sheet.page, f"A1:AV{last}", after="Z", paper=A3, heading=HEADING)


class _Inventory:
    """The rows of one sheet."""

    def __init__(self, sheet: Sheet, inventory: InventorySheet) -> None:
        self.sheet = sheet
        self.inventory = inventory
        self.styles = sheet.styles
        self.words = sheet.words["fr_04"]
        self.grey = sheet.styles.cell(bg_color=SILVER)

    def band(self, band: BlockRows) -> None:
        """A band with its label, its rows and its sum."""
        end = band.subtotal or band.last
        colour = {Block.SEPARATE: YELLOW, Block.PENDING: MARK}.get(band.block, "#FFFFFF")
        label = self.styles.text(bold=True, align="center", bg_color=colour)
        place = f"A{band.first}:A{end}" if end > band.first else f"A{band.first}"
        named = self.sheet.words["blocks"][band.block]
        self.sheet.text(place, named, label)
        self._heights(band, named)
        if not band.rows:
            self._empty(band)
        for row in band.rows:
            if row.quantity is None:
                self._pending(row)
            else:
                self._row(row, band)
        if band.subtotal:
            self._subtotal(band)

    def _empty(self, band: BlockRows) -> None:
        self.sheet.paint(f"B{band.first}:AS{band.first}", self.styles.cell())
        self.sheet.text(f"B{band.first}", self.sheet.words["none"], self.styles.cell())

    def _pending(self, row: InventoryRow) -> None:
        """No result: a mark and no number."""
        mark = self.styles.text(bg_color=MARK, font_color=WARNING, bold=True, align="center")
        self.sheet.paint(f"C{row.number}:AR{row.number}", self.grey)
        self.sheet.text(f"B{row.number}", row.label, self.styles.text())
        self.sheet.text(f"C{row.number}", row.unit, self.styles.text(align="center"))
        for letter in (QUANTITY, TOTAL):
            self.sheet.text(f"{letter}{row.number}", self.words["no_number"], mark)
        self.sheet.text(f"AS{row.number}", row.remark, self.styles.text(font_color=WARNING))
        self.sheet.text(f"{KIND}{row.number}", row.kind, self.styles.text(font_size=SMALL))

    def _row(self, row: InventoryRow, band: BlockRows) -> None:
        n = row.number
        sheet, styles = self.sheet, self.styles
        sheet.text(f"B{n}", row.label, styles.text())
        sheet.text(f"C{n}", row.unit, styles.text(align="center"))
        sheet.number(f"{QUANTITY}{n}", row.quantity or ZERO, styles.entry())
        self._factors(row)
        self._per_unit(row)
        self._ticks(row)
        sheet.text(f"Z{n}", row.reference, styles.text(font_size=SMALL))
        self._products(row)
        figure = styles.figure()
        sheet.formula(f"{TOTAL}{n}", f"={QUANTITY}{n}*{PER_UNIT}{n}/1000", row.total, figure)
        self._shares(row, band)
        sheet.text(f"AS{n}", row.remark, styles.text(font_size=SMALL))
        sheet.text(f"{KIND}{n}", row.kind, styles.text(font_size=SMALL))

    def _factors(self, row: InventoryRow) -> None:
        """Columns E to P: each EF and GWP read by its name."""
        open_columns = tuple(Column) if row.block is Block.SCOPE_1 else ()
        if row.block is Block.SEPARATE:
            open_columns = SEPARATE_COLUMNS
        for column, letter in EF.items():
            entry = row.gases.get(column)
            shut = column not in open_columns or (
                column is Column.OTHER and row.block is Block.SCOPE_1
            )
            blank = self.grey if shut else self.styles.cell()
            for place, value, name, number in (
                (letter, entry and entry.per_unit, entry and entry.name, FACTOR),
                (GWP.get(column), entry and entry.gwp, entry and entry.gwp_name, GWP_FORMAT),
            ):
                if place is None:
                    continue
                if value is None:
                    self.sheet.blank(f"{place}{row.number}", blank)
                elif name:
                    style = self.styles.entry(number)
                    self.sheet.formula(f"{place}{row.number}", f"={name}", value, style)
                else:
                    self.sheet.number(f"{place}{row.number}", value, self.styles.entry(number))

    def _per_unit(self, row: InventoryRow) -> None:
        """Column Q: the sum over the gases, or the published figure."""
        place = f"{PER_UNIT}{row.number}"
        if row.typed is None:
            formula = self._sum_of_gases(row)
            self.sheet.formula(place, formula, row.per_unit, self.styles.figure(PER_UNIT_FORMAT))
        elif row.typed_name:
            style = self.styles.entry(PER_UNIT_FORMAT)
            self.sheet.formula(place, f"={row.typed_name}", row.typed, style)
        else:
            self.sheet.number(place, row.typed, self.styles.entry(PER_UNIT_FORMAT))

    def _sum_of_gases(self, row: InventoryRow) -> str:
        usual = SEPARATE_COLUMNS if row.block is Block.SEPARATE else tuple(EF)[:-1]
        terms = []
        for column, letter in EF.items():
            if column not in usual and column not in row.gases:
                continue
            weight = (
                f"{GWP[column]}{row.number}"
                if column in GWP
                else self.inventory.prefix + GWP_NAMES[column]
            )
            terms.append(f"{letter}{row.number}*{weight}")
        return "=" + "+".join(terms)

    def _ticks(self, row: InventoryRow) -> None:
        style = self.styles.cell(align="center")
        for letter in (*Tick, SUBSTITUTE):
            ticked = row.substitute if letter == SUBSTITUTE else letter == row.tick
            self.sheet.text(f"{letter}{row.number}", self.words["tick"] if ticked else "", style)

    def _products(self, row: InventoryRow) -> None:
        """Columns AA to AN."""
        n, style = row.number, self.styles.figure()
        shown = tuple(EF)[:-1] if row.block is Block.SCOPE_1 else ()
        if row.block is Block.SEPARATE:
            shown = SEPARATE_COLUMNS
        for column, letter in TONNES.items():
            if column in shown or column in row.gases:
                formula = f"={QUANTITY}{n}*{EF[column]}{n}/1000"
                self.sheet.formula(f"{letter}{n}", formula, row.tonnes(column), style)
            else:
                self.sheet.blank(f"{letter}{n}", self.grey)
        for column, letter in CO2E.items():
            if column in shown or column in row.gases:
                weight = f"{GWP[column]}{n}" if column in GWP else self._gwp_name(column)
                formula = f"={QUANTITY}{n}*{EF[column]}{n}*{weight}/1000"
                self.sheet.formula(f"{letter}{n}", formula, row.co2e(column), style)
            else:
                self.sheet.blank(f"{letter}{n}", self.grey)

    def _gwp_name(self, column: Column) -> str:
        return self.inventory.prefix + GWP_NAMES[column]

    def _shares(self, row: InventoryRow, band: BlockRows) -> None:
        """Columns AP to AR: shares of the band, of scopes 1+2 and of scopes 1+2+3."""
        wholes = [(SHARE, band.subtotal, band.total)]
        if row.block in (Block.SCOPE_1, Block.SCOPE_2):
            wholes.append((SHARE_12, self.inventory.total_12_row, self.inventory.total_12))
        if row.block in SCOPES:
            wholes.append((SHARE_123, self.inventory.total_123_row, self.inventory.total_123))
        for letter in (SHARE, SHARE_12, SHARE_123):
            self.sheet.blank(f"{letter}{row.number}", self.grey)
        for letter, at, whole in wholes:
            place = f"{letter}{row.number}"
            formula = f'=IF($AO${at}=0,"-",AO{row.number}/$AO${at})'
            part = share(row.total, whole)
            style = self.styles.figure(PERCENT, align="right")
            self.sheet.formula(place, formula, "-" if part is None else part, style)

    def _subtotal(self, band: BlockRows) -> None:
        n = band.subtotal
        bar = {"bg_color": GREY, "font_color": "#FFFFFF", "bold": True}
        self.sheet.paint(f"B{n}:AS{n}", self.styles.cell(**bar))
        self.sheet.text(f"B{n}", self.words["subtotal"], self.styles.cell(**bar))
        style = self.styles.cell(num_format=NUMBER, **bar)
        if self.inventory.state is InventoryState.SAME:
            self._linked(f"{TOTAL}{n}", self._current_place(band), style, band.block)
            return
        if self.inventory.state is InventoryState.NONE:
            return
        if band.block in BY_GAS:
            for column, letter in TONNES.items():
                self._sum(letter, band, band.tonnes(column), style)
            for column, letter in CO2E.items():
                self._sum(letter, band, band.co2e(column), style)
        self._sum(TOTAL, band, band.total, style)
        shares = total(share(row.total, band.total) or ZERO for row in band.rows)
        self._sum(SHARE, band, shares, self.styles.cell(num_format=PERCENT, **bar))

    def _sum(self, letter: str, band: BlockRows, value: Decimal, style: Format) -> None:
        formula = f"=SUM({letter}{band.first}:{letter}{band.last})"
        self.sheet.formula(f"{letter}{band.subtotal}", formula, value, style)

    def _current_place(self, band: BlockRows) -> str:
        return f"{TOTAL}{self.sheet.report.current.band(band.block).subtotal}"

    def _linked(self, place: str, there: str, style: Format, block: Block) -> None:
        value = self.inventory.totals[block]
        self.sheet.formula(place, f"='Fr-04.1'!{there}", value, style)

    def totals(self) -> None:
        """The rows of scopes 1+2 and 1+2+3."""
        self._total_row(self.inventory.total_12_row, "total_12", SCOPES[:2])
        self._total_row(self.inventory.total_123_row, "total_123", SCOPES)

    def _total_row(self, n: int, key: str, blocks: tuple[Block, ...]) -> None:
        inventory = self.inventory
        plain = self.styles.cell(bold=True, bg_color=YELLOW)
        self.sheet.paint(f"A{n}:AS{n}", plain)
        self.sheet.text(f"B{n}", self.words[key], plain)
        self.sheet.row_height(n, LEAST_HEIGHT)
        if inventory.state is InventoryState.NONE:
            return
        style = self.styles.cell(bold=True, bg_color=YELLOW, num_format=NUMBER)
        bands = [inventory.band(block) for block in blocks]
        whole = total(inventory.totals[block] for block in blocks)
        formula = "=" + "+".join(f"{TOTAL}{band.subtotal}" for band in bands)
        self.sheet.formula(f"{TOTAL}{n}", formula, whole, style)
        if inventory.state is InventoryState.SAME:
            return
        for letters, of in ((TONNES, "tonnes"), (CO2E, "co2e")):
            for column, letter in letters.items():
                value = getattr(inventory.band(Block.SCOPE_1), of)(column)
                formula = "=" + "+".join(f"{letter}{band.subtotal}" for band in bands)
                self.sheet.formula(f"{letter}{n}", formula, value, style)
        percent = self.styles.cell(bold=True, bg_color=YELLOW, num_format=PERCENT)
        shares = [(SHARE_123, inventory.total_123)]
        if len(bands) == 2:  # noqa: PLR2004
            shares.append((SHARE_12, inventory.total_12))
        for letter, divisor in shares:
            ranges = ",".join(f"{letter}{band.first}:{letter}{band.last}" for band in bands)
            parts = [share(row.total, divisor) or ZERO for band in bands for row in band.rows]
            self.sheet.formula(f"{letter}{n}", f"=SUM({ranges})", total(parts), percent)

    def _heights(self, band: BlockRows, named: str) -> None:
        """The rows of a band: each as high as its texts, together as high as the band's label."""
        heights = {row.number: self._height(row) for row in band.rows}
        if not heights:
            heights[band.first] = LEAST_HEIGHT
        if band.subtotal:
            heights[band.subtotal] = LEAST_HEIGHT
        # A bold label fills its narrow column less than plain text does.
        wanted = height_of((named, BAND - BOLD))
        more = max(0.0, wanted - sum(heights.values())) / len(heights)
        for number, height in heights.items():
            self.sheet.row_height(number, min(HIGHEST, height + more))

    def _height(self, row: InventoryRow) -> float:
        """Room for the longest of the four texts."""
        texts = ((row.label, LABEL), (row.unit, UNIT))
        small = ((row.reference, REFERENCE), (row.remark, REMARK))
        return max(LEAST_HEIGHT, height_of(*texts), height_of(*small, size=SMALL))
