"""The page of the questions on renewable biomass, and what it does to the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, bare, everything, load_town
from tests.web.doing.answers import answers_of, text_of, whole, year_address
from tests.web.homes import MARKUP
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.sources import settle_source, sources

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

pytestmark = pytest.mark.usefixtures("each_database")

WOOD, DIESEL = "S04", "S05"


def stored(owner: UUID) -> dict[str, str]:
    found = next(one for one in sources(OWNER, owner) if one.code == WOOD)
    return dict(found.parameters)


def test_the_questions_are_answered_and_said_on_the_page_of_the_source(client: Client) -> None:
    town = load_town()
    place, line = year_address("biomass", WOOD), year_address("line", WOOD)
    assert place in whole(client.get(line))
    assert year_address("biomass", DIESEL) not in whole(client.get(year_address("line", DIESEL)))
    page = whole(client.get(place))
    assert "เป็นชีวมวลหมุนเวียน รายงาน CO₂ แยก" in page
    given = answers_of(page)
    assert (given["origin"], given["land"], given["pools"]) == ("woody", "yes", "")
    given |= {"law": "no", "evidence": MARKUP}
    sent = client.post(place, given)
    assert sent.status_code == 302
    assert stored(town.id)["biomass.law"] == "no"
    assert stored(town.id)["biomass.evidence"] == MARKUP
    after = whole(client.get(sent.headers["Location"]))
    assert "ไม่ใช่ชีวมวลหมุนเวียน นับ CO₂ ในขอบเขตที่ 1" in after
    assert "biomass.not_renewable" in after
    assert "<script>" not in after
    assert "ปฏิบัติตามกฎหมาย" in after  # in words, not as biomass.law
    english = client.get(line, {"lang": "en"}, follow=True)
    assert "Laws are kept" in text_of(english)


def test_taking_all_back_leaves_the_questions_open(client: Client) -> None:
    town = load_town()
    place = year_address("biomass", WOOD)
    given = {**answers_of(whole(client.get(place))), "origin": ""}
    assert client.post(place, given).status_code == 302
    assert stored(town.id) == {}
    assert "ยังตอบไม่ครบ" in whole(client.get(place))
    assert "biomass.unanswered" in whole(client.get(year_address("line", WOOD)))


def test_wrong_and_late_answers_change_nothing(client: Client) -> None:
    town = load_town()
    place = year_address("biomass", WOOD)
    given = answers_of(whole(client.get(place)))
    before = everything()
    for wrong in ({"origin": "moon"}, {"land": "maybe"}, {"evidence": "ก" * 2001}):
        assert 'class="problems"' in whole(client.post(place, {**given, **wrong}))
    other = year_address("biomass", DIESEL)
    assert "<form class" not in whole(client.get(other)).split("<main", 1)[1]
    assert 'class="problems"' in whole(client.post(other, {"origin": "forest"}))
    assert everything() == before
    assert settle_source(OWNER, town.id, WOOD, parameters={"biomass.law": ""})[0]
    stands = stored(town.id)
    late = whole(client.post(place, {**given, "origin": "other"}))
    assert f"มีผู้อื่นแก้แหล่ง {WOOD}" in late
    assert stored(town.id) == stands


def test_only_who_settles_sources_answers(client: Client) -> None:
    town = load_town()
    bare("other")
    other = organisation_by_code(LOCAL_OWNER, "other").id
    place = year_address("biomass", WOOD)
    given = {**answers_of(whole(client.get(place))), "origin": "other"}
    before = stored(town.id)
    stranger = browser_of(member(other, Role.ADMINISTRATOR, name="s"))
    assert stranger.get(place).status_code == stranger.post(place, given).status_code == 404
    writer = browser_of(member(town.id, Role.WRITER))
    assert writer.get(place).status_code == writer.post(place, given).status_code == 403
    assert place not in text_of(writer.get(year_address("line", WOOD)))
    assert browser_of(None).post(place, given).status_code == 302
    assert stored(town.id) == before
    manager = browser_of(member(town.id, Role.DATA_MANAGER))
    assert manager.post(place, given).status_code == 302
    assert stored(town.id)["biomass.origin"] == "other"
