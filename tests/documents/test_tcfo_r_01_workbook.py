"""The Excel file of TCFO_R_01: layout, names, texts, pictures, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from tests import r01_dossiers as made
from tests.recalculation import formulas, value_at, values
from tests.samples import picture_bytes

from fahsai.core.reports.dossier import PictureUse
from fahsai.core.reports.tcfo_r_01 import cells
from fahsai.core.reports.tcfo_r_01.columns import Block
from fahsai.documents.tcfo_r_01 import write_xlsx
from fahsai.documents.tcfo_r_01.sheet import lines_of
from fahsai.documents.tcfo_r_01.styles import LINE, SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from fahsai.core.reports.dossier import Dossier
    from fahsai.core.reports.tcfo_r_01 import R01

SHEETS = [
    *("Fr-01", "Fr-02", "Fr-03.1", "Fr-03.2", "Fr-04.1", "Fr-04.2", "Fr-05"),
    *("รายการค่า EF", "หมายเหตุ"),
]


def opened(report: R01) -> Workbook:
    return load_workbook(BytesIO(write_xlsx(report, {})))


def test_the_sheets_and_the_form_code() -> None:
    book = opened(made.report(made.town()))
    assert book.sheetnames == SHEETS
    for sheet in book:
        texts = {cell.value for row in sheet["A1:AS4"] for cell in row}
        assert "TCFO_R_01\nVersion 04 : 21/2/2020" in texts
        assert "เทศบาลเมืองฟ้าใส (สมมติ)" in texts


def test_headings_stand_in_the_official_columns() -> None:
    sheet = opened(made.report(made.town()))["Fr-04.1"]
    official = {
        "E9": "CO2", "F9": "Fossil CH4", "G9": "CH4", "H9": "N2O", "I9": "SF6", "J9": "NF3",
        "K9": "HFCs", "L9": "PFCs", "M9": "HFCs", "N9": "PFCs", "Q6": "Total (kgCO2e/หน่วย)",
        "R8": "Self collect", "S8": "Supplier", "T8": "TH LCI DB", "U8": "TGO EF",
        "V8": "Thai Res.", "W8": "Int. DB", "X7": "Other", "Y6": "Substitute",
        "Z6": "แหล่งอ้างอิง", "AA9": "CO2", "AC9": "CH4", "AF9": "NF3", "AG9": "Fossil CH4",
        "AL9": "HFCs", "AN9": "Other", "AP6": "สัดส่วน (%)", "AS6": "คำอธิบายเพิ่มเติม",
        "AU8": "CO2", "AU9": "Fossil CH4",
    }  # fmt: skip
    assert {place: sheet[place].value for place in official} == official


def test_a_verifier_reads_names_instead_of_addresses() -> None:
    report = made.report(made.town())
    book = opened(report)
    sheet = book["Fr-04.1"]
    row = report.current.band(Block.SCOPE_1).first
    assert sheet[f"E{row}"].value == "=EF_STATIONARY_DIESEL_CO2"
    assert sheet[f"Q{row}"].value == (
        f"=E{row}*GWP_CO2+F{row}*GWP_CH4_FOSSIL+G{row}*GWP_CH4+H{row}*GWP_N2O"
        f"+I{row}*GWP_SF6+J{row}*GWP_NF3+K{row}*M{row}+L{row}*N{row}"
    )
    assert sheet[f"AO{row}"].value == f"=D{row}*Q{row}/1000"
    assert book.defined_names["GWP_CH4_FOSSIL"].attr_text == "'Fr-04.1'!$AV$9"
    assert book.defined_names["BASE_GWP_CH4_FOSSIL"].attr_text == "'Fr-04.2'!$AV$9"


def test_every_name_that_a_formula_reads_is_defined() -> None:
    import re

    workbook = write_xlsx(made.report(made.with_gaps()), {})
    defined = set(load_workbook(BytesIO(workbook)).defined_names)
    read = {
        name
        for found in formulas(workbook).values()
        for formula in found.values()
        for name in re.findall(r"\b(?:BASE_)?(?:EF|GWP)_[A-Z0-9_]+", formula)
    }
    assert read
    assert read <= defined


def test_the_corrected_formulas() -> None:
    report = made.report(made.town())
    book = opened(report)
    summary, base = book["Fr-05"], report.base
    assert summary["D26"].value == '=IF(C$30=0,"-",C26/C$30)'
    at = base.band(Block.SEPARATE).subtotal
    assert summary["C29"].value == f"=ROUNDUP(ROUND('Fr-04.2'!AO{at},6),0)"
    inventory, current = book["Fr-04.1"], report.current
    for row in (current.total_12_row, current.total_123_row):
        for column in ("AC", "AH"):
            assert str(inventory[f"{column}{row}"].value).startswith("=")
    for band in current.blocks:
        for line in band.rows:
            assert inventory[f"AO{line.number}"].value == f"=D{line.number}*Q{line.number}/1000"
        assert inventory[f"AO{band.subtotal}"].value == f"=SUM(AO{band.first}:AO{band.last})"


def test_the_printed_cells_are_where_the_trace_says() -> None:
    report = made.report(made.town())
    sheets = values(write_xlsx(report, {}))
    for cell in cells(report):
        sheet, _, place = cell.place.partition("!")
        shown = value_at(sheets[sheet], place)
        assert isinstance(shown, float)
        printed = float(cell.text.split()[0].replace(",", ""))
        assert shown == pytest.approx(printed, abs=0.005000001)


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    workbook = write_xlsx(made.report(made.with_gaps()), {})
    assert not any("HYPERLINK" in text for found in formulas(workbook).values()
                   for text in found.values())  # fmt: skip
    rows = values(workbook)["Fr-04.1"]
    assert any("HYPERLINK" in str(value) for row in rows for value in row)


def test_what_has_no_result_shows_a_mark() -> None:
    report = made.report(made.with_gaps())
    sheet = opened(report)["Fr-04.1"]
    (row,) = report.current.band(Block.PENDING).rows
    assert sheet[f"AO{row.number}"].value == "ยังไม่มีผล"
    assert sheet[f"D{row.number}"].value == "ยังไม่มีผล"
    assert "ยังไม่ครบถ้วน" in sheet["A5"].value
    assert not opened(made.report(made.town()))["Fr-04.1"]["A5"].value


def test_the_base_year_that_is_the_same_or_missing_says_so() -> None:
    same, none = opened(made.report(made.same_year())), opened(made.report(made.nobody()))
    assert "Fr-04.1" in same["Fr-04.2"]["A5"].value
    linked = [cell.value for row in same["Fr-04.2"]["AO10:AO20"] for cell in row if cell.value]
    assert linked
    assert all(str(value).startswith(("='Fr-04.1'!", "=AO")) for value in linked)
    assert "ยังไม่ได้กำหนดปีฐาน" in none["Fr-04.2"]["A5"].value
    assert none["Fr-05"]["C26"].value == "-"


def test_the_same_content_gives_the_same_bytes() -> None:
    report = made.report(made.town())
    pictures = {PictureUse.ORG_CHART: picture_bytes(), PictureUse.FRONT_OFFICE: picture_bytes()}
    assert write_xlsx(report, pictures) == write_xlsx(report, pictures)
    book = load_workbook(BytesIO(write_xlsx(report, pictures)))
    assert book.properties.created is not None
    assert book.properties.created.date() == report.report_date


def test_pictures_and_charts() -> None:
    report = made.report(made.town())
    pictures = {use: picture_bytes() for use in PictureUse}
    book = load_workbook(BytesIO(write_xlsx(report, pictures)))
    assert [len(book[name]._images) for name in SHEETS[:3]] == [2, 1, 1]
    assert [len(book[name]._charts) for name in ("Fr-01", "Fr-05")] == [1, 2]
    without = opened(report)
    assert "ยังไม่ได้แนบรูป" in without["Fr-02"]["A6"].value


def test_a_file_that_is_no_picture_is_told_like_a_missing_one() -> None:
    report = made.report(made.town())
    book = load_workbook(BytesIO(write_xlsx(report, {PictureUse.ORG_CHART: b"not a picture"})))
    assert "ยังไม่ได้แนบรูป" in book["Fr-02"]["A6"].value


def test_a_text_longer_than_a_cell_is_cut_with_a_mark() -> None:
    report = replace(made.report(made.town()), scope3_criteria="ก" * 40_000)
    book = opened(report)
    texts = [cell.value for row in book["Fr-03.2"].iter_rows() for cell in row if cell.value]
    assert any(str(text).endswith("ก…") for text in texts)


def test_the_notes_name_every_correction() -> None:
    report = made.report(made.town())
    sheet = opened(report)["หมายเหตุ"]
    places = {cell.value for row in sheet["B1:B60"] for cell in row}
    assert {note.place for note in report.notes.corrections} <= places


def test_a_draft_and_an_incomplete_workbook_say_so_on_every_sheet() -> None:
    draft = replace(made.with_gaps(), state="draft")
    book, final = opened(made.report(draft)), opened(made.report(made.town()))
    for sheet in book:
        texts = [str(cell.value) for row in sheet["A5:S15"] for cell in row if cell.value]
        header = str(sheet.oddHeader.center.text)
        for mark in ("ฉบับร่าง", "ยังไม่ครบถ้วน"):
            assert any(mark in text for text in texts), (sheet.title, mark)
            assert mark in header, (sheet.title, mark)
    for sheet in final:
        assert not sheet.oddHeader.center.text
        texts = [str(cell.value) for row in sheet["A1:AS60"] for cell in row if cell.value]
        assert not any("ฉบับร่าง" in text for text in texts)


def test_every_text_is_in_the_font_of_the_office() -> None:
    book = opened(made.report(made.with_gaps()))
    fonts = {
        cell.font.name
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert fonts == {"TH Sarabun New"}


def test_the_system_packages_have_a_stand_in_for_the_font() -> None:
    makefile = Path(__file__).parents[2].joinpath("Makefile").read_text("utf-8")
    packages = makefile.partition("SYSTEM_PACKAGES :=")[2].partition("\n\n")[0]
    assert "fonts-tlwg-laksaman" in packages.split()


def test_wide_sheets_print_in_two_parts_with_their_headings() -> None:
    book = opened(made.report(made.large()))
    for name, rows, breaks in (
        ("Fr-04.1", "$5:$9", 26),
        ("Fr-04.2", "$5:$9", 26),
        ("รายการค่า EF", "$7:$9", 15),
    ):
        sheet = book[name]
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
        assert sheet.print_title_rows == rows
        assert sheet.print_title_cols == "$A:$B"
        assert [found.id for found in sheet.col_breaks.brk] == [breaks]
        parts: list[float] = [0, 0]
        for number in range(1, 49 if breaks == 26 else 20):
            width = width_of(sheet, number)
            parts[number > breaks] += width
            if number <= 2:  # columns A and B stand on both parts
                parts[1] += width
        # About as wide: a program that looks for the break by itself finds the same one.
        assert abs(parts[0] - parts[1]) < 11


def width_of(sheet: Worksheet, number: int) -> float:
    for dimension in sheet.column_dimensions.values():
        if dimension.min <= number <= dimension.max:
            return float(dimension.width)
    raise AssertionError(number)


def test_the_chart_of_duties_is_drawn_where_none_was_uploaded() -> None:
    book = opened(made.report(made.town()))
    assert len(book["Fr-03.1"]._images) == 1
    assert not book["Fr-03.1"]["A6"].value
    assert "ยังไม่ได้แนบรูป" in opened(made.report(made.nobody()))["Fr-03.1"]["A6"].value


def test_categories_of_scope_3_have_room_and_say_what_is_counted() -> None:
    report = made.report(replace(made.town(), scope3=()))
    sheet = opened(report)["Fr-03.2"]
    rows = {str(cell.value): cell.row for (cell,) in sheet["A17:A60"] if cell.value}
    for line in report.scope3:
        row = rows[str(line.number)]
        lines = lines_of(line.category, sheet.column_dimensions["B"].width)
        assert sheet.row_dimensions[row].height >= lines * LINE[SIZE]
        counted = line.number in (1, 3)
        assert sheet[f"C{row}"].value == ("✓" if counted else "ยังไม่ประเมิน")
        assert ("รวมอยู่ในบัญชีแล้ว" in str(sheet[f"K{row}"].value)) is counted


def test_lines_are_counted_without_the_marks_above_and_below() -> None:
    assert lines_of("ก" * 20, 40) == 1
    assert lines_of("ก" * 40, 40) == 2
    assert lines_of("กี่" * 20, 40) == 1
    assert lines_of("ก\nข\n", 40) == 3


def test_a_long_list_is_printed_on_more_pages_instead_of_smaller() -> None:
    for dossier, pages in ((made.town(), 1), (made.large(), 0)):
        height = opened(made.report(dossier))["Fr-01"].page_setup.fitToHeight
        assert (1 if height is None else height) == pages  # one page is not written down


@pytest.mark.parametrize("dossier", [made.nobody, made.same_year, made.with_gaps])
def test_the_label_of_a_band_has_room_over_its_rows(dossier: Callable[[], Dossier]) -> None:
    report = made.report(dossier())
    book = opened(report)
    for inventory in (report.current, report.base):
        sheet = book[inventory.sheet]
        for band in inventory.blocks:
            label = str(sheet[f"A{band.first}"].value)
            rows = range(band.first, (band.subtotal or band.last) + 1)
            room = sum(sheet.row_dimensions[row].height for row in rows)
            # Bold letters are wider.
            lines = lines_of(label, sheet.column_dimensions["A"].width - 2)
            assert room >= lines * LINE[SIZE], (inventory.sheet, label)


def test_the_units_in_the_heading_of_the_factor_list_have_room() -> None:
    sheet = opened(made.report(made.town()))["รายการค่า EF"]
    assert sheet["O9"].value == "[kgCO2e/หน่วย]"
    lines = lines_of(sheet["O9"].value, width_of(sheet, 15))
    assert sheet.row_dimensions[9].height >= lines * LINE[SIZE]


def test_a_category_whose_source_has_no_result_is_told_as_not_yet_counted() -> None:
    dossier = made.town((made.Entry("water.pwa", "น้ำประปา", "kWh", "1"),), base=False)
    sheet = opened(made.report(replace(dossier, scope3=())))["Fr-03.2"]
    rows = {str(cell.value): cell.row for (cell,) in sheet["A17:A60"] if cell.value}
    assert sheet[f"C{rows['1']}"].value == "✓"
    assert "ยังไม่มีผลการคำนวณ" in sheet[f"K{rows['1']}"].value
    assert sheet[f"C{rows['2']}"].value == "ยังไม่ประเมิน"
