"""A fiscal and a calendar year of one number: each has an address, and links stay with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import localdate
from tests.services.books import SOURCES, TEMPLATE_LINES, template
from tests.services.towns import OWNER, bare
from tests.web.homes import empty_home, opened

from fahsai.core.thai.period import PeriodKind
from fahsai.gateways.workbooks.office.values import CALENDAR, FISCAL
from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import import_activity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from django.test import Client
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.xdist_group("web")

PAGE = "/organisations/town/2566/"
CALENDAR_PAGE = f"{PAGE}?period=calendar"


@pytest.fixture
def owner(
    tmp_path: Path, migrated_file: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[UUID]:
    """A town with 2566 as a fiscal year (source E01) and as a calendar year (E01-B)."""
    with opened(empty_home(tmp_path, migrated_file), django_db_blocker):
        town = bare("town")
        import_activity(OWNER, town, template(year=2566, kind=FISCAL), "a.xlsx", accept=True)
        other = tuple(replace(one, code=f"{one.code}-B") for one in SOURCES)
        lines = tuple(replace(one, source=f"{one.source}-B") for one in TEMPLATE_LINES)
        book = template((*SOURCES, *other), lines, year=2566, kind=CALENDAR)
        import_activity(OWNER, town, book, "b.xlsx", accept=True)
        yield town


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_each_year_has_its_own_address_and_links(owner: UUID, client: Client) -> None:
    fiscal, calendar = (
        text_of(client, f"{PAGE}?lang=en"),
        text_of(client, f"{CALENDAR_PAGE}&lang=en"),
    )
    for text, kind in ((fiscal, PeriodKind.FISCAL_YEAR), (calendar, PeriodKind.CALENDAR_YEAR)):
        result = calculate_year(OWNER, owner, 2566, today=localdate(), kind=kind)
        assert result.calculation.sha256 in text
        for link in (f'href="{PAGE}"', f'href="{CALENDAR_PAGE}"'):
            assert link in text
    sources = text_of(client, f"{PAGE}sources/?period=calendar")
    assert "lines/E01-B/?period=calendar" in sources
    assert "?period=calendar" not in "".join(
        part for part in fiscal.split("href=") if "/lines/" in part[:80]
    )
    assert "--period calendar</code>" in calendar
    assert "--period" not in fiscal
    line = text_of(client, f"{PAGE}lines/E01-B/?period=calendar")
    assert f'href="{CALENDAR_PAGE}"' in line
    assert client.get(f"{PAGE}lines/E01-B/").status_code == 200
    for wrong in ("lunar", "Calendar", "<b>"):
        assert client.get(PAGE, {"period": wrong}).status_code == 404


def test_one_year_alone_needs_no_more_than_its_number(owner: UUID, client: Client) -> None:
    del owner
    assert client.get("/organisations/town/2566/", {"period": "fiscal"}).status_code == 200
    assert client.get("/organisations/town/2565/", {"period": "calendar"}).status_code == 404
