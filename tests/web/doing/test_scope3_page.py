"""Assessing a category of scope 3 on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, TODAY, everything, load_town
from tests.web.doing.answers import answers_of, whole, year_address

from fahsai.services.calculate_year import calculate_year
from fahsai.services.scope3 import scope3_of_year
from fahsai.services.submit import submit

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

    from fahsai.core.reports.dossier import Scope3Assessment

pytestmark = pytest.mark.usefixtures("sqlite_database")

SAID = {
    "category": "6", "assessed": "on", "has_source": "on", "magnitude": "3", "risk": " 5 ",
    "remark": "เที่ยวบินราชการ",
}  # fmt: skip


def assessed(owner: UUID) -> Scope3Assessment | None:
    year = calculate_year(OWNER, owner, 2565, today=TODAY)
    return scope3_of_year(OWNER, owner, year).assessed.get(6)


def test_a_category_is_assessed_and_taken_back(client: Client) -> None:
    owner = load_town().id
    listed = whole(client.get(year_address("year_scope3")))
    place = f"{year_address('scope3_decide')}?category=6"
    assert f'href="{place}' in listed
    before = everything()
    shown = whole(client.get(place))
    assert everything() == before
    assert '<option value="6" selected>' in shown
    done = client.post(place, SAID)
    assert done.headers["Location"] == year_address("year_scope3")
    row = assessed(owner)
    assert row is not None
    assert (row.has_source, row.significant) == (True, False)
    assert row.scores == {"magnitude": "3", "risk": "5"}
    kept = everything()
    client.post(place, SAID)
    assert everything() == kept
    again = whole(client.get(place))
    assert 'value="5"' in again
    assert "เที่ยวบินราชการ" in again
    client.post(place, {"category": "6", "reason": "ไม่มีแล้ว"})
    assert assessed(owner) is None
    wrong = client.post(place, {**SAID, "category": "16"})
    assert wrong.status_code == 200
    assert assessed(owner) is None


def test_a_submitted_year_is_assessed_no_more(client: Client) -> None:
    owner = load_town().id
    version, said = submit(OWNER, owner, 2565, today=TODAY)
    assert version is not None, said
    client.post(year_address("scope3_decide"), SAID)
    assert assessed(owner) is None
    assert "scope3/decide" not in whole(client.get(year_address("year_scope3")))


def test_the_threshold_of_materiality_is_set_with_the_year(client: Client) -> None:
    owner = load_town().id
    place = year_address("year_settings")
    given = {**answers_of(whole(client.get(place))), "materiality_percent": "2.5"}
    assert client.post(place, given).status_code == 302
    settings = calculate_year(OWNER, owner, 2565, today=TODAY).settings
    assert settings.materiality_percent == "2.5"
    wrong = client.post(place, {**given, "materiality_percent": "0"})
    assert wrong.status_code == 200
