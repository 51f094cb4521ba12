"""Readings that were removed, asked by the API: told with their proof, by files too."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import AsyncRequestFactory
from django.utils import timezone
from tests.api.people import problem_of, program
from tests.services.metering.kept import Metered, metered_town, minutes

from fahsai.api.answers import attached_file
from fahsai.core.access.roles import Permission
from fahsai.core.metering.length import instant
from fahsai.services.api_keys import KeyWanted, make_key
from fahsai.services.retention import apply_retention, set_retention

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import RequestFactory

pytestmark = pytest.mark.django_db(transaction=False)

DAY = date(2026, 3, 2)
GONE = {"from": "2026-03-02", "to": "2026-03-02"}
BOTH = {"from": "2026-03-02", "to": "2026-05-02"}


class Asked:
    """A program of the administrator, which asks of the meter E01 by the API."""

    def __init__(self, town: Metered, meter: str) -> None:
        actor, owner = town.home.actor, town.home.id
        wanted = KeyWanted("ทดสอบ", frozenset({Permission.SEE}), 30)
        made, said = make_key(actor, owner, wanted, now=timezone.now())
        assert made is not None, said
        self.client = program(made.secret)
        self._place = f"/api/v1/organisations/{town.home.id}"
        self._meter = f"{self._place}/meters/{meter}"

    def __call__(self, what: str, **query: str) -> Any:
        place = self._place if what == "retention" else self._meter
        return self.client.get(f"{place}/{what}", query)

    def json(self, what: str, **query: str) -> Any:
        answer = self(what, **query)
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """A town with a day of March that was removed, and some readings of May."""
    town = metered_town(tmp_path / "readings", monkeypatch)
    made = town.meter()
    kw = ({"t": instant(DAY) + 600 * at, "kw": 3} for at in range(144))
    town.send("E01", *minutes(DAY, 1441), *kw, *minutes(date(2026, 5, 1), 10, start=1100))
    town.keep()
    set_retention(town.home.actor, town.home.id, 3, "ระเบียบ")
    assert len(apply_retention(town.home.actor, town.home.id, today=date(2026, 7, 1))) == 2
    return Asked(town, str(made.id))


def proof(asked: Asked, channel: str = "kwh") -> dict[str, Any]:
    (found,) = [one for one in asked.json("retention")["removed"] if one["channel"] == channel]
    return dict(found)


def test_the_proof_is_shown_whole(asked: Asked) -> None:
    found = proof(asked)
    assert (found["meter"], found["month"], found["rows"], found["unit"]) == (
        *("E01", 202603, 1441),
        "kWh",
    )
    assert found["first"] == "2026-03-01T17:00:00Z"
    assert found["last"] == "2026-03-02T17:00:00Z"
    assert found["total"] == "1492876"
    assert found["whole_total"] == "1492876000"
    assert len(found["sha256"]) == 64


def test_readings_and_rates_are_told(asked: Asked) -> None:
    for what, rows, channel in (("readings", "readings", "kwh"), ("rates", "rates", "kw")):
        answer = asked.json(what, **GONE, **({"length": "day"} if what == "rates" else {}))
        (said,) = answer["findings"]
        assert said["code"] == "meter.readings_removed"
        assert said["data"]["sha256"] == proof(asked, channel)["sha256"]
        assert said["th"]
        assert said["en"]
        assert all(one.get("mean") is None for one in answer[rows])


def test_intervals_are_those_that_were_kept(asked: Asked) -> None:
    answer = asked.json("intervals", **GONE, length="day")
    assert [one["quantity"] for one in answer["intervals"]] == ["72"]
    assert [one["code"] for one in answer["findings"]] == ["meter.kept_of_removed"]
    assert asked.json("intervals", length="day", **{"from": "2026-05-01"})["findings"] == []


def test_a_file_of_what_was_removed_is_refused(asked: Asked) -> None:
    answer = asked("readings/export", **GONE)
    assert answer.status_code == 409
    assert problem_of(answer) == "readings_removed"
    (said,) = answer.json()["findings"]
    assert said["data"]["sha256"] == proof(asked)["sha256"]
    nothing = asked("readings/export", **GONE, channel="volts")
    assert nothing.status_code == 404


def test_a_file_tells_of_months_that_it_lacks(asked: Asked) -> None:
    answer = asked("readings/export", **BOTH, format="csv")
    assert answer.status_code == 200
    (said,) = json.loads(answer.headers["Fahsai-Findings"])
    assert said["code"] == "meter.readings_removed"
    body = b"".join(answer.streaming_content)
    answer.close()
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == 10
    assert "attachment" in answer.headers["Content-Disposition"]
    again = asked.client.get(
        answer.wsgi_request.get_full_path(), headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    whole = asked("readings/export", **{"from": "2026-05-01", "to": "2026-05-02"})
    assert "Fahsai-Findings" not in whole.headers
    whole.close()


def test_a_server_sends_a_file_piece_by_piece(tmp_path: Path, rf: RequestFactory) -> None:
    """Asynchronously too: nothing of it waits in memory for the rest."""
    content = bytes(range(256)) * 10_000
    (tmp_path / "file").write_bytes(content)

    async def whole(answer: Any) -> list[bytes]:
        return [one async for one in answer.streaming_content]

    for request in (rf.get("/"), AsyncRequestFactory().get("/")):
        file = (tmp_path / "file").open("rb")
        answer: Any = attached_file(request, "E01.csv", file, media_type="text/csv")
        later = answer.is_async
        found = asyncio.run(whole(answer)) if later else list(answer.streaming_content)
        assert (b"".join(found), len(found)) == (content, 3)
        assert answer.headers["Content-Length"] == str(len(content))
        answer.close()
        assert file.closed
        assert later is not (request.__class__.__name__ == "WSGIRequest")
