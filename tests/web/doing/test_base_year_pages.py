"""Declaring the base-year policy and recording changes on the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, everything, load_town
from tests.web.doing.answers import answers_of, text_of, whole, year_address
from tests.web.homes import MARKUP

from fahsai.core.inventory.base_year import ChangeKind
from fahsai.services.base_year_records import base_year_changes, base_year_policy

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("sqlite_database")


def test_a_policy_is_declared_and_a_later_one_needs_its_reason(client: Client) -> None:
    town = load_town()
    room, place = year_address("base_year"), year_address("base_policy")
    assert "ยังไม่ได้ประกาศนโยบาย" in whole(client.get(room))
    given = answers_of(whole(client.get(place)))
    assert (given["threshold"], given["structural"]) == ("5", "on")
    before = everything()
    assert "กรอกเป็นตัวเลข" in whole(client.post(place, {**given, "threshold": "ห้า"}))
    assert "มากกว่า 0" in whole(client.post(place, {**given, "threshold": "0"}))
    none = {key: value for key, value in given.items() if value != "on"}
    assert "อย่างน้อยหนึ่งข้อ" in whole(client.post(place, none))
    assert everything() == before
    given |= {"threshold": "๒.๕", "text": MARKUP}
    del given["error"]
    assert client.post(place, given).status_code == 302
    kept = base_year_policy(OWNER, town.id).policy
    assert kept is not None
    assert (kept.threshold_percent, kept.error, kept.text) == (Decimal("2.5"), False, MARKUP)
    page = whole(client.get(room))
    assert "2.5 %" in page
    assert "ไม่ต้องคำนวณปีฐานใหม่" in page
    assert "<script>alert" not in page
    again = {**answers_of(whole(client.get(place))), "threshold": "3"}
    assert "เขียนเหตุผลของการแก้ไข" in whole(client.post(place, again))
    assert client.post(place, {**again, "reason": "มติสภา"}).status_code == 302
    late = {**again, "threshold": "4", "reason": "มติสภา"}
    assert "มีผู้แก้ไขรายการนี้" in whole(client.post(place, late))


def test_a_change_is_recorded_amended_and_taken_back(client: Client) -> None:
    town = load_town()
    client.post(year_address("base_policy"), {"threshold": "5", "structural": "on"})
    room, place = year_address("base_year"), year_address("base_change")
    given = answers_of(whole(client.get(place)))
    assert given["base_year"] == "2564"
    given |= {"change_kind": "structural", "happened_on": "31 มีนาคม 2565", "effect": "-1,250.5",
              "reason": "โอนโรงสูบน้ำ", "source": "S05"}  # fmt: skip
    before = everything()
    assert "อ่านวันที่ไม่ได้" in whole(client.post(place, {**given, "happened_on": "x"}))
    assert "ไม่ใช่ศูนย์" in whole(client.post(place, {**given, "effect": "0"}))
    assert everything() == before
    assert client.post(place, given).status_code == 302
    (kept,) = base_year_changes(OWNER, town.id)
    assert (kept.change.effect_kg, kept.change.change_kind) == (
        Decimal(-1250500), ChangeKind.STRUCTURAL,
    )  # fmt: skip
    page = whole(client.get(room))
    assert "−1,250.50" in page
    assert "นับ" in page
    amend = year_address("base_change_amend", kept.number)
    held = answers_of(whole(client.get(amend)))
    assert (held["effect"], held["happened_on"]) == ("-1250.5", "31 มีนาคม 2565")
    held["included_in"] = "1"
    assert "เขียนเหตุผลของการแก้ไข" in whole(client.post(amend, held))
    assert client.post(amend, {**held, "why": "รวมในฉบับ 1 แล้ว"}).status_code == 302
    assert "รวมในปีฐานแล้ว" in text_of(client.get(room))
    assert "มีผู้แก้ไขรายการนี้" in whole(client.post(amend, {**held, "why": "อีกครั้ง"}))
    held = answers_of(whole(client.get(amend)))
    assert client.post(amend, {**held, "why": "บันทึกผิด", "remove": "1"}).status_code == 302
    assert base_year_changes(OWNER, town.id) == ()
    assert client.get(amend).status_code == 404


def test_a_proposal_fills_in_the_form(client: Client) -> None:
    town = load_town()
    settle = year_address("settle", "S05")
    given = answers_of(whole(client.get(settle)))
    given |= {"ended_on": "31 มีนาคม 2565", "ended_reason": "โอนให้การประปา", "confirmed": "1"}
    assert client.post(settle, given).status_code == 302
    page = whole(client.get(year_address("base_year")))
    assert "of=ended-S05" in page
    place = year_address("base_change")
    form = answers_of(whole(client.get(place, {"of": "ended-S05"})))
    assert (form["source"], form["reason"]) == ("S05", "โอนให้การประปา")
    assert form["effect"].startswith("-")
    assert client.post(place, {**form, "change_kind": "organic"}).status_code == 302
    assert "of=ended-S05" not in whole(client.get(year_address("base_year")))
    (kept,) = base_year_changes(OWNER, town.id)
    assert kept.change.change_kind is ChangeKind.ORGANIC


def test_an_open_proposal_is_the_outcome_until_somebody_judges_it(client: Client) -> None:
    load_town()
    room, settle = year_address("base_year"), year_address("settle", "S05")
    client.post(year_address("base_policy"), {"threshold": "0.01", "structural": "on"})
    assert "ไม่ต้องคำนวณปีฐานใหม่" in whole(client.get(room))
    given = answers_of(whole(client.get(settle)))
    given |= {"ended_on": "31 มีนาคม 2565", "ended_reason": "ขาย", "confirmed": "1"}
    assert client.post(settle, given).status_code == 302
    page = whole(client.get(room))
    assert "ยังไม่ได้ตัดสิน" in page
    assert "ถ้านับทั้งหมดจะถึงเกณฑ์" in page
    assert "ไม่ต้องคำนวณปีฐานใหม่" not in page
    place = year_address("base_change")
    form = answers_of(whole(client.get(place, {"of": "ended-S05"})))
    assert (form["change_kind"], form["answers"]) == ("", "ended-S05")
    before = everything()
    assert client.post(place, form).status_code == 200
    assert everything() == before
    given = {**form, "change_kind": "organic", "happened_on": "1 เมษายน 2565"}
    assert client.post(place, given).status_code == 302
    page = whole(client.get(room))
    assert "of=ended-S05" not in page
    assert "ไม่ต้องคำนวณปีฐานใหม่" in page


def test_settling_a_source_says_which_drafts_it_moves(client: Client) -> None:
    load_town()
    settle = year_address("settle", "S05")
    given = answers_of(whole(client.get(settle)))
    given |= {"excluded": "1", "excluded_reason": "นอกขอบเขต", "reason": "นอกขอบเขต"}
    answer = client.post(settle, {**given, "confirmed": "1"}, follow=True)
    page = answer.content.decode()
    assert "เปลี่ยนตัวเลขของฉบับร่าง" in page
    assert "เปลี่ยนปีฐาน 2564 v1" in page


def test_a_turn_around_year_is_refused_as_a_base_year(client: Client) -> None:
    load_town()
    place = year_address("year_settings")
    given = answers_of(whole(client.get(place)))
    before = everything()
    own = {**given, "turnaround": "on", "base_year": "2565"}
    assert "turn-around" in whole(client.post(place, own))
    assert everything() == before
    calm = place.replace("2565", "2564")
    marked = {**answers_of(whole(client.get(calm))), "turnaround": "on", "base_year": ""}
    assert client.post(calm, marked).status_code == 302
    assert "2-1/2561" in whole(client.post(place, {**given, "energy_upstream": "on"}))
