"""What is too much for a request: the answer is a job, and the job tells what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.people import People, problem_of, program
from tests.services.books import template
from tests.services.towns import events

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.services import background
from fahsai.services.accounts import actor_of
from fahsai.services.jobs import Work, start
from fahsai.services.working import activity

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.xdist_group("api")

BOOK = template()  # made once: a workbook says when it was made


@pytest.fixture
def owner(people: People) -> Client:
    """A program of the administrator."""
    return program(people.keys[Role.ADMINISTRATOR])


def of(people: People, rest: str) -> str:
    return f"/api/v1/organisations/{people.demo.organisation_id}{rest}"


def send(client: Client, people: People, **more: Any) -> Any:
    headers = {name: more.pop(name) for name in ("HTTP_IDEMPOTENCY_KEY",) if name in more}
    book = SimpleUploadedFile("ข้อมูล.xlsx", BOOK)
    return client.post(of(people, "/imports"), {"file": book, **more}, **headers)


def ended(client: Client, address: str) -> Any:
    """The job after the worker has been there."""
    background.work(until_empty=True)
    return client.get(address).json()


@pytest.fixture
def long_books(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every workbook has too many rows for a request."""
    monkeypatch.setattr(activity, "MOST_ROWS", 1)


@pytest.mark.usefixtures("long_books")
def test_a_long_workbook_is_read_by_the_worker_alone(
    people: People, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("fahsai.api.imports.import_activity", None)  # never called in the request
        answer = send(owner, people)
    assert answer.status_code == 202
    waiting = answer.json()
    address = answer.headers["Location"]
    assert address == of(people, f"/jobs/{waiting['id']}")
    assert (waiting["work"], waiting["state"]) == ("activity.look", "waiting")
    assert waiting["workbook"] is None
    before = events(people.demo.organisation_id)
    looked = ended(owner, address)
    assert (looked["state"], looked["parts_done"], looked["parts"]) == ("done", 1, 1)
    assert looked["workbook"]["accepted"] is False
    assert looked["workbook"]["changes"]
    assert events(people.demo.organisation_id) == before


@pytest.mark.usefixtures("long_books")
def test_a_long_workbook_is_stored_once_for_its_idempotency_key(
    people: People, owner: Client
) -> None:
    first, again = (
        send(owner, people, accept="true", HTTP_IDEMPOTENCY_KEY="long-1") for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert first.headers["Location"] == again.headers["Location"]
    done = ended(owner, first.headers["Location"])
    assert done["state"] == "done"
    assert done["workbook"]["accepted"] is True
    assert done["workbook"]["changes"]
    rows = done["workbook"]["receipt"]["rows"]
    assert rows["read"] == rows["stored"] + rows["rejected"] > 0
    other = send(owner, people, accept="true", HTTP_IDEMPOTENCY_KEY="long-2")
    assert ended(owner, other.headers["Location"])["workbook"]["changes"] == []
    newest = owner.get(of(people, "/imports")).json()["items"][0]
    assert newest["receipt"]["file_name"] == "ข้อมูล.xlsx"


def test_a_job_that_fails_says_why(people: People, owner: Client) -> None:
    asked = {"year_be": 2400, "today": "2024-03-01", "number": None, "kind": "fiscal_year"}
    actor = actor_of(people.administrator.id)
    assert actor is not None
    key = start(actor, people.demo.organisation_id, Work.DOCUMENTS, asked)
    failed = ended(owner, of(people, f"/jobs/{key}"))
    assert failed["state"] == "failed"
    assert failed["findings"][0]["code"].startswith("job.")
    assert failed["findings"][0]["th"] != failed["findings"][0]["en"]


def test_documents_with_a_pdf_are_made_later(people: People, owner: Client) -> None:
    answer = owner.post(f"{of(people, '/years/2565/documents')}?pdf=true")
    assert answer.status_code == 202
    assert (answer.json()["work"], answer.json()["state"]) == ("documents.make", "waiting")
    assert owner.get(answer.headers["Location"]).json() == answer.json()
    absent = owner.post(f"{of(people, '/years/2500/documents')}?pdf=true")
    assert problem_of(absent) == "not_found"


def test_a_job_is_ones_own(people: People) -> None:
    """Or anybody's for those who may see who did what."""
    answer = program(people.keys[Role.WRITER]).post(
        f"{of(people, '/years/2565/documents')}?pdf=true"
    )
    address = answer.headers["Location"]
    for role in Role:
        asked = program(people.keys[role]).get(address)
        known = role is Role.WRITER or Permission.SEE_HISTORY in PERMISSIONS[role]
        assert asked.status_code == (200 if known else 404), role
    assert problem_of(program(people.stranger).get(address)) == "not_found"


@pytest.mark.usefixtures("long_books")
def test_the_columns_of_a_long_table_are_told_by_the_worker(people: People, owner: Client) -> None:
    book = SimpleUploadedFile("log.csv", "วันที่,รายการ,ลิตร\n1/1/2565,ดีเซล,5\n".encode())
    answer = owner.post(of(people, "/import-columns"), {"file": book})
    assert answer.status_code == 202
    assert (answer.json()["work"], answer.json()["columns"]) == ("activity.columns", None)
    told = ended(owner, answer.headers["Location"])
    assert told["state"] == "done"
    table = told["columns"]["mapping"]["tables"][0]
    assert table["columns"]["quantity"] == "C"
    assert told["columns"]["findings"] == told["findings"]
