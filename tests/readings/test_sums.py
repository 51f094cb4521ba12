"""Sums over readings and intervals: exact, by the clock of the place, the same on each engine."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.readings.made import FEBRUARY, JANUARY, MARCH, batch, intervals

from fahsai.core.metering.length import Length, bounds
from fahsai.core.metering.series import INTERVAL, Intervals, Quality
from fahsai.readings.buckets import Buckets
from fahsai.readings.errors import Unavailable
from fahsai.readings.store import ReadingsStore
from fahsai.readings.sums import RateSum, Sum
from fahsai.readings.values import Settled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BANGKOK = 7 * 3600
CHANNELS = (1, 2, 3, 1001)
GROUPS = {1: 10, 2: 10, 1001: 20}


def amount(chance: random.Random) -> int:
    return chance.choice([chance.randrange(10**6), -chance.randrange(10**6), 2**62, -(2**62)])


def filled(store: ReadingsStore) -> dict[int, list[tuple[int, int, int]]]:
    """Intervals of four channels over three months and around their edges; large and negative."""
    chance = random.Random(5)  # noqa: S311 - no secret
    said: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    settled = []
    for channel in CHANNELS:
        store.append(batch(*((channel, start, 0) for start in (JANUARY, FEBRUARY, MARCH))))
    store.compact()
    starts = {202601: JANUARY, 202602: FEBRUARY, 202603: MARCH}
    for one in store.dirty():
        count = 96 * 40 if one.month == 202601 else 200
        count = min(count, 31 * 96)
        start = starts[one.month] + INTERVAL * np.arange(count, dtype=np.int64)
        quantity = np.array([amount(chance) for _ in range(count)], np.int64)
        flags = np.array([chance.choice([0, 0, 0, 1, 2, 1024]) for _ in range(count)], np.int64)
        zero = np.zeros(count, np.int64)
        made = Intervals(start, quantity, quantity // 3, zero + 900, zero + 15, flags)
        settled.append(Settled(one, made, b""))
        said[one.channel] += zip(start.tolist(), quantity.tolist(), flags.tolist(), strict=True)
    store.settle(settled)
    return said


def expected(
    said: dict[int, list[tuple[int, int, int]]], groups: dict[int, int], stretches: Buckets
) -> list[Sum]:
    """The same with Python's own numbers."""
    found: dict[tuple[int, int], list[int]] = {}
    for channel, group in groups.items():
        for start, quantity, flags in said[channel]:
            for place, one in enumerate(stretches.bounds):
                if one.start <= start < one.end:
                    row = found.setdefault((group, place), [0, 0, 0, 0, 0, 0])
                    row[0] += quantity
                    row[1] += quantity // 3
                    row[2] += 900
                    row[3] += 15
                    row[4] |= flags
                    row[5] += 1
    return sorted(Sum(*key, *row) for key, row in found.items())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sums")


@pytest.fixture(scope="module")
def said(home: Path) -> dict[int, list[tuple[int, int, int]]]:
    store = ReadingsStore.open(home)
    made = filled(store)
    for turn in range(2):  # kept, then waiting upon what is kept
        rows = ((1, JANUARY + 60 * at, at * (turn + 1)) for at in range(turn * 50, 100))
        store.append(batch((2, FEBRUARY, 2**63 - 1), (3, MARCH, -(2**63)), *rows, arrived=turn))
        if turn == 0:
            store.compact()
    store.close()
    return made


@pytest.fixture(scope="module")
def spark() -> Iterator[str]:
    """A real Spark Connect server: one of the test run."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    _, port = server.listening_address
    yield f"sc://127.0.0.1:{port}"
    server.stop()


WINDOWS = [
    bounds(Length.HOUR, JANUARY + 100, JANUARY + 7300),
    bounds(Length.DAY, JANUARY, JANUARY + 9 * 86_400),
    [FEBRUARY - 20_700, FEBRUARY + 65_700, FEBRUARY + 152_100],  # days of another clock
    bounds(Length.MONTH, JANUARY - BANGKOK, MARCH + 31 * 86_400 - BANGKOK),
    bounds(Length.MONTH, JANUARY, MARCH + 1),
    bounds(Length.YEAR, JANUARY, MARCH),
    bounds(Length.FISCAL_YEAR, JANUARY - 200 * 86_400, MARCH),
    bounds(Length.QUARTER_HOUR, FEBRUARY, FEBRUARY + 3600),
]


def days(start: int, end: int) -> Buckets:
    return Buckets.between(bounds(Length.DAY, start, end))


@pytest.mark.parametrize("edges", WINDOWS)
def test_sums_are_those_of_whole_numbers(
    home: Path, said: dict[int, list[tuple[int, int, int]]], edges: list[int]
) -> None:
    store = ReadingsStore.open(home)
    stretches = Buckets.between(edges)
    for groups in (GROUPS, {one: one for one in CHANNELS}, {3: 1, 77: 1}):
        found = store.sums(groups, stretches)
        assert found == expected(said, groups, stretches)
        assert found
    assert store.sums({77: 1}, stretches) == []
    store.close()


# The client itself warns of the version of pandas, which we do not use.
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_spark_connect_says_the_same_to_the_last_digit(
    home: Path, said: dict[int, list[tuple[int, int, int]]], spark: str
) -> None:
    here, there = ReadingsStore.open(home), ReadingsStore.open(home, engine=spark)
    for edges in WINDOWS:
        stretches = Buckets.between(edges)
        groups = {one: one % 10 for one in CHANNELS}
        assert there.sums(groups, stretches) == here.sums(groups, stretches)
        assert there.sums(groups, stretches) == expected(said, groups, stretches)
        assert there.rates(groups, stretches) == here.rates(groups, stretches)
    assert here.rates(groups, Buckets.between(WINDOWS[3])) != []
    # What is compacted afterwards is seen by a session that is open already.
    here.append(batch((2, JANUARY + 5, 77)))
    for _ in range(2):
        stretches = days(JANUARY, JANUARY + 9)
        [found] = [one for one in there.rates({2: 0}, stretches) if one.most == 77]
        assert found == here.rates({2: 0}, stretches)[0]
        here.compact()
    empty = ReadingsStore.open(home / "empty", engine=spark)
    assert empty.sums({1: 1}, stretches) == []
    assert empty.rates({1: 1}, stretches) == []
    for store in (here, there, empty):
        store.close()
    there.end_engine()


def test_rates_lay_the_hot_log_upon_the_table(store: ReadingsStore) -> None:
    month = Buckets.between([FEBRUARY - BANGKOK, MARCH - BANGKOK])
    store.append(batch((1, FEBRUARY, 5), (1, FEBRUARY + 60, 9), (2, FEBRUARY, 2**63 - 1)))
    store.compact()
    store.append(batch((1, FEBRUARY + 60, 3), (1, FEBRUARY + 120, 4), (2, FEBRUARY + 1, 2**63 - 1)))
    for _ in range(2):
        assert store.rates({1: 0, 2: 1}, month) == [
            RateSum(0, 0, 3, 5, 12, 3, int(Quality.CONFLICT)),
            RateSum(1, 0, 2**63 - 1, 2**63 - 1, 2 * (2**63 - 1), 2, 0),
        ]
        store.compact()
    assert store.rates({}, month) == store.rates({1: 0}, Buckets(())) == []


def test_nothing_kept_is_no_sum(store: ReadingsStore) -> None:
    stretches = days(JANUARY, FEBRUARY)
    assert store.sums({1: 1}, stretches) == []
    assert store.rates({1: 1}, stretches) == []
    assert store.sums({}, stretches) == store.sums({1: 1}, Buckets(())) == []


def test_an_engine_that_is_not_there_is_told(store: ReadingsStore, tmp_path: Path) -> None:
    store.append(batch((1, JANUARY, 5)))
    store.compact()
    gone = ReadingsStore.open(tmp_path, engine="sc://127.0.0.1:9")
    assert gone.counts([1]) == {1: 1}
    with pytest.raises(Unavailable, match="engine"):
        gone.rates({1: 1}, days(JANUARY, JANUARY + 1))


def test_a_settled_month_can_be_empty(store: ReadingsStore) -> None:
    store.append(batch((1, JANUARY, 5)))
    store.compact()
    store.settle([Settled(one, intervals(JANUARY), b"") for one in store.dirty()])
    assert store.sums({1: 1}, Buckets.between(WINDOWS[5])) == []
