"""Tokens of gateways by the API: made once, listed without secrets, revoked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.api.people import problem_of, program
from tests.api.test_meters import bearer

from fahsai.core.access.roles import Role
from fahsai.services.intake_registry import publish_meters
from fahsai.services.post_readings import intake, sender_of

if TYPE_CHECKING:
    from tests.api.people import People

pytestmark = pytest.mark.xdist_group("api")
JSON = "application/json"


@pytest.fixture(autouse=True)
def _known_meters(people: People) -> None:
    """The intake knows the meters, whatever other tests of this process have told it."""
    publish_meters(people.demo.organisation_id, [people.demo.meter_id])


def ask(people: People, method: str, rest: str = "", body: Any = None, **headers: str) -> Any:
    client = program(people.keys[Role.ADMINISTRATOR])
    address = f"/api/v1/organisations/{people.demo.organisation_id}/gateway-tokens{rest}"
    if method == "post":
        return client.post(address, body, content_type=JSON, headers=headers)
    return getattr(client, method)(address)


def reached(secret: str) -> set[str]:
    """The meters that a token opens, as the intake knows it now."""
    intake.cache_clear()
    sender = sender_of(secret)
    return set() if sender is None else set(sender.topics)


def test_a_token_is_told_once_and_ends_at_once(people: People) -> None:
    body = {"name": "กล่อง 1", "meters": ["E01"]}
    again = {"Idempotency-Key": "one"}
    made = ask(people, "post", body=body, **again).json()
    assert ask(people, "post", body=body, **again).json() == made
    reused = ask(people, "post", body={**body, "name": "อื่น"}, **again)
    assert problem_of(reused) == "idempotency_key_reused"
    token, secret = made["token"], made["secret"]
    assert (token["meters"], token["reach"], token["facility"]) == (["E01"], "meters", "")
    assert token["topics"] == ["fahsai/fahsai-demo/E01"]
    assert token["mqtt_user"] == f"fahsai-demo@gateway-{token['number']}"
    listed = ask(people, "get").json()["items"]
    assert [one["name"] for one in listed] == ["กล่อง 1", "ตู้"]
    assert listed[0] == token
    assert secret not in str(listed)
    assert reached(secret) == {"E01"}
    client = program(people.keys[Role.ADMINISTRATOR])
    assert client.get("/api/v1/organisations", headers=bearer(secret)).status_code == 401
    ended = ask(people, "delete", f"/{token['id']}")
    assert ended.json()["token"]["revoked_at"] is not None
    assert reached(secret) == set()
    assert ask(people, "delete", f"/{token['id']}").json() == ended.json()


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({"name": "x"}, ["gateway.reach_unclear"]),
        ({"name": "x", "meters": ["E01"], "every_meter": True}, ["gateway.reach_unclear"]),
        ({"name": " ", "every_meter": True}, ["gateway.name_unusable"]),
        ({"name": "x", "meters": ["E08", "E09"]}, ["gateway.meter_unknown"] * 2),
        ({"name": "x", "facility": "F99"}, ["gateway.facility_unknown"]),
    ],
)
def test_what_cannot_be_made_is_said(people: People, body: Any, codes: list[str]) -> None:
    before = ask(people, "get").json()
    answer = ask(people, "post", body=body)
    assert (answer.status_code, problem_of(answer)) == (409, "gateway_refused")
    assert [one["code"] for one in answer.json()["findings"]] == codes
    assert ask(people, "get").json() == before


@pytest.mark.parametrize(
    "body",
    [{"meters": ["E01"]}, {"name": "x", "meters": ["a/b"]}, {"name": "x", "colour": "red"}],
)
def test_a_body_of_another_shape_is_invalid(people: People, body: Any) -> None:
    assert problem_of(ask(people, "post", body=body)) == "invalid"
