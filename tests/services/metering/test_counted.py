"""What counts in a quantity: each meter while it stood, once, by the source it had then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.services.metered import NOW
from tests.services.metering.kept import Metered, metered, minutes  # noqa: F401 - a fixture

from fahsai.core.metering.length import Length, instant
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.series import Quality
from fahsai.core.thai.period import PeriodKind
from fahsai.services.access import NotFoundError
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.meter_health import meter_events
from fahsai.services.meter_readings import intervals_of
from fahsai.services.meters import (
    MeterEntry,
    change_meter,
    end_meter,
    meter_entry,
    withdraw_meter,
)
from fahsai.services.open_year import open_year
from fahsai.services.quantities import Asked, By, Quantity, quantities
from fahsai.services.units import add_unit

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.services.meters import MeterRecord

DAY, NEXT, THIRD, END = (date(2026, 3, day) for day in (2, 3, 4, 5))
TODAY = date(2026, 6, 1)
HALL = MeterEntry(MeterKind.ELECTRICITY, "อาคาร", source="S01", unit="D01")


def asked(
    one: Metered,
    by: By = By.METER,
    length: Length = Length.DAY,
    start: date = DAY,
    end: date = END,
    meters: tuple[str, ...] = (),
) -> tuple[tuple[Quantity, ...], tuple[Finding, ...]]:
    wanted = Asked(by, length, instant(start), instant(end), meters)
    return quantities(one.home.actor, one.home.id, wanted, today=TODAY)


def changed(one: Metered, made: MeterRecord, **said: object) -> MeterRecord:
    """The meter said otherwise, and the intake told of it."""
    actor, owner = one.home.actor, one.home.id
    entry = replace(meter_entry(actor, owner, made.id), **said)  # type: ignore[arg-type]
    kept, findings = change_meter(actor, owner, made.id, entry, "ทดสอบ")
    assert kept is not None, findings
    one.tell(kept)
    return kept


def three_days(one: Metered, code: str, *, step: float = 0.05) -> None:
    one.send(code, *minutes(DAY, 3 * 1440 + 1, step=step))


def told(said: tuple[Finding, ...], code: str) -> dict[str, str]:
    (found,) = [one for one in said if one.code == code]
    return dict(found.data)


def test_each_day_emits_by_the_source_that_the_meter_had_then(metered: Metered) -> None:  # noqa: F811
    """Moved to a source that another factor counts: the days before stay where they were."""
    home = metered.home
    open_year(home.actor, home.id, 2569, PeriodKind.FISCAL_YEAR)
    solar, said = add_source(
        home.actor, home.id, SourceEntry("electricity.self_generated", "โซลาร์", unit="D01")
    )
    assert solar is not None, said
    made = metered.meter("E01", HALL)
    three_days(metered, "E01")
    before, _ = asked(metered)
    kept = changed(metered, made, source=solar.code, source_from=THIRD)
    assert [(one.source, one.start, one.end) for one in kept.sources] == [
        ("S01", None, THIRD),
        (solar.code, THIRD, None),
    ]
    after, _ = asked(metered)
    assert [one.co2e_kg for one in after[:2]] == [one.co2e_kg for one in before[:2]]
    assert after[2].co2e_kg != before[2].co2e_kg == Decimal("34.2")
    (whole,), _ = asked(metered, By.ORGANISATION, Length.MONTH)
    assert whole.co2e_kg == sum(one.co2e_kg or 0 for one in after)
    assert whole.quantity == sum(one.quantity or 0 for one in after) == 216


def test_a_time_without_a_source_is_told_once_for_all_meters(metered: Metered) -> None:  # noqa: F811
    home = metered.home
    open_year(home.actor, home.id, 2569, PeriodKind.FISCAL_YEAR)
    metered.meter("E01", replace(HALL, source_from=THIRD))
    metered.meter("E02", replace(HALL, source=""))
    metered.meter("E03", HALL)
    for code in ("E01", "E02", "E03"):
        three_days(metered, code)
    rows, said = asked(metered)
    assert told(said, "meter.no_source") == {"count": "2", "meters": "E01, E02"}
    assert [one.co2e_kg is None for one in rows[:3]] == [True, True, False]
    assert all(one.complete for one in rows)
    _, said = asked(metered, meters=("E03",))
    assert said == ()


def test_readings_outside_the_life_of_a_meter_are_told_and_not_counted(metered: Metered) -> None:  # noqa: F811
    made = metered.meter("E01", replace(HALL, source="", started_on=NEXT))
    three_days(metered, "E01")
    rows, said = asked(metered)
    assert [one.start for one in rows] == [instant(NEXT), instant(THIRD)]
    assert told(said, "meter.before_start") == {
        "count": "1440",
        "start": "2026-03-03",
        "quantity": "72",
        "unit": "kWh",
    }
    (month,), _ = asked(metered, length=Length.MONTH)
    assert (month.quantity, month.known, month.readings) == (Decimal(144), Decimal(1), 2880)
    assert Quality.MISSING not in month.quality
    actor, owner = metered.home.actor, metered.home.id
    kept, _ = end_meter(actor, owner, made.id, NEXT, "รื้อถอน")
    assert kept is not None
    (month,), said = asked(metered, length=Length.MONTH)
    assert (month.quantity, month.known) == (Decimal(72), Decimal(1))
    assert told(said, "meter.after_end")["quantity"] == "72"
    events = meter_events(actor, owner, made.id, instant(DAY), instant(END))
    assert [one.code for one in events] == ["meter.before_start", "meter.after_end"]
    found = intervals_of(actor, owner, made.id, Length.DAY, instant(DAY), instant(END), None)
    assert found is not None
    assert [(one.origin, one.quantity) for one in found.rows] == [
        ("outside", None),
        ("measured", Decimal(72)),
        ("outside", None),
    ]
    assert [one.code for one in found.findings] == ["meter.before_start", "meter.after_end"]


def test_a_silent_part_of_the_life_is_still_missing(metered: Metered) -> None:  # noqa: F811
    metered.meter("E01", replace(HALL, source="", started_on=NEXT))
    metered.send("E01", *minutes(THIRD, 1441))
    (month,), said = asked(metered, length=Length.MONTH)
    assert (month.quantity, month.known) == (Decimal(72), Decimal("0.5"))
    assert Quality.MISSING in month.quality
    assert "meter.before_start" not in [one.code for one in said]


def test_a_meter_that_did_not_stand_has_no_row(metered: Metered) -> None:  # noqa: F811
    metered.meter("E01", replace(HALL, started_on=date(2026, 5, 1)))
    assert asked(metered)[0] == ()
    metered.meter("E02", replace(HALL, source=""))
    rows, _ = asked(metered, By.ORGANISATION)
    assert {one.meters for one in rows} == {1}


def test_what_stands_behind_a_main_meter_counts_once(metered: Metered) -> None:  # noqa: F811
    home = metered.home
    open_year(home.actor, home.id, 2569, PeriodKind.FISCAL_YEAR)
    metered.meter("E01", HALL)
    metered.meter("E02", replace(HALL, part_of="E01"))
    metered.meter("E03", replace(HALL, unit="D02", part_of="E02"))
    three_days(metered, "E01", step=0.1)
    three_days(metered, "E02")
    three_days(metered, "E03", step=0.01)
    (town,), said = asked(metered, By.ORGANISATION, Length.MONTH)
    assert (town.quantity, town.meters, town.left_out) == (Decimal(432), 1, ("E02", "E03"))
    assert town.co2e_kg == Decimal("205.2")  # 432 kWh x 0.4750
    assert told(said, "meter.parts_left_out") == {"count": "2", "meters": "E02, E03"}
    units, said = asked(metered, By.UNIT, Length.MONTH)
    assert [(one.quantity, one.left_out) for one in units] == [
        (Decimal(432), ("E02",)),
        (Decimal("43.2"), ()),
    ]
    assert told(said, "meter.parts_elsewhere") == {"count": "1", "meters": "E03"}
    (part,), said = asked(metered, By.ORGANISATION, Length.MONTH, meters=("E02", "E03"))
    assert (part.quantity, part.left_out) == (Decimal(216), ("E03",))
    meters, said = asked(metered, length=Length.MONTH)
    assert [one.quantity for one in meters] == [432, 216, Decimal("43.2")]
    assert said == ()


def test_a_withdrawn_meter_in_between_does_not_count_its_parts_twice(metered: Metered) -> None:  # noqa: F811
    metered.meter("E01", replace(HALL, source=""))
    middle = metered.meter("E02", replace(HALL, source="", part_of="E01"))
    metered.meter("E03", replace(HALL, source="", part_of="E02"))
    three_days(metered, "E01", step=0.1)
    three_days(metered, "E03")
    owner, actor = metered.home.id, metered.home.actor
    assert withdraw_meter(actor, owner, middle.id, "ใส่ผิด", now=NOW)[0]
    (town,), said = asked(metered, By.ORGANISATION, Length.MONTH)
    assert (town.quantity, town.meters, town.left_out) == (Decimal(432), 1, ("E03",))
    assert told(said, "meter.parts_left_out") == {"count": "1", "meters": "E03"}


def test_a_sum_is_the_same_whoever_reaches_the_meter_in_between(metered: Metered) -> None:  # noqa: F811
    home = metered.home
    for code, unit, main in (("E01", "D02", ""), ("E02", "D01", "E01"), ("E03", "D02", "E02")):
        metered.meter(code, replace(HALL, source="", unit=unit, part_of=main))
        three_days(metered, code)
    wanted = Asked(By.UNIT, Length.MONTH, instant(DAY), instant(END), ("E01", "E03"))
    for actor in (home.actor, home.collector):
        (below,), said = quantities(actor, home.id, wanted, today=TODAY)
        assert (below.quantity, below.left_out) == (Decimal(216), ("E03",))
        assert told(said, "meter.parts_left_out") == {"count": "1", "meters": "E03"}
        assert not [one for one in said if "E02" in f"{one.subject} {dict(one.data)}"]
    with pytest.raises(NotFoundError):
        quantities(home.collector, home.id, wanted._replace(meters=("E02",)), today=TODAY)


def test_a_part_counts_while_its_main_meter_did_not_stand(metered: Metered) -> None:  # noqa: F811
    metered.meter("E01", replace(HALL, source="", started_on=THIRD))
    metered.meter("E02", replace(HALL, source="", part_of="E01"))
    three_days(metered, "E01", step=0.1)
    three_days(metered, "E02")
    days, _ = asked(metered, By.ORGANISATION)
    assert [(one.quantity, one.meters, one.left_out) for one in days] == [
        (Decimal(72), 1, ()),
        (Decimal(72), 1, ()),
        (Decimal(144), 1, ("E02",)),
    ]
    (month,), _ = asked(metered, By.ORGANISATION, Length.MONTH)
    assert (month.quantity, month.known, month.left_out) == (Decimal(288), Decimal(1), ("E02",))


def test_what_is_of_another_kind_stands_apart(metered: Metered) -> None:  # noqa: F811
    metered.meter("E01", replace(HALL, source=""))
    metered.meter("W01", MeterEntry(MeterKind.WATER, "ประปา", unit="D01"))
    three_days(metered, "E01")
    metered.send("W01", {"t": instant(DAY), "m3": 1}, {"t": instant(DAY) + 60, "m3": 2})
    rows, _ = asked(metered, By.UNIT, Length.MONTH)
    assert [(one.subject.kind, one.subject.unit, one.meters) for one in rows] == [
        (MeterKind.ELECTRICITY, "kWh", 1),
        (MeterKind.WATER, "m3", 1),
    ]


MAINS = st.lists(st.sampled_from(["", "M0", "M1", "M2", "M3"]), min_size=4, max_size=4)
UNITS = st.lists(st.sampled_from(["D01", "D02", "D03"]), min_size=4, max_size=4)
LIVES = st.lists(st.sampled_from([None, DAY, NEXT, THIRD]), min_size=4, max_size=4)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(MAINS, UNITS, LIVES)
def test_counted_and_left_out_are_all_that_was_measured(
    metered: Metered,  # noqa: F811
    mains: list[str],
    units: list[str],
    lives: list[date | None],
) -> None:
    """By meter nothing is left out; by unit and in all, what is left out is told by its meter."""
    names = [f"M{place}" for place in range(4)]
    if metered.store.registry.all() == []:
        made, said = add_unit(metered.home.actor, metered.home.id, "D03", "กองช่าง")
        assert made is not None, said
        for place, name in enumerate(names):
            metered.meter(name, replace(HALL, source=""))
            three_days(metered, name, step=0.01 * 2**place)
    for place, name in enumerate(names):
        (one,) = (found.meter for found in metered.store.registry.all() if found.meter.code == name)
        entry = meter_entry(metered.home.actor, metered.home.id, one.id)
        main = mains[place] if mains[place] in names[:place] else ""
        wanted = replace(entry, unit=units[place], part_of=main, started_on=lives[place])
        kept, findings = change_meter(metered.home.actor, metered.home.id, one.id, wanted, "ทดสอบ")
        assert kept is not None, findings
    of_meters, _ = asked(metered)
    each = {(one.subject.id, one.start): one.quantity or 0 for one in of_meters}
    ids = {one.meter.code: one.meter.id for one in metered.store.registry.all()}
    sums = {}
    for by in (By.UNIT, By.ORGANISATION):
        rows, _ = asked(metered, by)
        for start in sorted({one.start for one in rows}):
            day = [one for one in rows if one.start == start]
            counted = sum(one.quantity or 0 for one in day)
            out = sum(each[ids[code], start] for one in day for code in one.left_out)
            assert counted + out == sum(q for (_, at), q in each.items() if at == start)
            assert sum(one.meters + len(one.left_out) for one in day) == sum(
                at == start for _, at in each
            )
            sums[by, start] = counted, out
    for (by, start), (counted, out) in sums.items():
        if by is By.UNIT:
            whole, whole_out = sums[By.ORGANISATION, start]
            assert counted + out == whole + whole_out
            assert counted >= whole
            crossing = any(
                main and main in names[:place] and units[place] != units[names.index(main)]
                for place, main in enumerate(mains)
            )
            if not crossing:
                assert counted == whole


def test_a_day_that_only_one_of_two_years_holds_is_counted_by_that_one(metered: Metered) -> None:  # noqa: F811
    """November lies in the calendar year; its January lies in the fiscal year too."""
    home = metered.home
    for kind, factors in (
        (PeriodKind.FISCAL_YEAR, "tgo-cfo-2026-02"),
        (PeriodKind.CALENDAR_YEAR, "tgo-cfo-2022-04"),
    ):
        open_year(home.actor, home.id, 2569, kind)
        version = version_of_year(home.actor, home.id, 2569, kind=kind)
        set_settings(home.actor, version, Settings(factors, date(2027, 1, 1)))
    metered.now = instant(date(2026, 12, 1))
    metered.meter("E01", HALL)
    november = date(2026, 11, 2)
    metered.send("E01", *minutes(DAY, 1441), *minutes(november, 1441, start=5000))
    (spring,), _ = asked(metered, start=DAY, end=NEXT)
    (autumn,), _ = asked(metered, start=november, end=date(2026, 11, 3))
    assert spring.quantity == autumn.quantity == Decimal(72)
    assert spring.co2e_kg == Decimal("34.2")  # 0.4750
    assert autumn.co2e_kg == Decimal("35.9928")  # 0.4999
