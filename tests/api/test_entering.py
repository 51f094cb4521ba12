"""A group, trees, settings, intervals and decisions on scope 3, written by the API."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.people import problem_of, program
from tests.services.test_import_noticing import CALM, SLIP
from tests.services.test_mistakes_of_year import template
from tests.services.towns import everything

from fahsai.core.access.roles import Role

if TYPE_CHECKING:
    from tests.api.people import People

pytestmark = pytest.mark.xdist_group("api")

JV: dict[str, Any] = {
    "from": "2020-01-01",
    "relation": "joint_venture",
    "equity_percent": "60",
    "financial_control": "joint",
    "operational_control": True,
    "basis": "สัญญาร่วมทุน",
}


class Owner:
    """An administrator of the demonstration who sends JSON."""

    def __init__(self, people: People) -> None:
        self.client = program(people.keys[Role.ADMINISTRATOR])
        self.place = f"/api/v1/organisations/{people.demo.organisation_id}"

    def get(self, rest: str) -> Any:
        answer = self.client.get(f"{self.place}{rest}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def put(self, rest: str, body: Any) -> Any:
        return self.client.put(f"{self.place}{rest}", body, content_type="application/json")


def rows() -> dict[str, list[str]]:
    """Everything but what using a key writes down."""
    return {name: held for name, held in everything().items() if name != "ApiKey"}


@pytest.fixture
def owner(people: People) -> Owner:
    return Owner(people)


def test_a_group_is_written_and_read_back(owner: Owner) -> None:
    made = owner.put("/entities", {"code": "SUB", "name_th": "บริษัท ลูก จำกัด"})
    assert made.status_code == 200, made.content
    entity = made.json()["entity"]["id"]
    before = rows()
    assert owner.put("/entities", {"code": "SUB", "name_th": "บริษัท ลูก จำกัด"}).status_code == 200
    assert rows() == before
    renamed = owner.put("/entities", {"code": "SUB", "name_th": "ชื่อใหม่"})
    assert problem_of(renamed) == "group_refused"
    assert [one["code"] for one in renamed.json()["findings"]] == ["entity.reason_missing"]
    gap = [{**JV, "to": "2021-01-01"}, {**JV, "from": "2022-01-01", "equity_percent": "75.5"}]
    held = owner.put(f"/entities/{entity}/holdings", {"holdings": gap})
    assert held.status_code == 200, held.content
    assert [one["code"] for one in held.json()["findings"]] == ["holding.gap"]
    listed = next(one for one in owner.get("/entities")["items"] if one["id"] == entity)
    assert [(one["from"], one["to"], one["equity_percent"]) for one in listed["holdings"]] == [
        ("2020-01-01", "2021-01-01", "60"),
        ("2022-01-01", None, "75.5"),
    ]
    fewer = owner.put(f"/entities/{entity}/holdings", {"holdings": gap[:1]})
    assert problem_of(fewer) == "group_refused"
    one = owner.put(f"/entities/{entity}/holdings", {"holdings": gap[:1], "reason": "ไม่เคยถือเพิ่ม"})
    assert len(one.json()["entity"]["holdings"]) == 1
    for wrong in (
        [JV, {**JV, "from": "2021-01-01"}],
        [{**JV, "to": "2019-01-01"}],
        [{**JV, "basis": " "}],
        [{**JV, "equity_percent": "101"}],
    ):
        refused = owner.put(f"/entities/{entity}/holdings", {"holdings": wrong, "reason": "ทดสอบ"})
        assert problem_of(refused) == "group_refused", wrong
    for broken in ({**JV, "relation": "cousin"}, {**JV, "equity_percent": "-1"}, {}):
        sent = owner.put(f"/entities/{entity}/holdings", {"holdings": [broken]})
        assert sent.status_code == 422


def test_what_belongs_to_whom_is_written_and_an_entity_in_use_stays(
    owner: Owner, people: People
) -> None:
    entity = str(people.demo.entity_id)
    link = {"belonging": "source", "code": "S05", "whose": "entity", "entity_id": entity}
    kept = owner.put("/entity-links", link)
    assert kept.status_code == 200, kept.content
    (said,) = [one for one in kept.json()["items"] if one["subject"]["code"] == "S05"]
    assert (said["belonging"], said["entity"]["code"]) == ("source", "JV")
    in_use = owner.client.post(f"{owner.place}/entities/{entity}/withdraw", {"reason": "ขาย"})
    assert problem_of(in_use) == "group_refused"
    itself = owner.put("/entity-links", {**link, "belonging": "bought"})
    assert problem_of(itself) == "group_refused"
    assert [one["code"] for one in itself.json()["findings"]] == ["entity.buys_from_itself"]
    assert owner.put("/entity-links", {**link, "code": "S99"}).status_code == 404
    assert owner.put("/entity-links", {**link, "entity_id": None}).status_code == 404
    silent = owner.put("/entity-links", {**link, "whose": "nobody"})
    assert problem_of(silent) == "group_refused"
    gone = owner.put("/entity-links", {**link, "whose": "nobody", "reason": "ลงผิด"})
    assert [one for one in gone.json()["items"] if one["subject"]["code"] == "S05"] == []
    ended = owner.client.post(f"{owner.place}/entities/{entity}/withdraw", {"reason": "ขาย"})
    assert ended.status_code == 200
    assert ended.json()["items"] == []


def test_a_census_is_written_row_by_row(owner: Owner) -> None:
    address = "/years/2565/trees"
    row = {
        "measured_on": "2022-09-15",
        "place": "สวน",
        "group": "general",
        "diameter_cm": "20",
        "height_m": "12",
        "trees": 10,
    }
    before = owner.get(address)
    kept = owner.put(address, {"rows": [row], "seen": before["seen"]})
    assert kept.status_code == 200, kept.content
    body = kept.json()
    assert body["places"][0]["trees"] == 10
    assert round(Decimal(body["rows"][0]["biomass"]["value"]), 2) == Decimal("1694.97")
    stands = rows()
    assert owner.put(address, {"rows": [row]}).json() == body == owner.get(address)
    assert rows() == stands
    late = owner.put(address, {"rows": [], "seen": before["seen"]})
    assert problem_of(late) == "trees_refused"
    assert [one["code"] for one in late.json()["findings"]] == ["tree.changed_since"]
    small = owner.put(address, {"rows": [{**row, "diameter_cm": None}]})
    assert [one["code"] for one in small.json()["findings"]] == ["tree.size_missing"]
    assert rows() == stands
    emptied = owner.put(address, {"rows": []})
    assert [one["code"] for one in emptied.json()["findings"]] == ["tree.emptied"]
    assert rows() == stands
    taken = owner.put(address, {"rows": [], "reason": "นับผิดแห่ง"})
    assert taken.json()["rows"] == []


def test_settings_change_what_is_sent_and_nothing_else(owner: Owner) -> None:
    address = "/years/2565/settings"
    kept = owner.put(address, {"materiality_percent": "2.50", "scope3_criteria": "คะแนน 1, 3, 5"})
    assert kept.status_code == 200, kept.content
    settings = kept.json()["version"]["settings"]
    assert (settings["materiality_percent"], settings["approach"]) == ("2.5", "operational")
    assert settings["scope3_criteria"] == "คะแนน 1, 3, 5"
    stands = rows()
    assert owner.put(address, {"materiality_percent": "2.5"}).status_code == 200
    assert rows() == stands
    for body, code in (
        ({"materiality_percent": "0"}, "settings.materiality_range"),
        ({"factor_set": "nobody-knows"}, "settings.factor_set_unknown"),
    ):
        refused = owner.put(address, body)
        assert problem_of(refused) == "settings_refused"
        assert [one["code"] for one in refused.json()["findings"]] == [code]
    assert owner.put(address, {"materiality": "5"}).status_code == 422
    assert rows() == stands
    both = owner.put(address, {"approach": "equity", "energy_upstream": True}).json()
    changed = both["version"]["settings"]
    assert (changed["approach"], changed["energy_upstream"]) == ("equity", True)
    assert changed["materiality_percent"] == "2.5"


def test_an_interval_is_stated_and_widens_the_year(owner: Owner, people: People) -> None:
    address = f"/sources/{people.demo.source_id}/uncertainty"
    assert owner.get(address)["intervals"] == []
    said = {"of": "activity", "interval": "5", "reason": "ใบรับรอง 12"}
    kept = owner.put(address, {"intervals": [said]})
    assert kept.status_code == 200, kept.content
    assert kept.json()["intervals"] == [said]
    bare = owner.put(address, {"intervals": [{"of": "factor", "interval": "7"}]})
    assert problem_of(bare) == "intervals_refused"
    wide = owner.put(address, {"intervals": [{"of": "factor", "interval": "กว้าง", "reason": "x"}]})
    assert [one["code"] for one in wide.json()["findings"]] == ["uncertainty.unusable"]
    assert owner.get(address)["intervals"] == [said]
    gone = owner.put(address, {"intervals": [{"of": "activity", "interval": ""}]})
    assert gone.json()["intervals"] == []


def test_a_category_is_decided_and_taken_back(owner: Owner) -> None:
    address = "/years/2565/scope3"

    def of(body: Any) -> Any:
        return next(one for one in body["categories"] if one["category"] == 6)["assessment"]

    said = {"category": 6, "has_source": True, "significant": True, "scores": {"risk": "5"}}
    kept = owner.put(address, {**said, "remark": "เที่ยวบินราชการ"})
    assert kept.status_code == 200, kept.content
    assert of(kept.json()) == {
        "has_source": True,
        "significant": True,
        "scores": {"risk": "5"},
        "remark": "เที่ยวบินราชการ",
    }
    others = {one["category"] for one in owner.get(address)["categories"] if one["assessment"]}
    assert len(others) > 1  # the demonstration has assessed others, which stay
    gone = owner.put(address, {"category": 6, "assessed": False})
    assert of(gone.json()) is None
    assert owner.put(address, {"category": 16}).status_code == 422
    assert owner.put(address, {"category": 6, "scores": {"size": "5"}}).status_code == 422


def test_a_submitted_year_takes_none_of_it(owner: Owner, people: People) -> None:
    from tests.services.towns import TODAY

    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.submit import submit

    version, said = submit(LOCAL_OWNER, people.demo.organisation_id, 2565, today=TODAY)
    assert version is not None, said
    for rest, body, code in (
        ("trees", {"rows": []}, "tree.version_submitted"),
        ("scope3", {"category": 6, "has_source": True}, "scope3.version_submitted"),
        ("settings", {"materiality_percent": "3"}, "settings.version_submitted"),
    ):
        refused = owner.put(f"/years/2565/{rest}", body)
        assert refused.status_code == 409
        assert [one["code"] for one in refused.json()["findings"]] == [code]


def test_a_preview_tells_the_mistakes_that_would_come(owner: Owner) -> None:
    accounts = ("020011111111", "020022222222", "020033333333")
    address = f"{owner.place}/imports"

    def send(data: bytes, **more: str) -> Any:
        file = SimpleUploadedFile("slip.xlsx", data)
        return owner.client.post(address, {"file": file, "year_be": "2566", **more}).json()

    calm = send(template(CALM, *accounts))
    assert "mistake.quantity_jump" not in [one["code"] for one in calm["noticed"]]
    slip = send(template(SLIP, *accounts))
    (said,) = [one for one in slip["noticed"] if one["code"] == "mistake.quantity_jump"]
    assert said["subject"] == "P01"
    assert said["th"]
    assert send(template(SLIP, *accounts), accept="true")["noticed"] == []
