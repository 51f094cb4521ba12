"""Tables of any kind through the same import: nothing lost, nothing doubled, sources asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.services.towns import OWNER, TODAY, bare, everything

from fahsai.core.quantity.exact import total
from fahsai.records.models import ActivityRow, ImportReceipt, Source
from fahsai.services.activity_upload import accept_workbook, look_mapped, offer_workbook, preview_of
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import FileMapping, ImportResult, import_activity
from fahsai.services.jobs import JobState, job
from fahsai.services.map_table import mapping_given, mapping_plain, propose_tables, with_columns
from fahsai.services.receipts import receipts
from fahsai.services.sources import sources
from fahsai.services.uploads import Upload

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.finding import Finding

pytestmark = pytest.mark.usefixtures("each_database")

LOG = """วันที่,รายการ,ปริมาณ,หน่วย,เลขที่ใบเสร็จ
15/01/2567,น้ำมันดีเซล รถขยะ,120.5,ลิตร,A1
31/01/2567,น้ำมันดีเซล รถขยะ,20.5,ลิตร,A2
15/02/2567,การใช้พลังงานไฟฟ้า,99,หน่วย,B1
15/02/2567,ของแปลก,9,กก.,C1
รวม,,249,,
"""


def offer(
    owner: UUID,
    text: str,
    *,
    accept: bool = True,
    name: str = "น้ำมัน.csv",
    table: FileMapping | None = None,
    coding: str = "cp874",
) -> tuple[ImportResult, dict[str, Finding]]:
    result, findings = import_activity(
        OWNER, owner, text.encode(coding), name, accept=accept, table=table
    )
    assert result is not None, findings
    receipt = result.receipt
    assert receipt.rows_read == receipt.rows_stored + receipt.rows_rejected
    assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected
    assert receipt.cells_rejected == len(receipt.rejected)
    assert all(check.ties for check in receipt.sums), receipt.sums
    return result, {one.code: one for one in findings}


def lines(owner: UUID) -> list[ActivityRow]:
    return list(ActivityRow.rows.of(owner).current())


def stored(owner: UUID) -> Decimal:
    return total(row.quantity for row in lines(owner))


def shown(result: ImportResult) -> list[tuple[str, str, str]]:
    return [(str(one.kind), one.label, one.after) for one in result.changes]


def test_rows_are_stored_once_and_the_rest_is_asked_or_rejected() -> None:
    owner = bare()
    before = everything()
    looked, said = offer(owner, LOG, accept=False)
    assert everything() == before
    assert {"table.mapping_proposed", "table.source_new", "table.source_ask"} <= said.keys()
    assert looked.receipt.read_as == {"coding": "cp874", "separator": ",", "decimal": "."}
    result, _ = offer(owner, LOG)
    assert shown(result) == [
        ("added", "น้ำมันดีเซล รถขยะ", "120.5"),
        ("added", "น้ำมันดีเซล รถขยะ", "20.5"),
        ("added", "การใช้พลังงานไฟฟ้า", "99"),
    ]
    assert {(one.reason, one.raw) for one in result.receipt.rejected} == {
        ("source-unknown", "9"),
        ("total-row", "รวม"),
    }
    assert stored(owner) == 240
    assert {row.kind for row in Source.rows.of(owner).current()} == {
        "mobile.diesel",
        "electricity.paid",
    }
    again, said = offer(owner, LOG)
    assert again.changes == ()
    assert "table.mapping_remembered" in said
    assert len(lines(owner)) == 3
    assert ImportReceipt.rows.of(owner).count() == 1
    year = calculate_year(OWNER, owner, 2567, today=TODAY)
    assert {one.source.kind for one in year.calculation.sources} == {
        "mobile.diesel",
        "electricity.paid",
    }


def test_a_corrected_file_supersedes_and_speaks_of_its_own_months_only() -> None:
    owner = bare()
    offer(owner, LOG)
    march = LOG.splitlines()[0] + "\n01/03/2567,น้ำมันดีเซล รถขยะ,7,ลิตร,D1\n"
    result, _ = offer(owner, march)
    assert shown(result) == [("added", "น้ำมันดีเซล รถขยะ", "7")]
    assert stored(owner) == 247
    corrected = LOG.replace("120.5", "121.5").replace("15/02/2567,การใช้พลังงานไฟฟ้า,99,หน่วย,B1\n", "")
    result, _ = offer(owner, corrected)
    assert [str(one.kind) for one in result.changes] == ["changed", "gone"]
    assert stored(owner) == 149
    assert Source.rows.of(owner).current().count() == 1  # that of electricity went with its row


def test_what_the_file_spoils_stays_as_it_was() -> None:
    owner = bare()
    offer(owner, LOG)
    result, said = offer(owner, LOG.replace("120.5", "ร้อยกว่า").replace("99,หน่วย", "99,ถัง"))
    assert result.changes == ()
    assert result.held == 2
    assert "import.kept_as_stored" in said
    assert stored(owner) == 240


def test_a_part_of_a_table_takes_nothing_away() -> None:
    owner = bare()
    offer(owner, LOG)
    part = "\n".join([*LOG.splitlines()[:2], ""])
    proposal, _ = propose_tables(OWNER, owner, part.encode(), "น้ำมัน.csv")
    assert proposal is not None
    assert proposal.remembered
    tables = tuple(replace(one, partial=True) for one in proposal.mapping.tables)
    result, _ = offer(owner, part, table=replace(proposal.mapping, tables=tables), coding="utf-8")
    assert result.changes == ()
    assert stored(owner) == 240


def test_answers_name_sources_make_new_ones_and_leave_rows_out() -> None:
    owner = bare()
    made, _ = add_source(
        OWNER, owner, SourceEntry(kind="electricity.paid", name_th="ไฟสำนักงาน", name_en="")
    )
    assert made is not None
    proposal, _ = propose_tables(OWNER, owner, LOG.encode(), "a.csv")
    assert proposal is not None
    assert {one.label: one.answer for one in proposal.asked} == {
        "น้ำมันดีเซล รถขยะ": "kind:mobile.diesel",
        "การใช้พลังงานไฟฟ้า": "kind:electricity.paid",
        "ของแปลก": "",
    }
    answers = {
        "การใช้พลังงานไฟฟ้า": made.code,
        "น้ำมันดีเซล รถขยะ": "-",
        "ของแปลก": "kind:stationary.wood",
    }
    mapping = replace(proposal.mapping, answers=answers)
    result, _ = offer(owner, LOG, table=mapping, coding="utf-8", name="a.csv")
    by_source = {row.source_key: row.quantity for row in lines(owner)}
    kinds = {one.id: one.kind for one in sources(OWNER, owner)}
    assert {kinds[key]: quantity for key, quantity in by_source.items()} == {
        "electricity.paid": Decimal(99),
        "stationary.wood": Decimal(9),
    }
    assert made.id in by_source
    assert [one.reason for one in result.receipt.rejected].count("left-out") == 2
    again, said = offer(owner, LOG, coding="utf-8", name="a.csv")  # the answers are remembered
    assert again.changes == ()
    assert "table.source_ask" not in said
    empty = LOG.splitlines()[0] + "\n15/02/2567,ของแปลก,9,กก.,C1\n"
    offer(owner, empty, coding="utf-8", name="a.csv")
    assert made.id in {one.id for one in sources(OWNER, owner)}  # added by hand: it stays


def test_another_answer_moves_the_rows_and_is_shown() -> None:
    owner = bare()
    offer(owner, LOG)
    made, _ = add_source(
        OWNER, owner, SourceEntry(kind="mobile.diesel", name_th="รถขยะคันใหม่", name_en="")
    )
    assert made is not None
    given = FileMapping(answers={"น้ำมันดีเซล รถขยะ": made.code})
    looked, _ = offer(owner, LOG, accept=False, table=given)
    assert ("changed", "น้ำมันดีเซล รถขยะ", "รถขยะคันใหม่") in shown(looked)


def test_accounts_and_names_find_their_sources() -> None:
    owner = bare()
    entry = SourceEntry(
        kind="electricity.paid", name_th="ไฟศาลา", name_en="", utility_account="020012345"
    )
    made, _ = add_source(OWNER, owner, entry)
    assert made is not None
    text = "มิเตอร์;ตั้งแต่;ถึง;หน่วย\n020012345;21/12/2566;20/01/2567;1.234,5\n"
    result, said = offer(owner, text)
    [row] = lines(owner)
    assert (row.source_key, row.quantity, row.unit) == (made.id, Decimal("1234.5"), "kWh")
    assert result.receipt.read_as["decimal"] == ","
    assert "table.source_new" not in said


def test_a_guess_from_content_is_not_stored_unseen() -> None:
    owner = bare()
    text = "2024-01-05,Diesel,10,L\n2024-01-06,Diesel,12,L\n"
    looked, said = offer(owner, text, accept=False)
    assert looked.changes
    assert "table.mapping_unconfirmed" in said
    refused, _ = import_activity(OWNER, owner, text.encode(), "a.csv", accept=True)
    assert refused is None
    assert lines(owner) == []
    proposal, _ = propose_tables(OWNER, owner, text.encode(), "a.csv")
    assert proposal is not None
    assert not proposal.sure
    offer(owner, text, table=proposal.mapping)
    assert stored(owner) == 22


def test_columns_may_be_said_otherwise() -> None:
    owner = bare()
    text = "วันที่,รายการ,ปริมาณ,ลิตรจริง\n15/01/2567,น้ำมันดีเซล,1,120\n"
    proposal, _ = propose_tables(OWNER, owner, text.encode(), "a.csv")
    assert proposal is not None
    mapping, wrong = with_columns(proposal.mapping, {"quantity": "D"}, {"unit": "ลิตร"})
    assert mapping is not None, wrong
    offer(owner, text, table=mapping, coding="utf-8")
    assert stored(owner) == 120
    assert with_columns(proposal.mapping, {"colour": "D"}, {})[1][0].code == "table.mapping_wrong"
    assert mapping_given("x")[0] is None


def test_the_same_words_of_other_units_are_other_sources() -> None:
    owner = bare()
    text = "เดือน,กอง,รายการ,ลิตร\nม.ค. 67,กองช่าง,ดีเซล,1\nม.ค. 67,กองคลัง,ดีเซล,2\n"
    _, said = offer(owner, text)
    assert "table.part_unknown" in said
    assert sorted(row.quantity for row in lines(owner)) == [1, 2]
    assert Source.rows.of(owner).current().count() == 2


def test_rows_that_look_alike_are_all_kept() -> None:
    owner = bare()
    twice = "วันที่,รายการ,ลิตร\n15/01/2567,ดีเซล,5\n15/01/2567,ดีเซล,5\n20/01/2567,ดีเซล,5\n"
    _, said = offer(owner, twice)
    assert said["table.rows_alike"].data["rows"] == "1"
    assert stored(owner) == 15
    again, _ = offer(owner, twice)
    assert again.changes == ()


def test_a_page_shows_maps_and_accepts_a_table() -> None:
    owner = bare()
    upload = Upload("a.csv", "text/csv", LOG.encode("cp874"))
    first = offer_workbook(OWNER, owner, upload)
    proposal, _ = propose_tables(OWNER, owner, upload.data, upload.name)
    assert proposal is not None
    mapping = replace(proposal.mapping, answers={"ของแปลก": "-"})
    second = look_mapped(OWNER, owner, first, mapping)
    looked = preview_of(job(OWNER, owner, second))
    assert looked is not None
    assert "left-out" in {one.reason for one in looked.receipt.rejected}
    done = job(OWNER, owner, accept_workbook(OWNER, owner, second))
    assert done.state is JobState.DONE
    assert stored(owner) == 240
    assert receipts(OWNER, owner)[0].receipt.layout == "table"
    [kept] = ImportReceipt.rows.of(owner)
    assert kept.receipt["mapping"]["answers"] == {"ของแปลก": "-"}
    assert mapping_given(kept.receipt["mapping"])[0] == mapping
    assert mapping_plain(mapping)["answers"] == {"ของแปลก": "-"}


ROWS: Any = st.lists(
    st.tuples(
        st.sampled_from(["15/01/2567", "1 ก.พ. 67", "31/02/2567", "", "รวม"]),
        st.sampled_from(["น้ำมันดีเซล", "การใช้พลังงานไฟฟ้า", "ของแปลก", ""]),
        st.sampled_from(["1", "2.5", "-", "", "สิบ", "1,000"]),
        st.sampled_from(["ลิตร", "kWh", "หน่วย", "ถัง", ""]),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS)
def test_whatever_the_rows_hold_they_are_stored_or_rejected(rows: list[tuple[str, ...]]) -> None:
    owner = bare(f"org-{abs(hash(tuple(rows)))}")
    text = "วันที่;รายการ;ปริมาณ;หน่วย\n" + "".join(";".join(row) + "\n" for row in rows)
    table, _ = mapping_given(
        {
            "tables": [
                {
                    "sheet": "a",
                    "columns": {"date": "A", "source": "B", "quantity": "C", "unit": "D"},
                    "date_means": "month",
                }
            ],
            "text": {"separator": ";", "decimal": "."},
        }
    )
    result, _ = import_activity(OWNER, owner, text.encode(), "a.csv", accept=True, table=table)
    if result is None:
        assert lines(owner) == []
        return
    receipt = result.receipt
    assert receipt.rows_read == receipt.rows_stored + receipt.rows_rejected
    assert receipt.rows_read == sum(any(cell for cell in row) for row in rows)
    assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected
    assert len(lines(owner)) == receipt.cells_stored
    assert all(check.ties for check in receipt.sums)
    again, _ = import_activity(OWNER, owner, text.encode(), "a.csv", accept=True, table=table)
    assert again is None or again.changes == ()
