"""The page of findings asks, the page of a warning takes the reason, and the list shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, TODAY, load_town
from tests.web.doing.answers import YEAR, whole, year_address
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role
from fahsai.core.finding import Level
from fahsai.services.calculate_year import calculate_year

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("each_database")


def test_a_warning_is_answered_and_stays_listed(client: Client) -> None:
    town = load_town()
    findings = year_address("year_findings")
    page = whole(client.get(findings))
    links = re.findall(r'href="([^"]+/answer/)', page)
    assert links
    asked = whole(client.get(links[0]))
    assert 'name="reason"' in asked
    assert 'class="problems"' in whole(client.post(links[0], {"reason": " "}))
    done = client.post(links[0], {"reason": "ดูบันทึก <b>หน้า 4</b>"})
    assert done.status_code == 302
    after = whole(client.get(done.headers["Location"]))
    assert "ดูบันทึก &lt;b&gt;หน้า 4&lt;/b&gt;" in after
    assert "ดูบันทึก" in whole(client.get(links[0]))
    said = calculate_year(OWNER, town.id, YEAR, today=TODAY).findings
    waiting = sum(one.level is Level.WARNING for one in said)
    assert len(re.findall(r'href="[^"]+/answer/"', after)) == waiting + 1
    assert client.get(f"{findings}{'0' * 16}/answer/").status_code == 404


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.WRITER, Role.APPROVER])
def test_who_may_not_settle_reads_the_answers_only(role: Role, client: Client) -> None:
    town = load_town()
    link = re.findall(r'href="([^"]+/answer/)', whole(client.get(year_address("year_findings"))))[0]
    client.post(link, {"reason": "ตรวจแล้วกับใบเสร็จ"})
    browser = browser_of(member(town.id, role))
    page = whole(browser.get(year_address("year_findings")))
    assert "ตรวจแล้วกับใบเสร็จ" in page
    assert "/answer/" not in page
    assert browser.get(link).status_code == 403
    assert browser.post(link, {"reason": "อื่น"}).status_code == 403
