"""What is removed leaves proof and intervals; what is protected stays."""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

import pyarrow as pa
import pytest
from tests.readings.made import ALWAYS, FEBRUARY, JANUARY, MARCH, batch, intervals, seals

from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.series import INTERVAL
from fahsai.readings.compact import LOCK
from fahsai.readings.errors import Unavailable
from fahsai.readings.hot import END_OF_TIME
from fahsai.readings.proof import digest
from fahsai.readings.schema import ASKED
from fahsai.readings.values import Dirty, Late, Removal, Settled, Stale

if TYPE_CHECKING:
    from fahsai.readings.store import ReadingsStore

STARTS = {202601: JANUARY, 202602: FEBRUARY, 202603: MARCH}


def free(_channel: int, _month: int) -> bool:
    return False


def filled(store: ReadingsStore) -> None:
    """Channels 1 and 2, three months, settled; the values are large."""
    for start in STARTS.values():
        rows = ((channel, start + 60 * at, 2**62 + at) for channel in (1, 2) for at in range(4))
        store.append(batch(*rows))
    store.compact()
    store.settle(
        [Settled(one, intervals(STARTS[one.month], one.channel), b"") for one in store.dirty()]
    )


def remove(store: ReadingsStore, channels: list[int], before: int) -> list[Removal]:
    return store.remove(channels, before, why="x", who="x", protected=free, sealed=seals)


def months(store: ReadingsStore, channel: int) -> list[int]:
    return [
        month
        for month, start in STARTS.items()
        if store.counts([channel], start, start + 999)[channel]
    ]


def test_old_months_go_and_their_intervals_stay(each_store: ReadingsStore) -> None:
    store = each_store
    filled(store)
    export = store.readings([1], JANUARY, FEBRUARY)
    before = store.intervals([1, 2], *ALWAYS)
    found = store.remove([1], MARCH - 1, why="ครบสองปี", who="keeper", protected=free, sealed=seals)
    assert [(one.channel, one.month, one.rows) for one in found] == [(1, 202601, 4)]
    assert (months(store, 1), months(store, 2)) == ([202602, 202603], [*STARTS])
    assert store.intervals([1, 2], *ALWAYS).equals(before)
    [proof] = store.removals()
    assert proof == found[0]
    assert (proof.first, proof.last) == (JANUARY, JANUARY + 180)
    assert proof.total == 4 * 2**62 + 6
    assert proof.sha256 == digest(export)
    assert (proof.why, proof.who) == ("ครบสองปี", "keeper")
    assert remove(store, [1], MARCH - 1) == []
    assert store.removals([2]) == []
    assert store.latest([1])[1].ts == MARCH + 180


def test_an_export_made_before_is_held_against_the_proof(store: ReadingsStore) -> None:
    """As a verifier does it, with nothing of ours: the CSV's lines are the canonical text."""
    filled(store)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(
        row.values() for row in store.readings([2], JANUARY, FEBRUARY).to_pylist()
    )
    remove(store, [2], FEBRUARY)
    assert store.removals()[0].sha256 == sha256(stream.getvalue().encode()).hexdigest()
    tampered = stream.getvalue().replace("907,0", "908,0")
    assert store.removals()[0].sha256 != sha256(tampered.encode()).hexdigest()


def test_what_is_protected_stays(store: ReadingsStore) -> None:
    filled(store)
    asked: set[tuple[int, int]] = set()

    def frozen(channel: int, month: int) -> bool:
        asked.add((channel, month))
        return (channel, month) in {(1, 202601), (2, 202602)}

    found = store.remove([1, 2], MARCH, why="x", who="x", protected=frozen, sealed=seals)
    assert [(one.channel, one.month) for one in found] == [(2, 202601), (1, 202602)]
    assert (months(store, 1), months(store, 2)) == ([202601, 202603], [202602, 202603])
    assert asked == {(channel, month) for channel in (1, 2) for month in (202601, 202602)}


def test_what_is_not_settled_or_still_waits_stays(store: ReadingsStore) -> None:
    filled(store)
    store.append(batch((1, JANUARY + 1, 1)))
    assert remove(store, [1], FEBRUARY) == []
    store.compact()
    assert remove(store, [1], FEBRUARY) == []
    store.settle([Settled(one, intervals(JANUARY, 1), b"") for one in store.dirty()])
    [found] = remove(store, [1], FEBRUARY)
    assert found.rows == 5


def test_what_comes_for_a_removed_month_is_put_aside_and_told(each_store: ReadingsStore) -> None:
    store = each_store
    filled(store)
    remove(store, [1], FEBRUARY)
    before = store.intervals([1], *ALWAYS)
    late = batch((1, JANUARY + 1, 1), (2, JANUARY + 1, 1), arrived=5)
    for again in (late, late):
        store.append(again)
        assert store.counts([1], JANUARY, FEBRUARY) == {1: 0}  # in the hot log it is none either
        assert len(store.readings([1], JANUARY, FEBRUARY)) == 0
        store.compact()
    assert store.counts([1], JANUARY, FEBRUARY) == {1: 0}
    assert store.late([1, 2], *ALWAYS) == [Late(1, JANUARY + 1, 1, 0, 5)]
    assert store.late([1], JANUARY + 2, FEBRUARY) == []
    assert [(one.stored, one.late) for one in store.channel_counts([1, 2])] == [(12, 2), (13, 0)]
    assert [one[:2] for one in store.dirty()] == [(2, 202601)]
    store.touch([1])
    assert (1, 202601) not in [one[:2] for one in store.dirty()]
    assert store.intervals([1], *ALWAYS).equals(before)
    assert store.latest([1])[1].ts == MARCH + 180


def test_every_row_is_counted_once(store: ReadingsStore) -> None:
    filled(store)
    remove(store, [1], FEBRUARY)
    store.append(batch((1, JANUARY, 1), (1, MARCH, 2**62), (1, MARCH, 5), (1, MARCH + 1, 5)))
    done = store.compact()
    assert (done.rows, done.late, done.duplicates, done.conflicts, done.stored) == (4, 1, 1, 1, 1)


def test_only_one_changes_the_table(store: ReadingsStore) -> None:
    filled(store)
    with store.database.alone(LOCK), pytest.raises(Unavailable):
        remove(store, [1], FEBRUARY)
    assert store.removals() == []


def test_a_removed_part_is_gone_from_the_disk_later(store: ReadingsStore) -> None:
    filled(store)
    remove(store, [1, 2], MARCH)
    assert {one[0] for one in store.rows.newest().parts()} == {202603}  # type: ignore[union-attr]


def test_the_digest_is_of_the_lines() -> None:
    columns = {"channel": [1, 1], "ts": [-5, 0], "value": [-(2**63), 7], "quality": [0, 64]}
    lines = b"1,-5,-9223372036854775808,0\n1,0,7,64\n"
    assert digest(pa.table(columns, schema=ASKED)) == sha256(lines).hexdigest()
    assert digest(ASKED.empty_table()) == sha256(b"").hexdigest()


def test_what_changed_tells_not_of_removed_months(each_store: ReadingsStore) -> None:
    store = each_store
    filled(store)
    assert store.changed([1, 2]) == {}
    remove(store, [1], FEBRUARY)
    store.append(batch((1, JANUARY + 1, 1), (1, MARCH + 1, 1), (2, MARCH, 1), (2, FEBRUARY + 1, 1)))
    for _ in range(2):
        assert store.changed([1, 2, 3]) == {
            1: [Stale(202603, END_OF_TIME, END_OF_TIME)],
            2: [Stale(202602, END_OF_TIME, END_OF_TIME)],
        }
        store.compact()


def test_what_an_unsettled_month_begins_with_stays(store: ReadingsStore) -> None:
    filled(store)
    store.append(batch((1, FEBRUARY + 1, 1)))
    for _ in range(2):  # in the hot log, then waiting to be settled
        assert remove(store, [1], FEBRUARY) == []
        store.compact()
    store.settle([Settled(one, intervals(FEBRUARY, 1), b"") for one in store.dirty()])
    assert len(remove(store, [1], FEBRUARY)) == 1


def test_a_removed_month_parts_what_is_made_again(store: ReadingsStore) -> None:
    """Nothing is made through a month whose readings are gone, and it keeps what it owns."""
    filled(store)
    only = {(1, 202602)}
    store.remove(
        [1],
        MARCH,
        why="x",
        who="x",
        protected=lambda channel, month: (channel, month) not in only,
        sealed=seals,
    )
    store.append(batch((1, JANUARY + 1, 1), (1, MARCH + 1, 1)))
    expected = {1: [Stale(202601, FEBRUARY, FEBRUARY), Stale(202603, END_OF_TIME, END_OF_TIME)]}
    assert store.changed([1]) == expected
    store.compact()
    assert store.changed([1]) == expected


def test_the_month_after_goes_on_from_the_seal(
    each_store: ReadingsStore,
) -> None:
    """March had told the last quarter of February, and begins at its own beginning from now on."""
    store = each_store
    store.append(batch(*((1, start, 1) for start in STARTS.values())))
    store.compact()
    now = {one.month: one for one in store.dirty()}
    event = MeterEvent(1, EventKind.STUCK, MARCH - 60, MARCH + 60, MARCH + 60)
    store.settle([Settled(now[202601], intervals(JANUARY, 1), b"jan")])
    store.settle([Settled(now[202602], intervals(FEBRUARY, 2), b"feb")])
    march = intervals(MARCH - INTERVAL, 3, 4)
    store.settle([Settled(now[202603], march, b"mar", events=[event])])
    kept = store.intervals([1], *ALWAYS)
    remove(store, [1], MARCH)
    assert store.state_before(1, 202603) == b"sealed 202602"
    store.append(batch((1, MARCH + 60, 2)))
    store.compact()
    store.touch([1])
    assert [one[:2] for one in store.dirty()] == [(1, 202603)]
    store.settle([Settled(store.dirty()[0], intervals(MARCH, 9), b"other")])
    assert store.dirty() == []
    found = store.intervals([1], *ALWAYS)
    assert found.slice(0, 3).equals(kept.slice(0, 3))
    assert found["quantity"].to_pylist() == [1, 2, 3, 9]
    assert store.events([1], *ALWAYS) == [event]  # it was told of a time that is removed


def test_a_month_before_a_removed_one_leaves_it_what_it_owns(store: ReadingsStore) -> None:
    store.append(batch((1, JANUARY, 1), (1, FEBRUARY, 2)))
    store.compact()
    first, second = store.dirty()
    store.settle([Settled(first, intervals(FEBRUARY - 2 * INTERVAL, 1, 2), b"jan")])
    store.settle([Settled(second, intervals(FEBRUARY - INTERVAL, 20, 30), b"feb")])
    store.remove(
        [1], MARCH, why="x", who="x", protected=lambda _, month: month == 202601, sealed=seals
    )
    store.append(batch((1, JANUARY + 60, 1)))
    store.compact()
    store.settle([Settled(store.dirty()[0], intervals(FEBRUARY - 2 * INTERVAL, 7, 8), b"other")])
    assert store.intervals([1], *ALWAYS)["quantity"].to_pylist() == [7, 20, 30]
    assert store.dirty() == []


def test_a_month_that_was_removed_meanwhile_is_not_settled(store: ReadingsStore) -> None:
    filled(store)
    before = store.intervals([1], *ALWAYS)
    remove(store, [1], FEBRUARY)
    store.settle([Settled(Dirty(1, 202601, 0), intervals(JANUARY, 99), b"late")])
    assert store.intervals([1], *ALWAYS).equals(before)
    assert store.state_before(1, 202602) == b"sealed 202601"


def test_the_channels_of_a_meter_go_together(store: ReadingsStore) -> None:
    """A rate that is still to be looked at keeps the readings of the register beside it."""
    numbers = store.registry.numbers(UUID(int=1), ["kwh", "kw"])
    assert set(numbers.values()) == {1, 2}
    filled(store)
    store.append(batch((2, JANUARY + 1, 1)))
    store.compact()
    assert remove(store, [1, 2], MARCH) == []
    store.settle([Settled(one, intervals(JANUARY, 2), b"") for one in store.dirty()])
    assert len(remove(store, [1, 2], MARCH)) == 4


def test_a_month_without_a_seal_keeps_its_readings(store: ReadingsStore) -> None:
    filled(store)
    found = store.remove(
        [1, 2],
        FEBRUARY,
        why="x",
        who="x",
        protected=free,
        sealed=lambda asked: seals([one for one in asked if one[0] == 2]),
    )
    assert [one.channel for one in found] == [2]
    assert months(store, 1) == [*STARTS]
