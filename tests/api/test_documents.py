"""The documents of a year: of every version, or of the one that is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.api.people import People, program

from fahsai.core.access.roles import Role
from fahsai.services.year_documents import documents_of_year

if TYPE_CHECKING:
    from fahsai.services.year_documents import YearDocument

pytestmark = pytest.mark.xdist_group("api")


def test_documents_of_one_version_are_that_version_s(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_two(*asked: Any) -> tuple[YearDocument, ...]:
        first = documents_of_year(*asked)
        assert {one.version for one in first} == {1}
        return tuple(replace(one, version=2) for one in first) + first

    monkeypatch.setattr("fahsai.api.documents.documents_of_year", of_two)
    client = program(people.keys[Role.ADMINISTRATOR])
    place = f"/api/v1/organisations/{people.demo.organisation_id}"
    place = f"{place}/years/{people.demo.year_be}/documents"
    every = [one["version"] for one in client.get(place).json()["items"]]
    assert set(every) == {1, 2}
    asked = [one["version"] for one in client.get(place, {"version": 1}).json()["items"]]
    assert asked == [1] * every.count(1)
