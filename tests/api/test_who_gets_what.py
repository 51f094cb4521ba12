"""Every operation, generated from the OpenAPI document: who gets what."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.api.operations import DOCUMENT, OF_ACCOUNTS, OF_AN_ORGANISATION, OPERATIONS, Operation
from tests.api.people import People, problem_of, program
from tests.services.towns import everything

from fahsai.core.access.roles import PERMISSIONS, Permission, Role

pytestmark = pytest.mark.xdist_group("api")

every = pytest.mark.parametrize("operation", OF_ACCOUNTS, ids=lambda one: one.id)
every_of_an_organisation = pytest.mark.parametrize(
    "operation", OF_AN_ORGANISATION, ids=lambda one: one.id
)
every_id = pytest.mark.parametrize(
    ("operation", "part"),
    [(one, part) for one in OF_ACCOUNTS for part in one.ids],
    ids=lambda one: one.id if isinstance(one, Operation) else one,
)

NEEDED = {
    "import_workbook": Permission.ENTER_DATA,
    "propose_columns": Permission.ENTER_DATA,
    "make_documents": Permission.WRITE_REPORT,
    "declare_base_year_policy": Permission.SETTLE,
    "record_base_year_change": Permission.SETTLE,
    "amend_base_year_change": Permission.SETTLE,
    "take_base_year_form": Permission.SETTLE,
    "state_source_span": Permission.SETTLE,
    "answer_biomass": Permission.SETTLE,
    "answer_finding": Permission.SETTLE,
    "put_entity": Permission.SETTLE,
    "withdraw_entity": Permission.SETTLE,
    "put_holdings": Permission.SETTLE,
    "put_entity_link": Permission.SETTLE,
    "put_settings": Permission.SETTLE,
    "add_meter": Permission.ENTER_DATA,
    "put_meter": Permission.SETTLE,
    "withdraw_meter": Permission.SETTLE,
    "replace_register": Permission.ENTER_DATA,
    "withdraw_replacement": Permission.ENTER_DATA,
    "make_meter_token": Permission.SETTLE,
    "revoke_meter_token": Permission.SETTLE,
    "make_gateway_token": Permission.SETTLE,
    "revoke_gateway_token": Permission.SETTLE,
    "put_intervals": Permission.SETTLE,
    "put_trees": Permission.WRITE_REPORT,
    "put_scope3_decision": Permission.WRITE_REPORT,
}
"""What an operation needs besides seeing."""

OF_OTHERS = {"read_job": Permission.SEE_HISTORY}
"""What it needs to find what somebody else asked for."""

ABSENT = UUID("0190a000-0000-7000-8000-00000000dead")


def needed(operation: Operation) -> Permission:
    return NEEDED.get(operation.id, Permission.SEE)


def test_there_is_something_to_walk() -> None:
    assert len(OPERATIONS) >= 20
    assert DOCUMENT["openapi"] == "3.1.0"
    assert {one.id for one in OPERATIONS} - {one.id for one in OF_AN_ORGANISATION} == {
        "list_organisations",
        "list_factors",
        "post_readings",
        "post_meter_readings",
    }


@every
def test_every_role_that_may_gets_an_answer(operation: Operation, people: People) -> None:
    for role in Role:
        allowed = needed(operation) in PERMISSIONS[role]
        finds = OF_OTHERS.get(operation.id, Permission.SEE) in PERMISSIONS[role]
        answer = operation.ask(program(people.keys[role]), people.demo)
        refused = 404 if allowed else 403
        assert answer.status_code == (200 if allowed and finds else refused), (role, answer.content)
        if answer.status_code != 200:
            assert problem_of(answer) == ("not_found" if allowed else "forbidden")


@every
def test_nobody_is_asked_for_a_key(operation: Operation, people: People) -> None:
    before = everything()
    wrong = people.stranger[:-1] + ("A" if people.stranger[-1] != "A" else "B")
    for key in (None, wrong, "fahsai_x_y", "", "ก", people.stranger.upper()):
        answer = operation.ask(program(key), people.demo)
        assert answer.status_code == 401
        assert problem_of(answer) == "key_needed"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert everything() == before


@every_of_an_organisation
def test_to_a_stranger_nothing_exists(operation: Operation, people: People) -> None:
    before = everything()
    answer = operation.ask(program(people.stranger), people.demo)
    assert answer.status_code == 404
    assert problem_of(answer) == "not_found"
    absent = operation.ask(program(people.stranger), people.demo, organisation_id=ABSENT)
    assert absent.content == answer.content  # nothing tells the two apart
    untouched = {name: rows for name, rows in everything().items() if name != "ApiKey"}
    assert untouched == {name: rows for name, rows in before.items() if name != "ApiKey"}


@every_of_an_organisation
def test_a_key_may_no_more_than_its_scopes(operation: Operation, people: People) -> None:
    entering = needed(operation) is Permission.ENTER_DATA
    answer = operation.ask(program(people.blind if entering else people.narrow), people.demo)
    assert answer.status_code == 403
    assert problem_of(answer) == "forbidden"
    assert needed(operation).value in answer.json()["detail"]


def test_lists_without_an_organisation_show_what_is_ones_own(people: People) -> None:
    for key, ids in (
        (people.keys[Role.VERIFIER], {people.demo.organisation_id}),
        (people.stranger, {people.hostile.organisation_id}),
        (people.narrow, set()),
    ):
        answer = program(key).get("/api/v1/organisations")
        assert {UUID(one["id"]) for one in answer.json()["items"]} == ids
        assert program(key).get("/api/v1/factors").status_code == 200


@every_id
def test_an_id_of_another_organisation_names_nothing(
    operation: Operation, part: str, people: People
) -> None:
    theirs = getattr(people.hostile, part)
    for role in (Role.ADMINISTRATOR, Role.VERIFIER):
        if needed(operation) not in PERMISSIONS[role]:
            continue  # is told so before anybody looks
        for other in (theirs, ABSENT):
            answer = operation.ask(program(people.keys[role]), people.demo, **{part: other})
            assert answer.status_code == 404, answer.content
            assert problem_of(answer) == "not_found"
    own = operation.ask(program(people.stranger), people.hostile)
    assert own.status_code == 200, own.content


@pytest.mark.parametrize("year_be", [2400, 2500, 2700])
def test_a_year_without_data_is_absent(year_be: int, people: People) -> None:
    client = program(people.keys[Role.ADMINISTRATOR])
    for operation in OF_AN_ORGANISATION:
        if "year_be" in operation.parts:
            assert operation.ask(client, people.demo, year_be=year_be).status_code == 404


def test_a_line_of_another_organisation_names_nothing(people: People) -> None:
    trace = next(one for one in OPERATIONS if one.id == "read_trace")
    lines = program(people.stranger).get(
        f"/api/v1/organisations/{people.hostile.organisation_id}/years/2566/lines"
    )
    theirs = lines.json()["items"][0]["id"]
    client = program(people.keys[Role.ADMINISTRATOR])
    assert trace.ask(client, people.demo, name=theirs).status_code == 404
    assert trace.ask(program(people.stranger), people.hostile, name=theirs).status_code == 200


@every
def test_refusals_that_happen_are_declared(operation: Operation) -> None:
    statuses = {int(one) for one in operation.declared["responses"]}
    assert {400, 401, 403, 422, 429, 500} <= statuses
    if operation.of_an_organisation:
        assert 404 in statuses
    for status, answer in operation.declared["responses"].items():
        if int(status) >= 400:
            assert set(answer["content"]) == {"application/problem+json"}
    assert operation.declared["security"] == [{"ApiKey": []}]
