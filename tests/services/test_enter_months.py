"""Months entered by hand: exact, once, never over an imported figure without a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.services.parted import LINES, SOURCES, YEAR, Town, book, months, parted_town
from tests.services.towns import OWNER, TODAY, events, everything

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.quantity.exact import canonical
from fahsai.core.thai.period import Period, fiscal_year
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateSource
from fahsai.records.convert import Entry, line_row
from fahsai.records.ids import new_id
from fahsai.records.models import ActivityRow, Source
from fahsai.services.access import NotFoundError
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.enter_lines import EnteredMonths, enter_months, recorded_months
from fahsai.services.evidence import keep_evidence, receive_evidence
from fahsai.services.evidence_files import evidence_names
from fahsai.services.explain import explain
from fahsai.services.filled_template import filled_template
from fahsai.services.import_activity import import_activity
from fahsai.services.submit import submit
from fahsai.services.uploads import Upload

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding

pytestmark = pytest.mark.usefixtures("sqlite_database")

MONTHS = fiscal_year(YEAR).months()
SAID: dict[str, Any] = {"unit": "kWh", "origin": Origin.PAID, "grade": Grade.Y}
NEW = "S01"
"""The source that was added by hand and has no record yet."""


@pytest.fixture
def town() -> Town:
    return with_new(parted_town())


def with_new(town: Town) -> Town:
    source, findings = add_source(
        OWNER, town.id, SourceEntry("electricity.paid", "ไฟฟ้าห้องสมุด", unit="EDU")
    )
    assert source is not None, findings
    assert source.code == NEW
    return town


def enter(
    town: Town,
    texts: dict[int, str],
    code: str = NEW,
    *,
    actor: Actor = OWNER,
    **more: Any,
) -> tuple[EnteredMonths, tuple[Finding, ...]]:
    typed = {MONTHS[number]: text for number, text in texts.items()}
    return enter_months(actor, town.id, YEAR, code, typed, **{**SAID, **more})


def current(town: Town, code: str = NEW) -> list[ActivityRow]:
    key = Source.rows.of(town.id).heads().get(code=code).key
    rows = ActivityRow.rows.of(town.id).current().filter(source_key=key)
    return sorted(rows, key=lambda row: (row.period_start, row.quantity))


def quantities(town: Town, code: str = NEW) -> list[str]:
    return [canonical(row.quantity) for row in current(town, code)]


def said(findings: tuple[Finding, ...]) -> list[str]:
    return [item.code for item in findings]


# By hand only


def test_a_preview_touches_nothing(town: Town) -> None:
    before = everything()
    entered, findings = enter(town, {0: "12", 1: ""}, accept=False)
    assert findings == ()
    assert not entered.accepted
    assert [(one.month, one.kind.value) for one in entered.changes] == [(MONTHS[0], "added")]
    assert entered.same == (MONTHS[1],)
    assert everything() == before


def test_numbers_are_taken_exactly_as_people_write_them(town: Town) -> None:
    long = "1234567890123456789012345678.901234"
    texts = {0: "๑,๒๓๔.๕๐", 1: long, 2: " 0 ", 3: "-", 4: ""}
    entered, findings = enter(town, texts)
    assert entered.accepted, findings
    assert quantities(town) == ["1234.5", long, "0"]
    assert entered.same == (MONTHS[3], MONTHS[4])
    assert [row.raw for row in current(town)] == ["๑,๒๓๔.๕๐", long, "0"]
    year = calculate_year(OWNER, town.id, YEAR, today=TODAY)
    lines = {line.quantity for line in lines_of_calculation(year)}
    assert Decimal(long) in lines


def test_the_same_again_changes_nothing_and_a_correction_supersedes(town: Town) -> None:
    files = receive_evidence(OWNER, town.id, [Upload("บิล.pdf", "application/pdf", b"%PDF 1")])
    texts = {0: "10", 1: "20", 2: "30"}
    more: dict[str, Any] = {"evidence": files, "note": "อ่านจากบิล", "evidence_months": {MONTHS[1]}}
    first, _ = enter(town, texts, **more)
    assert len(first.changes) == 3
    assert events(town.id)[-1] == "activity.entered"
    before = everything()
    again, findings = enter(town, texts, **more)
    assert (again.accepted, again.changes, len(again.same), findings) == (True, (), 3, ())
    assert everything() == before
    rows = current(town)
    assert [row.evidence for row in rows] == [[], list(files), []]
    other, _ = enter(town, {0: "11", 1: "", 2: "0.03"}, unit="MWh", origin=None, grade=None)
    assert [(one.kind.value, one.month) for one in other.changes] == [
        ("changed", MONTHS[0]),
        ("gone", MONTHS[1]),
    ]
    assert other.same == (MONTHS[2],)  # 0.03 MWh is 30 kWh
    assert [(row.quantity, row.unit) for row in current(town)] == [
        (Decimal(11), "MWh"),
        (Decimal(30), "kWh"),
    ]
    assert [row.note for row in current(town)] == ["อ่านจากบิล", "อ่านจากบิล"]
    back, _ = enter(town, {1: "21"})
    assert back.changes[0].kind.value == "added"
    every = ActivityRow.rows.of(town.id).filter(layout="hand", period_start=MONTHS[1].start)
    assert every.count() == 3
    assert sum(row.supersedes_id is None for row in every) == 1  # one chain a source and month


def test_what_is_said_beside_the_figure_changes_the_record(town: Town) -> None:
    enter(town, {0: "10", 1: "20"})
    entered, _ = enter(town, {0: "10", 1: "20"}, origin=Origin.MEASURED, grade=Grade.X)
    assert [one.kind.value for one in entered.changes] == ["changed", "changed"]
    assert {(row.origin, row.grade) for row in current(town)} == {("measured", "X")}
    later, findings = enter(town, {2: "30"}, origin=None, grade=None)
    assert later.accepted, findings
    assert {(row.origin, row.grade) for row in current(town)} == {("measured", "X")}


@pytest.mark.parametrize(
    ("texts", "more", "code"),
    [
        ({0: "สิบ"}, {}, "number.text"),
        ({0: "1,23"}, {}, "number.ambiguous"),
        ({0: "1" * 35}, {}, "number.too_long"),
        ({0: "-1"}, {}, "entry.negative"),
        ({0: "(5)"}, {}, "entry.negative"),
        ({0: "NaN"}, {}, "number.text"),
        ({0: "1e9999"}, {}, "number.too_large"),
        ({0: "1"}, {"unit": ""}, "unit.missing"),
        ({0: "1"}, {"unit": "ลังใหญ่"}, "unit.unknown"),
        ({0: "1"}, {"unit": "litre"}, "unit.not_for_kind"),
        ({0: "1"}, {"origin": None}, "entry.origin_missing"),
        ({0: "1"}, {"grade": None}, "entry.origin_missing"),
        ({0: "1"}, {"evidence": ("0" * 64,)}, "entry.evidence_unknown"),
        ({0: "1"}, {"seen": "another state"}, "entry.changed_meanwhile"),
    ],
)
def test_what_cannot_be_stored_is_said_and_nothing_is(
    town: Town, texts: dict[int, str], more: dict[str, Any], code: str
) -> None:
    before = everything()
    entered, findings = enter(town, {**texts, 1: "7"}, **more)
    assert said(findings) == [code]
    assert not entered.accepted
    assert entered.rejected
    assert everything() == before


def test_a_month_of_another_year_is_refused(town: Town) -> None:
    other = fiscal_year(YEAR + 1).months()[0]
    day = Period(date(2021, 10, 1), date(2021, 10, 2))
    for month in (other, day):
        entered, findings = enter_months(OWNER, town.id, YEAR, NEW, {month: "1"}, **SAID)
        assert (said(findings), entered.rejected) == (["entry.month_outside"], (month,))


def test_a_year_that_was_submitted_is_refused(town: Town) -> None:
    enter(town, dict.fromkeys(range(12), "5"))
    submitted, findings = submit(OWNER, town.id, YEAR, today=TODAY)
    assert submitted is not None, findings
    before = everything()
    entered, findings = enter(town, {0: "6"})
    assert (said(findings), entered.accepted) == (["entry.version_submitted"], False)
    assert everything() == before


def test_a_longer_record_is_not_counted_beside_its_months(town: Town) -> None:
    bill = Period(date(2021, 11, 10), date(2022, 1, 5))
    line = lines_of_calculation(calculate_year(OWNER, town.id, YEAR, today=TODAY))[0]
    source = Source.rows.of(town.id).current().get(code=NEW)
    row = line_row(
        line._replace(id=new_id(), source_id=source.key, period=bill, provenance=None),
        Entry(town.id, OWNER.id),
    )
    row.save()
    entered, findings = enter(town, {0: "1", 1: "1", 2: "1", 3: "1", 4: "1"})
    assert said(findings) == ["entry.period_covered"] * 3
    assert entered.rejected == (MONTHS[1], MONTHS[2], MONTHS[3])
    covered = recorded_months(OWNER, town.id, YEAR, NEW).months
    assert [one.covered for one in covered[:5]] == [False, True, True, True, False]
    assert enter(town, {0: "1", 4: "1"})[0].accepted


def test_two_editors_of_one_month_cannot_both_win(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = recorded_months(OWNER, town.id, YEAR, NEW).seen
    assert enter(town, {0: "1"}, seen=seen)[0].accepted
    assert said(enter(town, {0: "2"}, seen=seen)[1]) == ["entry.changed_meanwhile"]
    # One who read before the other wrote: the row that both supersede decides.
    from fahsai.services.entering.recorded import source_rows

    stale = source_rows(town.id, current(town)[0].source_key, fiscal_year(YEAR))
    assert enter(town, {0: "3"})[0].accepted
    monkeypatch.setattr("fahsai.services.enter_lines.source_rows", lambda *_: stale)
    before = everything()
    entered, findings = enter(town, {0: "4", 1: "4"})
    assert (said(findings), entered.accepted) == (["entry.changed_meanwhile"], False)
    assert everything() == before
    assert quantities(town) == ["3"]


# Beside files


def test_an_imported_month_is_replaced_with_a_reason_only(town: Town) -> None:
    before = everything()
    entered, findings = enter(town, {0: "71,000", 1: "5", 2: ""}, "P01")
    assert said(findings) == ["line.imported_before"] * 2
    assert [item.data["before"] for item in findings] == ["71001 kWh", "71002 kWh"]
    assert (entered.accepted, entered.rejected) == (False, (MONTHS[1], MONTHS[2]))
    assert entered.same == (MONTHS[0],)
    assert everything() == before
    entered, findings = enter(town, {0: "71,000", 1: "5", 2: ""}, "P01", reason="บิลแก้ไข")
    assert entered.accepted, findings
    assert [(one.kind.value, one.imported) for one in entered.changes] == [
        ("changed", True),
        ("gone", True),
    ]
    assert quantities(town, "P01")[:3] == ["71000", "5", "71003"]
    row = next(row for row in current(town, "P01") if row.quantity == 5)
    assert (row.why, row.file_sha256, row.layout) == ("บิลแก้ไข", "", "fahsai-template")
    trace = explain(OWNER, town.id, YEAR, "P01/2564-11", today=TODAY)
    assert trace.lines[0].line.provenance is None
    assert enter(town, {1: "6"}, "P01")[0].accepted  # it is nobody's file's figure any more


def test_the_file_again_says_so_and_never_doubles(town: Town) -> None:
    enter(town, {1: "5", 2: ""}, "P01", reason="บิลแก้ไข")
    seen, _ = import_activity(OWNER, town.id, book(), "อีกครั้ง.xlsx", accept=False)
    assert seen is not None
    assert {(one.before, one.after) for one in seen.changes} == {
        ("5 kWh", "71001 kWh"),
        ("", "71002 kWh"),
    }
    import_activity(OWNER, town.id, book(), "อีกครั้ง.xlsx", accept=True)
    assert len(current(town, "P01")) == 12
    assert quantities(town, "P01") == [str(71_000 + n) for n in range(12)]


@pytest.mark.parametrize("typed", ["7", "8"], ids=["another figure", "the same figure"])
def test_a_file_that_comes_later_takes_over_what_was_typed(town: Town, typed: str) -> None:
    enter(town, {0: typed, 11: "99"})
    listed = TemplateSource(
        NEW, "electricity.paid", "ไฟฟ้าห้องสมุด", "EDU", activity_unit="kWh", origin="paid", grade="Y"
    )
    line = TemplateLine(NEW, "kWh", (*months(8)[:11], None))
    data = book((*SOURCES, listed), (*LINES, line))
    result, findings = import_activity(OWNER, town.id, data, "ทีหลัง.xlsx", accept=True)
    assert result is not None, findings
    assert all(check.ties for check in result.receipt.sums)
    assert "import.layout_beside" not in said(findings)
    assert quantities(town) == [*(str(8 + n) for n in range(11)), "99"]
    again, _ = import_activity(OWNER, town.id, data, "ทีหลัง.xlsx", accept=False)
    assert again is not None
    assert again.changes == ()
    gone, _ = import_activity(OWNER, town.id, book((*SOURCES, listed)), "ถอน.xlsx", accept=True)
    assert gone is not None
    assert quantities(town) == ["99"]  # what no file ever brought stays
    revived, _ = enter(town, {0: "1"})
    assert revived.accepted
    import_activity(OWNER, town.id, data, "ทีหลัง.xlsx", accept=True)
    assert quantities(town) == [*(str(8 + n) for n in range(11)), "99"]


def test_several_records_of_a_month_become_one(town: Town) -> None:
    lines = (*LINES, TemplateLine("P01", "MWh", (Decimal(1), *(None,) * 11)))
    import_activity(OWNER, town.id, book(lines=lines), "สองหน่วย.xlsx", accept=True)
    assert len(current(town, "P01")) == 13
    shown = recorded_months(OWNER, town.id, YEAR, "P01").months[0]
    assert (len(shown.amounts), shown.shown) == (2, None)
    entered, _ = enter(town, {0: "72,000"}, "P01", reason="รวมเป็นรายการเดียว")
    assert entered.accepted
    assert len(entered.changes[0].before) == 2
    assert len(current(town, "P01")) == 12
    assert quantities(town, "P01")[0] == "72000"


# Parts


def test_a_collector_enters_months_of_own_units_only(town: Town) -> None:
    collector = town.collector("ENG")
    before = everything()
    for code in ("P01", "P03", NEW, "nothing"):
        with pytest.raises(NotFoundError):
            enter(town, {0: "1"}, code, actor=collector, reason="x")
        with pytest.raises(NotFoundError):
            recorded_months(collector, town.id, YEAR, code)
    assert everything() == before
    entered, findings = enter(town, {0: "1"}, "P02", actor=collector, reason="แก้")
    assert entered.accepted, findings
    row = next(row for row in current(town, "P02") if row.quantity == 1)
    assert row.actor_id == collector.id


def test_a_collector_cites_no_file_of_others(town: Town) -> None:
    collector = town.collector("EDU")
    theirs = next(s for s, name in evidence_names(OWNER, town.id).items() if "P01" in name)
    entered, findings = enter(town, {0: "1"}, actor=collector, evidence=(theirs,))
    assert (said(findings), entered.accepted) == (["entry.evidence_unknown"], False)
    mine = tuple(keep_evidence(collector, town.id, {"ของฉัน.txt": b"1"}).values())
    assert enter(town, {0: "1"}, actor=collector, evidence=mine)[0].accepted
    assert set(evidence_names(town.collector("EDU"), town.id).values()) == {"ของฉัน.txt"}


def test_an_uploaded_file_is_kept_once(town: Town) -> None:
    same = [("ก.txt", b"1"), ("ก.txt", b"2"), ("ข.txt", b"1")]
    uploads = [Upload(name, "text/plain", data) for name, data in same]
    assert len(receive_evidence(OWNER, town.id, uploads)) == 2
    before = everything()
    assert len(receive_evidence(OWNER, town.id, uploads)) == 2
    assert everything() == before


# Whatever is typed

TEXTS = st.one_of(
    st.sampled_from(["", "-", " ", "๑๒", "1,234.50", "12,5", "x", "-3", "(4)", "0", "1e3"]),
    st.decimals(0, 10**12, places=6).map(str),
    st.text(max_size=6),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.dictionaries(st.integers(0, 11), TEXTS, max_size=12), min_size=1, max_size=3))
def test_every_month_is_stored_or_refused_and_twice_is_once(
    rounds: list[dict[int, str]],
) -> None:
    town = with_new(parted_town(str(new_id())))
    held: dict[Period, UUID | None] = {}
    for texts in rounds:
        before = everything()
        entered, findings = enter(town, texts)
        told = [
            *(one.month for one in entered.changes), *entered.same, *entered.rejected
        ]  # fmt: skip
        assert sorted(told) == sorted(MONTHS[number] for number in texts)
        assert bool(entered.rejected) == bool(findings) == (not entered.accepted)
        if entered.rejected:
            assert everything() == before
            continue
        after = everything()
        again, _ = enter(town, texts)
        assert (again.changes, len(again.same)) == ((), len(texts))
        assert everything() == after
        rows = {row.period: row for row in current(town)}
        assert len(rows) == len(current(town))
        for change in entered.changes:
            amount = rows.get(change.month)
            assert (amount is None) == (change.after is None)
            if amount is not None and change.after is not None:
                assert (amount.quantity, amount.unit) == change.after
                held[change.month] = amount.id


def test_the_filled_template_holds_what_was_typed_and_brings_it_back_unchanged(town: Town) -> None:
    assert enter(town, {0: "1234.5", 1: "7"})[0].accepted
    before = quantities(town)
    total_before = calculate_year(OWNER, town.id, YEAR, today=TODAY).calculation.total_kg
    data = filled_template(OWNER, town.id, YEAR)
    sheet = openpyxl.load_workbook(BytesIO(data))["ข้อมูลรายเดือน"]
    typed = [[cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == NEW]
    assert len(typed) == 1
    assert {1234.5, 7} <= set(typed[0])
    result, findings = import_activity(OWNER, town.id, data, "back.xlsx", accept=True)
    assert result is not None, findings
    assert quantities(town) == before
    after = calculate_year(OWNER, town.id, YEAR, today=TODAY).calculation.total_kg
    assert after == total_before
