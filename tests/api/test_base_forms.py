"""The base year by the API: a form, a change said otherwise, days of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.people import key_of, problem_of, program
from tests.services.books import Sheet, office
from tests.services.filled_forms import ROWS, filled_form
from tests.services.towns import bare, everything
from tests.web.people import member

from fahsai.core.access.roles import Role
from fahsai.services import activity_upload
from fahsai.services.working import activity
from fahsai.services.working.perform import perform

if TYPE_CHECKING:
    from django.test import Client
    from tests.api.people import People

pytestmark = [pytest.mark.xdist_group("api"), pytest.mark.usefixtures("people")]
WHY = "ใช้ปีที่ทวนสอบแล้วเป็นปีฐาน"


@pytest.fixture
def town(people: People) -> UUID:
    del people
    return bare("by-api")


@pytest.fixture
def manager(town: UUID) -> Client:
    return program(key_of(member(town, Role.DATA_MANAGER, name="api"), town))


def send(client: Client, town: UUID, data: bytes, **fields: Any) -> Any:
    file = SimpleUploadedFile("TCFO_R_01.xlsx", data)
    return client.post(f"/api/v1/organisations/{town}/base-year-forms", {"file": file, **fields})


def records() -> dict[str, list[str]]:
    return {name: rows for name, rows in everything().items() if name != "ApiKey"}


def test_a_form_is_shown_then_taken_then_no_more(manager: Client, town: UUID) -> None:
    before = records()
    shown = send(manager, town, filled_form()).json()
    assert records() == before
    assert (shown["accepted"], shown["year_be"], shown["asks_reason"]) == (False, 2564, False)
    figures = {one["name"]: one for one in shown["figures"]}
    assert figures["total"]["stated_kg"] == "8993.7"
    stated = [one["label"] for one in shown["lines"] if one["as_stated"]]
    assert stated == ["แหล่งปล่อยลึกลับ ก", "ฟืน"]
    taken = send(manager, town, filled_form(), accept="true").json()
    assert taken["accepted"]
    assert len(taken["imported"]["changes"]) == len(ROWS)
    after = records()
    again = send(manager, town, filled_form(), accept="true").json()
    assert (again["changes"], records() == after) == (0, True)


def test_what_stands_in_the_way_is_said(manager: Client, town: UUID) -> None:
    refused = send(manager, town, office(Sheet()))
    assert (refused.status_code, problem_of(refused)) == (409, "base_year_refused")
    assert refused.json()["findings"][0]["code"] == "base_year.not_the_form"
    send(manager, town, filled_form(), accept="true")
    other = filled_form(period="ต.ค. 2561 - ก.ย. 2562")
    refused = send(manager, town, other, accept="true")
    assert refused.json()["findings"][-1]["code"] == "base_year.reason_missing"
    assert send(manager, town, other, accept="true", reason=WHY).status_code == 200
    named = send(manager, town, filled_form(period="ระบุ"), year_be="2563", year_kind="calendar")
    assert named.json()["period"]["start"] == "2020-01-01"
    assert send(manager, town, filled_form(), records="both").status_code == 422


def test_a_long_form_is_left_to_the_worker(
    manager: Client, town: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "MOST_ROWS", 3)
    assert activity_upload.soon_read is activity.soon_read
    answer = send(manager, town, filled_form(), accept="true")
    assert answer.status_code == 202
    assert answer.json()["work"] == "base_year.take"
    job = answer.headers["Location"]
    assert manager.get(job).json()["state"] == "waiting"
    monkeypatch.undo()
    perform(town, UUID(answer.json()["id"]))
    done = manager.get(job).json()
    assert (done["state"], done["base_form"]["accepted"]) == ("done", True)
    assert done["base_form"]["year_be"] == 2564


def test_a_change_is_said_otherwise_and_taken_back(people: People) -> None:
    client = program(people.keys[Role.ADMINISTRATOR])
    address = f"/api/v1/organisations/{people.demo.organisation_id}/base-year-changes"
    one = f"{address}/{people.demo.change_number}"
    amended = client.post(one, {"effect_kg": "-13.75", "why": "แก้ตัวเลข"}).json()
    assert amended["changed"]
    assert amended["change"]["effect"]["value"] == "-13.75"
    assert not client.post(one, {"effect_kg": "-13.75", "why": "แก้ตัวเลข"}).json()["changed"]
    assert client.post(one, {"effect_kg": "-13.75"}).status_code == 422
    refused = client.post(one, {"effect_kg": "0", "why": "แก้ตัวเลข"})
    assert problem_of(refused) == "base_year_refused"
    assert client.post(f"{address}/999", {"why": "แก้"}).status_code == 404
    gone = client.post(one, {"withdrawn": "true", "why": "บันทึกผิด"}).json()
    assert gone == {"changed": True, "change": None}
    assert client.post(one, {"why": "อีกครั้ง"}).status_code == 404


def test_a_source_starts_and_ends_for_a_reason(people: People) -> None:
    client = program(people.keys[Role.DATA_MANAGER])
    owner, source = people.demo.organisation_id, people.demo.source_id
    address = f"/api/v1/organisations/{owner}/sources/{source}/span"

    def put(body: dict[str, Any]) -> Any:
        return client.put(address, body, content_type="application/json")

    said = {"ended_on": "2022-09-30", "ended_reason": "จำหน่ายรถ"}
    assert put(said).json()["ended_on"] == "2022-09-30"
    before = records()
    assert put(said).json()["ended_reason"] == "จำหน่ายรถ"
    assert records() == before
    for wrong in (
        {"ended_on": "2022-09-30"},
        {**said, "started_on": "2023-01-01", "started_reason": "ซื้อ"},
    ):
        refused = put(wrong)
        assert (refused.status_code, problem_of(refused)) == (409, "source_refused")
    assert put({"ended": "2022-09-30"}).status_code == 422
    assert put({}).json()["ended_on"] is None
