"""After a removal quantities are what they would be had nothing been removed."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import pytest
from tests.readings.made import ALWAYS

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.meter import Meter, MeterKind
from fahsai.core.metering.series import INTERVAL
from fahsai.readings.schema import hot_rows, month_start
from fahsai.readings.store import ReadingsStore
from fahsai.readings.values import RegisteredMeter
from fahsai.services.metering.month_ends import seals_of
from fahsai.services.metering.sums import channel_sums
from fahsai.services.settling import places_of, settle_what_changed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

Rows = list[tuple[int, int]]
STEP = 600
JANUARY, FEBRUARY, MARCH, APRIL = (month_start(202600 + month) for month in (1, 2, 3, 4))
FIRST, LAST = FEBRUARY - 6 * 86_400, MARCH + 5 * 86_400


class Town:
    """One meter in a store of its own: a channel that is counted, and a rate beside it."""

    def __init__(self, place: Path, measure: Measure) -> None:
        self.store = ReadingsStore.open(place)
        own = self.store.registry.numbers(UUID(int=1), ["main", "kw"])
        main = Channel(own["main"], "main", measure, "kWh", digits=1, modulus=10**6, every=STEP)
        rate = Channel(own["kw"], "kw", Measure.RATE, "kW", digits=1, every=STEP)
        channels = (main, rate) if measure is Measure.REGISTER else (main,)
        self.main, self.rate = main.number, rate.number
        self.know(Meter(UUID(int=1), UUID(int=2), "E01", MeterKind.ELECTRICITY, "E01", channels))

    def know(self, meter: Meter, *moved: int) -> None:
        self.meter = meter
        self.known = places_of([meter])
        self.store.know([RegisteredMeter(meter, "town", ())], dict.fromkeys(moved))

    def send(self, rows: Rows, number: int | None = None) -> None:
        if not rows:
            return
        ts, value = zip(*rows, strict=True)
        nothing = [0] * len(rows)
        channel = [self.main if number is None else number] * len(rows)
        self.store.append(hot_rows(channel, ts, value, nothing, nothing))

    def keep(self) -> None:
        while self.store.compact().batches:
            pass
        settle_what_changed(self.store)

    def remove(self, before: int) -> list[tuple[int, int]]:
        found = self.store.remove(
            [self.main, self.rate],
            before,
            why="x",
            who="x",
            protected=lambda *_: False,
            sealed=seals_of(self.store, self.known),
        )
        return [(one.channel, one.month) for one in found]

    def kept(self) -> pa.Table:
        return self.store.intervals([self.main], *ALWAYS)

    def asked(self) -> list[tuple[int, ...]]:
        """What people are answered, each quarter of an hour."""
        edges = range(FIRST - INTERVAL, LAST + 8 * INTERVAL, INTERVAL)
        return [
            tuple(one)
            for one in channel_sums(self.store, self.known, [self.main], edges)[self.main]
        ]


def readings(measure: Measure, seed: int) -> tuple[Rows, Rows]:
    """Of the days around two ends of months: it counts, stands, falls silent and rolls over."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    silent = chance.choice([0, 3, 40])
    standing = chance.choice([0, 5, 30])
    edge = FEBRUARY + chance.randrange(-3, 3) * 3600
    main: Rows = []
    rate: Rows = []
    value = chance.choice([10**6 - 900, 5000])
    for ts in range(FIRST, LAST, STEP):
        stands = abs(ts - edge) < standing * 1800
        passed = 0 if stands else chance.randrange(1, 9)
        said = ts + chance.randrange(-60, 60)
        if measure is Measure.LEVEL:
            value = value - passed if value > 1000 else 5000
        else:
            value = (value + passed) % 10**6
        if not abs(ts - edge - 7200) < silent * 1800:
            main.append((said, passed if measure is Measure.AMOUNT else value))
        rate.append((said, 10 * passed))
    return main, rate if measure is Measure.REGISTER else []


def around(rows: Rows, chance: random.Random) -> tuple[Rows, Rows]:
    """Some readings of February come late, near its edges and anywhere; and all others."""
    inside = [one for one in rows if FEBRUARY <= one[0] < MARCH]
    late = {*inside[:2], *inside[-2:], *chance.sample(inside, 20)}
    return [one for one in rows if one not in late], sorted(late)


@pytest.mark.parametrize("measure", [Measure.REGISTER, Measure.AMOUNT, Measure.LEVEL])
@pytest.mark.parametrize("seed", [0, 2, 5])
def test_a_late_reading_of_a_kept_month_makes_what_it_makes_without_a_removal(
    tmp_path: Path, measure: Measure, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    main, rate = readings(measure, seed)
    first, late = around(main, chance)
    gone, whole = (Town(tmp_path / name, measure) for name in ("gone", "whole"))
    for town in (gone, whole):
        town.send(first)
        town.send(rate, town.rate)
        town.keep()
    before = gone.kept()
    assert (gone.main, 202601) in gone.remove(FEBRUARY)
    assert gone.kept().equals(before)
    for town in (gone, whole):
        town.send(late)
    expected = whole.asked()
    assert gone.asked() == expected
    for town in (gone, whole):
        town.keep()
        assert town.asked() == expected
    assert gone.kept().equals(whole.kept())
    assert gone.store.readings([gone.main], JANUARY, FEBRUARY).num_rows == 0


@pytest.mark.parametrize("measure", [Measure.REGISTER, Measure.AMOUNT, Measure.LEVEL])
def test_a_late_reading_of_a_removed_month_changes_nothing(
    tmp_path: Path, measure: Measure
) -> None:
    main, rate = readings(measure, 1)
    town = Town(tmp_path, measure)
    town.send(main)
    town.send(rate, town.rate)
    town.keep()
    before, asked = town.kept(), town.asked()
    town.remove(FEBRUARY)
    town.send([(FEBRUARY - 90, 7), (FEBRUARY - 5 * 86_400, 7)])
    assert town.asked() == asked
    town.keep()
    assert town.asked() == asked
    assert town.kept().equals(before)
    assert len(town.store.late([town.main], *ALWAYS)) == 2


def test_another_declaration_leaves_what_was_removed(tmp_path: Path) -> None:
    main, rate = readings(Measure.REGISTER, 2)
    town = Town(tmp_path, Measure.REGISTER)
    town.send(main)
    town.send(rate, town.rate)
    town.keep()
    before = town.kept()
    town.remove(FEBRUARY)
    faster = tuple(replace(one, most_per_hour=10**5) for one in town.meter.channels)
    town.know(replace(town.meter, channels=faster), town.main, town.rate)
    assert town.store.changed([town.main])[town.main][0].month == 202602
    total = sum(before["quantity"].to_pylist())
    assert sum(one[0] for one in town.asked()) == total
    town.keep()
    after = town.kept()
    edge = int(np.searchsorted(before["start"].to_numpy(), FEBRUARY - 36 * 3600))
    assert after.slice(0, edge).equals(before.slice(0, edge))
    assert sum(after["quantity"].to_pylist()) == total


def test_month_after_month_goes_and_what_is_told_stays(tmp_path: Path) -> None:
    """Settled and removed month by month, as the keeper does; then late readings of the rest."""
    main, rate = readings(Measure.REGISTER, 3)
    first, late = around(main, random.Random(3))  # noqa: S311 - no secret
    late = [one for one in late if one[0] > FEBRUARY + 86_400]
    first = sorted(set(main) - {*late})
    town, whole = (Town(tmp_path / name, Measure.REGISTER) for name in ("gone", "whole"))
    for one in (town, whole):
        one.send(first)
        one.send(rate, one.rate)
        one.keep()
    assert town.remove(FEBRUARY) == [(1, 202601), (2, 202601)]
    town.send(late)
    whole.send(late)
    assert town.remove(MARCH) == []  # they wait to be settled
    town.keep()
    whole.keep()
    assert town.remove(MARCH) == [(1, 202602), (2, 202602)]
    assert town.kept().equals(whole.kept())
    more = [(LAST + at * STEP, (main[-1][1] + at) % 10**6) for at in range(1, 5)]
    for one in (town, whole):
        one.send([(MARCH + 7, main[-1][1])])  # impossible: put aside by the walk, not by removal
        one.send(more)
        one.keep()
    assert town.kept().equals(whole.kept())
    assert town.asked() == whole.asked()


def test_a_month_between_removed_ones_is_made_of_its_own(tmp_path: Path) -> None:
    """February alone has readings; January and March were removed."""
    main, rate = readings(Measure.REGISTER, 4)
    first, late = around(main, random.Random(4))  # noqa: S311 - no secret
    town = Town(tmp_path, Measure.REGISTER)
    town.send(first)
    town.send(rate, town.rate)
    town.send([(APRIL + 60, main[-1][1] + 5)])
    town.keep()
    before = town.kept()
    found = town.store.remove(
        [town.main, town.rate],
        APRIL,
        why="x",
        who="x",
        protected=lambda _, month: month == 202602,
        sealed=seals_of(town.store, town.known),
    )
    assert {one.month for one in found} == {202601, 202603}
    town.send(late)
    asked = town.asked()
    town.keep()
    assert town.asked() == asked
    after = town.kept()
    assert sum(after["quantity"].to_pylist()) == sum(before["quantity"].to_pylist())
    starts = before["start"].to_numpy()
    inside = np.flatnonzero((starts >= FEBRUARY - 36 * 3600) & (starts < MARCH))
    assert after.slice(0, inside[0]).equals(before.slice(0, inside[0]))
    assert after.slice(inside[-1] + 1).equals(before.slice(inside[-1] + 1))
    assert not after.equals(before)


def test_readings_of_a_rate_are_not_read_from_the_first_year_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main, rate = readings(Measure.REGISTER, 5)
    town = Town(tmp_path, Measure.REGISTER)
    town.send(main)
    town.send(rate, town.rate)
    town.keep()
    town.send([(LAST + 60, rate[-1][1])], town.rate)
    town.send([(LAST + 60, main[-1][1])])
    asked: list[int] = []
    really = town.store.readings

    def read(channels: Sequence[int], start: int, end: int) -> pa.Table:
        asked.append(start)
        return really(channels, start, end)

    monkeypatch.setattr(town.store, "readings", read)
    town.asked()
    town.keep()
    assert min(asked) > FEBRUARY
