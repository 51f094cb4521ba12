"""Meters behind meters and outside their life: nothing is counted twice, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.length import Length, bounds, instant
from fahsai.core.metering.life import Life, finer, life_of, lived
from fahsai.core.metering.meter import Meter, MeterKind
from fahsai.core.metering.parts import left_out, mains_of
from fahsai.core.metering.sources import Earlier, Sources
from fahsai.core.metering.summed import Summed

METER = Meter(
    id=UUID(int=1),
    organisation_id=UUID(int=9),
    code="E01",
    kind=MeterKind.ELECTRICITY,
    name_th="หม้อแปลง",
    channels=(Channel(1, "kwh", Measure.REGISTER, "kWh"),),
)
FIRST, LAST = date(2026, 3, 5), date(2026, 3, 20)
MONTH = instant(date(2026, 3, 1)), instant(date(2026, 4, 1))
IDS = [UUID(int=number) for number in range(6)]
TREES = st.lists(st.integers(0, 5), min_size=6, max_size=6).map(
    lambda mains: {
        one: None if main >= place else IDS[main]
        for place, (one, main) in enumerate(zip(IDS, mains, strict=True))
    }
)


def test_the_last_day_belongs_to_the_life() -> None:
    assert life_of(METER) == Life(None, None)
    stood = life_of(replace(METER, started_on=FIRST, ended_on=LAST))
    assert stood == Life(instant(FIRST), instant(date(2026, 3, 21)))
    assert life_of(replace(METER, ended_on=date.max)).end is None


def test_edges_are_cut_where_anything_of_a_meter_changes() -> None:
    moved = Sources((Earlier(date(2026, 3, 10), None),), UUID(int=7))
    edges = finer(MONTH, [replace(METER, started_on=FIRST, ended_on=LAST, sources=moved)])
    days = [date(2026, 3, 1), FIRST, date(2026, 3, 10), date(2026, 3, 21), date(2026, 4, 1)]
    assert edges == [instant(day) for day in days]
    assert finer(MONTH, [METER]) == list(MONTH)
    assert finer(MONTH, [replace(METER, started_on=date(2020, 1, 1))]) == list(MONTH)
    assert finer([], [METER]) == []


def test_what_lies_outside_the_life_is_kept_apart() -> None:
    meter = replace(METER, started_on=FIRST, ended_on=LAST)
    edges = finer(bounds(Length.DAY, *MONTH), [meter])
    own = lived(meter, [Summed(1, 0, 60, 2, 1)] * (len(edges) - 1), edges)
    assert (own.before.quantity, own.before.readings) == (4, 8)
    assert own.after.quantity == 11
    assert sum(own.stands) == sum(one.quantity for one in own.sums) == 16


@given(
    st.none() | st.dates(date(2026, 2, 20), date(2026, 4, 10)),
    st.none() | st.dates(date(2026, 2, 20), date(2026, 4, 10)),
    st.lists(st.integers(-5, 5), min_size=31, max_size=31),
)
def test_what_counts_and_what_does_not_are_all_there_is(
    started: date | None, ended: date | None, quantities: list[int]
) -> None:
    meter = replace(METER, started_on=started, ended_on=ended)
    edges = finer(bounds(Length.DAY, *MONTH), [meter])
    assert len(edges) == 32
    own = lived(meter, [Summed(one, 0, 60, 1, 1) for one in quantities], edges)
    counted = sum(one.quantity for one in own.sums)
    assert counted + own.before.quantity + own.after.quantity == sum(quantities)
    for there, one, (start, _) in zip(own.stands, own.sums, pairwise(edges), strict=True):
        assert there is not (
            (started is not None and start < instant(started))
            or (ended is not None and start > instant(ended))
        )
        assert there or one == Summed()


def test_a_part_counts_where_no_main_meter_does() -> None:
    main, part, below = IDS[:3]
    part_of = {main: None, part: main, below: part}
    assert list(mains_of(below, part_of)) == [part, main]
    assert left_out([main, part, below], part_of) == {part, below}
    assert left_out([main, below], part_of) == {below}  # the one between is elsewhere
    assert left_out([part, below], part_of) == {below}
    assert left_out([below], part_of) == frozenset()


def test_a_loop_comes_to_an_end() -> None:
    assert list(mains_of(IDS[0], {IDS[0]: IDS[1], IDS[1]: IDS[0]})) == [IDS[1]]
    assert list(mains_of(IDS[0], {IDS[0]: IDS[0]})) == []


@given(TREES, st.sets(st.sampled_from(IDS)))
def test_of_each_line_of_meters_only_the_uppermost_counts(
    part_of: dict[UUID, UUID | None], together: set[UUID]
) -> None:
    out = left_out(together, part_of)
    counted = together - out
    assert out <= together
    assert all(counted.isdisjoint(mains_of(one, part_of)) for one in counted)
    assert all(set(mains_of(one, part_of)) & counted for one in out)
