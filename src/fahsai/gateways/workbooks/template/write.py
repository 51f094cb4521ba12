"""Writing our own template workbook, empty for an office to fill or filled from a book."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from fahsai.core.quantity.exact import canonical, exact
from fahsai.core.thai.months import CALENDAR_ORDER, FISCAL_ORDER, month_name
from fahsai.gateways.workbooks.digits import fits
from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.template.book import MARKER, MONTHS, TemplateBook, TemplateYear
from fahsai.gateways.workbooks.template.layout import (
    BASE_YEAR,
    CODE_ROW,
    CURRENT_YEAR,
    FIRST_ROW,
    HEADER_ROW,
    PARAMETERS,
    ROWS_TO_FILL,
    SECOND_HEADER_ROW,
    SHEETS,
    SOURCES,
    TITLE_ROW,
    UNITS,
    YEAR_CELL,
    YEAR_KIND_CELL,
    SheetLayout,
    choice_labels,
    chosen_code,
    layout,
    month_code,
    table,
)
from fahsai.gateways.workbooks.template.reader import read_template
from fahsai.gateways.workbooks.template.sums import write_sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

__all__ = ["KindChoice", "read_template", "write_template"]

FONT = "TH Sarabun New"
_FONT_SIZE = 15
_LISTS = "_lists"
_EVIDENCE_SEPARATOR = "; "
_GUIDE_TEXT_COLUMN = 1
_HELP_WIDTH = 110


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind of source that the drop-down offers."""

    code: str
    name_th: str
    name_en: str
    unit: str = ""


@dataclass(slots=True)
class _Writer:
    """The workbook being written with its formats and the ranges of its lists."""

    book: Any
    language: str
    formats: dict[str, Any]
    lists: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def word(self, entry: Mapping[str, Any], name: str) -> str:
        """A word of the table in the language of the workbook."""
        return str(entry[f"{name}_{self.language}"])


def write_template(
    book: TemplateBook | None = None,
    *,
    kinds: Sequence[KindChoice] = (),
    units: Sequence[str] = (),
    language: str = "th",
) -> bytes:
    """The template workbook (.xlsx).

    Args:
        book: what to fill in; ``None`` for an empty template.
        kinds: the kinds of source to choose from.
        units: the units of quantity to choose from, a code or ``name [code]`` each.
        language: ``th`` or ``en``: the names of the sheets and the order of the two languages.

    Returns:
        The bytes of the workbook.  Numbers that a spreadsheet cannot hold exactly (more than 15
        digits) are written as text, which :func:`read_template` reads back digit by digit.
    """
    content = book or TemplateBook()
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    workbook.set_calc_mode("auto")
    writer = _Writer(workbook, "en" if language == "en" else "th", _formats(workbook))
    tabs = {sheet: layout(sheet).tab(writer.language) for sheet in SHEETS}
    _prepare_lists(writer, kinds, units, tabs)
    _write_guide(writer, content)
    for sheet in SHEETS:
        _write_sheet(writer, layout(sheet), content)
    _write_lists(writer)
    workbook.close()
    return stream.getvalue()


def _formats(workbook: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": _FONT_SIZE}
    workbook.formats[0].set_font_name(FONT)
    workbook.formats[0].set_font_size(_FONT_SIZE)
    head = {
        **base,
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "align": "center",
        "border": 1,
    }
    variants: dict[str, dict[str, Any]] = {
        "text": {**base, "valign": "top"},
        "wrapped": {**base, "text_wrap": True, "valign": "top"},
        "title": {**base, "bold": True, "font_size": 18},
        "label": {**base, "bold": True},
        "input": {**base, "bg_color": "#FFF8DC", "border": 1},
        "head": {**head, "bg_color": "#D6EAF8"},
        "second_head": {**head, "bold": False, "font_size": 12, "bg_color": "#EBF5FB"},
        "number": {**base, "num_format": "#,##0.########"},
        "sum": {**base, "num_format": "#,##0.########", "italic": True, "bg_color": "#F4F6F6"},
        "date": {**base, "num_format": "dd/mm/yyyy"},
        "unseen": {"num_format": ";;;"},
        "quiet": {**base, "font_size": 10, "font_color": "#7F8C8D"},
    }
    return {name: workbook.add_format(properties) for name, properties in variants.items()}


# --- lists to choose from -------------------------------------------------------------------


def _prepare_lists(
    writer: _Writer, kinds: Sequence[KindChoice], units: Sequence[str], tabs: dict[str, str]
) -> None:
    """What each drop-down shows and the range it reads."""
    thai = writer.language == "th"
    named = {kind.code: (kind.name_th if thai else kind.name_en) for kind in kinds}
    writer.labels["kinds"] = {code: f"{name} [{code}]" for code, name in named.items()}
    writer.labels["activity_units"] = {chosen_code(unit): unit for unit in units}
    for name in ("origin", "grade", "excluded", "year_kind"):
        writer.labels[name] = choice_labels(name, writer.language)
    for column, (name, labels) in enumerate(writer.labels.items()):
        if labels:
            first = xl_rowcol_to_cell(1, column, row_abs=True, col_abs=True)
            last = xl_rowcol_to_cell(len(labels), column, row_abs=True, col_abs=True)
            writer.lists[name] = f"={_LISTS}!{first}:{last}"
    last_row = FIRST_ROW + ROWS_TO_FILL
    for name in (UNITS, SOURCES):
        writer.lists[name] = f"='{tabs[name]}'!$A${FIRST_ROW + 1}:$A${last_row}"


def _write_lists(writer: _Writer) -> None:
    """The hidden sheet that holds the entries of the drop-downs."""
    sheet = writer.book.add_worksheet(_LISTS)
    for column, (name, labels) in enumerate(writer.labels.items()):
        sheet.write_string(0, column, name)
        for row, label in enumerate(labels.values(), 1):
            sheet.write_string(row, column, label)
    sheet.hide()


# --- the first sheet ------------------------------------------------------------------------


def _write_guide(writer: _Writer, content: TemplateBook) -> None:
    """How to fill the template, Thai first and English in full, and who fills it."""
    guide = table()["guide"]
    sheet = writer.book.add_worksheet(writer.word(guide, "tab"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 3)
    sheet.set_column(_GUIDE_TEXT_COLUMN, _GUIDE_TEXT_COLUMN, 44)
    sheet.set_column(_GUIDE_TEXT_COLUMN + 1, _GUIDE_TEXT_COLUMN + 1, _HELP_WIDTH)
    place = _GUIDE_TEXT_COLUMN
    sheet.write_string(0, place, guide["title_th"], writer.formats["title"])
    sheet.write_string(1, place, guide["title_en"], writer.formats["label"])
    layout_words = f"{table()['words']['layout_th']} / {table()['words']['layout_en']}: {MARKER}"
    sheet.write_string(2, place, layout_words, writer.formats["quiet"])
    row = 4
    organisation = content.organisation
    for name, value in (
        ("code", organisation.code),
        ("name_th", organisation.name_th),
        ("name_en", organisation.name_en),
    ):
        key = f"organisation_{name}"
        label = f"{guide[f'{key}_th']} / {guide[f'{key}_en']}"
        sheet.write_string(row, 0, f"organisation.{name}", writer.formats["quiet"])
        sheet.write_string(row, place, label, writer.formats["label"])
        sheet.write_string(row, place + 1, value, writer.formats["input"])
        row += 1
    for lines in (guide["lines_th"], guide["lines_en"]):
        row += 1
        for line in lines:
            sheet.merge_range(row, place, row, place + 1, line, writer.formats["wrapped"])
            sheet.set_row(row, 24)
            row += 1


# --- data sheets ----------------------------------------------------------------------------


def _write_sheet(writer: _Writer, plan: SheetLayout, content: TemplateBook) -> None:
    """One data sheet: hidden codes, title, headers with help, drop-downs, and the rows."""
    sheet = writer.book.add_worksheet(plan.tab(writer.language))
    monthly = plan.id in (CURRENT_YEAR, BASE_YEAR)
    year = {CURRENT_YEAR: content.current, BASE_YEAR: content.base}.get(plan.id)
    for column, entry in enumerate(plan.columns):
        sheet.set_column(column, column, entry.width)
        sheet.write_string(CODE_ROW, column, plan.full_code(entry), writer.formats["quiet"])
        first, second = (entry.en, entry.th) if writer.language == "en" else (entry.th, entry.en)
        sheet.write_string(HEADER_ROW, column, first, writer.formats["head"])
        sheet.write_string(SECOND_HEADER_ROW, column, second, writer.formats["second_head"])
        helps = (
            (entry.help_en, entry.help_th)
            if writer.language == "en"
            else (
                entry.help_th,
                entry.help_en,
            )
        )
        sheet.write_comment(HEADER_ROW, column, "\n".join(helps), {"x_scale": 2, "font_size": 10})
        _add_list(writer, sheet, column, entry.choices)
    sheet.set_row(CODE_ROW, None, None, {"hidden": True})
    sheet.set_row(HEADER_ROW, 40)
    sheet.freeze_panes(FIRST_ROW, plan.frozen_columns)
    if monthly:
        _write_year(writer, sheet, plan, year)
    else:
        sheet.write_string(TITLE_ROW, 0, f"{plan.tab_th} / {plan.tab_en}", writer.formats["title"])
    for offset, values in enumerate(_rows(plan.id, content, year)):
        for column, value in enumerate(values):
            shown = writer.labels.get(plan.columns[column].choices, {}).get(str(value), value)
            _write(writer, sheet, FIRST_ROW + offset, column, shown)


def _add_list(writer: _Writer, sheet: Any, column: int, choices: str) -> None:
    """A drop-down that warns, and lets the office write what the list lacks."""
    source = writer.lists.get(choices)
    if source is None:
        return
    last = FIRST_ROW + ROWS_TO_FILL - 1
    sheet.data_validation(
        FIRST_ROW,
        column,
        last,
        column,
        {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True},
    )


def _write_year(writer: _Writer, sheet: Any, plan: SheetLayout, year: TemplateYear | None) -> None:
    """The year, its kind, and the month headers and sums that follow from them."""
    words = table()["words"]
    kinds = writer.labels["year_kind"]
    kind = FISCAL if year is None else year.kind
    sheet.write_string(TITLE_ROW, 0, writer.word(words, "year"), writer.formats["label"])
    if year is None:
        sheet.write_blank(*YEAR_CELL, None, writer.formats["input"])
    else:
        sheet.write_number(*YEAR_CELL, year.year_be, writer.formats["input"])
    sheet.write_comment(*YEAR_CELL, f"{words['year_help_th']}\n{words['year_help_en']}")
    kind_label = writer.word(words, "year_kind")
    sheet.write_string(TITLE_ROW, YEAR_KIND_CELL[1] - 2, kind_label, writer.formats["label"])
    row, column = YEAR_KIND_CELL
    sheet.merge_range(row, column, row, column + 2, kinds[kind], writer.formats["input"])
    sheet.data_validation(
        *YEAR_KIND_CELL,
        *YEAR_KIND_CELL,
        {
            "validate": "list",
            "source": writer.lists["year_kind"],
        },
    )
    _write_month_headers(writer, sheet, plan, kind)
    write_sums(sheet, plan, year.lines if year else (), writer.formats)


def _write_month_headers(writer: _Writer, sheet: Any, plan: SheetLayout, kind: str) -> None:
    """Month names by formula, so that they follow the chosen kind of year."""
    cell = xl_rowcol_to_cell(*YEAR_KIND_CELL, row_abs=True, col_abs=True)
    fiscal = writer.labels["year_kind"][FISCAL]
    for number in range(1, MONTHS + 1):
        column = plan.index(month_code(number))
        months = (FISCAL_ORDER[number - 1], CALENDAR_ORDER[number - 1])
        for row, language, style in (
            (HEADER_ROW, writer.language, "head"),
            (SECOND_HEADER_ROW, "en" if writer.language == "th" else "th", "second_head"),
        ):
            in_fiscal, in_calendar = (
                month_name(month, "short", "th" if language == "th" else "en") for month in months
            )
            sheet.write_formula(
                row,
                column,
                f'=IF({cell}="{fiscal}","{in_fiscal}","{in_calendar}")',
                writer.formats[style],
                in_fiscal if kind == FISCAL else in_calendar,
            )


def _rows(
    sheet: str, content: TemplateBook, year: TemplateYear | None
) -> Iterable[Sequence[str | Decimal | date | None]]:
    """The values of a sheet's rows in the order of its columns."""
    if sheet == UNITS:
        for unit in content.units:
            yield [unit.code, unit.name_th, unit.name_en, unit.parent, unit.head]
    elif sheet == SOURCES:
        for source in content.sources:
            yield [_plain(getattr(source, column.code)) for column in layout(sheet).columns]
    elif sheet == PARAMETERS:
        for entry in content.parameters:
            value = _number_or_text(entry.value)
            yield [entry.source, entry.name, value, entry.unit, entry.note]
    else:
        for line in year.lines if year else ():
            evidence = _EVIDENCE_SEPARATOR.join(line.evidence)
            yield [line.source, line.unit, *line.quantities, line.note, evidence]


def _plain(value: Any) -> str | Decimal | date | None:
    """A field of a source as a cell value."""
    match value:
        case bool():
            return "yes" if value else ""
        case tuple():
            return _EVIDENCE_SEPARATOR.join(value)
        case _:
            return value  # type: ignore[no-any-return]


def _number_or_text(text: str) -> str | Decimal:
    """The number when the text is the canonical text of one."""
    try:
        number = exact(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() and canonical(number) == text else text


def _write(writer: _Writer, sheet: Any, row: int, column: int, value: Any) -> None:
    """One cell; a number goes in as a number only when the file keeps all its digits."""
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        if fits(value):
            sheet.write_number(row, column, float(value), writer.formats["number"])
        else:
            sheet.write_string(row, column, canonical(value), writer.formats["number"])
    elif isinstance(value, str):
        sheet.write_string(row, column, value, writer.formats["text"])
    else:
        sheet.write_datetime(row, column, value, writer.formats["date"])
