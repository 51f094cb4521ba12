"""The page that sets a version beside another: figures, choice, refusals, both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from tests.web.doing.answers import whole
from tests.web.homes import DEMO, DEMO_YEAR

from fahsai.core.inventory.result import TOTALLED
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.compare_versions import VersionNamed, compare_versions
from fahsai.web.shown import exact_text, tonnes_text

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.xdist_group("web")
PAGE = reverse("year_compare", args=(DEMO, DEMO_YEAR))


@pytest.mark.usefixtures("records")
def test_the_page_shows_the_difference_that_the_service_tells(client: Client) -> None:
    owner = organisation_by_code(LOCAL_OWNER, DEMO).id
    before, after = VersionNamed(DEMO_YEAR - 1), VersionNamed(DEMO_YEAR)
    found = compare_versions(LOCAL_OWNER, owner, before, after, today=localdate()).difference
    page = whole(client.get(PAGE))  # the base year, where nobody says
    asked = whole(client.get(PAGE, {"from": f"{DEMO_YEAR - 1}:v1"}))
    assert figures(asked) == figures(page)
    assert exact_text(found.change_kg.copy_abs()) in page
    for figure in (found.before_kg, found.after_kg):
        assert tonnes_text(figure) in page
    for cause, kg in found.by_cause().items():
        assert tonnes_text(kg.copy_abs()) in page, cause
    moved = [one for one in found.sources if one.moves]
    assert len(re.findall('<th role="rowheader"', page)) == min(len(moved), 50)
    for where in TOTALLED:
        assert tonnes_text(found.change_of(where).copy_abs()) in page
    assert "fill-rise" in page or "fill-fall" in page


def figures(page: str) -> list[str]:
    """The cells of a page's tables."""
    return re.findall(r'<td class="number[^>]*>([^<]*)</td>', page)


@pytest.mark.usefixtures("records")
def test_a_version_that_there_is_not_is_not_found(client: Client) -> None:
    for wrong in ("2500:v1", "nothing", f"{DEMO_YEAR}:v9", "2564:v1:calendar"):
        assert client.get(PAGE, {"from": wrong}).status_code == 404


@pytest.mark.usefixtures("records")
def test_the_page_speaks_english_too(client: Client) -> None:
    page = whole(client.get(PAGE, {"lang": "en"}))
    assert "Compare with" in page
    assert "The difference by cause and scope" in page
    assert "{" not in re.sub(r"<[^>]+>", "", page)
