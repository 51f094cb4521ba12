"""Readings that a gateway posts for its meters, and for nobody else's."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow as pa
import pytest
from django.utils import timezone
from tests.api.people import problem_of
from tests.api.test_post_readings import ARROW, kept, post, tell
from tests.services.metered import meter_of, works

from fahsai.services.gateway_tokens import GatewayEntry, make_gateway_token, revoke_gateway_token
from fahsai.services.intake_registry import last_used
from fahsai.services.meter_tokens import make_token
from fahsai.services.post_readings import uses
from fahsai.services.readings_store import readings_store
from fahsai.services.refused_messages import refused_messages

if TYPE_CHECKING:
    from uuid import UUID

    from tests.services.metered import Works

    from fahsai.services.gateway_tokens import NewGatewayToken

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture
def home() -> Works:
    return works(f"posting-{uuid4().hex[:8]}")  # the intake remembers those of other tests


@pytest.fixture
def meters(home: Works) -> dict[str, UUID]:
    made = {code: meter_of(home, code).id for code in ("E01", "E02", "E03")}
    for meter in made.values():
        tell(home, meter)
    return made


def gateway(home: Works, meters: dict[str, UUID], **reach: Any) -> NewGatewayToken:
    """A gateway's token, for E01 and E02 where nobody says otherwise."""
    entry = GatewayEntry("กล่อง", **(reach or {"meters": ("E01", "E02")}))
    made, said = make_gateway_token(home.actor, home.id, entry, now=timezone.now())
    assert made is not None, said
    tell(home, meters["E01"])
    return made


def refused(made: NewGatewayToken) -> dict[str, int]:
    """What was counted under the gateway's own name."""
    topic = f"fahsai/{made.token.mqtt_user}"
    return {one.reason: one.times for one in readings_store().refusals() if one.topic == topic}


def test_one_message_holds_readings_of_several_meters(home: Works, meters: dict[str, UUID]) -> None:
    made = gateway(home, meters)
    now = int(time.time())
    message = [
        {"meter": "E01", "t": now, "kwh": 1.5},
        {"meter": "E02", "t": now, "kwh": 2.5},
        {"meter": "E01", "t": now + 1, "kwh": 1.75},
    ]
    for _ in range(2):
        answer = post(made.secret, message)
        assert answer.status_code == 200, answer.content
        assert answer.json() == {"readings": 3, "findings": []}
    assert kept(home, meters["E01"]) == [(now, "1.500"), (now + 1, "1.750")]
    assert kept(home, meters["E02"]) == [(now, "2.500")]


def test_the_address_names_the_meter(home: Works, meters: dict[str, UUID]) -> None:
    made = gateway(home, meters)
    now = int(time.time())
    answer = post(made.secret, {"t": now, "kwh": 3}, meter="E02")
    assert answer.json() == {"readings": 1, "findings": []}
    assert kept(home, meters["E02"]) == [(now, "3.000")]
    assert kept(home, meters["E01"]) == []


def test_a_stream_of_arrow_names_its_meters(home: Works, meters: dict[str, UUID]) -> None:
    made = gateway(home, meters)
    now = int(time.time())
    table = pa.table(
        {
            "meter": pa.array(["E01", "E02", "E09", None]).dictionary_encode(),
            "t": [now] * 4,
            "kwh": [1.25, None, 3.0, 4.0],
            "kw": [None, 2.0, None, None],
        }
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    answer = post(made.secret, sink.getvalue().to_pybytes(), ARROW).json()
    assert answer["readings"] == 2
    assert [one["code"] for one in answer["findings"]] == [
        "message.meter_unnamed",
        "message.meter_not_yours",
    ]
    assert kept(home, meters["E01"]) == [(now, "1.250")]


def test_a_meter_that_is_not_its_own_gets_nothing(home: Works, meters: dict[str, UUID]) -> None:
    """Nor does anybody learn whether there is one: E09 is none, E03 is of the same house."""
    made = gateway(home, meters)
    now = int(time.time())
    for number, other in enumerate(("E03", "E09"), 1):
        answer = post(made.secret, {"t": now, "kwh": 9}, meter=other)
        assert (answer.status_code, problem_of(answer)) == (403, "meter_not_yours")
        assert other in answer.json()["detail"]
        answer = post(made.secret, {"meter": other, "t": now, "kwh": 9})
        assert (answer.status_code, problem_of(answer)) == (422, "nothing_read")
        (said,) = answer.json()["findings"]
        assert (said["code"], said["subject"]) == ("message.meter_not_yours", made.token.mqtt_user)
        assert refused(made) == {"meter_not_yours": 2 * number}
    mixed = post(
        made.secret, [{"meter": "E03", "t": now, "kwh": 9}, {"meter": "E01", "t": now, "kwh": 1}]
    )
    assert (mixed.status_code, mixed.json()["readings"]) == (200, 1)
    assert kept(home, meters["E03"]) == []
    assert kept(home, meters["E01"]) == [(now, "1.000")]
    (quiet,) = readings_store().counted([meters["E01"]])
    assert quiet.refused == 0  # what a gateway does wrong is the gateway's


def test_a_meter_of_another_organisation_is_never_reached(
    home: Works, meters: dict[str, UUID]
) -> None:
    other = works(f"other-{uuid4().hex[:8]}")
    theirs = meter_of(other, "E01").id
    tell(other, theirs)
    made = gateway(home, meters, every_meter=True)
    now = int(time.time())
    foreign = f"{other.code}/E01"
    assert post(made.secret, {"meter": foreign, "t": now, "kwh": 9}).status_code == 422
    assert post(made.secret, {"t": now, "kwh": 9}, meter=foreign).status_code == 404
    assert post(made.secret, {"meter": "E01", "t": now, "kwh": 9}).status_code == 200
    assert kept(other, theirs) == []
    assert kept(home, meters["E01"]) == [(now, "9.000")]


def test_a_gateway_of_all_sends_for_a_meter_that_came_later(
    home: Works, meters: dict[str, UUID]
) -> None:
    made = gateway(home, meters, every_meter=True)
    late = meter_of(home, "E04").id
    tell(home, late)
    now = int(time.time())
    assert post(made.secret, {"t": now, "kwh": 4}, meter="E04").status_code == 200
    assert kept(home, late) == [(now, "4.000")]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"junk", "message.not_readable"),
        (b'{"t": 1763712000, "kwh": 1}', "message.meter_unnamed"),
        (b"[1]", "message.not_a_reading"),
        (b'{"meter": "E01", "t": 1763712000, "kwh": 1e308}', "message.value_beyond"),
    ],
)
def test_nothing_to_keep_is_no_success(
    home: Works, meters: dict[str, UUID], payload: bytes, code: str
) -> None:
    answer = post(gateway(home, meters).secret, payload)
    assert (answer.status_code, problem_of(answer)) == (422, "nothing_read")
    assert [one["code"] for one in answer.json()["findings"]] == [code]


def test_a_revoked_gateway_opens_nothing(home: Works, meters: dict[str, UUID]) -> None:
    made = gateway(home, meters)
    now = int(time.time())
    assert post(made.secret, {"t": now, "kwh": 1}, meter="E01").status_code == 200
    revoke_gateway_token(home.actor, home.id, made.token.id, now=timezone.now())
    tell(home, meters["E01"])
    for meter in (None, "E01"):
        answer = post(made.secret, {"meter": "E01", "t": now, "kwh": 1}, meter=meter)
        assert (answer.status_code, problem_of(answer)) == (401, "meter_token_needed")


def test_a_meters_own_token_knows_its_own_address_alone(
    home: Works, meters: dict[str, UUID]
) -> None:
    made, _ = make_token(home.actor, home.id, meters["E01"], "device", now=timezone.now())
    assert made is not None
    tell(home, meters["E01"])
    now = int(time.time())
    assert post(made.secret, {"t": now, "kwh": 1}, meter="E01").status_code == 200
    other = post(made.secret, {"t": now, "kwh": 1}, meter="E02")
    assert (other.status_code, problem_of(other)) == (403, "meter_not_yours")
    assert kept(home, meters["E02"]) == []
    seen = refused_messages(home.actor, home.id, meters["E01"])
    assert [(one.meter, one.times) for one in seen.counts] == [("E01", 1)]
    assert [(one.finding.subject, one.finding.data["said"]) for one in seen.messages] == [
        ("E01", "E02")
    ]


def test_the_same_fault_of_many_readings_is_said_once(home: Works, meters: dict[str, UUID]) -> None:
    made = gateway(home, meters)
    now = int(time.time())
    table = pa.table({"t": [now] * 200, "kwh": [1.25] * 200})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    answer = post(made.secret, sink.getvalue().to_pybytes(), ARROW)
    (said,) = answer.json()["findings"]
    assert said["code"] == "message.meter_unnamed"
    assert f'{{"t":{now},"kwh":1.25}} (×200)' in said["th"]
    assert said["th"].count(made.token.mqtt_user) == 1
    assert refused(made) == {"meter_unnamed": 1}


def test_an_answer_tells_a_few_faults_and_counts_the_others(
    home: Works, meters: dict[str, UUID]
) -> None:
    now = int(time.time())
    strange = {f"c{number}": 1 for number in range(30)}
    message = [
        {"meter": "E01", "t": now, "kwh": 1, **strange},
        *({"meter": f"X{number}", "t": now, "kwh": 1} for number in range(30)),
    ]
    answer = post(gateway(home, meters).secret, message)
    assert (answer.status_code, answer.json()["readings"]) == (200, 1)
    *told, last = answer.json()["findings"]
    assert len(told) == 20
    assert (last["code"], last["data"]) == ("message.more", {"number": "40"})


def test_the_use_of_a_token_is_noted_beside_the_work(home: Works, meters: dict[str, UUID]) -> None:
    made = gateway(home, meters)
    user = made.token.mqtt_user
    now = int(time.time())
    assert last_used([user]) == {}
    post(made.secret, {"t": now, "kwh": 1}, meter="E01")
    uses().write()
    first = last_used([user])[user]
    assert abs(first.timestamp() - now) < 60
    post(made.secret, {"t": now + 1, "kwh": 1}, meter="E01")
    uses().write()
    assert last_used([user])[user] == first  # not every message writes
