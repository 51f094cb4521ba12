"""What a workbook would do and its sender may not stands on the page of the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests.services.books import template
from tests.services.towns import bare
from tests.web.doing.answers import CODE, file, job_at, whole
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role
from fahsai.records.models import OrganisationProfile, OrgUnit, Source, TextRow, VersionSettings
from fahsai.services.demonstration import demonstration_files
from fahsai.services.jobs import JobState

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

pytestmark = pytest.mark.usefixtures("each_database")

LEFT = {"report.profile_left", "report.settings_left", "report.units_left"}
TOLD = ("ข้อมูลองค์กรคงไว้ตามเดิม", "การตั้งค่าของปีคงไว้ตามเดิม", "ส่วนงานคงไว้ตามเดิม")


def hand_in_report(browser: Client, owner: UUID) -> tuple[set[str], str]:
    place = reverse("hand_in_report", args=(CODE,))
    given = {"workbook": file("r.xlsx", demonstration_files().report), "whole": "on"}
    sent = browser.post(place, given)
    entered = job_at(sent, owner)
    assert entered.state is JobState.DONE, entered.findings
    return {one.code for one in entered.findings}, whole(browser.get(sent.headers["Location"]))


def test_a_writers_report_says_what_it_left_and_an_administrators_leaves_nothing() -> None:
    owner = bare(CODE)
    member(owner, Role.ADMINISTRATOR, name="first")  # the local owner has no say any more
    name = OrganisationProfile.rows.of(owner).current().get().name_th
    said, page = hand_in_report(browser_of(member(owner, Role.WRITER)), owner)
    assert said >= LEFT
    assert all(words in page for words in TOLD)
    assert TextRow.rows.of(owner).current().exists()
    assert OrganisationProfile.rows.of(owner).current().get().name_th == name
    assert not OrgUnit.rows.of(owner).exists()
    assert not VersionSettings.rows.of(owner).exists()
    said, page = hand_in_report(browser_of(member(owner, Role.ADMINISTRATOR)), owner)
    assert not said & LEFT
    assert not any(words in page for words in TOLD)
    assert OrgUnit.rows.of(owner).exists()


def test_a_template_is_shown_with_what_it_will_leave() -> None:
    owner = bare(CODE)
    browser = browser_of(member(owner, Role.COLLECTOR))
    place = reverse("hand_in_activity", args=(CODE,))
    sent = browser.post(place, {"workbook": file("ก.xlsx", template())})
    page = whole(browser.get(sent.headers["Location"]))
    assert "องค์กรยังไม่มีส่วนงาน OPS" in page
    assert "แหล่งปล่อย X01: คงค่าที่มีอยู่" in page
    accepted = browser.post(sent.headers["Location"], {"do": "accept"})
    assert job_at(accepted, owner).state is JobState.DONE
    assert "แหล่งปล่อย X01: คงค่าที่มีอยู่" in whole(browser.get(accepted.headers["Location"]))
    assert not OrgUnit.rows.of(owner).exists()
    assert not Source.rows.of(owner).current().get(code="X01").excluded
