"""Writing into one sheet: text is always text, a formula always carries its value."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any
from unicodedata import category

from xlsxwriter.utility import xl_cell_to_rowcol

from fahsai.documents.tcfo_r_01.styles import FONT, LINE, MARK, SIZE, WARNING

if TYPE_CHECKING:
    from decimal import Decimal

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from fahsai.core.reports.tcfo_r_01 import R01
    from fahsai.documents.tcfo_r_01.styles import Styles

HEADER = '&C&"{font},Bold"&{size}&KC00000{text}'
LONGEST_HEADER = 255
A4, A3 = 9, 8
"""Excel's numbers of the paper sizes."""

FILLED, WORD = 0.92, 6
"""Letters of the font in the width of a digit, and those lost where a word does not fit."""
AIR = 5.0
"""Room above and below the lines of a row [pt]."""
HIGHEST = 409.0
"""The highest row that a sheet can have [pt]."""
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
        self.page.set_default_row(LINE[SIZE])
        if report.marks:
            text = " · ".join(report.marks).replace("&", "&&")
            header = HEADER.format(font=FONT, size=SIZE, text=text)
            self.page.set_header(header[:LONGEST_HEADER])

    @property
    def words(self) -> Any:
        """The word table of the document."""
        return self.report.words

    def named(self, table: str, code: str) -> str:
        """The Thai name of a set, with its code behind."""
        name = self.words[table].get(code)
        return code if name is None else f"{name} ({code})"

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

    def marks(self, place: str, **properties: Any) -> None:
        """What keeps the workbook from being final, in a range outside the form's own cells."""
        if self.report.marks:
            look = {"bold": True, "bg_color": MARK, "font_color": WARNING, **properties}
            self.text(place, "\n".join(self.report.marks), self.styles.text(**look))

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


def lines_of(text: str, letters: float, size: int = SIZE) -> int:
    """How many lines a text takes in a column so many ``letters`` wide (Excel's width).

    Marks above and below a letter take no room; a line is not filled to its end, because words
    are not broken.
    """
    room = max(2.0, (letters - 2) * FILLED * SIZE / size)
    room -= min(WORD, room / 5)
    pieces = (
        sum(category(letter) not in ("Mn", "Cf") for letter in piece) for piece in text.split("\n")
    )
    return sum(max(1, ceil(length / room)) for length in pieces)


def height_of(*texts: tuple[str, float], size: int = SIZE, most: float = HIGHEST) -> float:
    """The height of a row [pt] that holds the longest of its texts in their columns."""
    lines = max((lines_of(text, letters, size) for text, letters in texts), default=1)
    return min(most, lines * LINE[size] + AIR)


def marks_height(sheet: Sheet) -> float:
    """The height of the row that says what keeps the workbook from being final [pt]."""
    return AIR + LINE[SIZE] * max(len(sheet.report.marks), 1)


def printed(
    page: Worksheet, area: str, *, landscape: bool, paper: int = A4, pages: int = 0
) -> None:
    """Print as wide as one page and as many ``pages`` high (0: as many as it takes)."""
    page.set_paper(paper)
    if landscape:
        page.set_landscape()
    page.fit_to_pages(1, pages)
    _margins(page, area)


def printed_in_parts(
    page: Worksheet, area: str, *, after: str, paper: int, heading: tuple[int, int]
) -> None:
    """Print a sheet too wide for one page in two parts side by side, so that it can be read.

    Columns A and B, and the rows of the ``heading`` (from 1), stand on every page; the second
    part begins behind the column ``after``.  Excel looks for the break by itself where it fits a
    sheet to pages: it finds this one, because both parts are about as wide.
    """
    page.set_paper(paper)
    page.set_landscape()
    page.fit_to_pages(2, 0)
    page.set_v_pagebreaks([xl_cell_to_rowcol(f"{after}1")[1] + 1])
    page.repeat_columns("A:B")
    page.repeat_rows(heading[0] - 1, heading[1] - 1)
    page.print_across()
    _margins(page, area)


def _margins(page: Worksheet, area: str) -> None:
    page.print_area(area)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.5)
    page.set_footer(f'&C&"{FONT},Regular"&{SIZE}&P / &N')
