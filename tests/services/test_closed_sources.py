"""A source that ended: what it left in the ground goes on, the rest is gone; and who is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, bare

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.thai.period import PeriodKind, calendar_year
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year
from fahsai.services.enter_lines import enter_months
from fahsai.services.open_year import open_year
from fahsai.services.sources import Span, settle_source

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.services.calculate_year import YearResult

pytestmark = pytest.mark.usefixtures("sqlite_database")
TODAY = date(2026, 2, 1)
CLOSED = Span(None, "", date(2022, 12, 31), "ปิดบ่อ")
SITE = {
    "pack": "ipcc-2006-fod-tropical-wet",
    "waste_type": "food",
    "site": "deep",
    "deposit.2564": "1000",
    "deposit.2565": "1000",
}


def year_of(owner: UUID, year_be: int = 2568) -> YearResult:
    return calculate_year(OWNER, owner, year_be, today=TODAY)


def town(kind: str, parameters: dict[str, str], *years: int) -> tuple[UUID, str]:
    """A town with one source of a kind, and some electricity in each year."""
    owner = bare("closed")
    made, said = add_source(OWNER, owner, SourceEntry(kind, "แหล่งเก่า", unit=""))
    meter, _ = add_source(OWNER, owner, SourceEntry("electricity.paid", "ไฟฟ้า", unit=""))
    assert made is not None, said
    assert meter is not None
    for year in years:
        open_year(OWNER, owner, year, PeriodKind.CALENDAR_YEAR)
        record(owner, meter.code, year, "10", "kWh")
    settle_source(OWNER, owner, made.code, parameters=parameters, reason="ตามทะเบียน")
    return owner, made.code


def record(owner: UUID, code: str, year: int, amount: str, unit: str) -> None:
    months = dict.fromkeys(calendar_year(year).months(), amount)
    done, said = enter_months(
        OWNER, owner, year, code, months, unit=unit, origin=Origin.PAID, grade=Grade.Y
    )
    assert done.accepted, said


def ended(owner: UUID, code: str, span: Span) -> tuple[Finding, ...]:
    changed, said = settle_source(OWNER, owner, code, span=span, reason="ตามหนังสือ")
    assert changed is not None, said
    return said


def moved(said: tuple[Finding, ...]) -> list[str]:
    return [one.data["versions"] for one in said if one.code == "source.years_moved"]


def test_a_closed_landfill_goes_on_giving_off_methane() -> None:
    owner, code = town("landfill.own.fod", SITE, 2568)
    before = year_of(owner).calculation
    assert before.total_kg > Decimal(200_000)
    # It is counted as before, so no draft is named.
    assert moved(ended(owner, code, CLOSED)) == []
    after = year_of(owner).calculation
    assert after.total_kg == before.total_kg
    assert code in {one.source.code for one in after.sources}


def test_what_is_gone_and_left_nothing_is_gone() -> None:
    owner, code = town("mobile.lpg", {}, 2565, 2568)
    record(owner, code, 2565, "10", "litre")
    ended(owner, code, CLOSED)
    assert code in {one.source.code for one in year_of(owner, 2565).calculation.sources}
    year = year_of(owner)
    assert code not in {one.source.code for one in year.calculation.sources}
    assert "source.not_this_year" not in {one.code for one in year.findings}


def test_a_landfill_that_opens_later_leaves_the_year_and_the_draft_is_named() -> None:
    owner, code = town("landfill.own.fod", SITE, 2567, 2568)
    opens = Span(date(2025, 1, 1), "รับโอน", None, "")
    counted = year_of(owner, 2567).calculation.total_kg
    assert moved(ended(owner, code, opens)) == ["2567 v1"]
    assert year_of(owner, 2567).calculation.total_kg < counted
    back = Span(None, "", None, "")
    assert moved(ended(owner, code, back)) == ["2567 v1"]
    assert year_of(owner, 2567).calculation.total_kg == counted


def test_dates_that_take_no_year_away_name_none() -> None:
    owner, code = town("mobile.lpg", {}, 2568)
    record(owner, code, 2568, "10", "litre")
    assert moved(ended(owner, code, Span(None, "", date(2025, 12, 31), "ขายเตา"))) == []
    silent = Span(None, "", date(2026, 3, 1), "ขายเตา")
    assert moved(ended(owner, code, silent)) == []


def test_a_source_without_any_record_is_asked_for_no_more_once_it_ended() -> None:
    owner, code = town("mobile.lpg", {}, 2568)
    assert not year_of(owner).calculation.complete
    assert moved(ended(owner, code, CLOSED)) == ["2568 v1"]
    assert year_of(owner).calculation.complete


def test_records_beside_the_dates_are_said_at_once_and_no_longer() -> None:
    owner, code = town("mobile.lpg", {}, 2565)
    record(owner, code, 2565, "10", "litre")

    def told() -> dict[str, str]:
        said = year_of(owner, 2565).findings
        return {
            one.code: one.data["count"] for one in said if one.code.startswith("mistake.record")
        }

    assert told() == {}
    counted = year_of(owner, 2565).calculation.total_kg
    for span, answer in (
        (Span(None, "", date(2022, 3, 31), "ขายรถ"), {"mistake.record_after_end": "9"}),
        (Span(date(2022, 9, 1), "ซื้อรถ", None, ""), {"mistake.record_before_start": "8"}),
        (Span(date(2022, 1, 1), "ซื้อรถ", date(2022, 12, 31), "ขายรถ"), {}),
    ):
        assert moved(ended(owner, code, span)) == []
        assert told() == answer
        assert year_of(owner, 2565).calculation.total_kg == counted
