"""What happens is in the log with its data, and pauses grow and never keep step."""

from __future__ import annotations

import logging
from threading import Event
from typing import TYPE_CHECKING

import pytest

from fahsai.gateways.mqtt.happening import LEVELS, Happening, HappeningKind, log
from fahsai.gateways.mqtt.waiting import Backoff

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.mark.parametrize("kind", list(HappeningKind))
def test_each_is_logged_as_loud_as_it_matters(
    kind: HappeningKind, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "fahsai.mqtt"):
        log(Happening(kind, {"why": "because", "count": "5"}))
    (record,) = caplog.records
    assert record.levelno == LEVELS.get(kind, logging.WARNING)
    assert record.getMessage() == f"{kind.value} why=because count=5"
    assert vars(record)["event"] == f"mqtt_{kind.value}"
    assert vars(record)["data"] == {"why": "because", "count": 5}


class Patient(Event):
    """An event that never comes and remembers how long it was waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout or 0.0)
        return False


def pauses(backoff: Backoff, number: int) -> Sequence[float]:
    stop = Patient()
    for _ in range(number):
        assert backoff.wait(stop)
    return stop.waited


def test_pauses_double_up_to_the_longest() -> None:
    backoff = Backoff(1.0, 8.0)
    for pause, whole in zip(pauses(backoff, 6), (1, 2, 4, 8, 8, 8), strict=True):
        assert 0.75 * whole <= pause <= whole
    backoff.reset()
    assert pauses(backoff, 1)[0] <= 1.0
    backoff.at_least(60.0)
    assert pauses(backoff, 1)[0] >= 45.0


def test_two_clients_do_not_come_back_in_step() -> None:
    assert pauses(Backoff(1.0, 1.0), 5) != pauses(Backoff(1.0, 1.0), 5)


def test_a_pause_ends_when_all_is_to_end() -> None:
    stop = Event()
    stop.set()
    assert not Backoff(3600.0, 3600.0).wait(stop)
