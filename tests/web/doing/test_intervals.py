"""Saying how well a source is known, and the page that shows what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, TODAY, everything, load_town
from tests.web.homes import MARKUP

from fahsai.services.calculate_year import calculate_year
from fahsai.services.sources import sources
from fahsai.services.uncertainty import uncertainty_of_year
from fahsai.web.shown import tonnes_text

if TYPE_CHECKING:
    from django.test import Client
from tests.web.doing.answers import answers_of, whole, year_address

pytestmark = pytest.mark.usefixtures("each_database")
WHY = "ใบรับรองการสอบเทียบ"


def test_an_interval_is_typed_and_shown_and_taken_back(client: Client) -> None:
    town = load_town()
    place, room = year_address("intervals", "S05"), year_address("year_uncertainty")
    assert "ยังไม่มีแหล่งปล่อยใดที่ทราบความไม่แน่นอน" in whole(client.get(room))
    given = answers_of(whole(client.get(place)))
    assert not given.get("activity")
    given |= {
        "activity": "๒.๕", "activity_reason": WHY, "factor": "-20/+44", "factor_reason": MARKUP,
    }  # fmt: skip
    sent = client.post(place, given)
    assert (sent.status_code, sent.headers["Location"]) == (302, room)
    source = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    assert source.parameters["uncertainty.activity"] == "2.5"
    assert source.parameters["uncertainty.factor.reason"] == MARKUP
    page = whole(client.get(room))
    assert "<script>" not in page
    assert "±2.5 % (ปกติ)" in page
    assert "−20.00 / +44.00 % (เบ้ ค่าเฉลี่ยคือค่านี้)" in page
    found = uncertainty_of_year(OWNER, town.id, 2565, today=TODAY)
    width = found.uncertainty.total.width
    assert width is not None
    for kg in (width.low_kg, width.high_kg, found.uncertainty.total.kg):
        assert tonnes_text(kg) in page
    assert "State uncertainty" in whole(client.get(place, {"lang": "en"}))
    given = answers_of(whole(client.get(place)))
    assert client.post(place, {**given, "activity": "", "factor": ""}).status_code == 302
    source = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    assert not [name for name in source.parameters if name.startswith("uncertainty.")]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("activity", {"activity": "มาก", "activity_reason": WHY}),
        ("factor", {"factor": "-120/+5", "factor_reason": WHY}),
        ("factor_reason", {"factor": "5"}),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(
    client: Client, field: str, typed: dict[str, str]
) -> None:
    load_town()
    place = year_address("intervals", "S05")
    given = answers_of(whole(client.get(place)))
    before = everything()
    page = whole(client.post(place, {**given, **typed}))
    assert f'id="id_{field}"' in page or f'id="{field}"' in page
    assert f"{field}-error" in page
    assert everything() == before


def test_two_who_type_at_once_do_not_overwrite_each_other(client: Client) -> None:
    load_town()
    place = year_address("intervals", "S05")
    given = answers_of(whole(client.get(place)))
    given |= {"activity": "5", "activity_reason": WHY}
    assert client.post(place, given).status_code == 302
    before = everything()
    page = whole(client.post(place, {**given, "activity": "9"}))
    assert 'class="problems"' in page
    assert everything() == before


def test_the_upstream_factor_is_asked_for_electricity_only(client: Client) -> None:
    town = load_town()
    code = next(one.code for one in sources(OWNER, town.id) if one.kind == "electricity.paid")
    assert 'name="upstream"' in whole(client.get(year_address("intervals", code)))
    assert 'name="upstream"' not in whole(client.get(year_address("intervals", "S05")))


def test_looking_keeps_the_result_of_the_calculation(client: Client) -> None:
    town = load_town()
    before = calculate_year(OWNER, town.id, 2565, today=TODAY)
    whole(client.get(year_address("year_uncertainty")))
    after = calculate_year(OWNER, town.id, 2565, today=TODAY)
    assert after.calculation == before.calculation
