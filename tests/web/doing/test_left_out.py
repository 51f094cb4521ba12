"""A source that is left out of a year stays reachable: its reason, and the way to take it back."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, bare, load_town
from tests.web.doing.answers import answers_of, whole, year_address
from tests.web.homes import MARKUP
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.sources import sources

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

pytestmark = pytest.mark.usefixtures("sqlite_database")

LEFT_OUT = "state=excluded"


def settle(client: Client, code: str, **more: str) -> str:
    """Where the browser stands after a source was settled."""
    place = year_address("settle", code)
    given = answers_of(whole(client.get(place))) | more
    sent = client.post(place, {**given, "reason": MARKUP, "confirmed": "1"})
    assert sent.status_code == 302, whole(sent)
    return str(sent.headers["Location"])


def listed(page: str) -> list[str]:
    """The codes of a list of sources."""
    return re.findall(r'<span class="code">(S\d+)</span>', page)


def test_who_leaves_a_source_out_goes_on_with_the_list(client: Client) -> None:
    load_town()
    at = settle(client, "S05", excluded="on")
    assert at == year_address("year_sources")
    page = whole(client.get(at))
    assert "ไม่นับรวมแหล่งปล่อย S05 แล้ว" in page
    assert "S06" in listed(page)
    left_out = whole(client.get(at, {"state": "excluded"}))
    assert listed(left_out) == ["S05", "S30"]
    assert MARKUP not in left_out
    assert MARKUP in unescape(left_out)  # the reason


@pytest.mark.parametrize("record", [(), ("2564-10",)])
def test_old_addresses_of_it_lead_to_those_left_out(
    client: Client, record: tuple[str, ...]
) -> None:
    load_town()
    place = year_address("record" if record else "line", "S05", *record)
    assert client.get(place).status_code == 200
    settle(client, "S05", excluded="on")
    to = client.get(place)
    assert (to.status_code, to.headers["Location"]) == (
        302,
        f"{year_address('year_sources')}?{LEFT_OUT}",
    )
    assert listed(whole(client.get(to.headers["Location"]))) == ["S05", "S30"]
    assert client.get(year_address("line", "S99")).status_code == 404
    assert client.get(year_address("record", "S06", "2599-01")).status_code == 404


def test_it_is_taken_back_from_the_list(client: Client) -> None:
    town = load_town()
    settle(client, "S05", excluded="on")
    page = whole(client.get(year_address("year_sources"), {"state": "excluded"}))
    assert f'href="{year_address("settle", "S05")}"' in page
    place = year_address("settle", "S05")
    given = answers_of(whole(client.get(place)))
    assert given.pop("excluded") == "on"
    sent = client.post(place, {**given, "reason": "กลับมาใช้", "confirmed": "1"})
    assert sent.headers["Location"] == year_address("line", "S05")
    assert not {one.code: one for one in sources(OWNER, town.id)}["S05"].excluded
    assert "บันทึกแหล่งปล่อย S05 แล้ว" in whole(client.get(year_address("line", "S05")))


def test_a_source_that_came_later_leads_to_the_sources_of_the_year(client: Client) -> None:
    town = load_town()
    new, said = add_source(
        OWNER, town.id, SourceEntry("electricity.paid", "ไฟฟ้าอาคารใหม่", unit="ENG")
    )
    assert new is not None, said
    at = settle(client, new.code, started_on="1/10/2570", started_reason="อาคารใหม่")
    to = client.get(at)
    assert (to.status_code, to.headers["Location"]) == (302, year_address("year_sources"))
    assert new.code not in listed(whole(client.get(to.headers["Location"])))


def test_strangers_and_readers_learn_no_more_by_it(client: Client) -> None:
    town = load_town()
    settle(client, "S05", excluded="on")
    place = year_address("line", "S05")
    other: UUID = bare("other")
    assert browser_of(member(other, Role.ADMINISTRATOR)).get(place).status_code == 404
    reader = browser_of(member(town.id, Role.VERIFIER))
    assert reader.get(place).status_code == 302
    page = whole(reader.get(year_address("year_sources"), {"state": "excluded"}))
    assert "/do/settle/" not in page
