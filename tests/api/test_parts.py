"""A key of somebody who enters the data of one unit: reads what is that unit's, nothing of all."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from django.test import Client
from tests.api.operations import OF_AN_ORGANISATION, Operation
from tests.api.people import People, Places, key_of, metered, problem_of, program
from tests.kept_documents import kept_documents
from tests.services.parted import YEAR, Town, parted_town
from tests.web.people import member

from fahsai.core.access.roles import Role
from fahsai.records.ids import new_id
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.documents import make_documents
from fahsai.services.evidence_files import evidence_files
from fahsai.services.receipts import receipts

pytestmark = [pytest.mark.xdist_group("api"), pytest.mark.usefixtures("people")]

MINE = {"D01", "P02"}
"""The sources of the unit and of the one below it."""

WHOLE = {
    "answer_biomass",
    "answer_finding",
    "read_uncertainty",
    "import_workbook",
    "propose_columns",
    "read_calculation",
    "list_entities",
    "list_entity_links",
    "put_entity",
    "put_entity_link",
    "put_holdings",
    "withdraw_entity",
    "put_intervals",
    "put_scope3_decision",
    "put_settings",
    "put_trees",
    "read_trees",
    "read_group_year",
    "list_documents",
    "make_documents",
    "download_document",
    "list_cells",
    "read_cell_trace",
    "read_base_year",
    "declare_base_year_policy",
    "record_base_year_change",
    "amend_base_year_change",
    "take_base_year_form",
    "state_source_span",
    "put_meter",
    "withdraw_meter",
    "make_meter_token",
    "revoke_meter_token",
    "list_gateway_tokens",
    "make_gateway_token",
    "revoke_gateway_token",
}
"""Operations that speak of the whole organisation."""

PLACED = {"add_meter": "meter.unit_needed"}
"""What only goes into one of the own units: the finding of a request that names none."""

NOT_MINE = {"read_import", "read_job"}
"""Operations whose things here are somebody else's."""


class House(NamedTuple):
    """A town with a key of its unit ENG, and what the town has."""

    town: Town
    collector: Client
    places: Places

    def get(self, rest: str, **query: str) -> Any:
        return self.collector.get(f"/api/v1/organisations/{self.town.id}{rest}", query)


@pytest.fixture
def house(people: People) -> House:
    from django.utils import timezone

    del people
    town = parted_town()
    make_documents(LOCAL_OWNER, town.id, YEAR, today=timezone.localdate(), pdf=False)
    account = member(town.id, Role.COLLECTOR, name="ช่าง", units=[town.units["ENG"]])
    collector = program(key_of(account, town.id))
    mine = next(one for one in evidence_files(LOCAL_OWNER, town.id) if "D01" in one.name)
    listed = collector.get(f"/api/v1/organisations/{town.id}/sources").json()["items"]
    meter_id, token_id, replacement_id = metered(town.id, "ENG")
    places = Places(
        meter_id=meter_id,
        token_id=token_id,
        replacement_id=replacement_id,
        organisation_id=town.id,
        source_id=listed[0]["id"],
        source_code=listed[0]["code"],
        entity_id=new_id(),
        import_id=receipts(LOCAL_OWNER, town.id)[0].id,
        document_id=kept_documents(town.id)[0].id,
        evidence_id=mine.id,
        job_id=new_id(),
        year_be=YEAR,
        place="Fr-04.1!D9",
        from_year=YEAR,
    )
    return House(town, collector, places)


@pytest.mark.parametrize("operation", OF_AN_ORGANISATION, ids=lambda one: one.id)
def test_what_speaks_of_the_whole_is_forbidden(operation: Operation, house: House) -> None:
    answer = operation.ask(house.collector, house.places, name="D01")
    if operation.id in WHOLE:
        assert problem_of(answer) == "forbidden"
        assert answer.status_code == 403
    elif operation.id in PLACED:
        assert problem_of(answer) == "meter_refused"
        assert [one["code"] for one in answer.json()["findings"]] == [PLACED[operation.id]]
    elif operation.id in NOT_MINE:
        assert problem_of(answer) == "not_found"
    else:
        assert answer.status_code == 200, answer.content


def test_lists_hold_what_is_ones_own(house: House) -> None:
    assert {one["code"] for one in house.get("/sources").json()["items"]} == MINE
    lines = house.get(f"/years/{YEAR}/lines", size="500").json()
    assert {one["source"]["code"] for one in lines["items"]} == MINE
    assert lines["total"] == len(lines["items"]) == 24
    assert house.get(f"/years/{YEAR}/lines", source="P01").json()["items"] == []
    names = {one["name"] for one in house.get("/evidence").json()["items"]}
    assert names == {"บิล-D01.pdf", "บิล-P02.pdf"}
    assert house.get("/imports").json()["items"] == []


def test_totals_say_that_they_are_of_a_part(house: House) -> None:
    part = house.get(f"/years/{YEAR}/totals").json()
    whole = program(key_of(member(house.town.id, Role.VERIFIER, name="ผู้ทวน"), house.town.id))
    address = f"/api/v1/organisations/{house.town.id}/years/{YEAR}/totals"
    everything = whole.get(address).json()
    assert (part["part"], everything["part"]) == (True, False)
    assert part["total"] != everything["total"]


def test_what_is_of_others_is_not_found(house: House) -> None:
    theirs = [one for one in evidence_files(LOCAL_OWNER, house.town.id) if "P01" in one.name]
    assert problem_of(house.get(f"/evidence/{theirs[0].id}/content")) == "not_found"
    for name in ("P01", "P01/2564-10", "P03"):
        assert problem_of(house.get(f"/years/{YEAR}/trace", name=name)) == "not_found"
    traced = house.get(f"/years/{YEAR}/trace", name="P02/2564-10").json()
    assert traced["lines"][0]["evidence_names"] == ["บิล-P02.pdf"]
