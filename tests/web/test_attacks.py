"""What strangers try at the door, at every route of the URL table where that is possible."""

from __future__ import annotations

import logging
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests.web.addresses import ABSENT, DEMO_PARTS, ROUTES, TABLE, address
from tests.web.homes import DEMO
from tests.web.people import account, browser_of, member

from fahsai.core.access.roles import Role
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.web import limits
from fahsai.web.security import HEADERS, ONLY_TLS, client_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.urls import URLResolver
    from pytest_django import DjangoDbBlocker, Settings
    from tests.web.homes import Home

pytestmark = [pytest.mark.xdist_group("web")]

WRITING = [name for name in ROUTES if "POST" in getattr(TABLE[name].view, "methods", ())]
ABSENT_PARTS = dict(ABSENT)


@pytest.fixture
def own(demo_home: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Home]:
    """The demonstration in a home that the test may change."""
    from tests.web.homes import copied, opened

    home = copied(demo_home, tmp_path)
    with opened(home, django_db_blocker):
        yield home


def strict(**given: Any) -> Client:
    """A browser on this machine whose forms must be ours."""
    return Client(
        enforce_csrf_checks=True,
        HTTP_HOST="127.0.0.1:8000",
        REMOTE_ADDR="127.0.0.1",
        raise_request_exception=False,
        **given,
    )


def absent(route: str) -> str:
    """An address of the route that names nothing: the door comes before what is behind it."""
    return address(route, ABSENT_PARTS, **ABSENT_PARTS)


def clean(response: Any, *statuses: int) -> str:
    """The text of an answer that is one of ours and tells nothing of the program."""
    text: str = response.content.decode()
    assert response.status_code in statuses, (response.status_code, text[:500])
    assert "Traceback" not in text
    assert "django" not in text.lower()
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    return text


# Forms of other sites


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("route", ROUTES)
def test_a_form_of_another_site_is_refused_at_every_route(route: str) -> None:
    """Whatever the route does: without our token nothing reaches it."""
    response = strict().post(absent(route), {"x": "1"})
    clean(response, *((403,) if route in WRITING else (403, 405)))


def test_every_route_of_the_libraries_asks_for_the_token(own: Home) -> None:
    """Pages for signing in come from a library; none may be exempt."""
    del own
    for name, path in _plain_addresses(get_resolver().url_patterns):
        response = strict().post(f"/{path}", {"x": "1"})
        assert response.status_code in {403, 404, 405}, (name, response.status_code)


def _plain_addresses(
    patterns: list[URLPattern | URLResolver], above: str = ""
) -> Iterator[tuple[str, str]]:
    """Addresses without parts to fill in, but those of the API, which has keys instead."""
    for one in patterns:
        here = above + str(one.pattern).lstrip("^").rstrip("$")
        if one.pattern.converters or "<" in here or here.startswith("api/"):
            continue
        if isinstance(one, URLPattern):
            yield str(one.name), here
        else:
            yield from _plain_addresses(one.url_patterns, here)


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("header", ["HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_METHOD_OVERRIDE"])
def test_a_method_is_not_overridden(route: str, header: str) -> None:
    client = strict()
    overridden: dict[str, Any] = {header: "DELETE"}
    for query in ("", "?_method=DELETE"):
        before = client.get(address(route, DEMO_PARTS))
        after = client.get(address(route, DEMO_PARTS) + query, **overridden)
        assert after.status_code == before.status_code
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X" * 100):
        assert client.generic(method, absent(route)).status_code in {403, 405}


# Addresses and headers


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "fahsai.example.evil.example",
        "fahsai.example:80@evil.example",
        "a b",
        "",
        "[",
    ],
)
def test_only_our_own_names_are_answered(own: Home, host: str, settings: Settings) -> None:
    """Also where there are accounts and the server has a name of its own."""
    del own
    account("somebody")
    settings.ALLOWED_HOSTS = ["fahsai.example"]
    for path in ("/", "/nothing/", "/accounts/login/"):
        response = strict().get(path, HTTP_HOST=host)
        text = clean(response, 400)
        assert "evil" not in text
        assert "Location" not in response.headers
    forwarded = strict().get("/", HTTP_HOST="fahsai.example", HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil" not in forwarded.headers.get("Location", "") + forwarded.content.decode()


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../etc/passwd",
        "/static/..%2f..%2f..%2fetc/passwd",
        "/static/%2e%2e/%2e%2e/settings.py",
        "/static//etc/passwd",
        "/static/fahsai.css%00.png",
        "/..%2f..%2fetc/passwd",
        "/organisations/..%2f..%2fsecret/2565/",
        "/organisations/%00/2565/",
        "/organisations/fahsai-demo/2565/lines/..%2f..%2f..%2fsecret/",
        "/organisations/fahsai-demo/2565/lines/%0d%0aSet-Cookie:%20a=b/",
        "/organisations/fahsai-demo/documents/..%2fsecret/",
    ],
)
def test_no_path_leads_out_of_the_pages(path: str) -> None:
    response = strict().get(path)
    text = clean(response, 400, 404)
    assert "root:" not in text
    assert "Set-Cookie" not in response.headers


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "query",
    [
        "version=%00",
        "version=" + "9" * 5000,
        "page=-1&version=1e9",
        "lang=%0d%0aSet-Cookie:a=b",
        "lang=../../etc/passwd",
        "x=" + "a" * 60_000,
        "&".join(f"a{n}=1" for n in range(5000)),
        "%ff%fe=%80",
        "lang=th&lang[]=en&lang=",
    ],
    ids=lambda query: query[:20],
)
def test_no_query_breaks_a_page(route: str, query: str) -> None:
    response = strict().get(f"{address(route, DEMO_PARTS)}?{query}")
    assert response.status_code in {200, 302, 400, 404, 413}
    for value in response.headers.values():
        assert "\r" not in value
        assert "\n" not in value
    assert "a" not in response.cookies


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "javascript:alert(1)"]
)
def test_no_redirect_leaves_the_pages(target: str) -> None:
    client = strict()
    for route in ROUTES:
        for name in ("next", "lang", "back", "url"):
            response = client.get(address(route, DEMO_PARTS), {name: target})
            assert "evil" not in response.headers.get("Location", "")
            assert 'href="//evil' not in response.content.decode("utf-8", "replace")
            assert 'href="https://evil' not in response.content.decode("utf-8", "replace")
            assert 'href="javascript:' not in response.content.decode("utf-8", "replace")
    for path in ("//evil.example/", "///evil.example", "/\\evil.example"):
        moved = client.get(path).headers.get("Location", "/")
        assert moved.startswith("/")
        assert not moved.startswith(("//", "/\\"))


# Bodies


@pytest.mark.usefixtures("records")
def test_what_is_too_big_or_broken_is_refused_in_our_words() -> None:
    """At every address that takes forms; the token is looked for in the body first."""
    client = strict()
    client.cookies[django_settings.CSRF_COOKIE_NAME] = "a" * 32
    for route in WRITING:
        path = absent(route)
        many = {f"f{n}": "1" for n in range(django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
        assert "ใหญ่เกินไป" in clean(client.post(path, many), 413)
        big = {"x": "a" * (django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
        assert "ใหญ่เกินไป" in clean(client.post(path, big), 413)
        files = {
            f"f{n}": BytesIO(b"1") for n in range(django_settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)
        }
        clean(client.post(path, files), 413)
        clean(client.post(path, b"--x", content_type="multipart/form-data"), 400, 403)


def test_a_broken_request_is_answered_in_both_languages(own: Home) -> None:
    del own
    account("somebody")
    for language, words in (("th", "ไม่เข้าใจคำขอนี้"), ("en", "cannot be understood")):
        assert words in clean(strict().get("/", {"lang": language}, HTTP_HOST="evil.example"), 400)


# Counting


def test_whoever_asks_too_often_waits(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    del own
    account("somebody")
    monkeypatch.setattr(limits, "ASKING", limits.Limit("asking", 3))
    client = browser_of(None)
    assert [client.get("/nothing/").status_code for _ in range(3)] == [404] * 3
    response = client.get("/nothing/", {"lang": "en"})
    assert "Too many requests" in clean(response, 429)
    assert 0 < int(response.headers["Retry-After"]) <= limits.WINDOW
    assert client.get("/static/fahsai.css").status_code == 200
    elsewhere = Client(REMOTE_ADDR="203.0.113.9", HTTP_HOST="127.0.0.1:8000")
    assert elsewhere.get("/nothing/").status_code == 404


def test_a_signed_in_person_is_counted_when_writing(
    own: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    del own
    town = organisation_by_code(LOCAL_OWNER, DEMO)
    one, other = member(town.id, Role.ADMINISTRATOR), account("other")
    monkeypatch.setattr(limits, "WRITING", limits.Limit("writing", 2))
    monkeypatch.setattr(limits, "ASKING", limits.Limit("asking", 1))
    client = browser_of(one)
    assert [client.get("/nothing/").status_code for _ in range(5)] == [404] * 5
    assert [client.post("/nothing/").status_code for _ in range(3)] == [404, 404, 429]
    assert browser_of(other).post("/nothing/").status_code == 404


def test_the_local_owner_is_not_counted(
    one_organisation: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    del one_organisation
    monkeypatch.setattr(limits, "ASKING", limits.Limit("asking", 1))
    client = browser_of(None)
    assert [client.get("/nothing/").status_code for _ in range(4)] == [404] * 4


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.1", "10.0.0.1"),  # nobody of ours said that
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "6.6.6.6, 203.0.113.1", "203.0.113.1"),  # the first was the client's own invention
        (2, "6.6.6.6, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
        (2, "", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_a_client_is_known_through_our_own_proxies_only(
    rf: Any, settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.FAHSAI = replace(settings.FAHSAI, proxies=proxies)
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_of(request) == expected


# Headers and logs


@pytest.mark.usefixtures("records")
def test_browsers_are_bound_to_tls_only_where_it_is(settings: Settings) -> None:
    assert "Strict-Transport-Security" not in strict().get("/").headers
    settings.FAHSAI = replace(settings.FAHSAI, tls=True)
    for path in ("/", "/nothing/", "/static/fahsai.css"):
        assert (
            strict().get(path).headers["Strict-Transport-Security"]
            == ONLY_TLS["Strict-Transport-Security"]
        )


def test_figures_of_whoever_is_signed_in_are_kept_nowhere(own: Home) -> None:
    del own
    town = organisation_by_code(LOCAL_OWNER, DEMO)
    client = browser_of(member(town.id, Role.ADMINISTRATOR))
    for route in ROUTES:
        response = client.get(address(route, DEMO_PARTS))
        assert response.headers["Cache-Control"] == "private, no-store", route


@pytest.mark.usefixtures("records")
def test_nobody_writes_lines_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("django")
    logger.addHandler(caplog.handler)
    try:
        client = strict()
        client.get("/%0aERROR%20root%20was%20here/", HTTP_USER_AGENT="x\nERROR forged")
        client.get("/%1b[2J/")
    finally:
        logger.removeHandler(caplog.handler)
    for record in caplog.records:
        assert "\n" not in record.getMessage()
        assert "\x1b" not in record.getMessage()
