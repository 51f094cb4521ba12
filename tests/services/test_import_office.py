"""Importing 12-month sheets: nothing is lost, nothing is doubled, what changes is shown first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.books import (
    CARS,
    DIESEL,
    LINES,
    MONTHS,
    ODD_UNIT,
    PAPER,
    POWER,
    RIDDLE,
    WATER,
    Sheet,
    office,
)
from tests.services.towns import OWNER, STRANGER, TODAY, bare, events, everything

from fahsai.core.quantity.exact import total
from fahsai.records.models import ActivityRow, ImportReceipt, Source
from fahsai.services.access import NotFoundError
from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import ChangeKind, ImportResult, import_activity
from fahsai.services.sources import settle_source, sources

if TYPE_CHECKING:
    from uuid import UUID

    from tests.services.books import Line

    from fahsai.core.finding import Finding

pytestmark = pytest.mark.usefixtures("each_database")


def offer(
    owner: UUID,
    data: bytes,
    *,
    accept: bool = True,
    name: str = "office.xlsx",
    year_be: int | None = None,
) -> tuple[ImportResult, dict[str, Finding]]:
    result, findings = import_activity(OWNER, owner, data, name, accept=accept, year_be=year_be)
    assert result is not None, findings
    conserved(result)
    return result, {one.code: one for one in findings}


def conserved(result: ImportResult) -> None:
    receipt = result.receipt
    assert receipt.rows_read == receipt.rows_stored + receipt.rows_rejected
    assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected
    assert all(check.ties for check in receipt.sums), receipt.sums


def lines(owner: UUID) -> list[ActivityRow]:
    return list(ActivityRow.rows.of(owner).current())


def stored_total(owner: UUID) -> Decimal:
    return total(row.quantity for row in lines(owner))


def in_file(*rows: Line) -> Decimal:
    return total(Decimal(str(value)) for row in rows for value in row.months if value is not None)


def shown(result: ImportResult) -> list[tuple[str, str, str]]:
    return [(str(one.kind), one.cell, one.label) for one in result.changes]


def test_everything_read_is_stored_or_rejected() -> None:
    owner = bare()
    odd = DIESEL.but(3, "12 ลิตร").but(4, None)
    result, findings = offer(owner, office(Sheet((odd, CARS, POWER, PAPER, RIDDLE, ODD_UNIT))))
    receipt = result.receipt
    assert (receipt.rows_read, receipt.rows_stored, receipt.rows_rejected) == (6, 4, 2)
    assert (receipt.cells_read, receipt.cells_stored, receipt.cells_rejected) == (71, 46, 25)
    assert receipt.cells_blank == 1
    assert len(lines(owner)) == 46
    assert stored_total(owner) == in_file(CARS, POWER, PAPER, odd.but(3, None))
    reasons = {(one.cell, one.reason) for one in receipt.rejected}
    assert ("H6", "text") in reasons
    assert {("E10", "row-not-understood"), ("P11", "row-not-understood")} <= reasons
    assert {"source.kind_unrecognised", "unit.unknown"} <= findings.keys()
    january = {(one.column, one.unit): one for one in receipt.sums}["E", "kg"]
    assert [january.before, january.rejected, january.after] == [21, 1, 20]


def test_a_preview_stores_nothing_at_all() -> None:
    owner = bare()
    before = everything()
    result, _ = offer(owner, office(Sheet()), accept=False)
    assert not result.accepted
    assert [kind for kind, _, _ in shown(result)] == ["added"] * 4
    assert everything() == before


def test_the_same_file_again_changes_nothing() -> None:
    owner = bare()
    offer(owner, office(Sheet()))
    before = everything()
    for accept in (False, True):
        result, _ = offer(owner, office(Sheet()), accept=accept)
        assert result.changes == ()
        assert result.receipt.cells_stored == 48
    assert everything() == before
    assert events(owner) == ["version.opened", "activity.imported"]


def test_two_cells_changed_one_row_gone_one_added_are_four_changes() -> None:
    owner = bare()
    offer(owner, office(Sheet((DIESEL, CARS, POWER, PAPER))))
    start = calculate_year(OWNER, owner, 2566, today=TODAY).calculation
    corrected = office(Sheet((DIESEL.but(0, 99), CARS, POWER.but(11, 5000), WATER)))
    before = everything()
    preview, _ = offer(owner, corrected, accept=False)
    assert everything() == before
    assert shown(preview) == [
        ("changed", "E6", DIESEL.label),
        ("changed", "P8", POWER.label),
        ("added", "9", WATER.label),
        ("gone", "9", PAPER.label),
    ]
    assert (preview.changes[0].before, preview.changes[0].after) == ("10 litre", "99 litre")
    assert (preview.changes[2].after, preview.changes[3].before) == ("666", "306")
    accepted, _ = offer(owner, corrected)
    assert accepted.changes == preview.changes
    assert stored_total(owner) == in_file(DIESEL.but(0, 99), CARS, POWER.but(11, 5000), WATER)
    again, _ = offer(owner, corrected)
    assert again.changes == ()
    after = calculate_year(OWNER, owner, 2566, today=TODAY).calculation
    assert after.sha256 != start.sha256
    quantities = {one.source.name_th: one.quantity for one in after.sources}
    assert quantities == {
        DIESEL.label: in_file(DIESEL.but(0, 99)),
        CARS.label: in_file(CARS),
        POWER.label: in_file(POWER.but(11, 5000)),
        WATER.label: in_file(WATER),
    }


def test_a_row_comes_back_with_what_was_settled_about_it() -> None:
    owner = bare()
    offer(owner, office(Sheet((DIESEL, PAPER))))
    code = next(one.code for one in sources(OWNER, owner) if one.name_th == PAPER.label)
    settle_source(OWNER, owner, code, kind="paper.greyback")
    gone, _ = offer(owner, office(Sheet((DIESEL,))))
    assert shown(gone) == [("gone", "7", PAPER.label)]
    assert [one.name_th for one in sources(OWNER, owner)] == [DIESEL.label]
    back, _ = offer(owner, office(Sheet((DIESEL, PAPER))))
    assert shown(back) == [("added", "7", PAPER.label)]
    kinds = {one.name_th: one.kind for one in sources(OWNER, owner)}
    assert kinds[PAPER.label] == "paper.greyback"
    assert stored_total(owner) == in_file(DIESEL, PAPER)
    assert offer(owner, office(Sheet((DIESEL, PAPER))))[0].changes == ()


def test_a_cell_is_emptied_and_filled_again() -> None:
    owner = bare()
    offer(owner, office(Sheet()))
    emptied, _ = offer(owner, office(Sheet((DIESEL.but(2, None), CARS, POWER, PAPER))))
    assert [(c.cell, c.before, c.after) for c in emptied.changes] == [("G6", "12 litre", "")]
    assert stored_total(owner) == in_file(*LINES) - 12
    filled, _ = offer(owner, office(Sheet()))
    assert [(c.cell, c.before, c.after) for c in filled.changes] == [("G6", "", "12 litre")]
    assert stored_total(owner) == in_file(*LINES)


def test_another_factor_is_one_change() -> None:
    owner = bare()
    offer(owner, office(Sheet()))
    changed = office(Sheet((replace(DIESEL, factor=3), CARS, POWER)))
    result, _ = offer(owner, changed)
    assert [(str(c.kind), c.cell, c.before, c.after) for c in result.changes] == [
        ("changed", "EF 6", "2.7078", "3"),
        ("gone", "9", "306", ""),
    ]
    factors = {row.sheet_factor for row in lines(owner) if row.cell.endswith("6")}
    assert factors == {Decimal(3)}


def test_a_factor_and_a_cell_of_one_row_are_two_changes() -> None:
    owner = bare()
    offer(owner, office(Sheet((DIESEL,))))
    months = tuple(value + 1 for value in DIESEL.months)
    result, _ = offer(owner, office(Sheet((replace(DIESEL, factor=3, months=months),))))
    assert len(result.changes) == 13


def test_a_sheet_without_a_year_needs_one() -> None:
    owner = bare()
    nameless = office(Sheet(name="สรุป", title="เดือน"))
    before = everything()
    result, findings = import_activity(OWNER, owner, nameless, "office.xlsx", accept=True)
    assert result is None
    assert [one.code for one in findings if one.level == "error"] == [
        "import.year_needed",
        "import.nothing_read",
    ]
    assert everything() == before
    taken, said = offer(owner, nameless, year_be=2566)
    assert taken.years == (2566,)
    assert "sheet.year_unknown" not in said
    assert "import.year_needed" not in said
    assert stored_total(owner) == in_file(*LINES)


def test_a_sheet_without_a_year_beside_one_with_a_year_is_rejected_cell_by_cell() -> None:
    owner = bare()
    both = office(Sheet(), Sheet((DIESEL, RIDDLE), name="สรุป", title="เดือน"))
    result, findings = offer(owner, both)
    assert (result.receipt.rows_read, result.receipt.rows_rejected) == (6, 2)
    assert {c.reason for c in result.receipt.rejected} == {"year-unknown"}
    assert "import.year_needed" in findings
    assert stored_total(owner) == in_file(*LINES)


def test_next_years_file_adds_and_does_not_replace() -> None:
    owner = bare()
    offer(owner, office(Sheet(name="สรุป", title="ปี 2566")))
    later, _ = offer(owner, office(Sheet(name="สรุป", title="ปี 2567")))
    assert {one.kind for one in later.changes} == {ChangeKind.ADDED}
    assert stored_total(owner) == 2 * in_file(*LINES)
    assert len(sources(OWNER, owner)) == 4  # the same sources in both years
    before = everything()
    offer(owner, office(Sheet(name="สรุป", title="ปี 2567")))
    assert everything() == before


@pytest.mark.parametrize("correction", [None, 77])
def test_last_years_sheet_as_this_years_base_does_not_double(correction: int | None) -> None:
    owner = bare()
    offer(owner, office(Sheet(name="สรุป", title="ปี 2566")))
    base = (DIESEL if correction is None else DIESEL.but(0, correction), *LINES[1:])
    both = office(
        Sheet(tuple(line.but(0, 1) for line in LINES), name="สรุป", title="ปี 2567"),
        Sheet(base, name="ปีฐาน", title="ปี 2566"),
    )
    result, findings = offer(owner, both)
    assert [c.kind for c in result.changes if c.sheet == "ปีฐาน"] == (
        [] if correction is None else [ChangeKind.CHANGED]
    )
    assert findings["import.sheet_renamed"].data["known_as"] == "สรุป"
    of_2566 = [row for row in lines(owner) if row.period.year_be == 2566]
    assert total(row.quantity for row in of_2566) == in_file(*base)
    before = everything()
    assert offer(owner, both)[0].changes == ()
    assert everything() == before


def test_a_base_sheet_that_restates_most_figures_is_still_the_same_year() -> None:
    owner = bare()
    offer(owner, office(Sheet(name="สรุป", title="ปี 2566")))
    restated = tuple(replace(line, months=tuple(v + 1 for v in line.months)) for line in LINES)
    offer(
        owner,
        office(Sheet(name="สรุป", title="ปี 2567"), Sheet(restated, name="ปีฐาน", title="ปี 2566")),
    )
    assert len(lines(owner)) == 96


def test_a_renamed_sheet_is_the_same_sheet() -> None:
    owner = bare()
    offer(owner, office(Sheet(name="สรุป 2566")))
    result, findings = offer(
        owner, office(Sheet((DIESEL.but(0, 5), CARS, POWER, PAPER), name="ข้อมูล 2566"))
    )
    assert shown(result) == [("changed", "E6", DIESEL.label)]
    assert "import.sheet_renamed" in findings
    assert len(lines(owner)) == 48


def test_one_of_two_sheets_is_renamed() -> None:
    owner = bare()
    second = tuple(line.but(0, 7777).but(1, 8888) for line in (CARS, POWER))
    offer(owner, office(Sheet(name="กองคลัง 2566"), Sheet(second, name="กองช่าง 2566")))
    result, findings = offer(
        owner, office(Sheet(name="กองคลัง 2566"), Sheet(second, name="สำนักช่าง 2566"))
    )
    assert result.changes == ()
    assert findings["import.sheet_renamed"].data["known_as"] == "กองช่าง 2566"
    assert len(lines(owner)) == 48 + 24


def test_two_sheets_of_one_year_stand_beside_each_other() -> None:
    owner = bare()
    other = tuple(line.but(0, 9) for line in LINES)
    both = office(Sheet(name="กองคลัง 2566"), Sheet(other, name="กองช่าง 2566"))
    result, findings = offer(owner, both)
    assert len(result.changes) == 8
    assert "import.sheet_beside" in findings
    assert stored_total(owner) == in_file(*LINES, *other)
    before = everything()
    assert offer(owner, both)[0].changes == ()
    assert everything() == before


def test_another_offices_sheet_is_not_taken_for_a_renamed_one() -> None:
    owner = bare()
    offer(owner, office(Sheet(name="กองคลัง 2566")), name="คลัง.xlsx")
    other = tuple(replace(line, months=tuple(v * 3 for v in line.months)) for line in LINES)
    result, findings = offer(owner, office(Sheet(other, name="กองช่าง 2566")), name="ช่าง.xlsx")
    assert {one.kind for one in result.changes} == {ChangeKind.ADDED}
    assert findings["import.sheet_beside"].data["others"] == "กองคลัง 2566"
    assert stored_total(owner) == in_file(*LINES) * 4


def test_a_base_sheet_of_the_reported_year_is_not_counted_twice() -> None:
    owner = bare()
    result, findings = offer(
        owner,
        office(Sheet(name="ปีปัจจุบัน", title="ปี 2566"), Sheet(name="ปีฐาน", title="ปี 2566")),
    )
    assert "import.base_same_year" in findings
    assert result.receipt.rows_rejected == 4
    assert stored_total(owner) == in_file(*LINES)


def test_duplicated_labels_stay_two_rows() -> None:
    owner = bare()
    twice = (CARS, CARS.but(0, 7), POWER)
    offer(owner, office(Sheet(twice)))
    assert stored_total(owner) == in_file(*twice)
    codes = [one.code for one in sources(OWNER, owner)]
    assert len(set(codes)) == 3
    before = everything()
    assert offer(owner, office(Sheet(twice)))[0].changes == ()
    assert everything() == before


def test_a_row_that_moved_is_the_same_row_and_codes_stay_unique() -> None:
    owner = bare()
    offer(owner, office(Sheet((DIESEL, CARS))))
    result, _ = offer(owner, office(Sheet((POWER, DIESEL, CARS))))
    assert shown(result) == [("added", "6", POWER.label)]
    codes = [one.code for one in sources(OWNER, owner)]
    assert sorted(codes) == ["R06", "R06-2", "R07"]


def test_a_fiscal_sheet_and_its_months() -> None:
    owner = bare()
    fiscal = (*MONTHS[9:], *MONTHS[:9])
    result, _ = offer(owner, office(Sheet(months=fiscal, name="ปีงบประมาณ 2566")))
    assert result.years == (2566,)
    starts = {row.period_start.isoformat() for row in lines(owner)}
    assert (min(starts), max(starts)) == ("2022-10-01", "2023-09-01")


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"%PDF-1.4", b"PK\x03\x04broken", office(Sheet((), months=()))],
    ids=["empty", "text", "pdf", "zip", "no table"],
)
def test_a_bad_file_leaves_everything_untouched(data: bytes) -> None:
    owner = bare()
    offer(owner, office(Sheet()))
    before = everything()
    result, findings = import_activity(OWNER, owner, data, "bad.xlsx", accept=True)
    assert result is None
    assert any(one.level == "error" for one in findings)
    assert everything() == before


def test_a_stranger_learns_nothing() -> None:
    owner = bare()
    with pytest.raises(NotFoundError):
        import_activity(STRANGER, owner, office(Sheet()), "office.xlsx", accept=True)


def test_an_error_after_the_change_leaves_neither_rows_nor_events(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner = bare()
    before = everything()

    def fail(**_: object) -> None:
        raise RuntimeError("after the rows")

    monkeypatch.setattr("fahsai.services.import_activity.record_event", fail)
    with pytest.raises(RuntimeError, match="after the rows"):
        import_activity(OWNER, owner, office(Sheet()), "office.xlsx", accept=True)
    assert everything() == before


def test_a_receipt_is_kept_with_the_file() -> None:
    owner = bare()
    result, _ = offer(owner, office(Sheet((DIESEL, RIDDLE))))
    row = ImportReceipt.rows.of(owner).get()
    assert row.receipt["rows_rejected"] == 1
    assert row.receipt["years"] == [2566]
    assert row.file_sha256 == result.receipt.file_sha256
    assert {one["before"] for one in row.receipt["sums"]} >= {"10", "21"}


def test_figures_keep_all_their_digits() -> None:
    owner = bare()
    exact = DIESEL.but(0, "0.1234567890123456789012345678901234").but(1, "๑,๒๓๔.๕")
    offer(owner, office(Sheet((exact,))))
    found = {row.cell: row.quantity for row in lines(owner)}
    assert found["E6"] == Decimal("0.1234567890123456789012345678901234")
    assert found["F6"] == Decimal("1234.5")
    assert Source.rows.of(owner).current().count() == 1
