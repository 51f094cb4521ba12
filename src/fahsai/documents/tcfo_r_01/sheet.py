"""Writing into one sheet: text is always text, a formula always carries its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_cell_to_rowcol

if TYPE_CHECKING:
    from decimal import Decimal

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from fahsai.core.reports.tcfo_r_01 import R01
    from fahsai.documents.tcfo_r_01.styles import Styles

A4, A3 = 9, 8
"""Excel's numbers of the paper sizes."""

LONGEST_TEXT = 32767
"""Characters that a cell can hold; a longer text ends in "…" rather than being dropped."""


class Sheet:
    """One sheet of the workbook with the report it shows."""

    def __init__(self, report: R01, book: Workbook, styles: Styles, name: str) -> None:
        self.report = report
        self.book = book
        self.styles = styles
        self.page: Worksheet = book.add_worksheet(name)
        self.name = name
        self.page.hide_gridlines(2)

    @property
    def words(self) -> Any:
        """The word table of the document."""
        return self.report.words

    def text(self, place: str, text: object, style: Format) -> None:
        """Text in a cell or a range; a leading "=" stays a character."""
        plain = str(text)
        if len(plain) > LONGEST_TEXT:
            plain = plain[: LONGEST_TEXT - 1] + "…"
        start = self._merged(place, style)
        self.page.write_string(start, plain, style)

    def blank(self, place: str, style: Format) -> None:
        """An empty, formatted cell or range."""
        if ":" in place:
            self.page.merge_range(place, "", style)
        else:
            self.page.write_blank(place, None, style)

    def number(self, place: str, value: Decimal | int, style: Format) -> None:
        """A typed figure; the sheet holds the nearest binary number of the exact one."""
        self.page.write_number(self._merged(place, style), float(value), style)

    def formula(self, place: str, formula: str, value: Decimal | str, style: Format) -> None:
        """A live formula with the value that we computed for it."""
        shown = value if isinstance(value, str) else float(value)
        self.page.write_formula(self._merged(place, style), formula, style, shown)

    def row_height(self, number: int, points: float) -> None:
        """The height of a row (1-based)."""
        self.page.set_row(number - 1, points)

    def paint(self, place: str, style: Format) -> None:
        """Give every cell of a range a format, without merging."""
        first, last = place.split(":")
        top, left = xl_cell_to_rowcol(first)
        bottom, right = xl_cell_to_rowcol(last)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.page.write_blank(row, column, None, style)

    def _merged(self, place: str, style: Format) -> str:
        """Merge a range; the address of its first cell."""
        if ":" not in place:
            return place
        self.page.merge_range(place, "", style)
        return place.split(":", maxsplit=1)[0]


def printed(
    page: Worksheet, area: str, *, landscape: bool, paper: int = A4, pages: int = 0
) -> None:
    """Print as wide as one page and as many ``pages`` high (0: as many as it takes)."""
    page.set_paper(paper)
    if landscape:
        page.set_landscape()
    page.fit_to_pages(1, pages)
    page.print_area(area)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    page.set_footer("&C&P / &N")
