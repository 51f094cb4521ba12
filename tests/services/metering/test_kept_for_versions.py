"""What a submitted version rests on stays, by whatever source the meter had at any time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.metering.kept import Metered, metered, minutes  # noqa: F401 - a fixture

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.sources import BEGINNING
from fahsai.core.thai.period import PeriodKind, fiscal_year
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.enter_lines import enter_months
from fahsai.services.meters import MeterEntry, change_meter, meter_entry
from fahsai.services.open_year import open_year
from fahsai.services.retention import apply_retention, set_retention
from fahsai.services.submit import submit

if TYPE_CHECKING:
    from fahsai.services.meters import MeterRecord

YEAR = 2568
DAY = date(2025, 3, 2)
TODAY, LATER = date(2026, 1, 15), date(2026, 10, 1)
AFTER = date(2025, 12, 1)


def submitted_year(one: Metered) -> None:
    """A year that rests on S01 alone."""
    home = one.home
    open_year(home.actor, home.id, YEAR, PeriodKind.FISCAL_YEAR)
    months = dict.fromkeys(fiscal_year(YEAR).months(), "100")
    entered, said = enter_months(
        *(home.actor, home.id, YEAR, "S01", months),
        unit="kWh",
        origin=Origin.PAID,
        grade=Grade.Y,
    )
    assert entered.accepted, said
    version, said = submit(home.actor, home.id, YEAR, today=TODAY)
    assert version is not None, said


def moved(one: Metered, made: MeterRecord, since: date) -> None:
    """The meter measures another source, which no version knows."""
    home = one.home
    other, said = add_source(home.actor, home.id, SourceEntry("electricity.free", "อื่น", unit="D01"))
    assert other is not None, said
    entry = meter_entry(home.actor, home.id, made.id)
    wanted = replace(entry, source=other.code, source_from=since)
    kept, said = change_meter(home.actor, home.id, made.id, wanted, "ย้าย")
    assert kept is not None, said


@pytest.mark.parametrize("since", [AFTER, BEGINNING])
def test_readings_of_an_earlier_source_stay(metered: Metered, since: date) -> None:  # noqa: F811
    """Also where it is said later that the meter never measured it: the version was made so."""
    rests = metered.meter("E01", MeterEntry(MeterKind.ELECTRICITY, "หม้อแปลง", source="S01"))
    free = metered.meter("E02")
    for made in (rests, free):
        metered.send(made.code, *minutes(DAY, 10), *minutes(date(2026, 5, 1), 10, start=2000))
    metered.keep()
    submitted_year(metered)
    moved(metered, rests, since)
    home = metered.home
    kept, said = set_retention(home.actor, home.id, 6, "ระเบียบ")
    assert kept is not None, said
    gone = apply_retention(home.actor, home.id, today=LATER)
    assert [(one.meter.code, one.removal.month) for one in gone] == [("E02", 202503)]
    number = rests.channels[0].number
    assert metered.store.counts([number])[number] == 20


def test_readings_of_a_year_that_no_version_rests_on_go(metered: Metered) -> None:  # noqa: F811
    made = metered.meter("E01", MeterEntry(MeterKind.ELECTRICITY, "หม้อแปลง", source="S01"))
    metered.send("E01", *minutes(DAY, 10), *minutes(date(2026, 5, 1), 10, start=2000))
    metered.keep()
    moved(metered, made, AFTER)
    home = metered.home
    set_retention(home.actor, home.id, 6, "ระเบียบ")
    gone = apply_retention(home.actor, home.id, today=LATER)
    assert [one.removal.month for one in gone] == [202503]
    assert Decimal(gone[0].removal.rows) == 10
