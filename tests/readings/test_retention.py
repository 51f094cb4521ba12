"""What is removed leaves proof and intervals; what is protected stays."""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.readings.made import ALWAYS, FEBRUARY, JANUARY, MARCH, batch, intervals

from fahsai.readings.compact import LOCK
from fahsai.readings.errors import Unavailable
from fahsai.readings.proof import digest
from fahsai.readings.schema import ASKED
from fahsai.readings.values import Settled

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
    found = store.remove([1], MARCH - 1, why="ครบสองปี", who="keeper", protected=free)
    assert [(one.channel, one.month, one.rows) for one in found] == [(1, 202601, 4)]
    assert (months(store, 1), months(store, 2)) == ([202602, 202603], [*STARTS])
    assert store.intervals([1, 2], *ALWAYS).equals(before)
    [proof] = store.removals()
    assert proof == found[0]
    assert (proof.first, proof.last) == (JANUARY, JANUARY + 180)
    assert proof.total == 4 * 2**62 + 6
    assert proof.sha256 == digest(export)
    assert (proof.why, proof.who) == ("ครบสองปี", "keeper")
    assert store.remove([1], MARCH - 1, why="x", who="x", protected=free) == []
    assert store.removals([2]) == []
    assert store.latest([1])[1].ts == MARCH + 180


def test_an_export_made_before_is_held_against_the_proof(store: ReadingsStore) -> None:
    """As a verifier does it, with nothing of ours: the CSV's lines are the canonical text."""
    filled(store)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(
        row.values() for row in store.readings([2], JANUARY, FEBRUARY).to_pylist()
    )
    store.remove([2], FEBRUARY, why="x", who="x", protected=free)
    assert store.removals()[0].sha256 == sha256(stream.getvalue().encode()).hexdigest()
    tampered = stream.getvalue().replace("907,0", "908,0")
    assert store.removals()[0].sha256 != sha256(tampered.encode()).hexdigest()


def test_what_is_protected_stays(store: ReadingsStore) -> None:
    filled(store)
    asked: set[tuple[int, int]] = set()

    def frozen(channel: int, month: int) -> bool:
        asked.add((channel, month))
        return (channel, month) in {(1, 202601), (2, 202602)}

    found = store.remove([1, 2], MARCH, why="x", who="x", protected=frozen)
    assert [(one.channel, one.month) for one in found] == [(2, 202601), (1, 202602)]
    assert (months(store, 1), months(store, 2)) == ([202601, 202603], [202602, 202603])
    assert asked == {(channel, month) for channel in (1, 2) for month in (202601, 202602)}


def test_what_is_not_settled_or_still_waits_stays(store: ReadingsStore) -> None:
    filled(store)
    store.append(batch((1, JANUARY + 1, 1)))
    assert store.remove([1], FEBRUARY, why="x", who="x", protected=free) == []
    store.compact()
    assert store.remove([1], FEBRUARY, why="x", who="x", protected=free) == []
    store.settle([Settled(one, intervals(JANUARY, 1), b"") for one in store.dirty()])
    [found] = store.remove([1], FEBRUARY, why="x", who="x", protected=free)
    assert found.rows == 5


def test_what_comes_for_a_removed_month_is_kept_and_told(each_store: ReadingsStore) -> None:
    store = each_store
    filled(store)
    store.remove([1], FEBRUARY, why="x", who="x", protected=free)
    before = store.intervals([1], *ALWAYS)
    store.append(batch((1, JANUARY + 1, 1), (2, JANUARY + 1, 1)))
    store.compact()
    assert store.counts([1], JANUARY, FEBRUARY) == {1: 1}
    assert [one.late for one in store.channel_counts([1, 2])] == [1, 0]
    assert [one[:2] for one in store.dirty()] == [(2, 202601)]
    store.touch([1])
    assert (1, 202601) not in [one[:2] for one in store.dirty()]
    assert store.intervals([1], *ALWAYS).equals(before)


def test_only_one_changes_the_table(store: ReadingsStore) -> None:
    filled(store)
    with store.database.alone(LOCK), pytest.raises(Unavailable):
        store.remove([1], FEBRUARY, why="x", who="x", protected=free)
    assert store.removals() == []


def test_a_removed_part_is_gone_from_the_disk_later(store: ReadingsStore) -> None:
    filled(store)
    store.remove([1, 2], MARCH, why="x", who="x", protected=free)
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
    store.remove([1], FEBRUARY, why="x", who="x", protected=free)
    store.append(batch((1, JANUARY + 1, 1), (1, MARCH + 1, 1), (2, MARCH, 1), (2, FEBRUARY + 1, 1)))
    for _ in range(2):
        assert store.changed([1, 2, 3]) == {1: 202603, 2: 202602}
        store.compact()


def test_what_an_unsettled_month_begins_with_stays(store: ReadingsStore) -> None:
    filled(store)
    store.append(batch((1, FEBRUARY + 1, 1)))
    for _ in range(2):  # in the hot log, then waiting to be settled
        assert store.remove([1], FEBRUARY, why="x", who="x", protected=free) == []
        store.compact()
    store.settle([Settled(one, intervals(FEBRUARY, 1), b"") for one in store.dirty()])
    assert len(store.remove([1], FEBRUARY, why="x", who="x", protected=free)) == 1
