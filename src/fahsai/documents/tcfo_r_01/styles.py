"""The colours, borders and number formats of the sheets, after TGO's workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

FONT = "TH Sarabun New"
"""The font of Thai government offices and of the Word form; Debian's Laksaman stands in for it."""
SIZE, SMALL, LARGE, TITLE = 14, 12, 16, 22
"""Sizes [pt]; letters of this font are two thirds as high as those of others of the same size."""
LINE = {SMALL: 19.0, SIZE: 22.0, LARGE: 25.0, TITLE: 34.0}
"""The height of a line by size [pt]."""
MEASURE = {"font_name": "Arial", "font_size": 10}
"""What the widths of columns are counted in: every program has it or one of the same widths.

No cell is written in it; the font of the cells has stand-ins whose digits are wider.
"""

TEAL, PURPLE, GREEN, RED, BLUE, OLIVE = (
    "#31859B",
    "#604A7B",
    "#76933C",
    "#953735",
    "#366092",
    "#494529",
)
LIGHT_GREEN, LIGHT_BLUE, LIGHT_TEAL = "#EBF1DE", "#DCE6F1", "#DAEEF3"
GREY, SILVER, PALE = "#808080", "#BFBFBF", "#F2F2F2"
YELLOW, ORANGE, NAVY, MARK = "#FFFF00", "#E26B0A", "#002060", "#FFC7CE"
INK_BLUE = "#0070C0"
WARNING = "#9C0006"

NUMBER = '#,##0.00;-#,##0.00;"-"'
FACTOR = '#,##0.000000;-#,##0.000000;"-"'
QUANTITY = "#,##0.00####;-#,##0.00####;0"
PER_UNIT = "#,##0.0000##;-#,##0.0000##;0"
GWP = "#,##0.##"
WHOLE = '#,##0;-#,##0;"-"'
PERCENT = '0.00%;-0.00%;"-"'


class Styles:
    """Formats by their properties, made once each (a workbook holds few)."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """A format with the font of the form and these properties."""
        whole = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(whole)
        return self._made[key]

    def cell(self, **properties: Any) -> Format:
        """A bordered cell of a table."""
        return self.of(**{"border": 1, **properties})

    def text(self, **properties: Any) -> Format:
        """A bordered cell with wrapped text, a little away from the border."""
        room = {} if "align" in properties else {"indent": 1}
        return self.cell(**{"text_wrap": True, **room, **properties})

    def heading(self, fill: str, **properties: Any) -> Format:
        """A coloured heading with white letters."""
        return self.text(
            **{
                "bold": True,
                "align": "center",
                "bg_color": fill,
                "font_color": "#FFFFFF",
                **properties,
            }
        )

    def figure(self, number: str = NUMBER, **properties: Any) -> Format:
        """A computed figure."""
        return self.cell(**{"num_format": number, "bg_color": LIGHT_GREEN, **properties})

    def entry(self, number: str = QUANTITY, **properties: Any) -> Format:
        """A figure that was put in."""
        return self.cell(**{"num_format": number, **properties})
