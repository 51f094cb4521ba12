"""A year is started by hand, and then filled without any workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests.services.towns import OWNER, bare, events, everything
from tests.web.people import browser_of, member

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.core.thai.period import PeriodKind
from fahsai.records.ids import new_id
from fahsai.services.inventories import versions
from fahsai.services.open_year import open_year

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

pytestmark = pytest.mark.usefixtures("no_organisation")


@pytest.fixture
def town() -> UUID:
    return bare("thesaban")


def place() -> str:
    return reverse("open_year", args=("thesaban",))


def test_a_year_is_started_and_its_first_source_is_next(town: UUID, client: Client) -> None:
    assert place() in client.get(reverse("organisation", args=("thesaban",))).content.decode()
    assert client.get(place()).status_code == 200
    sent = client.post(place(), {"year": "2025", "kind": "fiscal"})
    assert sent.status_code == 302, sent.content.decode()
    assert sent.headers["Location"] == reverse("add_source", args=("thesaban", 2568))
    (version,) = versions(OWNER, town)
    assert (version.year_be, version.period.kind) == (2568, PeriodKind.FISCAL_YEAR)
    assert "version.opened" in events(town)
    assert client.get(sent.headers["Location"]).status_code == 200
    for name in ("year", "year_sources", "year_lines", "year_findings"):
        assert client.get(reverse(name, args=("thesaban", 2568))).status_code == 200, name


def test_the_same_year_is_not_started_twice_and_the_other_kind_may_be(
    town: UUID, client: Client
) -> None:
    first, _ = open_year(OWNER, town, 2568, PeriodKind.FISCAL_YEAR)
    assert first is not None
    before = everything()
    again = client.post(place(), {"year": "2568", "kind": "fiscal"})
    assert again.status_code == 200
    assert "เปิดไว้แล้ว" in again.content.decode()
    for year in ("", "25", "abc", "99999", "1956"):
        assert client.post(place(), {"year": year, "kind": "fiscal"}).status_code == 200
    assert client.post(place(), {"year": "2568", "kind": "<b>"}).status_code == 200
    assert everything() == before
    sent = client.post(place(), {"year": "2568", "kind": "calendar"})
    assert sent.headers["Location"].endswith("?period=calendar")
    _, said = open_year(OWNER, town, 9999, PeriodKind.FISCAL_YEAR)
    assert [one.code for one in said] == ["year.out_of_range"]


def test_who_enters_data_for_all_may_and_nobody_else(town: UUID) -> None:
    for role in Role:
        browser = browser_of(member(town, role))
        may = Permission.ENTER_DATA in PERMISSIONS[role]
        assert browser.get(place()).status_code == (200 if may else 403), role
    part = browser_of(member(town, Role.COLLECTOR, name="part", units=[new_id()]))
    assert part.get(place()).status_code == 403
    assert part.post(place(), {"year": "2568", "kind": "fiscal"}).status_code == 403
    bare("other")
    assert browser_of(None).get(place()).status_code == 302
    assert versions(OWNER, town) == ()
