"""Floods as they are kept: one row a topic, never without bound."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.readings import floods
from fahsai.readings.values import Flood

if TYPE_CHECKING:
    import pytest

    from fahsai.readings.store import ReadingsStore


def keep(store: ReadingsStore, *found: Flood) -> None:
    with store.database.write() as session:
        floods.note(session, found)


def test_a_topic_is_one_row_that_grows(each_store: ReadingsStore) -> None:
    one = UUID(int=1)
    keep(each_store, Flood("a", one, 1, 10, 610, 1000), Flood("b", None, 1, 99, 699, 900))
    keep(each_store, Flood("a", one, 0, 100, 710, 2000))
    keep(each_store, Flood("a", one, 1, 1, 601, 1500))
    merged = Flood("a", one, 2, 111, 710, 2000)
    other = Flood("b", None, 1, 99, 699, 900)
    assert each_store.floods() == [merged, other]
    assert each_store.floods([one]) == [merged]
    assert each_store.floods(since=1000) == [merged]
    assert each_store.floods([UUID(int=2)]) == []


def test_topics_beyond_the_most_are_one(
    each_store: ReadingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "MOST_TOPICS", 3)
    for number in range(10):
        keep(each_store, Flood(f"t{number}", None, 1, 1, 601, number))
    found = {one.topic: one.beyond for one in each_store.floods()}
    assert found == {"t0": 1, "t1": 1, "t2": 1, "": 7}


def test_a_hostile_topic_can_be_stored(each_store: ReadingsStore) -> None:
    keep(each_store, Flood("a\0\ud800" + "x" * 5000, None, 1, 1, 601, 1))
    (one,) = each_store.floods()
    assert len(one.topic) <= 1024
