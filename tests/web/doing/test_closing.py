"""Settings, documents, submission and the next version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, everything, load_town
from tests.web.homes import MARKUP

from fahsai.core.access.states import VersionState
from fahsai.services import background
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.inventories import set_settings, version_of_year
from fahsai.services.jobs import JobState

if TYPE_CHECKING:
    from django.test import Client
from tests.web.doing.answers import YEAR, answers_of, job_at, whole, year_address

pytestmark = pytest.mark.usefixtures("each_database")


def test_settings_documents_submission_and_the_next_version(client: Client) -> None:
    town = load_town()
    place = year_address("year_settings")
    given = answers_of(whole(client.get(place)))
    assert 'class="problems"' in whole(client.post(place, {**given, "report_date": "วันไหนก็ได้"}))
    done = client.post(place, {**given, "report_date": "15 มกราคม 2569"})
    assert done.status_code == 302
    settings = version_of_year(OWNER, town.id, YEAR).settings
    assert settings is not None
    assert settings.report_date.isoformat() == "2026-01-15"
    assert settings.factor_set != given["factor_set"]
    assert "ชุดค่า EF เปลี่ยนเป็น" in whole(client.get(done.headers["Location"]))
    chosen = {**answers_of(whole(client.get(place))), "report_date": "15/1/2569"}
    chosen["factor_set"] = given["factor_set"]
    kept = client.post(place, chosen)
    assert "ชุดค่า EF เปลี่ยนเป็น" not in whole(client.get(kept.headers["Location"]))
    settings = version_of_year(OWNER, town.id, YEAR).settings
    assert settings is not None
    assert settings.factor_set == given["factor_set"]
    documents = year_address("make_documents")
    whole(client.get(documents))
    sent = client.post(documents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fahsai.services.working.documents.pdf_available", lambda: False)
        background.work(until_empty=True)
    assert job_at(sent, town.id).state is JobState.DONE
    assert "เอกสารพร้อมแล้ว" in whole(client.get(sent.headers["Location"]))
    submit = year_address("submit")
    page = whole(client.get(submit))
    assert 'name="sure"' in page
    assert 'class="problems"' in whole(client.post(submit, {}))
    assert version_of_year(OWNER, town.id, YEAR).state is VersionState.DRAFT
    assert client.post(submit, {"sure": "on"}).status_code == 302
    assert version_of_year(OWNER, town.id, YEAR).state is VersionState.SUBMITTED
    for name in ("submit", "texts", "year_settings"):
        assert "ส่งแล้ว" in whole(client.get(year_address(name)))
    reopen = year_address("reopen")
    assert 'class="problems"' in whole(client.post(reopen, {"reason": " "}))
    assert client.post(reopen, {"reason": MARKUP}).status_code == 302
    version = version_of_year(OWNER, town.id, YEAR)
    assert (version.number, version.state, version.reason) == (2, VersionState.DRAFT, MARKUP)


def test_what_stands_in_the_way_of_submitting_is_shown(client: Client) -> None:
    town = load_town()
    add_source(OWNER, town.id, SourceEntry("other.scope3", "ยังไม่มีข้อมูล"))
    submit = year_address("submit")
    page = whole(client.get(submit))
    assert "ยังส่งไม่ได้" in page
    assert 'name="sure"' not in page
    assert 'class="problems"' in whole(client.post(submit, {"sure": "on"}))
    assert version_of_year(OWNER, town.id, YEAR).state is VersionState.DRAFT


def test_an_older_form_does_not_take_back_what_somebody_else_settled(client: Client) -> None:
    town = load_town()
    place = year_address("year_settings")
    older = answers_of(whole(client.get(place)))
    version = version_of_year(OWNER, town.id, YEAR)
    assert version.settings is not None
    theirs = replace(version.settings, energy_upstream=not version.settings.energy_upstream)
    assert set_settings(OWNER, version, theirs)[0]
    stored = everything()
    for seen in (older["seen"], "", "x"):
        given = {**older, "report_date": "15 มกราคม 2569", "seen": seen}
        assert "มีผู้อื่นเปลี่ยนวิธีคำนวณ" in whole(client.post(place, given))
    assert everything() == stored
    again = {**answers_of(whole(client.get(place))), "report_date": "15 มกราคม 2569"}
    assert client.post(place, again).status_code == 302
    now = version_of_year(OWNER, town.id, YEAR).settings
    assert now is not None
    assert now.energy_upstream is theirs.energy_upstream
    assert now.report_date.isoformat() == "2026-01-15"
