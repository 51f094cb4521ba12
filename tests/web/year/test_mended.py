"""Each finding leads to a page that there is, and that lets the reader in."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.services.towns import load_town
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role
from fahsai.web.year.mended import EDITED, READ, Edited

CODE, YEAR, SOURCE = "fahsai-demo", 2565, "S05"


def address(page: Edited) -> str:
    return reverse(
        page.name,
        args=(CODE, *((YEAR,) if page.of_year else ()), *((SOURCE,) if page.of_source else ())),
    )


def test_every_name_has_an_address() -> None:
    for pages in EDITED.values():
        for page in pages:
            assert address(page)
    for name, _ in READ.values():
        assert reverse(name, args=(CODE, YEAR))


@pytest.mark.usefixtures("no_organisation")
@pytest.mark.parametrize(
    "role", [Role.DATA_MANAGER, Role.ADMINISTRATOR, Role.VERIFIER, Role.WRITER, Role.APPROVER]
)
def test_no_link_of_the_task_list_is_refused(role: Role) -> None:
    town = load_town()
    browser = browser_of(member(town.id, role))
    page = browser.get(reverse("year_findings", args=(CODE, YEAR)))
    assert page.status_code == 200
    shown = page.content.decode()
    for pages in EDITED.values():
        for one in pages:
            place = address(one)
            if f'href="{place}' in shown:
                assert browser.get(place).status_code == 200, (role, one.name)
