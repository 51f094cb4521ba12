"""Answers on renewable biomass by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.api.people import problem_of, program
from tests.services.towns import OWNER

from fahsai.core.access.roles import Role
from fahsai.services.sources import sources

if TYPE_CHECKING:
    from tests.api.people import People

pytestmark = pytest.mark.xdist_group("api")

WOOD, DIESEL = "S04", "S05"


def place(people: People, code: str = WOOD) -> str:
    owner = people.demo.organisation_id
    key = next(one.id for one in sources(OWNER, owner) if one.code == code)
    return f"/api/v1/organisations/{owner}/sources/{key}/biomass"


def put(people: People, body: Any, code: str = WOOD, role: Role = Role.ADMINISTRATOR) -> Any:
    client = program(people.keys[role])
    return client.put(place(people, code), body, content_type="application/json")


def test_answers_are_sent_whole_and_read_back(people: People) -> None:
    client = program(people.keys[Role.VERIFIER])
    assert client.get(place(people)).json()["verdict"] == "renewable"
    sent = put(people, {"origin": "forest", "land": True, "evidence": " ใบรับรอง "})
    assert sent.status_code == 200, sent.content
    body = sent.json()
    assert body["asked"] is True
    assert body["answers"] == {"land": True}
    assert body["missing"] == ["carbon", "law"]
    assert (body["verdict"], body["evidence"]) == ("unanswered", "ใบรับรอง")
    assert body["source"]["code"] == WOOD
    no = put(people, {"origin": "forest", "land": False}).json()
    assert no["verdict"] == "not_renewable"
    moved = {one["code"] for one in no["findings"]}
    assert moved == {"source.years_moved", "source.base_year_moved"}
    assert client.get(place(people)).json() == {**no, "findings": []}
    assert put(people, {}).json()["origin"] is None
    back = {"origin": "woody", "land": True, "carbon": True, "law": True}
    assert put(people, back).json()["verdict"] == "renewable"


@pytest.mark.parametrize(
    "body",
    [{"origin": "moon"}, {"land": "maybe"}, {"unknown": True}, {"evidence": "a\u0000"}, [], "{"],
)
def test_what_cannot_be_used_is_refused_with_its_field(people: People, body: Any) -> None:
    before = program(people.keys[Role.VERIFIER]).get(place(people)).json()
    answer = put(people, body)
    assert answer.status_code in {400, 422}, answer.content
    assert problem_of(answer) in {"invalid", "bad_request"}
    assert program(people.keys[Role.VERIFIER]).get(place(people)).json() == before


def test_another_media_type_is_named(people: People) -> None:
    client = program(people.keys[Role.ADMINISTRATOR])
    answer = client.put(place(people), "origin=forest", content_type="text/plain")
    assert answer.status_code in {400, 415}
    if answer.status_code == 415:
        assert "application/json" in answer.json()["detail"]


def test_a_source_without_biomass_has_no_questions(people: People) -> None:
    answer = put(people, {"origin": "forest"}, DIESEL)
    assert answer.status_code == 409
    assert problem_of(answer) == "biomass_not_asked"
    assert [one["code"] for one in answer.json()["findings"]] == ["biomass.not_asked"]
    assert put(people, {}, DIESEL).json()["asked"] is False


def test_only_who_settles_answers_and_a_stranger_finds_nothing(people: People) -> None:
    for role in (Role.VERIFIER, Role.WRITER, Role.COLLECTOR):
        assert put(people, {"origin": "other"}, role=role).status_code == 403
    stranger = program(people.stranger)
    assert stranger.get(place(people)).status_code == 404
    sent = stranger.put(place(people), {"origin": "other"}, content_type="application/json")
    assert sent.status_code == 404
    assert program(None).get(place(people)).status_code == 401
