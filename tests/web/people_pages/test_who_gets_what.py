"""Every page of organisations and people: administrator, colleague, stranger, nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people import BACKEND, browser_of
from tests.web.people_pages.conftest import kept
from tests.web.test_markup import Page

from fahsai.core.access.roles import Role
from fahsai.web.organisations.urls import of_an_organisation as organisations
from fahsai.web.people.urls import of_an_organisation as people

if TYPE_CHECKING:
    from tests.web.people_pages.conftest import Town, Towns

pytestmark = [
    pytest.mark.xdist_group("web"),
]

ROUTES = {str(one.name): one for one in (*organisations, *people)}
FORMS = [name for name, one in ROUTES.items() if "POST" in vars(one.callback)["methods"]]
FOR_ALL = {"organisation"}
FOR_WRITERS = {"organisation", "events"}
TRIED = {
    "code": "NEW", "name_th": "ชื่อใหม่", "name_en": "", "kind": "", "province": "", "address": "",
    "reason": "ลอง", "email": "someone@example.org", "role": "administrator",
}  # fmt: skip

every = pytest.mark.parametrize("route", ROUTES)
every_form = pytest.mark.parametrize("route", FORMS)


def address(route: str, town: Town, **other: object) -> str:
    given = {
        "code": town.code,
        "unit_id": town.unit,
        "account_id": town.collector.id,
        "role": Role.COLLECTOR.value,
        "invitation_id": town.invitation,
        **other,
    }
    return reverse(route, kwargs={name: given[name] for name in ("code", *parts_of(route))})


def parts_of(route: str) -> tuple[str, ...]:
    """The parts of an address after that of its organisation."""
    return tuple(ROUTES[route].pattern.converters)


def test_the_table_has_what_it_should() -> None:
    assert len(ROUTES) == 13
    assert set(FORMS) == set(ROUTES) - {"organisation", "events", "people"}


@every
def test_the_administrator_reads_it_and_nothing_changes(route: str, towns: Towns) -> None:
    before = kept()
    for town in (towns.demo, towns.hostile):
        browser = browser_of(town.administrator)
        for language in ("th", "en"):
            response = browser.get(address(route, town), {"lang": language})
            assert response.status_code == 200
            text = response.content.decode()
            read = Page(text)
            assert read.faults == []
            assert len(read.all("h1")) == 1
            for markup in ("<script", "<img", "<b>", "<i>", "onerror=alert(2)>"):
                assert markup not in text
            for field in read.all("input", "select", "textarea"):
                if field.get("type") != "hidden":
                    assert f'for="{field["id"]}"' in text
    assert kept() == before


@every
def test_a_colleague_without_the_right_is_forbidden(route: str, towns: Towns) -> None:
    before = kept()
    allowed = {towns.demo.writer: FOR_WRITERS, towns.demo.collector: FOR_ALL}
    for who, routes in allowed.items():
        response = browser_of(who).get(address(route, towns.demo))
        assert response.status_code == (200 if route in routes else 403)
    assert kept() == before


@every_form
def test_a_form_of_others_does_nothing(route: str, towns: Towns) -> None:
    before = kept()
    for who in (towns.demo.writer, towns.demo.collector):
        response = browser_of(who).post(address(route, towns.demo), TRIED)
        assert response.status_code == 403
    for who in (towns.hostile.administrator, towns.stranger):
        assert browser_of(who).post(address(route, towns.demo), TRIED).status_code == 404
    assert browser_of(None).post(address(route, towns.demo), TRIED).status_code == 302
    assert kept() == before


@every
def test_a_stranger_finds_nothing_and_nobody_signs_in(route: str, towns: Towns) -> None:
    path = address(route, towns.demo)
    for who in (towns.stranger, towns.hostile.administrator):
        response = browser_of(who).get(path)
        assert response.status_code == 404
        assert "เทศบาลเมืองฟ้าใส" not in response.content.decode()
    response = browser_of(None).get(path)
    assert response.status_code == 302
    assert "next=" in response.headers["Location"]


@every
def test_parts_of_another_organisation_are_not_found_here(route: str, towns: Towns) -> None:
    theirs = towns.hostile
    own = {"unit_id": theirs.unit, "account_id": theirs.collector.id}
    own["invitation_id"] = theirs.invitation
    parts = set(own) & {*parts_of(route)}
    before = kept()
    browser = browser_of(towns.demo.administrator)
    for part in parts:
        path = address(route, towns.demo, **{part: own[part]})
        assert browser.get(path).status_code == 404
        assert browser.post(path, TRIED).status_code == 404
    if "role" in parts_of(route):
        for role in ("administrator", "nobody", "<b>"):
            path = address(route, towns.demo, role=role)
            assert browser.post(path, TRIED).status_code == 404
    assert kept() == before


@every_form
def test_a_form_that_is_not_ours_does_nothing(route: str, towns: Towns) -> None:
    before = kept()
    client = Client(HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="127.0.0.1", enforce_csrf_checks=True)
    client.force_login(towns.demo.administrator, backend=BACKEND)
    response = client.post(address(route, towns.demo), TRIED)
    assert response.status_code == 403
    assert "แบบฟอร์มนี้หมดอายุ" in response.content.decode()
    assert kept() == before


@pytest.mark.parametrize("route", [name for name in ROUTES if name not in FORMS])
def test_a_page_without_a_form_takes_none(route: str, towns: Towns) -> None:
    path = address(route, towns.demo)
    assert browser_of(towns.demo.administrator).post(path, TRIED).status_code == 405
