"""Several tables of the same headings: each keeps its own records, and corrects only those."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from tests.services.test_import_table import lines, offer, shown, stored
from tests.services.towns import OWNER, bare

from fahsai.records.models import ActivityRow, ImportReceipt, Source
from fahsai.services import import_activity as importing
from fahsai.services.activity_upload import accept_workbook, offer_workbook, preview_of
from fahsai.services.import_activity import import_activity
from fahsai.services.importing import explained
from fahsai.services.jobs import job
from fahsai.services.map_table import propose_tables, with_columns
from fahsai.services.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from fahsai.core.finding import Finding

pytestmark = pytest.mark.usefixtures("each_database")

HEAD = "วันที่,รายการ,ปริมาณ,หน่วย\n"
FUEL = f"{HEAD}15/10/68,น้ำมันดีเซล รถกระบะ,652,ลิตร\n15/11/68,น้ำมันดีเซล รถกระบะ,640,ลิตร\n"
POWER = f"{HEAD}15/10/68,ไฟฟ้าอาคาร,900,kWh\n15/11/68,ไฟฟ้าอาคาร,910,kWh\n"
TRUCK = "15/10/68,น้ำมันดีเซล รถขยะ,77,ลิตร\n"
ALL = 652 + 640 + 900 + 910

OURS = (
    "import.other_file",
    "import.records_gone",
    "import.table_apart",
    "import.table_beside",
    "import.table_renamed",
)


def take(owner: UUID, text: str, name: str, *, accept: bool = True) -> list[str]:
    """Offer a table; what of ours is said of it."""
    _, said = offer(owner, text, name=name, coding="utf-8", accept=accept)
    return [code for code in OURS if code in said]


def book(text: str, *sheets: str) -> bytes:
    """A workbook whose sheets all hold a table."""
    data = BytesIO()
    with xlsxwriter.Workbook(data) as made:
        for sheet in sheets:
            page = made.add_worksheet(sheet)
            for number, line in enumerate(text.splitlines()):
                for place, cell in enumerate(line.split(",")):
                    page.write(number, place, float(cell) if cell.isdecimal() else cell)
    return data.getvalue()


def take_book(owner: UUID, data: bytes, name: str) -> dict[str, Finding]:
    result, findings = import_activity(OWNER, owner, data, name, accept=True)
    assert result is not None, findings
    return {one.code: one for one in findings}


def kept(owner: UUID) -> dict[str, set[int]]:
    """The figures of each table."""
    found: dict[str, set[int]] = {}
    for row in lines(owner):
        found.setdefault(row.sheet, set()).add(int(row.quantity))
    return found


def test_a_second_file_of_the_same_headings_is_another_table() -> None:
    owner = bare()
    assert take(owner, FUEL, "fuelcard.csv") == []
    assert take(owner, POWER, "powerbill.csv", accept=False) == []
    assert take(owner, POWER, "powerbill.csv") == []
    assert kept(owner) == {"fuelcard": {652, 640}, "powerbill": {900, 910}}
    assert take(owner, FUEL.replace("652", "653"), "fuelcard.csv") == []
    assert kept(owner) == {"fuelcard": {653, 640}, "powerbill": {900, 910}}


def test_the_page_keeps_both_too() -> None:
    owner = bare()
    for name, text in (("fuelcard.csv", FUEL), ("powerbill.csv", POWER)):
        looked = offer_workbook(OWNER, owner, Upload(name, "text/csv", text.encode()))
        preview = preview_of(job(OWNER, owner, looked))
        assert preview is not None
        assert {str(one.kind) for one in preview.changes} == {"added"}
        accept_workbook(OWNER, owner, looked)
    assert stored(owner) == ALL


@pytest.mark.parametrize("sheet", ["Sheet1", "Sheet", "แผ่น1", "ชีต1"])
def test_sheets_whose_names_tell_nothing_go_by_their_file(sheet: str) -> None:
    owner = bare()
    take_book(owner, book(FUEL, sheet), "น้ำมัน.xlsx")
    take_book(owner, book(POWER, sheet), "ไฟฟ้า.xlsx")
    assert kept(owner) == {"น้ำมัน": {652, 640}, "ไฟฟ้า": {900, 910}}
    take_book(owner, book(POWER.replace("900", "901"), sheet), "ไฟฟ้า.xlsx")
    assert kept(owner) == {"น้ำมัน": {652, 640}, "ไฟฟ้า": {901, 910}}


def test_sheets_of_telling_names_keep_them_whatever_the_file() -> None:
    owner = bare()
    take_book(owner, book(FUEL, "น้ำมัน"), "ปี 2569.xlsx")
    take_book(owner, book(FUEL.replace("652", "653"), "น้ำมัน"), "ส่งใหม่.xlsx")
    assert kept(owner) == {"น้ำมัน": {653, 640}}


def test_a_table_of_the_same_name_and_none_of_its_sources_stands_beside() -> None:
    owner = bare()
    take(owner, FUEL, "export.csv")
    assert take(owner, POWER, "export.csv", accept=False) == ["import.table_apart"]
    _, said = offer(owner, POWER, name="export.csv", coding="utf-8")
    assert said["import.table_apart"].data == {
        "known_as": "export",
        "count": "2",
        "sources": "น้ำมันดีเซล รถกระบะ",
    }
    assert stored(owner) == ALL
    both = f"{POWER}{TRUCK}"
    take(owner, both, "export.csv")
    # The truck came with the electricity: when it goes, the first file's records still stay.
    _, said = offer(owner, POWER, name="export.csv", coding="utf-8")
    assert said["import.records_gone"].data == {"count": "1", "sources": "น้ำมันดีเซล รถขยะ"}
    assert said["import.table_apart"].data["sources"] == "น้ำมันดีเซล รถกระบะ"
    assert stored(owner) == ALL


def test_what_a_new_version_lacks_is_said_before_and_after_it_goes() -> None:
    owner = bare()
    take(owner, f"{FUEL}{TRUCK}", "fuelcard.csv")
    for accept in (False, True):
        result, said = offer(owner, FUEL, name="fuelcard.csv", coding="utf-8", accept=accept)
        assert shown(result) == [("gone", "น้ำมันดีเซล รถขยะ", "")]
        assert said["import.records_gone"].data == {"count": "1", "sources": "น้ำมันดีเซล รถขยะ"}
    assert stored(owner) == 652 + 640
    assert take(owner, FUEL, "fuelcard.csv") == []


def test_a_source_called_otherwise_in_the_corrected_file_is_not_doubled() -> None:
    owner = bare()
    take(owner, FUEL, "fuelcard.csv")
    named = FUEL.replace("รถกระบะ", "รถกระบะ กข 1")
    assert take(owner, named, "fuelcard.csv") == ["import.records_gone"]
    assert stored(owner) == 652 + 640


def test_a_mended_bill_number_is_no_record_that_goes() -> None:
    owner = bare()
    text = FUEL.replace("หน่วย\n", "หน่วย,เลขที่ใบเสร็จ\n").replace("ลิตร\n", "ลิตร,A1\n")
    take(owner, text, "fuelcard.csv")
    assert take(owner, text.replace("A1", "A2"), "fuelcard.csv") == []
    assert stored(owner) == 652 + 640


def test_the_same_content_under_another_name_is_told_and_not_doubled() -> None:
    owner = bare()
    take(owner, FUEL, "fuelcard.csv")
    assert take(owner, FUEL, "เติมน้ำมัน.csv") == ["import.table_renamed"]
    assert stored(owner) == 652 + 640
    other = FUEL.replace("วันที่,", "วันที่บิล,").replace("652", "700").replace("640", "701")
    assert take(owner, other, "ใหม่.csv", accept=False) == ["import.table_beside"]


def test_a_name_that_a_person_gives_stands_for_that_table() -> None:
    owner = bare()
    take(owner, FUEL, "fuelcard.csv")
    proposal, _ = propose_tables(OWNER, owner, FUEL.encode(), "เติมน้ำมัน.csv")
    assert proposal is not None
    assert proposal.remembered
    assert [one.name for one in proposal.mapping.tables] == ["เติมน้ำมัน"]
    named, _ = with_columns(proposal.mapping, {}, {"name": "รถคันที่สอง"})
    _, said = offer(owner, FUEL, name="เติมน้ำมัน.csv", table=named, coding="utf-8")
    assert "import.table_beside" in said
    assert kept(owner) == {"fuelcard": {652, 640}, "รถคันที่สอง": {652, 640}}
    corrected = FUEL.replace("652", "1").replace("640", "2")
    take(owner, corrected, "เติมน้ำมัน.csv")  # the file goes on where it stands
    assert kept(owner) == {"fuelcard": {652, 640}, "รถคันที่สอง": {1, 2}}


def test_other_days_of_a_month_are_not_the_same_records() -> None:
    owner = bare()
    days = "{}{}/10/68,ดีเซล,5,ลิตร\n{}/10/68,ดีเซล,6,ลิตร\n"
    take(owner, days.format(HEAD, "01", "05"), "ต้นเดือน.csv")
    assert take(owner, days.format(HEAD, "20", "25"), "ปลายเดือน.csv") == []
    assert take(owner, days.format(HEAD, "05", "26"), "ซ้ำ.csv") == ["import.table_beside"]


@pytest.fixture
def imported_before(monkeypatch: pytest.MonkeyPatch) -> Callable[[UUID, bytes, str, str], None]:
    """Bring a file in as an older edition did: under its sheet or the name of another table."""

    def imported(owner: UUID, data: bytes, file: str, name: str) -> None:
        with monkeypatch.context() as then:
            then.setattr(explained, "kept_name", lambda *_: name)
            then.setattr(importing, "brought", lambda _: {})
            result, findings = import_activity(OWNER, owner, data, file, accept=True)
        assert result is not None, findings

    return imported


def test_what_was_kept_under_an_older_name_is_corrected_by_its_file(
    imported_before: Callable[[UUID, bytes, str, str], None],
) -> None:
    owner = bare()
    imported_before(owner, book(POWER, "Sheet1"), "ไฟฟ้า.xlsx", "Sheet1")
    corrected = POWER.replace("900", "901").replace("910", "911")
    said = take_book(owner, book(corrected, "Sheet1"), "ไฟฟ้า.xlsx")
    assert not set(OURS) & said.keys()
    assert kept(owner) == {"Sheet1": {901, 911}}
    receipts = ImportReceipt.rows.of(owner).order_by("created_at", "id")
    assert [row.receipt["mapping"]["tables"][0]["name"] for row in receipts] == ["Sheet1"] * 2
    take_book(owner, book(FUEL, "Sheet1"), "น้ำมัน.xlsx")
    assert kept(owner) == {"Sheet1": {901, 911}, "น้ำมัน": {652, 640}}


def test_two_files_that_were_kept_as_one_table_are_told_apart(
    imported_before: Callable[[UUID, bytes, str, str], None],
) -> None:
    owner = bare()
    imported_before(owner, POWER.encode(), "powerbill.csv", "fuelcard")
    assert take(owner, FUEL, "fuelcard.csv") == ["import.table_apart"]
    assert stored(owner) == ALL
    assert take(owner, POWER.replace("900", "901"), "powerbill.csv") == ["import.table_apart"]
    assert kept(owner) == {"fuelcard": {652, 640, 901, 910}}


def test_records_that_another_table_took_away_come_back_with_their_file() -> None:
    owner = bare()
    take(owner, f"{FUEL}{TRUCK}", "fuelcard.csv")
    take(owner, FUEL, "fuelcard.csv")
    take(owner, POWER, "powerbill.csv")
    assert take(owner, f"{FUEL}{TRUCK}", "fuelcard.csv") == []
    assert stored(owner) == ALL + 77
    assert Source.rows.of(owner).current().count() == 3
    assert ActivityRow.rows.of(owner).filter(withdrawn=True).count() == 1


def names(owner: UUID) -> set[str]:
    return {row.name_th for row in Source.rows.of(owner).current()}


@pytest.mark.parametrize(
    "text",
    [
        "เดือน,ไฟฟ้าอาคาร 1 (kWh)\nต.ค. 68,{}\nพ.ย. 68,{}\n",
        "ไฟฟ้าอาคาร 1,\nเดือน,kWh\nต.ค. 68,{}\nพ.ย. 68,{}\n",
    ],
)
def test_the_words_of_a_source_are_those_of_the_file_at_hand(text: str) -> None:
    owner = bare()
    take(owner, text.format(10, 11), "a.csv")
    take(owner, text.format(20, 21).replace("อาคาร 1", "อาคาร 2"), "b.csv")
    assert names(owner) == {"ไฟฟ้าอาคาร 1", "ไฟฟ้าอาคาร 2"}
    assert kept(owner) == {"a": {10, 11}, "b": {20, 21}}


def test_positions_name_the_file_at_hand() -> None:
    owner = bare()
    take(owner, FUEL, "fuelcard.csv")
    spoilt = POWER.replace("910,kWh", "910,ถัง").replace("900", "สิบ")
    result, said = offer(owner, f"{spoilt}{TRUCK}", name="powerbill.csv", coding="utf-8")
    assert {one.sheet for one in result.receipt.rejected} == {"powerbill"}
    assert {one.sheet for one in result.changes} == {"powerbill"}
    assert {one.subject.partition("!")[0] for one in said.values() if "!" in one.subject} == {
        "powerbill"
    }


def test_a_mapping_that_was_made_for_another_file_brings_no_name() -> None:
    owner = bare()
    take(owner, FUEL, "fuelcard.csv")
    proposal, _ = propose_tables(OWNER, owner, FUEL.encode(), "fuelcard.csv")
    assert proposal is not None
    offer(owner, POWER, name="powerbill.csv", table=proposal.mapping, coding="utf-8")
    assert kept(owner) == {"fuelcard": {652, 640}, "powerbill": {900, 910}}


def test_figures_of_another_file_are_not_replaced_unsaid() -> None:
    owner = bare()
    take(owner, POWER, "มิเตอร์ 1.csv")
    assert take(owner, POWER.replace("900", "901"), "มิเตอร์ 1.csv") == []
    other = POWER.replace("900", "5").replace("910", "6")
    for accept in (False, True):
        _, said = offer(owner, other, name="มิเตอร์ 2.csv", coding="utf-8", accept=accept)
        assert said["import.other_file"].data == {
            "count": "2",
            "files": "มิเตอร์ 1.csv",
            "sources": "ไฟฟ้าอาคาร",
        }
    assert take(owner, other.replace("5", "7"), "มิเตอร์ 2.csv") == []
    assert take(owner, FUEL, "มิเตอร์ 3.csv") == ["import.table_apart"]


def test_what_a_file_spoils_is_not_taken_for_another_table() -> None:
    owner = bare()
    take(owner, POWER, "powerbill.csv")
    _, said = offer(owner, POWER.replace("kWh", "ถัง"), name="powerbill.csv", coding="utf-8")
    assert "import.kept_as_stored" in said
    assert not set(OURS) & said.keys()
    assert stored(owner) == 1810
