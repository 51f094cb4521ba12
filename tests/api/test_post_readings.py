"""Readings that meters post: their own token opens it, and nothing else; nothing is doubled."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow as pa
import pytest
from django.utils import timezone
from tests.api.people import HERE, problem_of, program
from tests.services.metered import meter_of, works

from fahsai.readings.errors import Unavailable
from fahsai.readings.store import ReadingsStore
from fahsai.services.intake_registry import publish_meters
from fahsai.services.meter_readings import readings_of
from fahsai.services.meter_tokens import make_token, revoke_token
from fahsai.services.post_readings import intake

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client
    from tests.services.metered import Works

pytestmark = pytest.mark.django_db(transaction=False)

ADDRESS = "/api/v1/readings"
JSON, ARROW = "application/json", "application/vnd.apache.arrow.stream"
ARROW_FILE = "application/vnd.apache.arrow.file"


@pytest.fixture
def home() -> Works:
    return works(f"posting-{uuid4().hex[:8]}")  # the intake remembers those of other tests


def sender(home: Works, code: str = "E01") -> tuple[UUID, str]:
    """A meter and the token of its device; the intake looks for it anew."""
    meter = meter_of(home, code)
    made, said = make_token(home.actor, home.id, meter.id, "device", now=timezone.now())
    assert made is not None, said
    tell(home, meter.id)
    return meter.id, made.secret


def tell(home: Works, meter: UUID) -> None:
    """What happens after the commit, which a test never does; the intake looks anew."""
    publish_meters(home.id, [meter])
    intake.cache_clear()


def post(
    token: str | None,
    payload: bytes | dict[str, Any] | list[Any],
    kind: str = JSON,
    meter: str | None = None,
) -> Any:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    client: Client = program(token)
    address = ADDRESS if meter is None else f"{ADDRESS}/{meter}"
    return client.post(address, body, content_type=kind)


def kept(home: Works, meter: UUID) -> list[tuple[int, str]]:
    found = readings_of(home.actor, home.id, meter, 0, 2**40, None)
    assert found is not None
    return [(one.at, str(one.value)) for one in found.rows]


def test_a_meter_posts_and_the_same_again_changes_nothing(home: Works) -> None:
    meter, token = sender(home)
    now = int(time.time())
    for _ in range(3):
        answer = post(token, {"t": now, "kwh": 12.5, "kw": 3})
        assert answer.status_code == 200, answer.content
        assert answer.json() == {"readings": 2, "findings": []}
    assert kept(home, meter) == [(now, "12.500")]


@pytest.mark.parametrize(("form", "kind"), [("stream", ARROW), ("file", ARROW_FILE)])
def test_arrow_in_both_forms(home: Works, form: str, kind: str) -> None:
    meter, token = sender(home)
    now = int(time.time())
    payload = arrow(form, {"t": [now - 60, now], "kwh": [1.25, 2.5]})
    assert post(token, payload, kind).json()["readings"] == 2
    assert kept(home, meter) == [(now - 60, "1.250"), (now, "2.500")]


@pytest.mark.parametrize(("form", "kind"), [("stream", ARROW), ("file", ARROW_FILE)])
def test_arrow_without_a_zone_is_told_the_way_out(home: Works, form: str, kind: str) -> None:
    _, token = sender(home)
    when = pa.array([datetime(2026, 3, 2, 8)], pa.timestamp("s"))  # noqa: DTZ001 - that is the point
    refused = post(token, arrow(form, {"t": when, "kwh": [1.25]}), kind)
    assert problem_of(refused) == "nothing_read"
    (why,) = refused.json()["findings"]
    assert why["code"] == "message.time_zoneless"
    assert "tz=Asia/Bangkok" in why["en"]
    assert "tz=Asia/Bangkok" in why["th"]


def arrow(form: str, columns: dict[str, Any]) -> bytes:
    """A message of Arrow, as a stream or as a file."""
    table = pa.table(columns)
    sink = pa.BufferOutputStream()
    with getattr(pa.ipc, f"new_{form}")(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def test_what_is_wrong_is_said_beside_what_is_kept(home: Works) -> None:
    meter, token = sender(home)
    now = int(time.time())
    answer = post(
        token, [{"t": now, "kwh": 1, "volts": 2}, {"t": 0, "kwh": 1}, {"t": now, "kw": "x"}]
    )
    assert answer.status_code == 200
    assert answer.json()["readings"] == 1
    assert [one["code"] for one in answer.json()["findings"]] == [
        "message.channel_unknown",
        "message.clock_behind",
        "message.value_unreadable",
    ]
    assert {one["subject"] for one in answer.json()["findings"]} == {"E01"}
    assert kept(home, meter) == [(now, "1.000")]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"junk", "message.not_readable"),
        (b'{"t": 4070908800, "kwh": 1}', "message.clock_ahead"),
        (b'{"t": 1763712000, "kwh": 1e308}', "message.value_beyond"),
        (b"12", "message.not_a_reading"),
    ],
)
def test_nothing_to_keep_is_no_success(home: Works, payload: bytes, code: str) -> None:
    meter, token = sender(home)
    answer = post(token, payload)
    assert answer.status_code == 422
    assert problem_of(answer) == "nothing_read"
    assert [one["code"] for one in answer.json()["findings"]] == [code]
    assert kept(home, meter) == []


def test_nobody_posts_for_a_meter_without_its_token(home: Works) -> None:
    meter, token = sender(home)
    now = int(time.time())
    for wrong in (None, "", "fahsaim_x_y", token[:-1] + "!", token.upper(), "ก"):
        answer = post(wrong, {"t": now, "kwh": 1})
        assert answer.status_code == 401, wrong
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert problem_of(answer) == "meter_token_needed"
    assert kept(home, meter) == []


def test_a_token_of_another_meter_keeps_nothing_here(home: Works) -> None:
    mine, _ = sender(home, "E01")
    other, token = sender(home, "E02")
    now = int(time.time())
    assert post(token, {"t": now, "kwh": 7}).status_code == 200
    assert kept(home, mine) == []
    assert kept(home, other) == [(now, "7.000")]


def test_a_revoked_token_opens_nothing(home: Works) -> None:
    meter = meter_of(home)
    made, _ = make_token(home.actor, home.id, meter.id, "device", now=timezone.now())
    assert made is not None
    tell(home, meter.id)
    assert post(made.secret, {"t": int(time.time()), "kwh": 1}).status_code == 200
    revoke_token(home.actor, home.id, meter.id, made.token.id, now=timezone.now())
    tell(home, meter.id)
    assert post(made.secret, {"t": int(time.time()), "kwh": 1}).status_code == 401


def test_a_key_of_a_person_is_no_token_of_a_meter(home: Works) -> None:
    sender(home)
    assert post("fahsai_" + "a" * 40 + "_" + "b" * 43, {"t": 1, "kwh": 1}).status_code == 401


def test_too_much_and_of_another_kind(home: Works) -> None:
    _, token = sender(home)
    assert post(token, b" " * (1024 * 1024 + 1)).status_code == 413
    assert post(token, b"a=b", "application/x-www-form-urlencoded").status_code == 415


def test_a_store_that_is_away_is_told_and_nothing_is_lost(
    home: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The device hears that it must send again, and what it sends then is kept once."""
    meter, token = sender(home)
    message = {"t": int(time.time()), "kwh": 3}

    def away(*_: object, **__: object) -> None:
        raise Unavailable("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(ReadingsStore, "append", away)
        answer = post(token, message)
        assert answer.status_code == 503
        assert problem_of(answer) == "unavailable"
        assert answer.headers["Retry-After"]
    assert kept(home, meter) == []
    assert post(token, message).status_code == 200
    assert len(kept(home, meter)) == 1


def test_the_local_owner_needs_a_token_too(home: Works) -> None:
    """Whose readings they are is not a matter of the machine that they come from."""
    sender(home)
    assert HERE["REMOTE_ADDR"] == "127.0.0.1"
    assert post(None, {"t": int(time.time()), "kwh": 1}).status_code == 401
