"""A broker that restarts is one line when it goes and one when it is back, with a count."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

from tests.gateways.mqtt.mosquitto import until

from fahsai.gateways.mqtt.client import Client
from fahsai.gateways.mqtt.happening import Happening, HappeningKind
from fahsai.gateways.mqtt.subscription import Subscription
from fahsai.gateways.mqtt.thinned import AGAIN, MOST, Thinned, Together

if TYPE_CHECKING:
    from tests.gateways.mqtt.mosquitto import Mosquitto

LOST = Happening(HappeningKind.LOST, {"why": "refused"})
REFUSED = Happening(HappeningKind.REFUSED, {"code": "bad_user_name_or_password", "why": "x"})
CONNECTED = Happening(HappeningKind.CONNECTED, {"session": "kept"})


class Told:
    """What is told, with a clock that somebody turns."""

    def __init__(self) -> None:
        self.found: list[Happening] = []
        self.now = 0.0
        self.thinned = Thinned(self.found.append, lambda: self.now)

    def lines(self) -> list[tuple[str, str | None]]:
        return [(one.kind.value, one.data.get("times")) for one in self.found]


def test_each_change_is_one_line() -> None:
    told = Told()
    for one in (CONNECTED, *[LOST] * 20, REFUSED, REFUSED, LOST, CONNECTED, LOST, CONNECTED):
        told.thinned(one)
    assert told.lines() == [
        ("connected", None),
        ("lost", None),
        ("refused", None),
        ("connected", "23"),
        ("lost", None),
        ("connected", "1"),
    ]


def test_trouble_that_stays_is_told_again_now_and_then() -> None:
    told = Told()
    for _ in range(3):
        for _ in range(10):
            told.thinned(LOST)
        told.now += AGAIN
    assert told.lines() == [("lost", None), ("lost", "9"), ("lost", "9")]


def test_another_topic_or_reason_is_another_trouble() -> None:
    told = Told()
    for topic in ("a", "b", "a", "b"):
        told.thinned(Happening(HappeningKind.TURNED_DOWN, {"topic": topic, "code": "x"}))
    told.thinned(Happening(HappeningKind.TURNED_DOWN, {"topic": "a", "code": "y"}))
    assert [(one.data["topic"], one.data["code"]) for one in told.found] == [
        ("a", "x"),
        ("b", "x"),
        ("a", "y"),
    ]


def test_what_is_no_repetition_passes() -> None:
    told = Told()
    for kind in set(HappeningKind) - {HappeningKind.CONNECTED}:
        told.thinned(Happening(kind, {"topic": "t"}))
    assert len(told.found) == len(HappeningKind) - 1
    aside = Happening(HappeningKind.SET_ASIDE, {"topic": "t"})
    for _ in range(3):
        told.thinned(aside)
    assert told.found[-3:] == [aside] * 3  # each is a message that somebody must look at


def test_what_is_remembered_is_bounded() -> None:
    told = Told()
    for number in range(2 * MOST):
        told.thinned(Happening(HappeningKind.TURNED_DOWN, {"topic": str(number)}))
    assert len(told.found) == 2 * MOST
    assert len(told.thinned._known) <= MOST


def test_many_clients_are_away_and_back_together() -> None:
    found: list[Happening] = []
    together = Together(found.append)
    clients = [together.of(str(number)) for number in range(40)]
    for one in clients:
        one(CONNECTED)
    assert found == []  # all is well
    for _ in range(3):
        for one in clients:
            one(LOST)
    for one in clients:
        one(CONNECTED)
    assert [(one.kind.value, one.data.get("times")) for one in found] == [
        ("lost", None),
        ("connected", "120"),
    ]


def test_a_real_broker_that_restarts_is_two_lines(broker: Mosquitto) -> None:
    found: list[Happening] = []
    asked = Subscription("intake", linger=0.005, first_pause=0.02, longest_pause=0.05)
    tries: list[Happening] = []
    thinned = Thinned(found.append)

    def tell(one: Happening) -> None:
        tries.append(one)
        thinned(one)

    client = Client(broker.intake(), asked, lambda *_: None, tell)
    stop = Event()
    thread = Thread(target=client.run, args=(lambda _: None, stop))
    thread.start()
    try:
        until(lambda: found)
        broker.kill()
        until(lambda: len(tries) >= 6)
        broker.start()
        until(lambda: tries[-1].kind is HappeningKind.CONNECTED)
    finally:
        stop.set()
        thread.join()
    assert [one.kind.value for one in found] == ["connected", "lost", "connected"]
    assert int(found[-1].data["times"]) == len(tries) - 2
