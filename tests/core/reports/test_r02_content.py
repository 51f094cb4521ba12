"""The content of TCFO_R_02: figures, classes, exclusions, base year, texts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests import every_kind
from tests import r01_dossiers as r01
from tests.samples import (
    S1,
    S2,
    S3,
    calculation_of,
    empty_dossier,
    large_dossier,
    sample_dossier,
)

from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    EmissionFactor,
    FactorGrade,
    Publisher,
)
from fahsai.core.inventory.base_year import BaseYearPolicy
from fahsai.core.inventory.compare import Difference, compare
from fahsai.core.inventory.kinds import SourceKind
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.uncertainty.assess import Covered, Uncertainty, Width
from fahsai.core.quantity.rounding import line_tonnes, total_tonnes_v01
from fahsai.core.reports.dossier import Picture, PictureUse
from fahsai.core.reports.tcfo_r_02 import TEXT_KEYS, cells, tcfo_r_02
from fahsai.core.reports.tcfo_r_02.emissions import GASES
from fahsai.core.reports.tcfo_r_02.sources import LETTERS_A_LINE, LINES_OF_A_ROW
from fahsai.reference.load_kinds import kinds
from fahsai.services.compare_versions import yardstick
from fahsai.words.load import words

if TYPE_CHECKING:
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.reports.dossier import Dossier
    from fahsai.core.reports.tcfo_r_02 import R02

WORDS = words("tcfo_r_02")


def report(dossier: Dossier) -> R02:
    return tcfo_r_02(dossier, WORDS)


def shown(value: Decimal) -> str:
    return f"{value:,.2f}"


def test_lines_of_5_1_are_the_rounded_gases_of_the_calculation() -> None:
    dossier = sample_dossier()
    by_source = {result.source.id: result for result in dossier.calculation.sources}
    table = report(dossier).emissions.scope_1
    assert len(table.rows) == sum(S1 in r.by_class for r in dossier.calculation.sources)
    for row in table.rows:
        assert row.source_id is not None
        result = by_source[row.source_id]
        expected = [
            shown(line_tonnes(result.gases[S1, gas])) if (S1, gas) in result.gases else "-"
            for gas in GASES
        ]
        assert list(row.cells[2:9]) == expected
        assert row.cells[9] == shown(line_tonnes(result.by_class[S1]))


@pytest.mark.parametrize(
    ("kind", "name", "local"),
    [
        ("เทศบาลตำบล", "เทศบาลตำบลหนองไผ่", True),
        ("", "องค์การบริหารส่วนจังหวัดเลย", True),
        ("โรงงานอุตสาหกรรม", "บริษัท ไทยพลาสติกบรรจุ จำกัด", False),
        ("บริษัทจำกัด", "บริษัท เทศบาลพาณิชย์ จำกัด", False),
        ("", "บริษัท ไทยพลาสติกบรรจุ จำกัด", False),
    ],
)
def test_the_words_of_local_government_are_printed_for_local_government_alone(
    kind: str, name: str, *, local: bool
) -> None:
    dossier = sample_dossier()
    named = replace(dossier.organisation, kind=kind, name_th=name, name_en="")
    made = report(replace(dossier, organisation=named, texts={}))
    ours = " ".join((*made.introduction, made.general.guideline))
    assert ("ปกครองส่วนท้องถิ่น" in ours) is local
    guideline = "พิมพ์ครั้งที่ 2 (ฉบับปรับปรุง)" if local else "พิมพ์ครั้งที่ 8 (ฉบับปรับปรุงครั้งที่ 6)"
    assert guideline in made.general.guideline
    own = replace(dossier, organisation=named, texts={"2.7": "ISO 14064-1:2018"})
    assert report(own).general.guideline == "ISO 14064-1:2018"


@pytest.mark.parametrize(
    ("publisher", "head"),
    [(Publisher.OWN, "ค่า EF ที่องค์กรกำหนดเอง"), (Publisher.SUPPLIER, "ค่า EF จากผู้ขาย")],
)
def test_a_factor_of_no_list_names_its_document(publisher: Publisher, head: str) -> None:
    own = EmissionFactor(
        id=UUID(int=7), edition="own", key="steam", activity="steam.bought", technology="",
        name_th="steam", name_en="", unit="tonne", basis=Basis.CO2E_ONLY, gases={},
        published=Decimal(185), gwp_set="AR5", publisher=publisher, grade=FactorGrade.D,
        position=1, year=2024, source="ใบรับรองผู้ขาย 2568",
        derivation=Derivation("published", {}, "", ""),
    )  # fmt: skip
    rules = r01.rules(*every_kind.EDITIONS[1])
    rules = replace(rules, factor_set=replace(rules.factor_set, own=(own,)))
    entry = r01.Entry("steam.bought", "ไอน้ำ", "tonne", "10")
    calculation = r01.calculated((entry,), every_kind.PERIOD, (), rules)
    dossier = replace(sample_dossier(), calculation=calculation, base_year=None)
    (row,) = report(dossier).monitoring.scope_2.rows
    assert row.cells[-1] == f"{head}: ใบรับรองผู้ขาย 2568 (steam)"


def test_section_3_2_2_lists_what_the_organisation_burns_itself() -> None:
    entries = tuple(
        r01.Entry(kind, name, unit, "10")
        for kind, name, unit in (
            ("stationary.wood", "ฟืน", "kg"),
            ("mobile.e10", "รถส่วนกลาง", "litre"),
            ("commuting.e10", "พนักงานเดินทาง", "litre"),
            ("travel.car.b7", "รถเช่า", "litre"),
        )
    )
    made = every_kind.dossier_of(entries, every_kind.EDITIONS[1])
    assert all(ReportingClass.BIOGENIC in one.by_class for one in made.calculation.sources)
    for known in (kinds(), {}):
        operation = tcfo_r_02(made, WORDS, kinds=known).operation
        listed = " ".join(row.cells[1] for row in operation.biomass.rows)
        assert ("ฟืน" in listed, "รถส่วนกลาง" in listed) == (True, True)
        assert "พนักงานเดินทาง" not in listed
        assert "รถเช่า" not in listed


def test_totals_of_section_5_are_the_rounded_unrounded_sums() -> None:
    dossier = sample_dossier()
    calculation, emissions = dossier.calculation, report(dossier).emissions
    for table, where in ((emissions.scope_1, S1), (emissions.scope_2, S2), (emissions.scope_3, S3)):
        assert table.total is not None
        assert table.total.cells[-1] == shown(total_tonnes_v01(calculation.by_class[where]))
    assert emissions.separate.total is not None
    separate = (
        calculation.by_class[ReportingClass.SEPARATE]
        + calculation.by_class[ReportingClass.BIOGENIC]
    )
    assert emissions.separate.total.cells[-1] == shown(total_tonnes_v01(separate))


def test_a_footnote_stands_where_rounded_lines_do_not_add_up() -> None:
    dossier = sample_dossier(2)
    one, two = dossier.calculation.sources
    uneven = tuple(
        result._replace(gases={(S2, "CO2e"): Decimal("1004.6")}) for result in (one, two)
    )
    even = tuple(result._replace(gases={(S2, "CO2e"): Decimal(1000)}) for result in (one, two))
    for results, noted in ((uneven, True), (even, False)):
        calculation = calculation_of(results, dossier.period)
        table = report(replace(dossier, calculation=calculation)).emissions.scope_2
        assert bool(table.notes) is noted
    assert table.total is not None
    assert table.total.cells[-1] == "2.00"


def test_r22_and_biogenic_co2_are_reported_apart_only() -> None:
    built = report(sample_dossier())
    separate = [row.cells[0] for row in built.emissions.separate.rows]
    assert any("R-22" in name for name in separate)
    assert sum("CO2 ชีวภาพ" in name for name in separate) == 4
    counted = [row.cells[1] for row in built.emissions.scope_1.rows]
    assert not any("R-22" in name for name in counted)
    assert [row.cells[0] for row in built.uncertainty.rows if "R-22" in row.cells[1]] == [
        "รายงานแยก"
    ]


def test_a_factor_without_gases_is_marked_and_shown_in_the_sum_only() -> None:
    dossier = sample_dossier(1)
    (result,) = dossier.calculation.sources
    plain = result._replace(gases={(S1, "CO2e"): Decimal(5000)})
    calculation = calculation_of((plain,), dossier.period)
    table = report(replace(dossier, calculation=calculation)).emissions.scope_1
    (row,) = table.rows
    assert row.cells[1].endswith("†")
    assert row.cells[2:] == ("-", "-", "-", "-", "-", "-", "-", "5.00")
    assert any(note.startswith("†") for note in table.notes)


def test_scores_use_the_letters_of_the_form() -> None:
    rows = report(sample_dossier()).uncertainty.rows
    seen = {row.cells[2:] for row in rows}
    assert ("Y (3)", "D (3)", "9", "2") in seen
    assert ("Z (1)", "D (3)", "3", "1") in seen
    assert ("X (6)", "D (3)", "18", "3") in seen


def test_what_scope_3_leaves_out_is_starred_and_listed_with_its_reason() -> None:
    built = report(sample_dossier())
    starred = [row for row in built.boundary.activities.rows if "*" in row.cells[3]]
    assert len(starred) == 1
    assert "การเดินทางมาทำงานของพนักงาน*" in starred[0].cells[3]
    (line,) = built.operation.exclusions
    assert "การเดินทางมาทำงานของพนักงาน" in line
    assert "ยังไม่มีข้อมูลระยะทาง" in line


def test_electricity_stands_by_place_and_account_under_paid_and_free() -> None:
    rows = report(sample_dossier()).operation.scope_2.rows
    names = [row.cells[1] for row in rows]
    assert names.index("การใช้พลังงานไฟฟ้า (จ่ายเงิน)") + 1 == names.index(
        "อาคารสำนักงานเทศบาล 020012345678"
    )
    assert names.index("การใช้พลังงานไฟฟ้า (ฟรี)") + 1 == names.index("ไฟฟ้าสาธารณะ 020099000001")


def test_refrigerants_need_no_factor_and_origins_are_ticked() -> None:
    rows = report(sample_dossier()).monitoring.scope_1.rows
    leak = next(row for row in rows if "R-134a" in row.cells[0])
    assert leak.cells[7] == "ไม่ต้องใช้ค่า EF"
    assert leak.cells[3:6] == ("", "✓", "")
    pump = next(row for row in rows if "เครื่องสูบน้ำ" in row.cells[0])
    assert pump.cells[3:6] == ("✓", "", "")
    assert pump.cells[7] == "ค่า EF ของ อบก. (CFO) เม.ย. 2565 ลำดับ 1"


def test_upstream_energy_names_its_own_factor() -> None:
    built = report(sample_dossier())
    two = next(r for r in built.monitoring.scope_2.rows if "020012345678" in r.cells[2])
    three = next(r for r in built.monitoring.scope_3.rows if "020012345678" in r.cells[2])
    assert two.cells[7].endswith("ลำดับ 1")
    assert three.cells[7].endswith("ลำดับ 2")


def test_base_year_of_another_year_says_what_ended_and_what_is_new() -> None:
    base = report(sample_dossier()).base
    rows = [row for group in base.sources.groups for row in group.rows]
    ended = next(row for row in rows if "เครื่องกำเนิดไฟฟ้าดีเซลเดิม" in row.cells[0])
    assert ended.cells[2] == "ยกเลิกการใช้ 30 ก.ย. 2564 เปลี่ยนไปใช้ไฟฟ้าจากโครงข่าย"
    new = next(row for row in rows if "R-22" in row.cells[0])
    assert new.cells[1] == "ไม่มี"
    assert any("เพิ่มขึ้น" in line for line in base.differences)


@pytest.mark.parametrize(
    ("before", "after", "noted"), [("6894", "7656", True), ("6890", "7660", False)]
)
def test_a_difference_that_printed_figures_do_not_give_is_explained(
    before: str, after: str, *, noted: bool
) -> None:
    dossier = sample_dossier()
    assert dossier.base_year is not None

    def of(calculation: Calculation, kilograms: str) -> Calculation:
        by_class = {ReportingClass.SCOPE_1: Decimal(kilograms)}
        return replace(calculation, by_class=by_class, total_kg=Decimal(kilograms))

    base = replace(dossier.base_year, calculation=of(dossier.base_year.calculation, before))
    changed = replace(dossier, calculation=of(dossier.calculation, after), base_year=base)
    note = WORDS["texts"]["note_difference_rounding"]
    assert (note in report(changed).base.differences) is noted


def test_6_1_and_6_3_say_the_policy_and_the_difference_by_cause() -> None:
    dossier = sample_dossier()
    assert dossier.base_year is not None
    before, after = dossier.base_year.calculation, dossier.calculation
    found = difference_of_calculations(before, after)
    policy = BaseYearPolicy(Decimal("2.50"), error=False, text="มติสภา\n\nปี 2565")
    base = replace(dossier.base_year, policy=policy, difference=found)
    said = report(replace(dossier, base_year=base)).base
    assert said.text[-3:-1] == ("มติสภา", "ปี 2565")
    declared = said.text[-1]
    assert "ร้อยละ 2.5 " in declared
    assert "โครงสร้าง" in declared
    assert "ข้อผิดพลาด" not in declared
    (causes,) = [line for line in said.differences if "แยกตามสาเหตุ" in line]
    for cause, kg in found.by_cause().items():
        if total_tonnes_v01(kg):
            name = WORDS["causes"][cause.value]
            assert f"{name} {total_tonnes_v01(kg):+,.2f} tCO2e" in causes
    plain = report(dossier).base
    assert not [line for line in plain.differences if "แยกตามสาเหตุ" in line]
    assert len(plain.text) == 1


def difference_of_calculations(before: Calculation, after: Calculation) -> Difference:
    return compare(before, after, yardstick(before, after))


def test_base_year_of_the_same_year_says_so() -> None:
    dossier = large_dossier(2, 3)
    base = report(dossier).base
    assert "ปีฐานเป็นปีเดียวกับปีที่รายงาน" in base.text[0]
    assert base.differences == (WORDS["texts"]["difference_same"],)
    assert all(not row.cells[2] for group in base.sources.groups for row in group.rows)


def test_no_base_year_prints_nothing_in_every_scope() -> None:
    base = report(empty_dossier()).base
    assert [group.rows[0].cells[0] for group in base.sources.groups] == ["-ไม่มี-"] * 4


def test_a_source_without_result_is_named_and_the_report_marked() -> None:
    dossier = sample_dossier(3)
    first, *rest = dossier.calculation.sources
    open_choice = first._replace(gases={}, complete=False, lines=())
    calculation = calculation_of((open_choice, *rest), dossier.period)
    kinds = {"mobile.diesel_b7": _kind("mobile.diesel_b7")}
    built = tcfo_r_02(replace(dossier, calculation=calculation, state="draft"), WORDS, kinds=kinds)
    assert built.marks == tuple(WORDS["marks"].values())
    assert built.emissions.scope_1.rows[0].cells[-1] == WORDS["not_calculated"]
    assert first.source.name_th in built.summary[-1]
    assert report(sample_dossier(3)).marks == ()


def _kind(code: str) -> SourceKind:
    return SourceKind(code, "mobile", "", "", "litre", "by_factor", S1)


def test_calibration_of_a_utility_meter_is_left_to_its_owner() -> None:
    groups = report(sample_dossier()).quality.calibrations.groups
    assert groups[1].rows[0].cells[2] == "มิเตอร์ของการไฟฟ้า/ประปา – สอบเทียบโดยเจ้าของ"
    assert groups[2].rows[0].cells[0] == "-ไม่มี-"


def test_a_calibration_error_beyond_the_allowed_one_is_said() -> None:
    dossier = sample_dossier(1)
    bad = replace(dossier.calibrations[0], measured_error=Decimal("-1.2"))
    row = report(replace(dossier, calibrations=(bad,))).quality.calibrations.groups[0].rows[0]
    assert row.cells[4] == "-1.2 % (เกินค่าที่ยอมรับ)"


def test_figures_are_numbered_without_gaps() -> None:
    for dossier in (sample_dossier(), empty_dossier()):
        built = report(dossier)
        figures = [
            *built.boundary.structure_figures,
            *built.boundary.map_figures,
            *built.quality.figures,
            *built.quality.flow_figures,
            *built.appendix.portraits,
            *(f for activity in built.appendix.activities for f in activity.figures),
            *built.appendix.order_figures,
            *built.appendix.meter_figures,
        ]
        assert [figure.number for figure in figures] == list(range(1, len(figures) + 1))


def test_an_uploaded_picture_takes_the_place_of_the_drawing() -> None:
    dossier = sample_dossier(1)
    assert report(dossier).boundary.structure_figures[0].drawing is not None
    uploaded = Picture(PictureUse.ORG_CHART, "d" * 64, "image/png")
    (figure,) = report(replace(dossier, pictures=(uploaded,))).boundary.structure_figures
    assert (figure.drawing, figure.sha256) == (None, "d" * 64)


def test_four_activities_have_headings_and_more_records_more() -> None:
    assert [a.section for a in report(empty_dossier()).appendix.activities] == [
        "11.1.1", "11.1.2", "11.1.3", "11.1.4",
    ]  # fmt: skip
    dossier = sample_dossier(1)
    sixth = replace(dossier.activities[0], number=6)
    assert report(replace(dossier, activities=(sixth,))).appendix.activities[5].lines


def test_own_texts_take_the_place_of_ours() -> None:
    texts = {key: f"ข้อความของเราเอง {key}" for key in TEXT_KEYS}
    printed = repr(report(replace(sample_dossier(), texts=texts)))
    for text in texts.values():
        assert text in printed


def test_every_text_key_has_help_in_both_languages() -> None:
    assert set(WORDS["help"]) == set(TEXT_KEYS)
    assert all(
        set(help_) == {"th", "en"} and all(help_.values()) for help_ in WORDS["help"].values()
    )


def test_cells_have_one_place_each_and_say_what_is_printed() -> None:
    dossier = sample_dossier()
    built = report(dossier)
    found = cells(built)
    places = [cell.place for cell in found]
    assert len(places) == len(set(places))
    by_place = {cell.place: cell for cell in found}
    methane = by_place["5.1/row 1/CH4"]
    assert methane.source_id == built.emissions.scope_1.rows[0].source_id
    assert methane.text == built.emissions.scope_1.rows[0].cells[3]
    assert by_place["5.1/row total/total"].source_id is None
    reported = {cell.source_id for cell in found} - {None}
    sources = {result.source.id for result in dossier.calculation.sources}
    assert sources <= reported


def test_every_source_has_a_name_of_its_own() -> None:
    built = report(sample_dossier(60))
    names = [row.cells[1] for row in built.emissions.scope_1.rows]
    assert len(names) == len(set(names))


def test_a_number_of_its_own_is_not_printed_behind_ours() -> None:
    dossier = large_dossier()
    results = tuple(
        one._replace(source=replace(one.source, name_th=f"{place}. แหล่ง {place} ก"))
        for place, one in enumerate(dossier.calculation.sources, 3)
    )
    made = report(replace(dossier, calculation=replace(dossier.calculation, sources=results)))
    names = [row.cells[0] for row in made.monitoring.scope_1.rows]
    assert names
    for number, name in enumerate(names, 1):
        assert name.startswith(f"{number}. แหล่ง")
    assert all(row.cells[1].startswith("แหล่ง") for row in made.emissions.scope_1.rows)
    # Where no number of ours stands before it, a name stays as the organisation wrote it.
    assert all(row.cells[0][0].isdigit() for row in made.emissions.scope_3.rows)


def test_a_unit_with_more_than_a_page_of_activities_goes_on_in_rows_of_its_own() -> None:
    short = report(sample_dossier()).boundary.activities
    assert not any("(ต่อ)" in row.cells[0] for row in short.rows)
    long = report(large_dossier(3, 60)).boundary.activities
    assert len(long.rows) > 3
    assert any(row.cells[0].endswith(" (ต่อ)") for row in long.rows)
    for row in long.rows:
        for cell, letters in zip(row.cells[1:], LETTERS_A_LINE, strict=True):
            lines = sum(-(-len(line) // letters) for line in cell.split("\n"))
            assert lines <= LINES_OF_A_ROW
    names = [name for row in long.rows for cell in row.cells[1:] for name in cell.split("\n")]
    told = {name.lstrip("- ") for name in names}
    for result in large_dossier(3, 60).calculation.sources:
        assert any(name.startswith(result.source.name_th) for name in told)


def test_the_figure_of_a_scope_is_parted_from_its_number() -> None:
    summary = report(sample_dossier()).summary[0]
    for scope in "123":
        assert f"ขอบเขตที่ {scope} เท่ากับ " in summary


def test_the_address_names_the_province_before_the_postcode() -> None:
    dossier = sample_dossier(1)
    moved = replace(dossier.organisation, address="อำเภอเมือง 40000", province="ขอนแก่น")
    assert report(replace(dossier, organisation=moved)).address == ("อำเภอเมือง จังหวัดขอนแก่น 40000")


def test_the_mean_score_and_what_is_known_stand_below_the_scores() -> None:
    dossier = sample_dossier(1)
    (mean,) = report(dossier).uncertainty_notes
    assert "คะแนนคุณภาพข้อมูลเฉลี่ย" in mean
    known = replace(dossier, uncertainty=known_of(dossier.calculation.total_kg, "93.2"))
    mean_again, said = report(known).uncertainty_notes
    assert mean_again == mean
    for text in ("93.20 %", "±7.19 %", "-10.00 % / +20.00 %", "10,000 ครั้ง เลขตั้งต้น 1"):
        assert text in said
    nothing = replace(dossier, uncertainty=known_of(dossier.calculation.total_kg, "0", None))
    assert report(nothing).uncertainty_notes == (mean,)


def known_of(kg: Decimal, covered: str, half: str | None = "7.19") -> Uncertainty:
    width = None if half is None else Width(kg, Decimal(half), kg * Decimal("0.9"), kg * 6 / 5)
    whole = Covered(kg, Decimal(covered), width)
    return Uncertainty("abc", 1, 10_000, "PCG64", "numpy", (), {}, whole, ())
