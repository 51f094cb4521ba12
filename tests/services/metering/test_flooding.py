"""A device that never stops: counted by its topic, shown, and no matter of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.services.metering.kept import Message, metered  # noqa: F401 - a fixture

from fahsai.core.metering.topic import topic_of
from fahsai.readings.errors import Unavailable
from fahsai.readings.store import ReadingsStore
from fahsai.services.intake import Intake
from fahsai.services.meter_health import flooding_topics, meters_health
from fahsai.services.metering import flooding
from fahsai.services.metering.flooding import MINUTE, USUAL, Flooding
from fahsai.services.monitoring import metrics

if TYPE_CHECKING:
    from tests.services.metering.kept import Metered

    from fahsai.readings.values import Flood

ONE = UUID(int=1)


def owner(topic: str) -> UUID | None:
    return ONE if topic == "a" else None


def heard(flooding: Flooding, topics: list[str], arrived: int) -> list[Flood]:
    """Floods of messages that are then on the disk."""
    found, coming = flooding.of(topics, arrived, owner)
    flooding.kept(coming)
    return found


def test_what_is_usual_is_no_flood() -> None:
    found = Flooding()
    for minute in range(3):
        assert heard(found, ["a"] * USUAL, minute * MINUTE) == []


def test_minutes_and_what_is_beyond_are_counted_each_once() -> None:
    found = Flooding()
    (first,) = heard(found, ["a"] * (USUAL + 5) + ["b"] * 7, 0)
    assert (first.topic, first.meter, first.minutes, first.beyond) == ("a", ONE, 1, 5)
    (more,) = heard(found, ["a"] * 10, MINUTE - 1)
    assert (more.minutes, more.beyond, more.most) == (0, 10, USUAL + 15)
    assert heard(found, ["a"] * USUAL, MINUTE) == []  # another minute
    assert heard(found, ["a"] * USUAL, 0) == []  # a clock that was set back begins no flood


def test_what_could_not_be_kept_counts_when_it_comes_again() -> None:
    found = Flooding()
    for _ in range(100):
        floods, coming = found.of(["a"] * USUAL, 0, owner)
        assert floods == []
    found.kept(coming)
    (flood,) = heard(found, ["a"], 0)
    assert flood.beyond == 1


def test_two_threads_that_deliver_at_once_lose_no_message() -> None:
    found = Flooding()
    _, first = found.of(["a"] * 400, 0, owner)
    _, second = found.of(["b"] * 400, 0, owner)  # before the first is on the disk
    for coming in (first, second):
        found.kept(coming)
    (flood,) = heard(found, ["a"] * 201, 0)
    assert (flood.topic, flood.beyond) == ("a", 1)
    (flood,) = heard(found, ["b"] * 201, 0)
    assert (flood.topic, flood.beyond) == ("b", 1)


def test_what_is_remembered_of_a_topic_is_bounded() -> None:
    found = Flooding()
    (flood,) = heard(found, ["x" * 60_000] * (USUAL + 1), 0)
    assert len(flood.topic) == flooding.LONGEST_TOPIC
    assert max(map(len, found._counts)) == flooding.LONGEST_TOPIC


def test_topics_that_nobody_knows_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flooding, "MOST_TOPICS", 10)
    found = Flooding()
    for part in range(10):
        heard(found, [f"x{part}-{number}" for number in range(200)], 0)
    assert len(found._counts) <= 200 + 10 + 1
    (flood,) = heard(found, [f"y{number}" for number in range(USUAL + 1)], 0)[-1:]
    assert flood.topic == flooding.OTHERS


def test_a_flood_is_seen_where_somebody_looks_and_harms_nobody(metered: Metered) -> None:  # noqa: F811
    loud, quiet = metered.meter("E01"), metered.meter("E02")
    intake = Intake(metered.store, lambda: metered.now * 1000)
    topics = {code: topic_of(metered.home.code, code) for code in ("E01", "E02", "E09")}
    for _ in range(4):
        flood = [Message(topics["E01"], b"junk")] * 500
        other = Message(topics["E02"], b'{"t": %d, "kwh": 1}' % metered.now)
        strange = [Message(topics["E09"], b"junk")] * 200
        intake.deliver([*flood, other, *strange])
        metered.now += 1
    healths = {one.meter.code: one for one in meters_health(metered.home.actor, metered.home.id)}
    found = healths["E01"].flood
    assert found is not None
    assert (found.minutes, found.most, found.beyond) == (1, 2000, 2000 - USUAL)
    assert healths["E02"].flood is None
    assert (healths["E02"].readings, healths["E02"].refused) == (4, 0)
    number = quiet.channels[0].number
    assert metered.store.counts([number])[number] == 4
    topic, stranger = flooding_topics(0)
    assert (topic.topic, topic.meter) == (topics["E01"], loud.id)
    assert (stranger.topic, stranger.meter, stranger.beyond) == (topics["E09"], None, 200)
    assert flooding_topics(metered.now * 1000 + 1) == ()
    text = metrics().decode()
    name = f"{metered.home.code}/E01"
    assert f'fahsai_meter_flood_messages_total{{meter="{name}"}} 1400.0' in text
    assert f'fahsai_meter_flood_minutes_total{{meter="{name}"}} 1.0' in text
    assert "fahsai_unknown_flood_messages_total 200.0" in text


def test_a_store_that_was_away_makes_no_flood(
    metered: Metered,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    metered.meter("E01")
    intake = Intake(metered.store, lambda: metered.now * 1000)
    topic = topic_of(metered.home.code, "E01")
    batch = [Message(topic, b'{"t": %d, "kwh": 1}' % (metered.now - at)) for at in range(300)]
    with monkeypatch.context() as away:

        def refuse(*_: object, **__: object) -> None:
            raise Unavailable("disk full")

        away.setattr(ReadingsStore, "append", refuse)
        for _ in range(5):
            with pytest.raises(Unavailable):
                intake.deliver(batch)
    intake.deliver(batch)
    assert metered.store.floods() == []
