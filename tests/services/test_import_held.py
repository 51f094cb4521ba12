"""What a file spoils stays as it was stored; what it drops goes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.services.books import (
    FUEL_SOURCE,
    LINES,
    POWER,
    POWER_SOURCE,
    SOURCES,
    TEMPLATE_LINES,
    YEAR,
    Sheet,
    office,
    template,
)
from tests.services.towns import OWNER, TODAY, bare

from fahsai.core.quantity.exact import total
from fahsai.gateways.workbooks.template.book import TemplateLine
from fahsai.records.models import ActivityRow
from fahsai.services.calculate_file import calculate_file
from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import import_activity
from fahsai.services.sources import sources

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("sqlite_database")

MONTHS = "ข้อมูลรายเดือน"


def stored(owner: UUID) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in ActivityRow.rows.of(owner).current():
        key = (row.row_key or "").partition("|")[0]
        sums[key] = total((sums.get(key, Decimal(0)), row.quantity))
    return sums


def write(cell: str, value: object) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        book[MONTHS][cell] = value

    return edit


@pytest.mark.parametrize(
    ("spoilt", "kept"),
    [
        (template(edit=write("B5", "แกลลอนใหญ่")), 12),  # an unknown unit
        (template(edit=write("A5", "E0l")), 12),  # a source that there is not
        (template(edit=write("F5", "สองร้อย")), 1),  # text where a number belongs
        (template((replace(POWER_SOURCE, kind="electricity.lightning"), *SOURCES[1:])), 12),
        (template((replace(POWER_SOURCE, grade="Q"), *SOURCES[1:])), 12),
    ],
)
def test_what_a_template_spoils_stays(spoilt: bytes, kept: int) -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    before, whole = stored(owner), calculate_year(OWNER, owner, 2565, today=TODAY)
    shown, said = import_activity(OWNER, owner, spoilt, "activity.xlsx", accept=False)
    assert shown is not None
    assert shown.changes == ()
    (held,) = [one for one in said if one.code == "import.kept_as_stored"]
    assert (held.data["key"], held.data["count"]) == ("E01", str(kept))
    accepted, _ = import_activity(OWNER, owner, spoilt, "activity.xlsx", accept=True)
    assert accepted is not None
    assert stored(owner) == before
    assert {one.code for one in sources(OWNER, owner)} == {"D01", "E01", "X01"}
    after = calculate_year(OWNER, owner, 2565, today=TODAY)
    assert after.calculation.total_kg == whole.calculation.total_kg
    for one in accepted.receipt.sums:
        assert one.before == total((one.rejected, one.after))


def test_what_an_office_sheet_spoils_stays_and_what_it_drops_goes() -> None:
    owner = bare()
    import_activity(OWNER, owner, office(Sheet()), "office.xlsx", accept=True)
    before = stored(owner)
    place = LINES.index(POWER)
    odd_unit = replace(POWER, unit="ลังใหญ่")
    for line in (odd_unit, POWER.but(3, "ไม่ทราบ")):
        spoilt = office(Sheet((*LINES[:place], line, *LINES[place + 1 :])))
        shown, said = import_activity(OWNER, owner, spoilt, "office.xlsx", accept=True)
        assert shown is not None
        assert "import.kept_as_stored" in {one.code for one in said}
        assert [one.kind for one in shown.changes] == []
        assert stored(owner) == before
    dropped = office(Sheet((*LINES[:place], *LINES[place + 1 :])))
    shown, said = import_activity(OWNER, owner, dropped, "office.xlsx", accept=True)
    assert shown is not None
    assert [one.kind for one in shown.changes] == ["gone"]
    assert "import.kept_as_stored" not in {one.code for one in said}
    assert len(stored(owner)) == len(before) - 1


def test_a_month_left_blank_is_no_month_refused() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    before = stored(owner)
    blank = template(edit=write("F5", None))
    shown, said = import_activity(OWNER, owner, blank, "activity.xlsx", accept=True)
    assert shown is not None
    assert [one.kind for one in shown.changes] == ["changed"]
    assert "import.kept_as_stored" not in {one.code for one in said}
    assert stored(owner)["E01"] < before["E01"]


def test_a_source_that_is_listed_without_rows_stays_however_often_the_file_comes() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    without = template(SOURCES, TEMPLATE_LINES[:1])
    changes = []
    for _ in range(4):
        shown, _ = import_activity(OWNER, owner, without, "activity.xlsx", accept=True)
        assert shown is not None
        changes.append(len(shown.changes))
        assert "D01" in {one.code for one in sources(OWNER, owner)}
        assert not calculate_year(OWNER, owner, 2565, today=TODAY).calculation.complete
    assert changes == [1, 0, 0, 0]
    rid = template((POWER_SOURCE,), (TemplateLine("E01", "kWh", YEAR),))
    import_activity(OWNER, owner, rid, "activity.xlsx", accept=True)
    assert {one.code for one in sources(OWNER, owner)} == {"E01"}
    assert FUEL_SOURCE.code == "D01"


def moved(*rows: tuple[str, str]) -> Callable[[Any], None]:
    """Rewrite the monthly lines: (code written, code whose figures stand there)."""

    def edit(book: Any) -> None:
        sheet = book[MONTHS]
        lines = {
            sheet.cell(row, 1).value: [sheet.cell(row, column).value for column in range(2, 15)]
            for row in (5, 6)
        }
        for row in (5, 6):
            for column in range(1, 15):
                sheet.cell(row, column).value = None
        for row, (written, figures) in enumerate(rows, start=5):
            sheet.cell(row, 1).value = written
            for column, value in enumerate(lines[figures], start=2):
                sheet.cell(row, column).value = value

    return edit


@pytest.mark.parametrize(
    "rows",
    [
        (("D01", "D01"), ("E0l", "E01")),  # another order, and a slip
        (("E0l", "E01"),),  # a slip beside a row that is gone: which is which cannot be told
    ],
)
def test_a_row_that_names_nobody_lets_nothing_go(rows: tuple[tuple[str, str], ...]) -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    before = stored(owner)
    shown, said = import_activity(
        OWNER, owner, template(edit=moved(*rows)), "activity.xlsx", accept=True
    )
    assert shown is not None
    assert [one.kind for one in shown.changes if one.kind == "gone"] == []
    assert "import.kept_as_stored" in {one.code for one in said}
    assert stored(owner) == before
    year = calculate_year(OWNER, owner, 2565, today=TODAY)
    assert "import.rejected_left" in {one.code for one in year.findings}
    again, _ = import_activity(
        OWNER, owner, template(edit=moved(("D01", "D01"))), "activity.xlsx", accept=True
    )
    assert again is not None
    assert [one.kind for one in again.changes] == ["gone"]
    year = calculate_year(OWNER, owner, 2565, today=TODAY)
    assert "import.rejected_left" not in {one.code for one in year.findings}


@pytest.mark.parametrize("unit", ["กิโลวัตต์ชั่วโมง", "kWh [kWh]", None])
def test_another_spelling_of_the_unit_changes_nothing(unit: str | None) -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    spelled = template(edit=write("B5", unit))
    shown, _ = import_activity(OWNER, owner, spelled, "activity.xlsx", accept=True)
    assert shown is not None
    assert shown.changes == ()
    assert shown.receipt.rows_rejected == 0


def test_a_file_that_was_not_read_whole_has_no_whole_total() -> None:
    for edit in (write("A5", "E0l"), write("F5", "18O"), write("B2", "abcd")):
        answer, _ = calculate_file(template(edit=edit), "activity.xlsx", report_date=TODAY)
        assert answer is None or not any(year.complete for year in answer.years)
    whole, _ = calculate_file(template(), "activity.xlsx", report_date=TODAY)
    assert whole is not None
    assert whole.years[0].complete


def test_a_factor_is_chosen_for_a_kind_of_the_template_too() -> None:
    waste = replace(POWER_SOURCE, code="W01", kind="landfill.sent", activity_unit="kg")
    book = template((waste,), (TemplateLine("W01", "kg", YEAR),))
    asked, _ = calculate_file(book, "activity.xlsx", report_date=TODAY)
    pick = {"landfill.sent": "tgo-cfp-2022-07:waste.landfill.sanitary"}
    chosen, _ = calculate_file(book, "activity.xlsx", report_date=TODAY, factor_keys=pick)
    assert asked is not None
    assert chosen is not None
    assert (asked.years[0].complete, chosen.years[0].complete) == (False, True)


def test_an_emptied_sheet_is_called_by_its_own_name() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    shown, _ = import_activity(OWNER, owner, template(lines=()), "activity.xlsx", accept=False)
    assert shown is not None
    assert {(one.kind, one.sheet) for one in shown.changes} == {("gone", MONTHS)}
