"""The content of the workbook TCFO_R_01: rows, names, blocks, totals, notes."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import r01_dossiers as made
from tests.samples import large_dossier, sample_dossier

from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, total
from fahsai.core.reports.tcfo_r_01 import cells
from fahsai.core.reports.tcfo_r_01.amounts import BLOCK_OF, amounts
from fahsai.core.reports.tcfo_r_01.columns import Block, Column, Tick
from fahsai.core.reports.tcfo_r_01.content import InventoryState
from fahsai.core.reports.tcfo_r_01.names import NameBook, slug
from fahsai.core.reports.tcfo_r_01.summary import whole_tonnes
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from fahsai.core.reports.dossier import Dossier
    from fahsai.core.reports.tcfo_r_01.content import InventoryRow, InventorySheet

DOSSIERS = [
    made.town,
    made.same_year,
    made.large,
    made.nobody,
    made.with_gaps,
    sample_dossier,
    large_dossier,
]


def rows_named(sheet: InventorySheet, part: str) -> list[InventoryRow]:
    return [row for band in sheet.blocks for row in band.rows if part in row.label]


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_rows_add_up_to_the_stored_result(dossier: Callable[[], Dossier]) -> None:
    entered = dossier()
    report = made.report(entered)
    rows = [row for band in report.current.blocks for row in band.rows]
    for result in entered.calculation.sources:
        mine = tuple(row for row in rows if row.source_id == result.source.id)
        assert made.rows_tie(result, mine), result.source.name_th
    for where, block in (
        (ReportingClass.SCOPE_1, Block.SCOPE_1),
        (ReportingClass.SCOPE_2, Block.SCOPE_2),
        (ReportingClass.SCOPE_3, Block.SCOPE_3),
    ):
        stored = EXACT.divide(entered.calculation.by_class[where], 1000)
        assert abs(report.current.totals[block] - stored) < Decimal("1e-25")


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_bands_stand_one_below_the_other(dossier: Callable[[], Dossier]) -> None:
    for sheet in (made.report(dossier()).current, made.report(dossier()).base):
        next_row = 10
        for band in sheet.blocks:
            assert band.first == next_row
            assert [row.number for row in band.rows] == list(
                range(band.first, band.first + len(band.rows))
            )
            assert band.last == band.first + max(len(band.rows), 1) - 1
            assert band.subtotal in {0, band.last + 1}
            next_row = max(band.last, band.subtotal) + 1
        assert (sheet.total_12_row, sheet.total_123_row) == (next_row, next_row + 1)


def test_blend_gives_a_scope_1_row_and_a_biogenic_row() -> None:
    report = made.report(made.town())
    inside, apart = rows_named(report.current, "B7")
    assert (inside.block, apart.block) == (Block.SCOPE_1, Block.SEPARATE)
    assert inside.quantity == apart.quantity
    assert set(inside.gases) == {Column.CO2, Column.CH4_FOSSIL, Column.CH4, Column.N2O}
    assert inside.gases[Column.CO2].name == "EF_MOBILE_B7_CO2"
    assert apart.gases[Column.CO2].name == "EF_MOBILE_B7_BIOGENIC_CO2"
    assert inside.tick is Tick.TGO_EF


def test_electricity_gives_scope_2_and_scope_3_by_published_figures() -> None:
    report = made.report(made.town())
    used, upstream = rows_named(report.current, "ไฟฟ้าสาธารณะ")
    assert (used.block, upstream.block) == (Block.SCOPE_2, Block.SCOPE_3)
    assert (used.typed, upstream.typed) == (Decimal("0.4750"), Decimal("0.0812"))
    assert used.typed_name.endswith("_CO2E")
    assert not used.gases


def test_refrigerant_blend_is_one_row_with_the_weighted_gwp() -> None:
    report = made.report(made.town())
    first, second = rows_named(report.current, "R-410A")
    for row in (first, second):
        assert row.gases[Column.HFCS].per_unit == 1
        assert row.gases[Column.HFCS].gwp == Decimal("1923.5")
        assert row.gases[Column.HFCS].gwp_name == "GWP_R_410A"
    (blend,) = [row for row in report.factors[0].gwps if row.name == "GWP_R_410A"]
    assert [(part.gas, part.share) for part in blend.parts] == [
        ("HFC-125", Decimal("0.5")),
        ("HFC-32", Decimal("0.5")),
    ]


def test_r22_is_reported_separately_as_other_gas() -> None:
    report = made.report(made.town())
    (row,) = rows_named(report.current, "R-22")
    assert row.block is Block.SEPARATE
    assert row.gases[Column.OTHER].gwp == 1760
    assert row.co2e(Column.OTHER) == row.total


def test_a_method_gives_the_mass_of_gas_with_factor_one() -> None:
    report = made.report(made.town())
    (row,) = rows_named(report.current, "ถังเกรอะ")
    assert row.unit == "kgCH4"
    assert row.gases[Column.CH4].per_unit == 1
    assert row.gases[Column.CH4].gwp == 28
    assert row.gases[Column.CH4].name == ""
    assert "person_day" not in row.reference


def test_the_base_year_keeps_its_own_gwp_and_factors() -> None:
    report = made.report(made.town())
    assert report.current.gwp[Column.CH4_FOSSIL] == 28
    assert report.base.gwp[Column.CH4_FOSSIL] == 30
    (row,) = rows_named(report.base, "LPG รถยนต์")
    assert row.gases[Column.CO2].name.startswith("BASE_EF_")
    assert row.gases[Column.CH4_FOSSIL].gwp_name == "BASE_GWP_CH4_FOSSIL"
    assert [section.sheet for section in report.factors] == ["Fr-04.1", "Fr-04.2"]


def test_base_year_states() -> None:
    same, none = made.report(made.same_year()), made.report(made.nobody())
    assert same.base.state is InventoryState.SAME
    assert same.base.totals == same.current.totals
    assert not any(band.rows for band in same.base.blocks)
    assert none.base.state is InventoryState.NONE
    assert not none.base_summary.stated


def test_what_has_no_result_is_marked_and_has_no_number() -> None:
    report = made.report(made.with_gaps())
    pending = report.current.band(Block.PENDING)
    assert [row.quantity for row in pending.rows] == [None]
    assert [source.name for source in report.notes.pending] == [pending.rows[0].label]
    assert not report.complete
    complete = made.report(made.town())
    assert complete.complete
    assert all(band.block is not Block.PENDING for band in complete.current.blocks)


def test_sources_outside_the_scopes_are_listed() -> None:
    notes = made.report(made.with_gaps()).notes
    assert any("โซลาร์" in source.name for source in notes.uncounted)
    reasons = {source.name: source.reason for source in notes.excluded}
    assert reasons["การเดินทางมาทำงานของพนักงาน"] == "ยังไม่มีข้อมูลระยะทางที่เชื่อถือได้"
    assert reasons["ตลาดเช่า"] == words("tcfo_r_01")["notes"]["no_reason"]


def test_lines_in_two_units_give_amounts_that_each_factor_explains() -> None:
    entry = made.Entry("stationary.lpg", "LPG", "litre", "10")
    dossier = made.town((entry,))
    (source,) = (result.source for result in dossier.calculation.sources)
    period = dossier.period
    lines = (
        *made.lines_of(entry, source, period),
        *made.lines_of(entry._replace(unit="kg"), source, period),
    )
    data = InventoryInput(period, made.REPORT_DATE, (source,), lines)
    result = calculate(data, made.rules())[0].sources[0]
    found = amounts(result)
    assert {amount.factor.unit for amount in found if amount.factor} == {"litre", "kg"}
    whole = total(value for amount in found for value in amount.co2e.values())
    assert abs(whole - result.by_class[ReportingClass.SCOPE_1]) < Decimal("1e-20")


def test_names_are_unique_and_fit_a_spreadsheet() -> None:
    report = made.report(made.large())
    names = [
        name
        for section in report.factors
        for name in (
            *(name for row in section.factors for name in row.names.values()),
            *(row.name for row in section.gwps),
        )
    ]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]{3,250}", name) for name in names)


@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_text_gets_a_name_of_its_own(texts: list[str]) -> None:
    book = NameBook()
    names = [book.name("EF", text) for text in texts]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"EF_[A-Z0-9_]+", name) for name in names)
    assert all(slug(text) == slug(slug(text)) for text in texts)


@given(st.decimals(min_value=0, max_value=10**9, places=8))
def test_whole_tonnes_never_lose_and_never_add_a_tonne(tonnes: Decimal) -> None:
    whole = whole_tonnes(tonnes)
    assert tonnes - Decimal("0.000001") < whole < tonnes + 1


def test_fr_05_rounds_each_scope_up_and_adds_what_it_rounded() -> None:
    year = made.report(made.town()).current_summary
    assert year.total_123 == total(
        year.whole[block] for block in (Block.SCOPE_1, Block.SCOPE_2, Block.SCOPE_3)
    )
    assert year.exact_123 <= year.total_123 < year.exact_123 + 3


def test_corrections_show_their_effect_on_this_organisation() -> None:
    corrections = {note.place: note for note in made.report(made.town()).notes.corrections}
    base = corrections["Fr-05!D26, Fr-05!D27"]
    assert base.differs
    assert base.official_figure != base.our_figure
    other = corrections["Fr-05!C29"]
    assert other.official_figure == "0"
    assert other.our_figure != "0"
    fixed = corrections["Fr-04.1!AO34, Fr-04.2!AO34"]
    assert not fixed.differs  # three electricity rows fit
    many = {note.place: note for note in made.report(made.large()).notes.corrections}
    assert many["Fr-04.1!AO34, Fr-04.2!AO34"].differs
    empty = {note.place: note for note in made.report(made.nobody()).notes.corrections}
    assert any("#DIV/0!" in note.official_figure for note in empty.values())


def test_the_year_without_production_has_no_intensity() -> None:
    places = {note.place: note for note in made.report(made.nobody()).notes.corrections}
    assert places["Fr-05!D17, D18, D33, D34"].official_figure == "(#DIV/0!)"
    places = {note.place: note for note in made.report(made.town()).notes.corrections}
    assert not places["Fr-05!D17, D18, D33, D34"].differs


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_every_counted_source_has_cells(dossier: Callable[[], Dossier]) -> None:
    entered = dossier()
    found = cells(made.report(entered))
    places = [cell.place for cell in found]
    assert len(places) == len(set(places))
    assert all(cell.document == "TCFO_R_01" and cell.text for cell in found)
    traced = {cell.source_id for cell in found if cell.source_id}
    for result in entered.calculation.sources:
        if any(where in BLOCK_OF for where in result.by_class) or not result.complete:
            assert result.source.id in traced


def test_fr_01_names_each_source_once_and_counts_the_rest() -> None:
    few, many = made.report(made.town()).boundary, made.report(made.large()).boundary
    assert few.scope_1[0] == "น้ำมันดีเซล เครื่องสูบน้ำ"
    assert len(set(few.scope_1)) == len(few.scope_1) < 20
    assert len(many.scope_1) == 20
    assert many.scope_1[-1].startswith("และอีก")


def test_all_fifteen_categories_are_listed() -> None:
    lines = made.report(made.town()).scope3
    assert [line.number for line in lines] == list(range(1, 16))
    assert (lines[0].has_source, lines[1].has_source, lines[14].has_source) == (True, False, None)
    assert lines[2].significant


def test_what_keeps_the_workbook_from_being_final_is_marked() -> None:
    marks = words("tcfo_r_01")["marks"]
    assert made.report(made.town()).marks == ()
    assert made.report(replace(made.town(), state="draft")).marks == (marks["draft"],)
    assert made.report(made.with_gaps()).marks == (marks["incomplete"], marks["base_incomplete"])
    town, gaps = made.town(), made.with_gaps()
    assert town.base_year is not None
    base = replace(town.base_year, calculation=gaps.calculation)
    assert made.report(replace(town, base_year=base)).marks == (marks["base_incomplete"],)


def test_a_factor_is_cited_in_thai_as_in_the_report() -> None:
    report = made.report(made.town())
    (row,) = rows_named(report.base, "LPG รถยนต์")
    assert re.fullmatch(r"ค่า EF ของ อบก\. \(CFO\) เม\.ย\. 2565 ลำดับ \d+", row.reference)
    (water,) = rows_named(report.current, "น้ำประปาส่วนภูมิภาค โรงเรียน")
    assert water.reference.startswith("ค่า EF ของ อบก. (CFP) ก.ค. 2565 ลำดับ ")
    assert "Thai National LCI Database" in water.reference
    references = [row.reference for section in report.factors for row in section.factors]
    assert references
    assert not any("update" in reference for reference in references)


def test_both_documents_name_lists_and_sets_alike() -> None:
    sheet, report = words("tcfo_r_01"), words("tcfo_r_02")
    for table in ("editions", "factor_sets", "gwp_sets", "method_sources"):
        assert sheet[table] == report[table]
    assert sheet["rows"]["citation"] == report["monitoring"]["citation"]


def test_only_the_parameter_packs_that_were_used_are_named() -> None:
    title = words("tcfo_r_01")["notes"]["packs"]
    town = made.town()
    assert len(town.calculation.packs) > 1
    assert dict(made.report(town).notes.identity)[title] == "green-office-septic@1"
    dry = made.town(tuple(entry for entry in made.ENTRIES if entry.kind != "septic_tank"))
    assert dict(made.report(dry).notes.identity)[title] == "-"


def test_a_category_that_the_inventory_counts_says_so() -> None:
    lines = {line.number: line for line in made.report(made.town()).scope3}
    assert (lines[1].included, lines[3].included, lines[7].included) == (4, 3, 0)
    nobody = {line.number: line for line in made.report(made.nobody()).scope3}
    assert not any(line.included for line in nobody.values())


def test_the_chart_of_duties_has_each_person_at_the_unit() -> None:
    dossier = made.town()
    structure = made.report(dossier).structure
    assert structure is not None
    told = repr(structure)
    for person in dossier.team:
        assert person.name in told
    unit = next(branch for branch in structure.branches if branch.text == dossier.units[0].name_th)
    assert unit.branches[0].text.startswith("ผู้เก็บข้อมูล\n")
    assert made.report(made.nobody()).structure is None


def test_a_row_by_an_equation_names_it_and_does_not_call_its_data_an_emission() -> None:
    report = made.report(made.town())
    (tank,) = rows_named(report.current, "ถังเกรอะ")
    (gas,) = rows_named(report.current, "R-134a")
    assert "สมการ IPCC" in tank.remark
    assert "ปริมาณการปล่อยอยู่แล้ว" not in tank.remark
    assert "ปริมาณการปล่อยอยู่แล้ว" in gas.remark


def test_a_source_of_scope_3_without_result_is_named_as_not_yet_counted() -> None:
    dossier = made.town((made.Entry("water.pwa", "น้ำประปา", "kWh", "1"),), base=False)
    assert not dossier.calculation.complete
    report = made.report(dossier)
    assert report.boundary.scope_3 == ("น้ำประปา (ยังไม่มีผลการคำนวณ ยังไม่นับ)",)
    assert (report.scope3[0].included, report.scope3[0].pending) == (0, 1)
    assert not any(line.pending for line in made.report(made.town()).scope3)
