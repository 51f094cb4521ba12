"""Meters by the API: entered, read back, changed; tokens that are told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.api.people import key_of, problem_of, program
from tests.services.towns import everything

from fahsai.core.access.roles import Permission, Role
from fahsai.services.post_readings import intake, sender_of

if TYPE_CHECKING:
    from uuid import UUID

    from tests.api.people import People

pytestmark = pytest.mark.xdist_group("api")

STEAM: dict[str, Any] = {
    "code": "H01",
    "kind": "heat",
    "name_th": "หม้อไอน้ำ",
    "channels": [
        {
            "name": "steam",
            "measure": "register",
            "unit": "ตัน",
            "digits": 3,
            "every": 300,
            "modulus": "1000000",
            "resolution": "0.005",
            "most_per_hour": "12.5",
        }
    ],
    "started_on": "2025-10-01",
}


class Keeper:
    """A program that sends JSON about the meters of the demonstration."""

    def __init__(self, people: People, key: str) -> None:
        self.client = program(key)
        self.place = f"/api/v1/organisations/{people.demo.organisation_id}/meters"

    def get(self, rest: str = "") -> Any:
        answer = self.client.get(f"{self.place}{rest}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def put(self, rest: str, body: Any) -> Any:
        return self.client.put(f"{self.place}{rest}", body, content_type="application/json")

    def post(self, rest: str, body: Any, **headers: str) -> Any:
        return self.client.post(
            f"{self.place}{rest}", body, content_type="application/json", headers=headers
        )


@pytest.fixture
def keeper(people: People) -> Keeper:
    return Keeper(people, people.keys[Role.ADMINISTRATOR])


def rows() -> dict[str, list[str]]:
    """Everything but what using a key writes down."""
    return {name: held for name, held in everything().items() if name != "ApiKey"}


def codes(answer: Any) -> list[str]:
    assert problem_of(answer) == "meter_refused"
    return [one["code"] for one in answer.json()["findings"]]


def test_a_meter_is_entered_read_back_and_changed(keeper: Keeper) -> None:
    made = keeper.post("", STEAM)
    assert made.status_code == 200, made.content
    one = made.json()["meter"]
    assert made.json()["findings"] == []
    assert one["topic"] == "fahsai/fahsai-demo/H01"
    (channel,) = one["channels"]
    number = channel["number"]
    declared = {**STEAM["channels"][0], "unit": "tonne", "both_ways": False}
    assert channel == {**declared, "number": number}
    assert keeper.get(f"/{one['id']}") == one
    assert [found["code"] for found in keeper.get()["items"]] == ["E01", "H01"]
    assert keeper.get("?kind=heat")["total"] == keeper.get("?code=H01")["total"] == 1
    assert keeper.get("?source=S01")["items"] == []
    before = rows()
    assert keeper.post("", STEAM).json() == made.json()
    assert codes(keeper.post("", {**STEAM, "serial": "7"})) == ["meter.code_taken"]
    said = {name: value for name, value in STEAM.items() if name != "code"}
    source = "S05"
    wanted = {**said, "channels": [], "source": source, "serial": "7"}
    assert codes(keeper.put(f"/{one['id']}", wanted)) == ["meter.reason_missing"]
    assert rows() == before
    changed = keeper.put(f"/{one['id']}", {**wanted, "reason": "ติดตั้งใหม่"})
    assert changed.status_code == 200, changed.content
    after = changed.json()["meter"]
    assert (after["source"], after["serial"]) == (source, "7")
    assert after["source_id"]
    assert after["channels"][0]["number"] == number
    ended = {**wanted, "ended_on": "2026-01-31", "ended_reason": "รื้อ", "reason": "รื้อ"}
    assert keeper.put(f"/{one['id']}", ended).json()["meter"]["ended_on"] == "2026-01-31"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"channels": [{**STEAM["channels"][0], "unit": "kW"}]}, "meter.channel_unit_unfit"),
        ({"channels": [{**STEAM["channels"][0], "unit": "xyz"}]}, "unit.unknown"),
        ({"unit": "nowhere"}, "meter.place_unknown"),
        ({"name_th": " "}, "meter.name_missing"),
    ],
)
def test_what_cannot_be_stored_says_why(
    other: dict[str, Any], expected: str, keeper: Keeper
) -> None:
    before = rows()
    assert codes(keeper.post("", {**STEAM, **other})) == [expected]
    assert rows() == before


@pytest.mark.parametrize(
    "other",
    [
        {"code": "a/b"},
        {"code": "E01\n"},
        {"kind": "wind"},
        {"channels": [{**STEAM["channels"][0], "name": "t-1"}]},
        {"channels": [{**STEAM["channels"][0], "digits": 10}]},
        {"channels": [{**STEAM["channels"][0], "modulus": "1e9"}]},
        {"channels": [{**STEAM["channels"][0], "modulus": 1.5}]},
        {"colour": "red"},
    ],
)
def test_a_body_of_another_shape_is_invalid(other: dict[str, Any], keeper: Keeper) -> None:
    assert problem_of(keeper.post("", {**STEAM, **other})) == "invalid"


def test_a_form_is_told_that_json_is_wanted(keeper: Keeper, people: People) -> None:
    answer = keeper.client.post(keeper.place, {"code": "X"})
    assert problem_of(answer) in {"bad_request", "media_type"}
    withdraw = f"{keeper.place}/{people.demo.meter_id}/replacements/{people.demo.replacement_id}"
    answer = keeper.client.post(
        f"{withdraw}/withdraw", {"reason": "x"}, content_type="application/json"
    )
    assert problem_of(answer) == "media_type"
    assert "multipart" in answer.json()["detail"]


def test_a_token_is_told_once_and_ends_at_once(keeper: Keeper, people: People) -> None:
    place = f"/{people.demo.meter_id}/tokens"
    made = keeper.post(place, {"name": "เกตเวย์ 2"}, **{"Idempotency-Key": "one"}).json()
    assert keeper.post(place, {"name": "เกตเวย์ 2"}, **{"Idempotency-Key": "one"}).json() == made
    reused = keeper.post(place, {"name": "อื่น"}, **{"Idempotency-Key": "one"})
    assert problem_of(reused) == "idempotency_key_reused"
    secret = made["secret"]
    assert made["topic"] == "fahsai/fahsai-demo/E01"
    listed = keeper.get(place)["items"]
    assert [one["name"] for one in listed] == ["เกตเวย์ 2", "เกตเวย์"]
    assert listed[0] == made["token"]
    assert secret not in str(listed)
    assert opened(secret) == "fahsai/fahsai-demo/E01"
    ended = keeper.client.delete(f"{keeper.place}{place}/{made['token']['id']}")
    assert ended.status_code == 200, ended.content
    assert ended.json()["token"]["revoked_at"] is not None
    assert opened(secret) is None
    assert keeper.client.get("/api/v1/organisations", headers=bearer(secret)).status_code == 401


def opened(secret: str) -> str | None:
    """The topic that a token opens, as the intake knows it now."""
    intake.cache_clear()
    sender = sender_of(secret)
    return None if sender is None else sender.own


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_an_exchange_is_recorded_corrected_and_taken_back(keeper: Keeper, people: People) -> None:
    place = f"/{people.demo.meter_id}/replacements"
    body = {
        "channel": "kwh",
        "at": "2026-01-15T08:30:00+07:00",
        "last": "98765.4",
        "first": "0",
        "reason": "เครื่องเสีย",
    }
    made = keeper.post(place, body)
    assert made.status_code == 200, made.content
    one = made.json()["replacement"]
    assert (one["at"], one["last"], one["first"]) == ("2026-01-15T01:30:00Z", "98765.4", "0")
    assert keeper.post(place, body).json() == made.json()
    assert codes(keeper.post(place, {**body, "last": "98766"})) == ["meter.reason_missing"]
    other = keeper.post(place, {**body, "last": "98766", "why": "อ่านผิด"}).json()["replacement"]
    assert other["last"] == "98766"
    assert problem_of(keeper.post(place, {**body, "at": "2026-01-15T08:30:00"})) == "invalid"
    assert codes(keeper.post(place, {**body, "at": "2999-01-01T00:00:00Z"})) == [
        "meter.exchange_time"
    ]
    assert len(keeper.get(f"/{people.demo.meter_id}")["replacements"]) == 2
    gone = keeper.client.post(
        f"{keeper.place}{place}/{one['id']}/withdraw", {"reason": "ไม่ได้เปลี่ยน"}
    )
    assert gone.status_code == 200, gone.content
    assert [held["id"] for held in keeper.get(f"/{people.demo.meter_id}")["replacements"]] == [
        str(people.demo.replacement_id)
    ]


def test_a_key_that_only_enters_data_gets_its_answers(people: People) -> None:
    """Nothing is stored first and refused afterwards."""
    organisation: UUID = people.demo.organisation_id
    narrow = Keeper(people, key_of(people.administrator, organisation, Permission.ENTER_DATA))
    assert narrow.post("", STEAM).status_code == 200
    place = f"/{people.demo.meter_id}/replacements"
    body = {"channel": "kwh", "at": "2026-01-16T08:30:00+07:00", "reason": "หมดอายุ"}
    made = narrow.post(place, body)
    assert made.status_code == 200, made.content
    gone = f"{narrow.place}{place}/{made.json()['replacement']['id']}/withdraw"
    assert narrow.client.post(gone, {"reason": "ผิด"}).status_code == 200
    assert narrow.client.get(narrow.place).status_code == 403
