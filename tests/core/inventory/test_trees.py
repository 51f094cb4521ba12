"""A census of trees: rows with results, tables as people write them, growth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fahsai.core.finding import Finding, Level
from fahsai.core.inventory.tree_table import (
    MOST_ROWS,
    read_tree_table,
    split_text,
    write_tree_table,
)
from fahsai.core.inventory.trees import TreeGroup, TreeRow, growth, take_census, tree_row
from fahsai.core.methods.trees import general_tree
from fahsai.core.quantity.exact import EXACT
from fahsai.core.quantity.rounding import round_half_up
from fahsai.services.trees import spellings
from fahsai.words.messages import Language

D = Decimal
DAY = date(2025, 9, 1)
THAI = spellings(Language.TH)
ROW = TreeRow(DAY, "สวน", TreeGroup.GENERAL, "ราชพฤกษ์", 3, diameter_cm=D(20), height_m=D(12))


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


def test_a_row_is_its_trees_times_one() -> None:
    result, findings = tree_row(ROW)
    assert result is not None
    assert findings == ()
    one = round_half_up(general_tree(D(20), D(12)).co2_kg, 12)
    assert (result.one.co2_kg, result.co2_kg) == (one, one * 3)


def test_a_girth_stands_for_a_diameter() -> None:
    by_girth, _ = tree_row(replace(ROW, diameter_cm=None, girth_cm=D(66)))
    by_width, _ = tree_row(replace(ROW, diameter_cm=D(21)))
    assert by_girth is not None
    assert by_width is not None
    assert by_girth.co2_kg == by_width.co2_kg


@pytest.mark.parametrize(
    ("row", "code", "level"),
    [
        (replace(ROW, diameter_cm=None), "tree.size_missing", Level.ERROR),
        (replace(ROW, height_m=None), "tree.height_missing", Level.ERROR),
        (replace(ROW, height_m=D(0)), "tree.no_size", Level.ERROR),
        (replace(ROW, trees=-1), "tree.no_size", Level.ERROR),
        (replace(ROW, group=TreeGroup.PALM, height_m=D("0.8")), "tree.palm_small", Level.ERROR),
        (replace(ROW, diameter_cm=D(2000)), "tree.unlikely", Level.WARNING),
        (replace(ROW, height_m=D(120)), "tree.unlikely", Level.WARNING),
        (replace(ROW, girth_cm=D(100)), "tree.sizes_differ", Level.WARNING),
    ],
)
def test_what_cannot_be_or_should_not_be(row: TreeRow, code: str, level: Level) -> None:
    result, findings = tree_row(row)
    assert (code, level) in {(one.code, one.level) for one in findings}
    assert (result is None) is (level is Level.ERROR)


def test_a_palm_needs_no_width_and_a_liana_no_height() -> None:
    palm = replace(ROW, group=TreeGroup.PALM, diameter_cm=None)
    climber = replace(ROW, group=TreeGroup.LIANA, height_m=None)
    assert tree_row(palm)[1] == tree_row(climber)[1] == ()
    assert tree_row(replace(ROW, girth_cm=D("62.9")))[1] == ()


def test_the_places_add_up_to_the_census() -> None:
    rows = (ROW, replace(ROW, place="ริมคลอง", trees=7), replace(ROW, height_m=D(5)))
    census, findings = take_census(rows)
    assert census is not None
    assert findings == ()
    assert [(one.place, one.trees) for one in census.places] == [("สวน", 6), ("ริมคลอง", 7)]
    assert sum(one.co2_kg for one in census.places) == census.co2_kg
    assert take_census(())[0] is None


def test_growth_is_the_difference_of_two_stocks() -> None:
    before, _ = take_census((replace(ROW, measured_on=date(2023, 9, 1)),))
    after, _ = take_census((replace(ROW, trees=5),))
    assert before is not None
    assert after is not None
    grown, said = growth(before, after)
    assert grown is not None
    assert said == ()
    assert grown.co2_kg == after.co2_kg - before.co2_kg > 0
    assert grown.per_year_kg == EXACT.divide(grown.co2_kg * 365, D(731))
    lost, _ = growth(before, take_census((replace(ROW, trees=1),))[0] or before)
    assert lost is not None
    assert lost.co2_kg < 0
    assert growth(after, after) == (None, ())


def test_a_place_that_one_census_alone_measured_is_no_growth() -> None:
    earlier = replace(ROW, measured_on=date(2023, 9, 1))
    before, _ = take_census((earlier, replace(earlier, place="โรงเรียน")))
    after, _ = take_census((replace(ROW, trees=5), replace(ROW, place="สวนใหม่", trees=100)))
    assert before is not None
    assert after is not None
    grown, said = growth(before, after)
    assert grown is not None
    assert grown.co2_kg == after.places[0].co2_kg - before.places[0].co2_kg
    assert [(one.code, one.subject) for one in said] == [("tree.places_unlike", "สวนใหม่, โรงเรียน")]
    felled, _ = take_census((replace(ROW, trees=5), replace(ROW, place="โรงเรียน", trees=0)))
    assert felled is not None
    grown, said = growth(before, felled)
    assert grown is not None
    assert grown.co2_kg == felled.co2_kg - before.co2_kg
    assert said == ()
    elsewhere, _ = take_census((replace(ROW, place="สวนใหม่"),))
    assert elsewhere is not None
    assert growth(before, elsewhere)[0] is None


# --- the table ---

TEXT = """สำรวจต้นไม้ เทศบาล
วันที่\tพื้นที่\tกลุ่ม\tชนิด\tเส้นรอบวง (ซม.)\tความสูง (ม.)\tจำนวน
๑ ก.ย. ๒๕๖๘\tสวน\tไม้ทั่วไป\tราชพฤกษ์\t62.8\t12\t๓

\tริมทะเล\tโกงกาง\t\t31.4\t8\t
"""


def test_a_pasted_table_with_thai_digits_and_blanks() -> None:
    rows, findings = read_tree_table(split_text(TEXT), THAI, date(2025, 10, 1))
    assert findings == ()
    assert rows == (
        TreeRow(DAY, "สวน", TreeGroup.GENERAL, "ราชพฤกษ์", 3, girth_cm=D("62.8"), height_m=D(12)),
        TreeRow(
            date(2025, 10, 1), "ริมทะเล", TreeGroup.MANGROVE, "", 1,
            girth_cm=D("31.4"), height_m=D(8),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("separator", ["\t", ",", ";"])
def test_what_is_written_is_read_back(language: Language, separator: str) -> None:
    rows = (ROW, replace(ROW, group=TreeGroup.LIANA, height_m=None, girth_cm=D("9.5")))
    text = write_tree_table(rows, spellings(language)).replace("\t", separator)
    assert read_tree_table(split_text(text), spellings(language), None) == (rows, ())


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("สวน", "สน", "20", "12", "1"), "tree.group_unknown"),
        (("", "ปาล์ม", "20", "12", "1"), "tree.cell_blank"),
        (("สวน", "ปาล์ม", "20", "12", "1.5"), "tree.not_whole"),
        (("สวน", "ปาล์ม", "20", "12", "-2"), "tree.not_whole"),
        (("สวน", "ปาล์ม", "ยี่สิบ", "12", "1"), "number.text"),
        (("สวน", "ปาล์ม", "12,5", "12", "1"), "number.ambiguous"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_its_number(
    cells: tuple[str, ...], code: str
) -> None:
    head = ("พื้นที่", "กลุ่มพรรณไม้", "DBH", "ความสูง", "จำนวน")
    rows, findings = read_tree_table((head, cells), THAI, DAY)
    assert rows == ()
    assert codes(findings) == [code]
    assert findings[0].subject == "2"


def test_without_a_date_headings_or_measure_nothing_is_guessed() -> None:
    head = ("พื้นที่", "กลุ่มพรรณไม้", "DBH", "ความสูง", "จำนวน")
    row = ("สวน", "ปาล์ม", "20", "12", "1")
    assert codes(read_tree_table((head, row), THAI, None)[1]) == ["tree.cell_blank"]
    assert codes(read_tree_table((row,), THAI, DAY)[1]) == ["tree.headings_missing"]
    many = (head, *([row] * (MOST_ROWS + 1)))
    assert codes(read_tree_table(many, THAI, DAY)[1]) == ["tree.too_many_rows"]
    assert len(read_tree_table(many[:-1], THAI, DAY)[0]) == MOST_ROWS


def test_a_quotation_mark_that_nobody_closes_swallows_no_table() -> None:
    lines = ["ที่;ต้น", 'ก;"5', *(f"ก{n};5" for n in range(40_000))]
    table = split_text("\n".join(lines))
    assert len(table) == len(lines)
    assert table[1:3] == (("ก", '"5'), ("ก0", "5"))


@pytest.mark.parametrize("count", ["-", "ไม่มี", "1.5", "-2"])
def test_a_count_that_is_no_number_is_an_error_of_its_row(count: str) -> None:
    text = f"พื้นที่,กลุ่มพรรณไม้,เส้นรอบวง (ซม.),ความสูง (ม.),จำนวน (ต้น)\nสวน,ไม้ทั่วไป,60,8,{count}"
    rows, findings = read_tree_table(split_text(text), THAI, date(2025, 10, 1))
    assert rows == ()
    assert {one.level for one in findings} == {Level.ERROR}
    assert {one.subject for one in findings} == {"2"}


def test_a_quotation_mark_that_nobody_closes_swallows_no_row() -> None:
    """Neither do two marks on two rows make one cell of what stands between."""
    for ends in ("", '"7;สัก\n', "x" * 140_000):
        text = f'สวน;"5;สัก\nริมน้ำ;6;ยาง\n{ends}'
        assert [row[0] for row in split_text(text)][:2] == ["สวน", "ริมน้ำ"]
    assert split_text('สวน;"ก;ข"\n')[0] == ("สวน", "ก;ข")
