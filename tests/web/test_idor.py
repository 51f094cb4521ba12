"""Ids of another organisation in one's own addresses: to every role they name nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.towns import everything
from tests.web.addresses import (
    DEMO_PARTS,
    HOSTILE_PARTS,
    MADE,
    ROUTES,
    address,
    methods_of,
    parts_of,
    source_of,
)
from tests.web.homes import DEMO, HOSTILE, HOSTILE_SOURCE, copied, opened
from tests.web.people import browser_of, member

from fahsai.core.access.roles import OF_UNITS, Role
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.units import units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoDbBlocker
    from tests.web.homes import Home

pytestmark = pytest.mark.xdist_group("web")

READ = {"Account", "Event", "CalculationRow", "ComponentRow", "FindingRow", "LineResultRow"}
READ |= {"SourceResultRow", "UsedFactor", "UncertaintyRow", "ConsolidationRow"}
"""Tables that reading and signing in write to."""

THEIRS = (*MADE, "key", "name")
CROSSED = [(route, part) for route in ROUTES for part in parts_of(route) if part in THEIRS]


class Crossing:
    """A browser in each role of the one organisation, and what the other one has."""

    def __init__(self) -> None:
        owner = organisation_by_code(LOCAL_OWNER, DEMO).id
        below = [units(LOCAL_OWNER, owner)[0].id]
        self.own: Mapping[str, object] = {name: find(DEMO) for name, find in MADE.items()}
        self.theirs: Mapping[str, object] = {
            **{name: find(HOSTILE) for name, find in MADE.items()},
            "key": source_of(HOSTILE, HOSTILE_SOURCE),
            "name": HOSTILE_SOURCE,
        }
        self.people: Mapping[str, Client] = {
            role.value: browser_of(member(owner, role, units=below if role in OF_UNITS else None))
            for role in Role
        }


@pytest.fixture
def crossing(
    full_home: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Crossing]:
    """Both organisations, and the people of one."""
    with opened(copied(full_home, tmp_path), django_db_blocker):
        yield Crossing()


def records() -> dict[str, list[str]]:
    """Every row but of those tables that looking at something writes to."""
    return {name: rows for name, rows in everything().items() if name not in READ}


def test_an_id_of_another_organisation_names_nothing_to_any_role(crossing: Crossing) -> None:
    assert len(CROSSED) >= 14
    before = records()
    for role, browser in crossing.people.items():
        for route, part in CROSSED:
            given = {**crossing.own, part: crossing.theirs[part]}
            place = address(route, DEMO_PARTS, **given)
            assert browser.get(place).status_code in {403, 404}, (role, route, part)
            if "POST" in methods_of(route):
                sent = browser.post(place, {"do": "accept", "reason": "x", "sure": "on"})
                assert sent.status_code in {403, 404}, (role, route, part)
    assert records() == before


def test_no_address_of_another_organisation_answers_any_role(crossing: Crossing) -> None:
    before = records()
    with_code = [route for route in ROUTES if "code" in parts_of(route)]
    assert len(with_code) >= 30
    for role, browser in crossing.people.items():
        for route in with_code:
            place = address(route, HOSTILE_PARTS, **crossing.theirs)
            assert browser.get(place).status_code == 404, (role, route)
            if "POST" in methods_of(route):
                assert browser.post(place, {"do": "accept"}).status_code == 404, (role, route)
    assert records() == before
