"""Two people change the same thing at the same moment: the second one reads so, not an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest
from django.urls import reverse
from tests.services.towns import OWNER, bare, everything

from fahsai.core.access.states import VersionState
from fahsai.core.thai.period import PeriodKind
from fahsai.records.models import OrganisationProfile
from fahsai.records.supersede import supersede
from fahsai.services.inventories import set_settings, version_of_year
from fahsai.services.open_year import open_year
from fahsai.web.doing import year_pages

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

YEAR = 2566


@pytest.fixture
def town(each_database: object) -> UUID:
    del each_database
    town = bare()
    assert open_year(OWNER, town, YEAR, PeriodKind.FISCAL_YEAR)[0] is not None
    return town


@pytest.mark.parametrize(
    ("language", "said"),
    [("th", "มีผู้อื่นแก้เรื่องเดียวกันนี้"), ("en", "Somebody else changed this at the same moment")],
)
def test_who_comes_second_reads_so_and_nothing_is_stored(
    town: UUID, client: Client, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    before = everything()

    def lose(*_: object, **__: object) -> NoReturn:
        """Supersede a row twice, as two who do not wait for each other would."""
        from django.db import transaction

        head = OrganisationProfile.rows.of(town).current().get()
        with transaction.atomic():
            supersede(head, actor_id=OWNER.id, name_th="หนึ่ง").save()
            supersede(head, actor_id=OWNER.id, name_th="สอง").save()
        raise AssertionError("the table takes one only")

    monkeypatch.setattr(year_pages, "set_settings", lose)
    place = reverse("year_settings", args=("thesaban", YEAR))
    given = {"report_date": "15 มกราคม 2569", "factor_set": "tgo-cfo-2026-02"}
    answer = client.post(f"{place}?lang={language}", given)
    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert everything() == before


def test_settings_of_a_year_that_was_submitted_meanwhile_are_refused(
    town: UUID, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fahsai.records.models import VersionState as Row

    before = set_settings

    def late(*given: object, **named: object) -> object:
        version = version_of_year(OWNER, town, YEAR)
        head = Row.rows.of(town).current().get(version_id=version.id)
        supersede(head, actor_id=OWNER.id, state=VersionState.SUBMITTED.value).save()
        return before(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(year_pages, "set_settings", late)
    place = reverse("year_settings", args=("thesaban", YEAR))
    given = {"report_date": "15 มกราคม 2569", "factor_set": "tgo-cfo-2026-02"}
    answer = client.post(place, given)  # that it was submitted says more than that it was seen
    assert answer.status_code == 200
    assert "ส่งแล้ว วิธีคำนวณจึงเปลี่ยนไม่ได้" in answer.content.decode()
    assert version_of_year(OWNER, town, YEAR).settings is None
