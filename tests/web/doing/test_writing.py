"""Texts and pictures of the documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests.services.hostile_files import picture
from tests.services.towns import OWNER, events, load_town
from tests.web.homes import MARKUP
from tests.web.test_markup import Page

from fahsai.records.models import TextRow
from fahsai.services.pictures import pictures

if TYPE_CHECKING:
    from django.test import Client
from tests.web.doing.answers import CODE, file, whole, year_address

pytestmark = pytest.mark.usefixtures("each_database")


def test_texts_need_a_reason_where_a_stored_one_changes(client: Client) -> None:
    town = load_town()
    place = year_address("texts")
    page = whole(client.get(place))
    given = {
        one["name"]: "" for one in Page(page).all("textarea") if one["name"].startswith("text_")
    }
    given |= dict(re.findall(r'<textarea name="(text_\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    given["seen"] = next(one["value"] for one in Page(page).all("input") if one["name"] == "seen")
    stored = next(name for name, value in given.items() if value and name != "seen")
    given[stored] = MARKUP
    assert "กรุณาบอกเหตุผล" in whole(client.post(place, given))
    done = client.post(place, {**given, "why": "แก้คำผิด"})
    assert done.status_code == 302
    row = TextRow.rows.of(town.id).current().get(body=MARKUP)
    assert row.why == "แก้คำผิด"
    assert events(town.id)[-1] == "report.texts_written"
    assert "ระหว่างที่คุณกำลังเขียน" in whole(client.post(place, {**given, "why": "ช้าไป"}))
    again = whole(client.get(place))
    assert MARKUP not in again
    assert "&lt;script&gt;" in again


def test_pictures_are_kept_shown_small_and_taken_away(client: Client) -> None:
    town = load_town()
    place = reverse("pictures", args=(CODE,))
    given = {"use": "org_chart", "caption": MARKUP, "activity": ""}
    sent = client.post(place, {**given, "picture": file("ผัง.png", picture(size=(900, 700)))})
    assert sent.status_code == 302
    sent = client.post(place, {**given, "picture": file("ผัง.jpg", picture("JPEG", (900, 701)))})
    assert sent.status_code == 302
    charts = [one for one in pictures(OWNER, town.id) if one.use.value == "org_chart"]
    assert len(charts) == 1  # a new chart takes the place of the old one
    page = whole(client.get(place))
    assert "<script>alert" not in page
    small = client.get(reverse("picture", args=(CODE, charts[0].id)))
    assert small.headers["Content-Type"] == "image/png"
    assert small.content.startswith(b"\x89PNG")
    remove = reverse("remove_picture", args=(CODE, charts[0].id))
    assert "ผัง" in whole(client.get(remove))
    assert "กรุณากรอกช่องนี้" in whole(client.post(remove, {"why": ""}))
    assert client.post(remove, {"why": "เก่าแล้ว"}).status_code == 302
    assert not [one for one in pictures(OWNER, town.id) if one.use.value == "org_chart"]
    assert client.get(reverse("picture", args=(CODE, charts[0].id))).status_code == 404
    refused = client.post(place, {**given, "picture": file("x.svg", b"<svg onload='x'/>")})
    assert "ไม่รับ" in whole(refused)


# Sources
