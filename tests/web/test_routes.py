"""Every route, generated from the URL table: who gets what."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.test import Client
from tests.services.towns import everything
from tests.web.addresses import (
    ABSENT,
    DEMO_PARTS,
    HOSTILE_PARTS,
    ROUTES,
    address,
    document_of,
    methods_of,
    parts_of,
)
from tests.web.homes import DEMO, HOSTILE

from fahsai.web.security import HEADERS

pytestmark = [pytest.mark.xdist_group("web"), pytest.mark.usefixtures("records")]

every_route = pytest.mark.parametrize("route", ROUTES)
every_part = pytest.mark.parametrize(
    ("route", "part"), [(route, part) for route in ROUTES for part in parts_of(route)]
)
both = pytest.mark.parametrize("parts", [DEMO_PARTS, HOSTILE_PARTS], ids=["demo", "hostile"])


@every_route
@both
def test_the_local_owner_reads_it(route: str, parts: dict[str, object], client: Client) -> None:
    for language in ("th", "en"):
        response = client.get(address(route, parts), {"lang": language})
        assert response.status_code == 200, response.content
        assert response.content


@every_part
def test_what_is_absent_is_not_found(route: str, part: str, client: Client) -> None:
    response = client.get(address(route, DEMO_PARTS, **{part: ABSENT[part]}))
    assert response.status_code == 404
    assert "ไม่พบหน้านี้" in response.content.decode()


@pytest.mark.parametrize("year_be", [0, 2500, 10**30])
def test_a_year_of_any_size_is_only_absent(year_be: int, client: Client) -> None:
    for route in ("year", "line"):
        assert client.get(address(route, DEMO_PARTS, year_be=year_be)).status_code == 404


def test_names_may_hold_any_letter(client: Client) -> None:
    for code in ("%00", "a%00b", "%2e%2e%2f", "%F0%9F%92%A9", "x" * 3000):
        assert client.get(f"/organisations/{code}/2565/").status_code == 404
        assert client.get(f"/organisations/fahsai-demo/2565/lines/{code}/").status_code == 404


@every_route
@pytest.mark.parametrize(
    "asked",
    [
        {"HTTP_HOST": "fahsai.example"},
        {"HTTP_HOST": "127.0.0.1.fahsai.example:8000"},
        {"HTTP_HOST": ""},
        {"REMOTE_ADDR": "203.0.113.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    ],
    ids=lambda asked: ",".join(f"{name}={value}" for name, value in asked.items()),
)
def test_whoever_is_not_on_this_machine_is_refused(
    route: str, asked: dict[str, str], client: Client
) -> None:
    response = client.get(address(route, DEMO_PARTS), **cast("dict[str, Any]", asked))
    assert response.status_code == 403
    assert "เทศบาล" not in response.content.decode()


@every_route
def test_a_page_takes_nothing_but_its_own_form(route: str, client: Client) -> None:
    wary = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="127.0.0.1")
    place = address(route, DEMO_PARTS)
    before = everything()
    assert wary.post(place).status_code == 403
    if "POST" not in methods_of(route):
        assert client.post(place).status_code == 405
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(place).status_code == 405
    assert everything() == before


@every_route
def test_every_answer_has_the_headers(route: str, client: Client) -> None:
    answers = (
        client.get(address(route, DEMO_PARTS)),
        client.get(address(route, DEMO_PARTS), HTTP_HOST="fahsai.example"),
        client.get("/nothing/"),
        client.get("/static/fahsai.css"),
    )
    for response in answers:
        for name, value in HEADERS.items():
            assert response.headers[name] == value
        assert "Access-Control-Allow-Origin" not in response.headers


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize(("owner", "other"), [(DEMO, HOSTILE), (HOSTILE, DEMO)])
def test_a_document_is_found_under_its_own_organisation_only(
    owner: str, other: str, client: Client
) -> None:
    document_id = document_of(owner)
    own = address("document", {"code": owner}, document_id=document_id)
    assert client.get(own).status_code == 200
    strangers = address("document", {"code": other}, document_id=document_id)
    assert client.get(strangers).status_code == 404


@pytest.mark.parametrize("path", ["/nothing/", "/static/nothing.css", "/found/x/", "/..;/"])
def test_an_unknown_address_is_not_found_in_both_languages(path: str, client: Client) -> None:
    for language, words in (("th", "ไม่พบหน้านี้"), ("en", "Page not found")):
        response = client.get(path, {"lang": language})
        assert response.status_code == 404
        assert words in response.content.decode()


def test_a_failure_shows_no_trace_of_the_program(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("fahsai.web.year.asked.calculate_year", broken)
    for language, words in (("th", "โปรแกรมทำงานผิดพลาด"), ("en", "The program failed")):
        response = client.get(address("year", DEMO_PARTS), {"lang": language})
        text = response.content.decode()
        assert response.status_code == 500
        assert words in text
        assert "secret detail" not in text
        assert "Traceback" not in text
        assert response.headers["Content-Security-Policy"]
