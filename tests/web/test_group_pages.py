"""A group by page: from the first entity to the table of approaches, and who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests.services.groups import POWER, YEAR, SmallGroup, settle, small_group
from tests.services.towns import OWNER, everything
from tests.web.people import browser_of, member

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.core.inventory.group import Approach
from fahsai.services.inventories import version_of_year
from fahsai.services.legal_entities import group_now

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("no_organisation")

HELD = {
    "start": "1 มกราคม 2563",
    "last_day": "",
    "relation": "joint_venture",
    "equity_percent": "60",
    "financial": "joint",
    "operational": "on",
    "basis": "สัญญาร่วมทุน",
}


@pytest.fixture
def group() -> SmallGroup:
    return small_group(held=False)


def place(name: str, *parts: object) -> str:
    return reverse(name, args=("group", *parts))


def test_shares_are_entered_and_the_year_is_consolidated(group: SmallGroup, client: Client) -> None:
    settle(group.id, Approach.EQUITY)
    assert "ยังรวมไม่ครบ" in client.get(place("year_group", YEAR)).content.decode()
    sent = client.post(place("holding_new", group.venture), HELD)
    assert sent.status_code == 302, sent.content.decode()
    (held,) = group_now(OWNER, group.id).holdings
    shown = client.get(place("entity", group.venture)).content.decode()
    assert "กิจการร่วมค้า" in shown
    assert "สัญญาร่วมทุน" in shown
    page = client.get(place("year_group", YEAR)).content.decode()
    assert "ยังรวมไม่ครบ" not in page
    assert page.count("ใช้ในรายงาน") == 2
    part = {"belonging": "bought", "subject": f"source:{group.sources[POWER]}", "reason": "ไอน้ำ"}
    sent = client.post(place("entity_parts"), {**part, "entity": "itself"})
    assert sent.status_code == 302, sent.content.decode()
    assert "S03" in client.get(place("entity_parts")).content.decode()
    assert "ตัดรายการในกลุ่ม 1.80 ตัน" in client.get(place("year_group", YEAR)).content.decode()
    refused = client.post(place("entity_parts"), {**part, "entity": str(group.venture)})
    assert refused.status_code == 200
    assert "เป็นของ JV อยู่แล้ว จึงซื้อจาก JV เองไม่ได้" in refused.content.decode()
    assert client.post(place("entity_parts"), {**part, "entity": "nothing"}).status_code == 302
    assert group_now(OWNER, group.id).bought_from == {}
    wrong = client.post(place("entity_parts"), {**part, "belonging": "unit", "entity": "itself"})
    assert wrong.status_code == 200
    changed = {**HELD, "equity_percent": "75", "reason": "กรอกผิด"}
    assert client.post(place("holding", held.id), changed).status_code == 302
    assert client.post(place("holding_withdraw", held.id), {"reason": "ไม่จริง"}).status_code == 302
    assert group_now(OWNER, group.id).holdings == ()


def test_an_entity_is_added_changed_and_ended(group: SmallGroup, client: Client) -> None:
    said = {"code": "SUB", "name_th": "บริษัทลูก", "registration": "0105", "country": "ไทย"}
    sent = client.post(place("entities"), said)
    assert sent.status_code == 302, sent.content.decode()
    made = next(one for one in group_now(OWNER, group.id).entities if one.code == "SUB")
    assert sent.headers["Location"] == place("entity", made.id)
    assert client.post(place("entities"), said).status_code == 200
    assert client.post(place("entity", made.id), {"name_th": "ใหม่"}).status_code == 200
    renamed = {"name_th": "ใหม่", "reason": "เปลี่ยนชื่อ"}
    assert client.post(place("entity", made.id), renamed).status_code == 302
    assert client.post(place("entity_withdraw", made.id), {"reason": "เลิก"}).status_code == 302
    assert (
        client.post(place("entity_withdraw", group.venture), {"reason": "เลิก"}).status_code == 200
    )
    assert [one.code for one in group_now(OWNER, group.id).entities] == ["JV"]


def test_the_settings_of_the_year_choose_the_approach(group: SmallGroup, client: Client) -> None:
    settle(group.id, Approach.OPERATIONAL)
    given = {
        "report_date": "1 กุมภาพันธ์ 2566",
        "factor_set": "tgo-cfo-2022-04",
        "base_year": str(YEAR),
        "approach": "equity",
        "seen": version_of_year(OWNER, group.id, YEAR).seen,
    }
    sent = client.post(place("year_settings", YEAR), given)
    assert sent.status_code == 302, sent.content.decode()
    settings = version_of_year(OWNER, group.id, YEAR).settings
    assert settings is not None
    assert settings.approach == "equity"


@pytest.mark.parametrize("role", list(Role))
def test_only_who_settles_years_enters_shares(role: Role, group: SmallGroup) -> None:
    part = [group.unit] if role is Role.COLLECTOR else None
    browser = browser_of(member(group.id, role, units=part))
    before = {
        name: rows for name, rows in everything().items() if name in {"Holding", "LegalEntity"}
    }
    may = Permission.SETTLE in PERMISSIONS[role]
    assert browser.get(place("entities")).status_code == (200 if may else 403)
    sent = browser.post(place("holding_new", group.venture), HELD)
    assert sent.status_code == (302 if may else 403)
    after = {name: rows for name, rows in everything().items() if name in before}
    assert (after == before) is not may
    assert browser.get(place("year_group", YEAR)).status_code == (403 if part else 200)
