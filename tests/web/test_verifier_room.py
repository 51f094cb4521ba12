"""The room of a verifier: every page is read there, nothing is changed but review points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.towns import everything
from tests.web.addresses import DEMO_PARTS, ROUTES, address, methods_of, parts_of
from tests.web.homes import DEMO, copied, opened
from tests.web.people import account, browser_of, member

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker
    from tests.web.homes import Home

pytestmark = [pytest.mark.xdist_group("web"), pytest.mark.usefixtures("room")]

CLOSED: dict[str, Permission] = {"people": Permission.MANAGE_PEOPLE}
"""Pages without a form that a verifier may not read, with the permission that they need."""

STEPS = frozenset({"review_raise", "review_close", "review_reject", "review_withdraw"})
"""Forms that a verifier may send."""

OWN = {"keys": (200, 422), "job": (200, 302)}
"""Forms of one's own: an empty one makes no key, and tells a job nothing."""

OF_ORGANISATIONS = [route for route in ROUTES if "code" in parts_of(route)]
READ = [route for route in OF_ORGANISATIONS if "POST" not in methods_of(route)]
FORMS = [route for route in OF_ORGANISATIONS if "POST" in methods_of(route)]


@pytest.fixture
def room(demo_home: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Home]:
    """The demonstration in a home of its own, because accounts end the local owner's mode."""
    with opened(copied(demo_home, tmp_path), django_db_blocker) as home:
        yield home


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.INTERNAL_AUDITOR])
def test_the_room_is_read_whole_and_nothing_else_is_changed(role: Role) -> None:
    organisation = organisation_by_code(LOCAL_OWNER, DEMO)
    browser = browser_of(member(organisation.id, role))
    assert set(READ) >= {"year", "line", "record", "document", "history", "review", "sample"}
    assert set(FORMS) >= {*STEPS, "review_answer"}
    addresses = {route: address(route, DEMO_PARTS) for route in OF_ORGANISATIONS}
    browser.get(addresses["year"])
    before = {name: rows for name, rows in everything().items() if name != "Account"}
    for route in READ:
        needed = CLOSED.get(route, Permission.SEE)
        wanted = 200 if needed in PERMISSIONS[role] else 403
        assert browser.get(addresses[route]).status_code == wanted, route
        assert browser.post(addresses[route]).status_code == 405, route
    for route in FORMS:
        read, sent = OWN.get(route, (200, 200) if route in STEPS else (403, 403))
        assert browser.get(addresses[route]).status_code == read, route
        assert browser.post(addresses[route], {"text": ""}).status_code == sent, route
    after = {name: rows for name, rows in everything().items() if name != "Account"}
    assert after == before


def test_a_form_of_somebody_else_is_no_way_in() -> None:
    """Somebody of no organisation here finds nothing, whatever is sent."""
    stranger = browser_of(account("stranger"))
    addresses = {route: address(route, DEMO_PARTS) for route in OF_ORGANISATIONS}
    before = everything()
    for route, where in addresses.items():
        assert stranger.get(where).status_code == 404, route
        if route in FORMS:
            assert stranger.post(where, {"text": "x", "kind": "CAR"}).status_code == 404, route
    assert {name: rows for name, rows in everything().items() if name != "Session"} == before
