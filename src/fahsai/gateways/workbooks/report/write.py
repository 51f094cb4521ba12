"""The workbook in which an organisation enters its report, written and read.

Thai first: every sheet, heading and list is in Thai with English below or beside it.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from fahsai.gateways.workbooks.report.book import ReportBook
from fahsai.gateways.workbooks.report.cells import cell_of
from fahsai.gateways.workbooks.report.choices import shown_choices
from fahsai.gateways.workbooks.report.columns import TABLE, Column, Kind, TableSheet
from fahsai.gateways.workbooks.report.group_sheets import ENTITIES
from fahsai.gateways.workbooks.report.read import read_report_template
from fahsai.gateways.workbooks.report.rows import CELL_LIMIT, organisation_cells, table_rows
from fahsai.gateways.workbooks.report.sheets import (
    ITEMS,
    MARK,
    ORGANISATION,
    TABLES,
    UNITS,
    headings,
    sheet_title,
    sheet_words,
)
from fahsai.gateways.workbooks.report.style import STYLES, options, row_points
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["MARK", "ReportBook", "read_report_template", "write_report_template"]

HEADING_ROW = 2
"""Headings in Thai (from 0), below the title and what the sheet is for; English follows."""

FIRST_ROW = HEADING_ROW + 2
"""Data begin here (from 0)."""

RULED_ROWS = 18
"""Empty rows that are ruled below the data."""

READY_ROWS = 500
"""Rows for which drop-downs are ready."""

HELP_WIDTHS = (6, 26, 32, 96)
"""Widths of the help sheet's columns."""

ITEM_WIDTHS = {"label": 40, "label_en": 36, "value": 60, "about": 80}
"""Widths of the organisation sheet's columns."""

TITLE_POINTS = 34
"""Height of a sheet's title [points]."""


def write_report_template(book: ReportBook | None = None) -> bytes:
    """The report workbook, empty or with a book's values in it.

    Args:
        book: the values to enter; without them the template is empty.

    Returns:
        The bytes of an .xlsx file; the same values give the same bytes.

    Raises:
        ValueError: a value is longer than a cell can hold, or belongs to no row of the template
            (a section key or a scope 3 category that the forms do not have, or one twice).
    """
    values = ReportBook() if book is None else book
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options()) as file:
        # A fixed date of creation: the file's hash tells whether anything was changed.
        file.set_properties(
            {"title": words(TABLE)["book"]["title_th"], "created": datetime(2020, 1, 1, tzinfo=UTC)}
        )
        writer = _Writer(file, values)
        writer.help()
        writer.organisation(values)
        for table in TABLES:
            writer.table(table, values)
        writer.lists()
    return stream.getvalue()


def _ready(count: int) -> int:
    """The last row (from 0) for which a table with so many values has drop-downs."""
    return FIRST_ROW + max(READY_ROWS, count + RULED_ROWS) - 1


def _codes(table: TableSheet, count: int) -> str:
    """The cells in which a table has its codes."""
    return f"='{sheet_title(table.key)}'!$A${FIRST_ROW + 1}:$A${_ready(count)}"


class _Writer:
    """One workbook being written."""

    def __init__(self, file: Any, book: ReportBook) -> None:
        self.file = file
        listed = ((Kind.UNIT, UNITS, book.units), (Kind.ENTITY, ENTITIES, book.entities))
        self.codes = {kind: _codes(table, len(rows)) for kind, table, rows in listed}
        self.styles = {name: file.add_format(dict(style)) for name, style in STYLES.items()}
        self.book = words(TABLE)["book"]
        self.list_columns: dict[str, int] = {}

    # --- the sheets -------------------------------------------------------------------------

    def help(self) -> None:
        """The first sheet: how to fill the workbook, and what each sheet is for."""
        sheet = self._sheet("help")
        for position, width in enumerate(HELP_WIDTHS):
            sheet.set_column(position, position, width)
        sheet.set_row(0, TITLE_POINTS)
        sheet.write_string(0, 0, self.book["title_th"], self.styles["title"])
        sheet.write_string(1, 0, self.book["title_en"], self.styles["subtitle"])
        steps = words(TABLE)["steps"]
        row = 3
        for number, (th, en) in enumerate(zip(steps["th"], steps["en"], strict=True), 1):
            sheet.write_string(row, 0, str(number), self.styles["step"])
            for place, text, style in ((row, th, "plain"), (row + 1, en, "note_en")):
                sheet.set_row(place, row_points([(text, sum(HELP_WIDTHS[1:]))]))
                sheet.merge_range(place, 1, place, 3, text, self.styles[style])
            row += 2
        self._legend(sheet, row + 1)
        self._contents(sheet, row + 3)

    def _legend(self, sheet: Any, row: int) -> None:
        """What the two colours of headings mean."""
        text = f"{self.book['required_th']} *\n{self.book['required_en']} *"
        sheet.write_string(row, 1, text, self.styles["item_required"])
        text = f"{self.book['optional_th']}\n{self.book['optional_en']}"
        sheet.write_string(row, 2, text, self.styles["item_optional"])
        sheet.set_row(row, row_points([(text, HELP_WIDTHS[2])]))

    def _contents(self, sheet: Any, row: int) -> None:
        """The sheets with their sections of the form, each a link."""
        for position, name in enumerate(("sheet", "form", "what"), 1):
            text = f"{self.book[f'{name}_th']}\n{self.book[f'{name}_en']}"
            sheet.write_string(row, position, text, self.styles["required"])
        sheet.set_row(row, row_points([("\n", HELP_WIDTHS[1])]))
        for offset, key in enumerate((ORGANISATION, *(table.key for table in TABLES)), 1):
            known = sheet_words(key)
            title = f"{known['title']} / {known['en']}"
            target = f"internal:'{known['title']}'!A1"
            sheet.write_url(row + offset, 1, target, self.styles["link"], title)
            sheet.write_string(row + offset, 2, known["form"], self.styles["text"])
            what = f"{known['what_th']}\n{known['what_en']}"
            sheet.write_string(row + offset, 3, what, self.styles["text"])
            texts = (title, known["form"], what)
            sheet.set_row(row + offset, row_points(zip(texts, HELP_WIDTHS[1:], strict=True)))

    def organisation(self, book: ReportBook) -> None:
        """The sheet of items, one a line."""
        sheet = self._sheet(ORGANISATION)
        self._title(sheet, ORGANISATION)
        columns = sheet_words(ORGANISATION)["columns"]
        for position, (key, width) in enumerate(ITEM_WIDTHS.items()):
            sheet.set_column(position, position, width)
            style = "required" if key == "value" else "optional"
            sheet.write_string(HEADING_ROW, position, columns[key]["th"], self.styles[style])
            sheet.write_string(
                HEADING_ROW + 1, position, columns[key]["en"], self.styles[f"{style}_en"]
            )
        cells = organisation_cells(book)
        for row, item in enumerate(ITEMS, FIRST_ROW):
            th, en = headings(ORGANISATION, item.key)
            said = sheet_words(ORGANISATION)["items"][item.key]
            style = "item_required" if item.required else "item_optional"
            star = " *" if item.required else ""
            sheet.write_string(row, 0, th + star, self.styles[style])
            sheet.write_string(row, 1, en + star, self.styles[style])
            value = cell_of(item, cells[item.key])
            self._write(sheet, (row, 2), value, "text")
            about = f"{said['help_th']}\n{said['help_en']}"
            sheet.write_string(row, 3, about, self.styles["note"])
            texts = (th, en, str(value or ""), about)
            sheet.set_row(row, row_points(zip(texts, ITEM_WIDTHS.values(), strict=True)))
            self._validate(sheet, item, (row, 2, row))
        sheet.freeze_panes(FIRST_ROW, 1)

    def table(self, table: TableSheet, book: ReportBook) -> None:
        """One table: headings with help, the values, drop-downs below."""
        sheet = self._sheet(table.key)
        self._title(sheet, table.key)
        rows = table_rows(table, book)
        ruled = FIRST_ROW + len(rows) + (0 if table.columns[0].given else RULED_ROWS)
        for position, column in enumerate(table.columns):
            self._heading(sheet, table, position)
            style = _style(column)
            below = "below_number" if style == "number" else "below_text"
            sheet.set_column(position, position, column.width, self.styles[below])
            for row in range(FIRST_ROW + len(rows), ruled):
                sheet.write_blank(row, position, None, self.styles[style])
            area = (FIRST_ROW, position, _ready(len(rows)))
            self._validate(sheet, column, area)
        for row, cells in enumerate(rows, FIRST_ROW):
            self._row(sheet, row, table.columns, cells)
        for row, said in enumerate(zip(*_all_headings(table), strict=True), HEADING_ROW):
            widths = [column.width for column in table.columns]
            sheet.set_row(row, row_points(zip(said, widths, strict=True)))
        sheet.freeze_panes(FIRST_ROW, 1)

    def lists(self) -> None:
        """The hidden sheet of the drop-downs, with the mark in its first cell."""
        sheet = self._sheet("lists")
        sheet.write_string(0, 0, MARK)
        self.file.define_name("fahsai_report_template", f"='{sheet_title('lists')}'!$A$1")
        for name, position in self.list_columns.items():
            sheet.write_string(0, position, name)
            for row, text in enumerate(shown_choices(name), 1):
                sheet.write_string(row, position, text)
        sheet.very_hidden()

    # --- their parts ------------------------------------------------------------------------

    def _sheet(self, key: str) -> Any:
        sheet = self.file.add_worksheet(sheet_title(key))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return sheet

    def _title(self, sheet: Any, key: str) -> None:
        known = sheet_words(key)
        title = f"{known['title']} / {known['en']}  ({known['form']})"
        sheet.set_row(0, TITLE_POINTS)
        sheet.write_string(0, 0, title, self.styles["title"])
        what = f"{known['what_th']} / {known['what_en']}"
        sheet.write_string(1, 0, what, self.styles["subtitle"])
        sheet.repeat_rows(0, FIRST_ROW - 1)

    def _heading(self, sheet: Any, table: TableSheet, position: int) -> None:
        column = table.columns[position]
        th, en = headings(table.key, column.key)
        style = "required" if column.required else "optional"
        star = " *" if column.required else ""
        sheet.write_string(HEADING_ROW, position, th + star, self.styles[style])
        sheet.write_string(HEADING_ROW + 1, position, en + star, self.styles[f"{style}_en"])
        said = sheet_words(table.key)["columns"][column.key]
        if "help_th" in said:
            sheet.write_comment(
                HEADING_ROW,
                position,
                f"{said['help_th']}\n{said['help_en']}",
                {"author": "Fahsai", "font_size": 10, "x_scale": 1.8, "y_scale": 1.1},
            )

    def _row(
        self, sheet: Any, row: int, columns: Sequence[Column], cells: Mapping[str, object]
    ) -> None:
        texts = []
        for position, column in enumerate(columns):
            value = cell_of(column, cells.get(column.key))
            self._write(sheet, (row, position), value, _style(column))
            texts.append((str(value or ""), column.width))
        sheet.set_row(row, row_points(texts))

    def _write(
        self, sheet: Any, place: tuple[int, int], value: str | float | None, style: str
    ) -> None:
        cell_format = self.styles[style]
        if value is None:
            sheet.write_blank(*place, None, cell_format)
        elif isinstance(value, str):
            if len(value) > CELL_LIMIT:
                raise ValueError(f"longer than a cell of a workbook can hold: {value[:60]}…")
            sheet.write_string(*place, value, cell_format)
        else:
            sheet.write_number(*place, value, cell_format)

    def _validate(self, sheet: Any, column: Column, area: tuple[int, int, int]) -> None:
        """The drop-down of a column, or the range of its numbers."""
        first, position, last = area
        if column.kind in self.codes:
            rule = self._list(self.codes[column.kind])
            rule["show_error"] = column.kind is Kind.UNIT  # for an entity: or the organisation
        elif column.choices:
            rule = self._list(self._source(column.choices))
            if column.kind is Kind.SUGGESTED:
                rule["show_error"] = False
        elif column.low is not None:
            rule = {
                "validate": "decimal",
                "criteria": ">=",
                "value": column.low,
                "error_type": "information",
                "error_message": f"{self.book['number_th']}\n{self.book['number_en']}".format(
                    low=column.low
                ),
            }
        else:
            return
        sheet.data_validation(first, position, last, position, rule)

    def _list(self, source: str) -> dict[str, Any]:
        return {
            "validate": "list",
            "source": source,
            "error_title": self.book["pick_th"],
            "error_message": f"{self.book['wrong_th']}\n{self.book['wrong_en']}",
        }

    def _source(self, name: str) -> str:
        """The cells of a list on the hidden sheet, which is written last."""
        position = self.list_columns.setdefault(name, len(self.list_columns) + 1)
        letter = xlsxwriter.utility.xl_col_to_name(position)
        end = len(shown_choices(name)) + 1
        return f"='{sheet_title('lists')}'!${letter}$2:${letter}${end}"


def _style(column: Column) -> str:
    if column.given:
        return "given"
    if column.kind in (Kind.NUMBER, Kind.WHOLE):
        return "number"
    return "centre" if column.kind is Kind.YES_NO else "text"


def _all_headings(table: TableSheet) -> list[tuple[str, str]]:
    return [headings(table.key, column.key) for column in table.columns]
