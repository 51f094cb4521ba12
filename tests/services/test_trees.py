"""The census of trees in the records: kept row by row, disclosed, in no total."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from tests.services.towns import OWNER, STRANGER, TODAY, events

from fahsai.core.finding import Level
from fahsai.core.thai.period import PeriodKind
from fahsai.records.models import FormRecord, FormRecordKind
from fahsai.services.access import NotFoundError
from fahsai.services.calculate_year import calculate_year
from fahsai.services.dossier import dossier_of
from fahsai.services.open_year import open_year
from fahsai.services.submit import submit
from fahsai.services.trees import (
    census_text,
    table_of_book,
    table_of_text,
    trees_of_year,
    write_census,
)
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.core.inventory.trees import Census

YEAR = 2565
TABLE = """วันที่วัด,พื้นที่,กลุ่มพรรณไม้,ชนิด,เส้นรอบวง (ซม.),ความสูง (ม.),จำนวน (ต้น)
15/9/2565,สวนหลวง,ไม้ทั่วไป,ราชพฤกษ์,62.8,12,3
15/9/2565,สวนหลวง,ปาล์ม,,,5,10
15/9/2565,ริมทะเล,ไม้ป่าชายเลน,โกงกาง,31.4,8,
"""


def write(
    town: Organisation,
    text: str,
    *,
    year: int = YEAR,
    seen: str | None = None,
    why: str = "สำรวจใหม่",
) -> tuple[Census | None, tuple[Finding, ...]]:
    stored = census_text(OWNER, town.id, year, language=Language.TH)
    return write_census(
        OWNER,
        town.id,
        year,
        table_of_text(text),
        day=None,
        seen=stored.seen if seen is None else seen,
        language=Language.TH,
        why=why,
    )


def kept(town: Organisation) -> int:
    rows = FormRecord.rows.of(town.id).current()
    return rows.filter(kind=FormRecordKind.TREE_CENSUS.value).count()


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


def test_every_row_is_kept_and_fills_section_3_2_7(town: Organisation) -> None:
    before = calculate_year(OWNER, town.id, YEAR, today=TODAY)
    entered = dossier_of(OWNER, town.id, YEAR, today=TODAY).dossier.trees
    census, findings = write(town, TABLE)
    assert findings == ()
    assert census is not None
    assert kept(town) == 3
    assert events(town.id)[-1] == "report.trees_written"
    stocks = dossier_of(OWNER, town.id, YEAR, today=TODAY).dossier.trees
    mine = stocks[len(entered) :]
    assert [(one.place, one.trees) for one in mine] == [("สวนหลวง", 13), ("ริมทะเล", 1)]
    assert sum(one.carbon_tonnes_co2e for one in mine) == census.co2_kg / 1000
    after = calculate_year(OWNER, town.id, YEAR, today=TODAY)
    assert after.calculation.sha256 == before.calculation.sha256
    assert after.calculation.total_kg == before.calculation.total_kg


def test_the_text_is_what_was_stored_and_writing_it_again_changes_nothing(
    town: Organisation,
) -> None:
    write(town, TABLE)
    told = len(events(town.id))
    stored = census_text(OWNER, town.id, YEAR, language=Language.EN)
    assert stored.rows == 3
    assert "Mangrove" in stored.text
    census, findings = write(town, stored.text)
    assert census is not None
    assert findings == ()
    assert len(events(town.id)) == told
    write(town, stored.text.rpartition("\n")[0])
    assert kept(town) == 2


@pytest.mark.parametrize("text", ["", " \n", TABLE.partition("\n")[0]])
def test_an_empty_table_takes_the_census_away_for_a_reason_only(
    town: Organisation, text: str
) -> None:
    write(town, TABLE)
    census, findings = write(town, text, why=" ")
    assert [(one.code, one.level, one.data["rows"]) for one in findings] == [
        ("tree.emptied", Level.ERROR, "3")
    ]
    assert kept(town) == 3
    census, findings = write(town, text, why="นับผิดแปลง")
    assert [(one.code, one.level) for one in findings] == [("tree.emptied", Level.WARNING)]
    assert (census, kept(town)) == (None, 0)
    assert write(town, text, why="")[1] == ()


def test_a_row_without_a_number_leaves_the_earlier_census(town: Organisation) -> None:
    write(town, TABLE)
    head = TABLE.partition("\n")[0]
    census, findings = write(town, f"{head}\n15/9/2565,สวนหลวง,ไม้ทั่วไป,สัก,62.8,12,-\n")
    assert (census, codes(findings)) == (None, ["tree.not_whole"])
    assert kept(town) == 3


def test_all_rows_or_none(town: Organisation) -> None:
    census, findings = write(town, TABLE + "15/9/2565,สวน,ไม้ทั่วไป,สัก,,10,1\n")
    assert census is None
    assert codes(findings) == ["tree.size_missing"]
    census, findings = write(town, TABLE.replace("ปาล์ม", "ต้นกล้วย"))
    assert codes(findings) == ["tree.group_unknown"]
    assert (census, kept(town)) == (None, 0)


def test_two_writers_cannot_both_win(town: Organisation) -> None:
    seen = census_text(OWNER, town.id, YEAR, language=Language.TH).seen
    write(town, TABLE)
    census, findings = write(town, TABLE, seen=seen)
    assert (census, codes(findings)) == (None, ["tree.changed_since"])


def test_a_submitted_year_keeps_its_trees(town: Organisation) -> None:
    write(town, TABLE)
    version, _ = submit(OWNER, town.id, YEAR, today=TODAY)
    assert version is not None
    assert codes(write(town, "")[1]) == ["tree.version_submitted"]
    frozen = calculate_year(OWNER, town.id, YEAR, today=TODAY)
    census = trees_of_year(OWNER, town.id, frozen).census
    assert census is not None
    assert len(census.rows) == 3


def test_two_years_tell_what_grew(town: Organisation) -> None:
    first, _ = write(town, TABLE)
    opened, _ = open_year(OWNER, town.id, 2566, PeriodKind.FISCAL_YEAR)
    assert opened is not None
    second, findings = write(
        town, TABLE.replace("62.8", "70").replace("15/9/2565", "15/9/2566"), year=2566
    )
    assert findings == ()
    assert first is not None
    assert second is not None
    later = calculate_year(OWNER, town.id, 2566, today=TODAY)
    grown = trees_of_year(OWNER, town.id, later).growth
    assert grown is not None
    assert (grown.earlier, grown.later) == (date(2022, 9, 15), date(2023, 9, 15))
    assert grown.co2_kg == grown.per_year_kg == second.co2_kg - first.co2_kg > 0
    earlier = calculate_year(OWNER, town.id, YEAR, today=TODAY)
    assert trees_of_year(OWNER, town.id, earlier).growth is None


def test_a_sum_beside_a_census_of_the_same_place_is_said(town: Organisation) -> None:
    entered = dossier_of(OWNER, town.id, YEAR, today=TODAY).dossier.trees
    assert entered
    write(town, TABLE.replace("สวนหลวง", entered[0].place))
    result = calculate_year(OWNER, town.id, YEAR, today=TODAY)
    held = trees_of_year(OWNER, town.id, result)
    assert [(one.code, one.level) for one in held.findings] == [
        ("tree.entered_twice", Level.WARNING)
    ]


def test_a_workbook_is_read_like_a_pasted_table(town: Organisation) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Place", "Group", "DBH (cm)", "Height (m)", "Measured on"])
    sheet.append(["สวนหลวง", "General", 20, 12, date(2022, 9, 15)])
    data = io.BytesIO()
    book.save(data)
    table, findings = table_of_book(data.getvalue(), "trees.xlsx")
    assert findings == ()
    assert table is not None
    census, said = write_census(
        OWNER, town.id, YEAR, table, day=None, language=Language.EN,
        seen=census_text(OWNER, town.id, YEAR, language=Language.EN).seen,
    )  # fmt: skip
    assert said == ()
    assert census is not None
    assert round(census.co2_kg, 3) == Decimal("292.100")
    assert table_of_book(b"PK no workbook", "x.xlsx")[0] is None


def test_strangers_find_nothing(town: Organisation) -> None:
    with pytest.raises(NotFoundError):
        census_text(STRANGER, town.id, YEAR, language=Language.TH)
    with pytest.raises(NotFoundError):
        write_census(STRANGER, town.id, YEAR, (), day=None, seen="", language=Language.TH)
