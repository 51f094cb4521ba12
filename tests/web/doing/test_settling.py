"""Settling a source and citing its evidence."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.services.hostile_files import ACTIVE_PDF, PDF
from tests.services.towns import OWNER, events, everything, load_town
from tests.web.homes import MARKUP

from fahsai.records.models import EvidenceFile
from fahsai.services.sources import settle_source, source_seen, sources

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client
from tests.web.doing.answers import answers_of, file, text_of, whole, year_address

pytestmark = pytest.mark.usefixtures("each_database")


def test_a_source_is_settled_after_the_answers_were_looked_over(client: Client) -> None:
    town = load_town()
    place = year_address("settle", "S05")
    page = whole(client.get(place))
    find = whole(client.get(place, {"find": "diesel"}))
    assert 'value="diesel"' in find
    before = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    given = answers_of(page)
    assert given["kind"] == before.kind
    given["excluded"] = "on"
    stored = everything()
    asked = whole(client.post(place, given))
    assert "ตรวจคำตอบก่อนบันทึก" in asked
    assert everything() == stored
    refused = whole(client.post(place, {**given, "confirmed": "1"}))
    assert 'class="problems"' in refused  # a source is left out for a reason only
    assert everything() == stored
    given["reason"] = MARKUP
    assert "<script>" not in whole(client.post(place, given))
    assert client.post(place, {**given, "confirmed": "1"}).status_code == 302
    after = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    assert (after.excluded, after.excluded_reason) == (True, MARKUP)
    assert after.factor_keys == before.factor_keys
    assert after.parameters == before.parameters
    assert client.post(place, answers_of(whole(client.get(place)))).status_code == 302
    assert events(town.id).count("source.settled") == 1


def test_when_and_why_a_source_ended_is_settled_and_printed_in_6_2(client: Client) -> None:
    town = load_town()
    place = year_address("settle", "S05")
    given = answers_of(whole(client.get(place)))
    assert given["started_on"] == given["ended_on"] == ""
    wrong = {**given, "ended_on": "เมื่อวาน", "confirmed": "1"}
    stored = everything()
    assert "อ่านวันที่ไม่ได้" in whole(client.post(place, wrong))
    bare = {**given, "ended_on": "31 มีนาคม 2565", "confirmed": "1"}
    assert "เขียนเหตุผลด้วย" in whole(client.post(place, bare))
    early = {**bare, "started_on": "1 เมษายน 2565", "started_reason": "ก", "ended_reason": "ข"}
    assert "ต้องไม่ก่อนวันที่เริ่มใช้" in whole(client.post(place, early))
    assert everything() == stored
    given |= {"ended_on": "31/3/2565", "ended_reason": MARKUP}
    asked = whole(client.post(place, given))
    assert "31/3/2565" in asked
    assert client.post(place, {**given, "confirmed": "1"}).status_code == 302
    after = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    assert (after.ended_on, after.ended_reason) == (date(2022, 3, 31), MARKUP)
    again = answers_of(whole(client.get(place)))
    assert again["ended_on"] == "31 มีนาคม 2565"
    assert client.post(place, again).status_code == 302
    assert events(town.id).count("source.settled") == 1


def test_another_kind_brings_its_own_factors_and_one_can_be_chosen(client: Client) -> None:
    town = load_town()
    place = year_address("settle", "S05")
    given = answers_of(whole(client.get(place)))
    given["kind"] = "stationary.diesel"
    page = whole(client.post(place, given))
    assert "ประเภทเปลี่ยนแล้ว" in page
    given = {**answers_of(page), "reason": "ใช้เครื่องปั่นไฟ"}
    assert given["kind"] == "stationary.diesel"
    keys = re.findall(r'<option value="([^"]+:[^"]+)"', page)
    given["factor_direct"] = keys[0]
    assert "ตรวจคำตอบก่อนบันทึก" in whole(client.post(place, given))
    assert client.post(place, {**given, "confirmed": "1"}).status_code == 302
    after = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    assert after.kind == "stationary.diesel"
    assert after.factor_keys["direct"] == keys[0]
    whole(client.get(place))


def test_evidence_is_cited_on_the_records_of_a_source(client: Client) -> None:
    town = load_town()
    place = year_address("add_evidence", "S05")
    whole(client.get(place))
    files = [file("บิล.pdf", PDF), file("ระวัง.pdf", ACTIVE_PDF)]
    sent = client.post(place, {"proof": files}, follow=True)
    answer = text_of(sent)
    assert "แนบหลักฐาน 2 ไฟล์" in answer
    assert "มีสคริปต์" in answer
    names = set(EvidenceFile.rows.of(town.id).current().values_list("name", flat=True))
    assert {"บิล.pdf", "ระวัง.pdf"} <= names
    before = everything()
    many = [file(f"{n}.pdf", PDF + b"%d" % n) for n in range(21)]
    assert "ไม่เกิน 20 ไฟล์" in whole(client.post(place, {"proof": many}))
    assert "กรุณากรอกช่องนี้" in whole(client.post(place, {}))
    assert everything() == before


# The year


def test_what_somebody_else_settled_meanwhile_is_not_taken_back(client: Client) -> None:
    town = load_town()
    place = year_address("settle", "S05")
    given = {**answers_of(whole(client.get(place))), "excluded": "on", "reason": "เลิกใช้"}
    asked = answers_of(whole(client.post(place, given)))
    assert asked["seen"] == given["seen"]
    theirs, findings = settle_source(OWNER, town.id, "S05", parameters={"share": "0.5"})
    assert theirs is not None, findings
    stored = everything()
    for more in ({}, {"confirmed": "1"}, {"confirmed": "1", "seen": ""}):
        assert "มีผู้อื่นแก้แหล่ง S05" in whole(client.post(place, {**given, **asked, **more}))
    assert everything() == stored
    again = {**answers_of(whole(client.get(place))), "excluded": "on", "reason": "เลิกใช้"}
    assert client.post(place, {**again, "confirmed": "1"}).status_code == 302
    after = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    assert (after.excluded, after.parameters) == (True, theirs.parameters)


def test_a_change_between_the_look_and_the_lock_is_refused(town_of_two: UUID) -> None:
    _, seen = source_seen(OWNER, town_of_two, "S05")
    assert settle_source(OWNER, town_of_two, "S05", seen=seen, parameters={"a": "1"})[0]
    stored = everything()
    after, findings = settle_source(OWNER, town_of_two, "S05", seen=seen, parameters={"a": "2"})
    assert (after, [one.code for one in findings]) == (None, ["source.changed_meanwhile"])
    assert everything() == stored


@pytest.fixture
def town_of_two(each_database: object) -> UUID:
    del each_database
    return load_town().id


def test_the_page_tells_what_a_kind_can_be_given_and_takes_it(client: Client) -> None:
    town = load_town()
    place = year_address("settle", "S05")
    given = answers_of(whole(client.get(place)))
    given["kind"] = "refrigerant.stock"
    page = whole(client.post(place, given))
    for text in ("<code>stock.2568</code>", "ยอดสต็อกวันสิ้นปี", "<code>species</code>", "ต้องระบุ"):
        assert text in page
    assert "<code>stock.2568</code>" not in whole(client.get(place))  # not of the stored kind
    given = {**answers_of(page), "parameters": "species = R-32\nstock.2567 = 10\nstock.2568 = 8"}
    assert "ตรวจคำตอบก่อนบันทึก" in whole(client.post(place, given))
    assert client.post(place, {**given, "confirmed": "1"}).status_code == 302
    after = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    assert after.kind == "refrigerant.stock"
    assert after.parameters == {"species": "R-32", "stock.2567": "10", "stock.2568": "8"}
    kept = whole(client.get(place))
    assert "<code>returned.2568</code>" in kept


def test_choices_are_told_with_the_word_to_write(client: Client) -> None:
    load_town()
    place = year_address("settle", "S05")
    given = {**answers_of(whole(client.get(place))), "kind": "refrigerant.leak"}
    page = whole(client.post(place, given))
    assert "chiller_small (ชิลเลอร์ต่ำกว่า 50 kW)" in page
    assert "ademe-leak-rates" in page
