"""A key that may only enter data settles nothing by a workbook, read at once or by the worker."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.people import People, key_of, program
from tests.services.books import template

from fahsai.core.access.roles import Permission, Role
from fahsai.records.models import Source
from fahsai.services import background
from fahsai.services.working import activity

pytestmark = pytest.mark.xdist_group("api")

BOOK = template()


def sent(people: People, key: str) -> Any:
    address = f"/api/v1/organisations/{people.demo.organisation_id}/imports"
    book = SimpleUploadedFile("ข้อมูล.xlsx", BOOK)
    return program(key).post(address, {"file": book, "accept": "true"})


@pytest.fixture
def narrow(people: People) -> str:
    """An administrator's key that sees, and enters data."""
    scopes = (Permission.SEE, Permission.ENTER_DATA)
    return key_of(people.administrator, people.demo.organisation_id, *scopes)


def left_out(people: People) -> bool:
    """Whether the source that the book leaves out is left out."""
    rows = Source.rows.of(people.demo.organisation_id).current()
    return rows.get(code="X01").excluded


def test_a_narrow_key_leaves_what_it_may_not(people: People, narrow: str) -> None:
    answer = sent(people, narrow)
    assert answer.status_code == 200, answer.content
    codes = {one["code"] for one in answer.json()["findings"]}
    assert "source.settling_left" in codes
    assert not left_out(people)


def test_a_key_of_all_an_administrator_may_leaves_nothing(people: People) -> None:
    answer = sent(people, people.keys[Role.ADMINISTRATOR])
    assert answer.status_code == 200, answer.content
    codes = {one["code"] for one in answer.json()["findings"]}
    assert "source.settling_left" not in codes
    assert left_out(people)


def test_the_worker_asks_the_same_of_a_narrow_key(
    people: People, narrow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "MOST_ROWS", 1)
    answer = sent(people, narrow)
    assert answer.status_code == 202, answer.content
    background.work(until_empty=True)
    job = program(narrow).get(answer.headers["Location"]).json()
    assert job["state"] == "done", job
    codes = {one["code"] for one in job["findings"]}
    assert "source.settling_left" in codes
    assert not left_out(people)
