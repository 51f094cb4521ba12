"""Addresses for machines that watch: what they tell, and whom."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from tests.api.people import HERE
from tests.services.metering.kept import Metered, metered_town

from fahsai.readings.errors import Unavailable
from fahsai.readings.store import ReadingsStore
from fahsai.services.broker_access import BROKER
from fahsai.services.ingest import INGESTER
from fahsai.services.keep_readings import KEEPER
from fahsai.services.metering import standing

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db
TOKEN = "a long secret"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Metered:
    """A town with a meter that sent something, and a home of the test's own."""
    home = tmp_path / "home"
    home.mkdir()
    settings.FAHSAI = replace(settings.FAHSAI, home=home, metrics_token=TOKEN)
    made = metered_town(tmp_path / "readings", monkeypatch)
    made.meter()
    made.send("E01", {"t": made.now, "kwh": 1, "kw": 2}, b"junk")
    return made


def get(address: str, token: str | None = None) -> tuple[int, str]:
    more = {} if token is None else {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    answer = Client(**{**HERE, **more}).get(address)
    return answer.status_code, answer.content.decode()


def say_all() -> None:
    standing.say(BROKER, port=1883)
    standing.say(INGESTER, connected=True, received=5)
    standing.say(KEEPER, rows=7)


def test_it_lives(town: Metered) -> None:
    assert get("/health/live") == (200, "ok\n")
    assert town.home.code


def test_it_is_ready_when_every_part_is(town: Metered, monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = get("/health/ready")
    assert status == 503
    assert json.loads(text) == {
        "ready": False,
        "records": True,
        "readings": True,
        "ingester": False,
        "keeper": False,
        "broker": False,
    }
    say_all()
    assert get("/health/ready")[0] == 200
    standing.say(INGESTER, connected=False)
    assert get("/health/ready")[0] == 503
    standing.say(INGESTER, connected=True)
    monkeypatch.setattr(standing, "STALE", -1.0)
    assert get("/health/ready")[0] == 503  # nobody has said anything for too long
    assert town.home.code


def test_what_is_not_used_is_not_waited_for(town: Metered, settings: Settings) -> None:
    settings.FAHSAI = replace(settings.FAHSAI, mqtt=replace(settings.FAHSAI.mqtt, use="off"))
    status, text = get("/health/ready")
    assert (status, set(json.loads(text))) == (200, {"ready", "records", "readings"})
    assert town.home.code


def test_the_measures_tell_of_each_meter(town: Metered) -> None:
    say_all()
    status, text = get("/metrics", TOKEN)
    assert status == 200
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert lines["fahsai_hot_rows"] == "2.0"
    assert lines["fahsai_mqtt_received_total"] == "5.0"
    assert lines['fahsai_process_up{process="keeper"}'] == "1.0"
    assert lines['fahsai_meter_messages_total{meter="town/E01"}'] == "2.0"
    assert lines['fahsai_meter_refused_total{meter="town/E01"}'] == "1.0"
    assert float(lines['fahsai_meter_lag_seconds{meter="town/E01"}']) == 0.0
    town.keep()
    assert (
        'fahsai_channel_stored_total{channel="kwh",meter="town/E01"} 1.0'
        in get("/metrics", TOKEN)[1]
    )


def test_a_token_opens_the_measures_and_nothing_else_does(town: Metered) -> None:
    assert get("/metrics", TOKEN)[0] == 200
    for token in (None, "", "a long", "ก", "A LONG SECRET"):
        assert get("/metrics", token)[0] == 404
    assert town.home.code


def test_without_a_token_strangers_find_nothing(
    town: Metered, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.FAHSAI = replace(settings.FAHSAI, metrics_token="")
    assert get("/metrics")[0] == 404
    monkeypatch.setattr("fahsai.api.monitoring.local_owner_holds", lambda: True)
    assert get("/metrics")[0] == 200
    assert get("/health/live")[0] == 200
    assert town.home.code


def test_a_store_that_is_away_is_told(town: Metered, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: object) -> int:
        raise Unavailable("disk full")

    monkeypatch.setattr(ReadingsStore, "waiting", away)
    assert get("/metrics", TOKEN)[0] == 503
    assert get("/health/ready")[0] == 503
    assert town.home.code
