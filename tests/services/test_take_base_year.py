"""A filled TCFO_R_01 of an earlier year becomes the base year, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.books import Sheet, office
from tests.services.filled_forms import DIESEL, POWER, ROWS, WATER, filled_form
from tests.services.towns import OWNER, TODAY, bare, events, everything
from tests.shared import shared_path

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Role
from fahsai.core.finding import Level
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.thai.period import PeriodKind, calendar_year, fiscal_year
from fahsai.records.ids import new_id
from fahsai.records.models import ActivityRow, EvidenceFile, FormRecord
from fahsai.services.access import ForbiddenError
from fahsai.services.base_year_records import set_base_year_policy
from fahsai.services.calculate_year import calculate_year
from fahsai.services.documents import XLSX, make_documents
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import (
    Settings,
    set_settings,
    settings_in_use,
    version_of_year,
)
from fahsai.services.open_year import open_year
from fahsai.services.sources import sources
from fahsai.services.submit import submit
from fahsai.services.take_base_year import BaseYearTaken, OtherLines, take_base_year

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.boundary import Organisation

both = pytest.mark.usefixtures("each_database")
one = pytest.mark.usefixtures("sqlite_database")
NAME = "TCFO_R_01.xlsx"
WHY = "ใช้ปีที่ทวนสอบแล้วเป็นปีฐาน"
SETTINGS = Settings("tgo-cfo-2022-04", date(2024, 2, 1))


def take(
    owner: UUID, data: bytes, name: str = NAME, **options: Any
) -> tuple[BaseYearTaken | None, tuple[Finding, ...]]:
    return take_base_year(OWNER, owner, data, name, today=TODAY, **{"accept": True, **options})


def taken(owner: UUID, data: bytes, name: str = NAME, **options: Any) -> BaseYearTaken:
    answer, said = take(owner, data, name, **options)
    assert answer is not None, said
    return answer


def refused(owner: UUID, data: bytes, name: str = NAME, **options: Any) -> list[str]:
    """The errors that stand in the way; nothing at all was written then."""
    before = everything()
    answer, said = take(owner, data, name, **options)
    assert answer is None
    assert everything() == before
    return [item.code for item in said if item.level is Level.ERROR]


def codes(said: tuple[Finding, ...]) -> list[str]:
    return [item.code for item in said]


def stated_in(answer: BaseYearTaken) -> list[str]:
    return [line.label for line in answer.compared.lines if line.as_stated]


@both
def test_the_form_of_last_year_is_shown_taken_and_taken_once() -> None:
    owner = bare()
    data = filled_form()
    before = everything()
    shown, said = take(owner, data, accept=False)
    assert shown is not None
    assert not shown.accepted
    assert everything() == before
    assert (shown.period, shown.sheet, shown.beside) == (fiscal_year(2564), "Fr-04.1", 0)
    assert not shown.asks_reason
    assert "base_year.policy_missing" in codes(said)
    answer = taken(owner, data)
    assert answer.changes == shown.changes > 0
    assert answer.compared == shown.compared
    year = calculate_year(OWNER, owner, 2564, today=TODAY)
    assert year.calculation.complete
    assert answer.compared.figure("total").ours == year.calculation.total_kg
    assert year.settings.base_year_be == 2564
    assert events(owner).count("base_year.taken") == 1
    (row,) = FormRecord.rows.of(owner).filter(kind="base_form")
    assert row.data["base_year_be"] == 2564
    assert row.data["stated"]["total"] == "8993.7"
    after = everything()
    again = taken(owner, data)
    assert (again.changes, everything() == after) == (0, True)


@both
def test_what_no_words_explain_is_kept_as_the_form_states_it() -> None:
    owner = bare()
    answer, said = take(owner, filled_form())
    assert answer is not None
    assert stated_in(answer) == ["แหล่งปล่อยลึกลับ ก", "ฟืน"]
    kept = [item for item in said if item.code == "base_year.row_as_stated"]
    assert [item.data["kg"] for item in kept] == ["1200", "1790.88"]
    year = calculate_year(OWNER, owner, 2564, today=TODAY)
    by_kind = {result.source.kind: result for result in year.calculation.sources}
    assert by_kind["stated.scope1"].by_class == {ReportingClass.SCOPE_1: Decimal(1200)}
    # The CO2 of wood stands apart in the form, and its other gases nowhere: so it stays.
    assert by_kind["stated.separate"].by_class == {ReportingClass.SEPARATE: Decimal("1790.88")}
    warned = [item.subject for item in year.findings if item.code == "source.as_stated"]
    assert sorted(warned) == sorted(
        result.source.code for result in year.calculation.sources if "stated" in result.source.kind
    )
    assert answer.imported is not None
    receipt = answer.imported.receipt
    assert receipt.rows_read == receipt.rows_stored + receipt.rows_rejected == 5
    assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected == 5
    assert all(check.ties for check in receipt.sums)


@one
def test_a_figure_without_a_quantity_and_a_quantity_in_words_are_accounted_for() -> None:
    owner = bare()
    alone = ("", "ค่าที่คำนวณมาแล้ว", "", None, None, 3.5)
    words = ("", "น้ำมันดีเซล เครื่องสูบน้ำ", "L", "ประมาณร้อย", 2.7078, 0.5)
    answer = taken(owner, filled_form((DIESEL, alone, words, POWER)))
    assert stated_in(answer) == ["ค่าที่คำนวณมาแล้ว", "น้ำมันดีเซล เครื่องสูบน้ำ"]
    assert answer.imported is not None
    receipt = answer.imported.receipt
    assert [(cell.cell, cell.reason) for cell in receipt.rejected] == [("D9", "text")]
    assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected == 5
    assert answer.compared.figure("1").ours == Decimal("2740.62321") + 4000


@both
def test_every_record_rests_on_the_form_itself() -> None:
    owner = bare()
    taken(owner, filled_form())
    (file,) = EvidenceFile.rows.of(owner).current()
    assert file.name == NAME
    lines = ActivityRow.rows.of(owner).current()
    assert {tuple(line.evidence) for line in lines} == {(file.sha256,)}


@both
def test_the_years_that_follow_name_it_and_those_opened_later_too() -> None:
    owner = bare()
    for year in (2563, 2565, 2566):
        open_year(OWNER, owner, year, PeriodKind.FISCAL_YEAR)
    for year in (2563, 2565):
        set_settings(OWNER, version_of_year(OWNER, owner, year), SETTINGS)
    answer = taken(owner, filled_form())
    following = [(item.version.year_be, item.before, item.after) for item in answer.following]
    assert following == [(2565, None, 2564), (2566, None, 2564)]
    open_year(OWNER, owner, 2567, PeriodKind.FISCAL_YEAR)

    def named(year: int) -> int | None:
        version = version_of_year(OWNER, owner, year)
        return settings_in_use(OWNER, version, TODAY).base_year_be

    assert {year: named(year) for year in (2563, 2564, 2565, 2566, 2567)} == {
        2563: None, 2564: 2564, 2565: 2564, 2566: 2564, 2567: 2564,
    }  # fmt: skip
    base = calculate_year(OWNER, owner, 2564, today=TODAY)
    assert base.calculation.factor_set == SETTINGS.factor_set  # as the year that names it


@both
def test_another_base_year_gives_way_for_a_reason_only() -> None:
    owner = bare()
    taken(owner, filled_form(period="ต.ค. 2561 - ก.ย. 2562"))
    open_year(OWNER, owner, 2565, PeriodKind.FISCAL_YEAR)
    version = version_of_year(OWNER, owner, 2565)
    set_settings(OWNER, version, replace(SETTINGS, base_year_be=2562))
    shown = taken(owner, filled_form(), accept=False)
    assert shown.asks_reason
    assert [(item.before, item.after) for item in shown.following] == [(2562, 2564)]
    assert refused(owner, filled_form()) == ["base_year.reason_missing"]
    taken(owner, filled_form(), reason=WHY)
    version = version_of_year(OWNER, owner, 2565)
    assert version.settings is not None
    assert version.settings.base_year_be == 2564
    rows = FormRecord.rows.of(owner).current().filter(kind="base_form")
    assert [(row.data["base_year_be"], row.why) for row in rows] == [(2564, WHY)]


@one
def test_a_submitted_year_keeps_its_base_year_and_says_so(town: Organisation) -> None:
    assert submit(OWNER, town.id, 2565, today=TODAY)[0] is not None
    before = version_of_year(OWNER, town.id, 2565)
    answer, said = take(town.id, filled_form(period="ต.ค. 2561 - ก.ย. 2562"), reason=WHY)
    assert answer is not None
    (told,) = [item for item in said if item.code == "base_year.submitted_stays"]
    assert told.data["versions"] == "2565 v1"
    assert version_of_year(OWNER, town.id, 2565) == before


@both
def test_records_from_elsewhere_stay_or_give_way_and_never_count_beside_it() -> None:
    owner = bare()
    book = office(Sheet(name="2564", title="ปี 2564"))
    result, said = import_activity(OWNER, owner, book, "office.xlsx", accept=True)
    assert result is not None, said
    own = calculate_year(OWNER, owner, 2564, today=TODAY).calculation.total_kg
    count = ActivityRow.rows.of(owner).current().count()
    data = filled_form(period="ม.ค. 2564 - ธ.ค. 2564")
    shown = taken(owner, data, accept=False)
    assert (shown.asks_lines, shown.beside) == (True, count)
    assert refused(owner, data) == ["base_year.year_has_lines"]
    kept = taken(owner, data, lines=OtherLines.KEEP)
    assert kept.imported is None
    assert kept.compared.figure("total").ours == own
    assert kept.compared.figure("total").stated == Decimal("8993.7")
    assert ActivityRow.rows.of(owner).current().count() == count
    assert calculate_year(OWNER, owner, 2564, today=TODAY).settings.base_year_be == 2564
    assert refused(owner, data, lines=OtherLines.REPLACE) == ["base_year.reason_missing"]
    taken(owner, data, lines=OtherLines.REPLACE, reason=WHY)
    year = calculate_year(OWNER, owner, 2564, today=TODAY).calculation
    assert {line.file_sha256 for line in ActivityRow.rows.of(owner).current()} == {kept_file(owner)}
    assert len(year.sources) == len(sources(OWNER, owner)) == len(ROWS)
    after = everything()
    assert taken(owner, data, lines=OtherLines.REPLACE).changes == 0
    assert everything() == after


def kept_file(owner: UUID) -> str:
    return EvidenceFile.rows.of(owner).current().get().sha256


@both
def test_a_corrected_form_supersedes_for_a_reason() -> None:
    owner = bare()
    taken(owner, filled_form())
    corrected = filled_form(((*DIESEL[:3], 1100, 2.7406, 3.01466), *ROWS[1:]))
    assert refused(owner, corrected) == ["base_year.reason_missing"]
    answer = taken(owner, corrected, reason=WHY)
    assert answer.imported is not None
    first, *others = answer.imported.changes
    assert (first.kind.value, first.after) == ("changed", "1100 litre")
    assert {one.cell.partition(" ")[0] for one in others} == {"#"}  # the evidence is another file
    assert len(ActivityRow.rows.of(owner).current()) == len(ROWS)


@one
def test_a_row_explained_in_the_corrected_form_is_calculated_and_back() -> None:
    owner = bare()
    unknown = ("", "เชื้อเพลิง ก", "L", 500, 2.7078, 1.3539)
    taken(owner, filled_form((DIESEL, unknown, POWER)))
    known = ("", "น้ำมันดีเซล เครื่องสูบน้ำ", "L", 500, 2.7078, 1.3539)
    answer = taken(owner, filled_form((DIESEL, known, POWER)), reason=WHY)
    assert stated_in(answer) == []
    year = calculate_year(OWNER, owner, 2564, today=TODAY)
    assert {item.source.kind for item in year.calculation.sources} == {
        "mobile.diesel", "stationary.diesel", "electricity.paid",
    }  # fmt: skip
    assert "source.as_stated" not in codes(year.findings)


@one
def test_a_source_imported_before_becomes_a_stated_figure() -> None:
    owner = bare()
    waste = ("ขอบเขต 3", "ฝังกลบขยะ", "kg", 1000, 1.11, 1.11)
    data = filled_form((DIESEL, POWER, waste))
    import_activity(OWNER, owner, data, NAME, accept=True)
    before = calculate_year(OWNER, owner, 2564, today=TODAY).calculation
    assert not before.complete
    answer = taken(owner, data, reason=WHY)
    assert stated_in(answer) == ["ฝังกลบขยะ"]
    after = calculate_year(OWNER, owner, 2564, today=TODAY).calculation
    assert after.complete
    assert after.by_class[ReportingClass.SCOPE_3] == Decimal(1110)


@one
@pytest.mark.parametrize(
    ("made_with", "options", "code"),
    [
        ({"period": "ระบุปีที่เก็บข้อมูล"}, {}, "base_year.year_needed"),
        ({"cover": "ต.ค. 2562 - ก.ย. 2563"}, {}, "base_year.period_contradicts"),
        ({}, {"name": "CFO-2566.xlsx"}, "base_year.period_contradicts"),
        ({}, {"year_be": 2560}, "base_year.sheet_absent"),
        ({"period": "ม.ค. 2567 - ธ.ค. 2567"}, {}, "base_year.not_over"),
    ],
)
def test_a_year_that_is_not_sure_is_asked_for(
    made_with: dict[str, Any], options: dict[str, Any], code: str
) -> None:
    assert refused(bare(), filled_form(**made_with), **options) == [code]


@one
@pytest.mark.parametrize(
    ("made_with", "options", "period"),
    [
        (
            {"period": "ระบุปีที่เก็บข้อมูล"},
            {"year_be": 2564, "kind": PeriodKind.CALENDAR_YEAR},
            calendar_year(2564),
        ),
        ({"period": "ระบุ", "cover": "ม.ค. 2564 - ธ.ค. 2564"}, {}, calendar_year(2564)),
        ({"cover": "ต.ค. 2562 - ก.ย. 2563"}, {"year_be": 2564}, fiscal_year(2564)),
        ({"cover": "ต.ค. 2562 - ก.ย. 2563"}, {"year_be": 2563}, fiscal_year(2563)),
        ({"base": (POWER, WATER)}, {"year_be": 2562}, fiscal_year(2562)),
    ],
)
def test_the_year_that_a_person_names_holds(
    made_with: dict[str, Any], options: dict[str, Any], period: object
) -> None:
    owner = bare()
    answer = taken(owner, filled_form(**made_with), **options)
    assert answer.period == period
    lines = ActivityRow.rows.of(owner).current()
    assert {line.period for line in lines} == {period}


@one
def test_the_base_year_of_the_form_itself_is_left_where_it_is() -> None:
    owner = bare()
    answer, said = take(owner, filled_form(base=(POWER, WATER)))
    assert answer is not None
    (left,) = [item for item in said if item.code == "base_year.other_sheets"]
    assert left.data["others"] == "Fr-04.2 (2562)"
    assert {line.period.year_be for line in ActivityRow.rows.of(owner).current()} == {2564}


@one
def test_a_turn_around_year_and_a_later_year_are_no_base_year() -> None:
    owner = bare()
    open_year(OWNER, owner, 2564, PeriodKind.FISCAL_YEAR)
    version = version_of_year(OWNER, owner, 2564)
    set_settings(OWNER, version, replace(SETTINGS, turnaround=True))
    assert refused(owner, filled_form()) == ["version.base_year_turnaround"]
    changed, said = set_settings(
        OWNER, version_of_year(OWNER, owner, 2564), replace(SETTINGS, base_year_be=2565)
    )
    assert (changed, codes(said)) == (False, ["version.base_year_later"])


@one
def test_another_file_and_another_organisation_are_told_apart() -> None:
    owner = bare()
    assert refused(owner, office(Sheet())) == ["base_year.not_the_form"]
    assert refused(owner, b"no workbook") != []
    _, said = take(owner, filled_form(organisation="บริษัท อื่น จำกัด"), accept=False)
    (other,) = [item for item in said if item.code == "base_year.other_organisation"]
    assert other.data["written"] == "บริษัท อื่น จำกัด"
    _, said = take(owner, filled_form(), accept=False)
    assert "base_year.other_organisation" not in codes(said)


@one
def test_a_declared_policy_is_not_asked_for_again() -> None:
    from fahsai.core.inventory.base_year import BaseYearPolicy

    owner = bare()
    set_base_year_policy(OWNER, owner, BaseYearPolicy())
    _, said = take(owner, filled_form())
    assert "base_year.policy_missing" not in codes(said)


@one
def test_who_only_enters_data_settles_no_base_year() -> None:
    owner = bare()
    collector = Actor(new_id(), "คนเก็บข้อมูล", frozenset({Membership(owner, Role.COLLECTOR)}))
    with pytest.raises(ForbiddenError):
        take_base_year(collector, owner, filled_form(), NAME, today=TODAY, accept=False)


@one
def test_the_workbook_of_tgo_comes_to_its_own_total() -> None:
    data = shared_path("data", "factors", "tgo", "TGO_CFO_verification_sheet.xlsx").read_bytes()
    owner = bare()
    assert refused(owner, data) == ["base_year.year_needed"]
    answer = taken(owner, data, year_be=2563, kind=PeriodKind.CALENDAR_YEAR)
    assert answer.period == calendar_year(2563)
    assert stated_in(answer) == []
    assert [figure.name for figure in answer.compared.figures if figure.differs] == []
    assert answer.compared.figure("total").stated == Decimal("8157.440852")
    names = {figure.name for figure in answer.compared.figures}
    assert {"1", "2", "3", "separate", "gas.CO2", "gas.CH4", "gas.N2O", "gas.HFCs"} <= names


@one
def test_the_form_of_the_demonstration_is_the_base_year_to_the_last_printed_digit(
    town: Organisation,
) -> None:
    made_now = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False).made
    data = next(item.data for item in made_now if item.media_type == XLSX)
    own = calculate_year(OWNER, town.id, 2565, today=TODAY).calculation
    owner = bare("other")
    answer = taken(owner, data)
    assert stated_in(answer) == []
    assert [figure.name for figure in answer.compared.figures if figure.differs] == []
    after = calculate_year(OWNER, owner, 2565, today=TODAY).calculation
    assert after.complete
    for where, kg in own.by_class.items():
        if where not in {ReportingClass.OUTSIDE, ReportingClass.REMOVAL}:
            assert abs(after.by_class[where] - kg) < Decimal("1e-6")
