"""The page on which a person says what the columns of a file mean, without any script."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests.services.towns import bare, everything

from fahsai.records.models import ActivityRow
from fahsai.services.jobs import JobState

if TYPE_CHECKING:
    from django.test import Client
from tests.web.doing.answers import file, job_at, whole

pytestmark = pytest.mark.usefixtures("each_database")

TABLE = """15/01/2567;ของแปลก;1,5;ลิตร
16/01/2567;การใช้พลังงานไฟฟ้า;20;หน่วย
17/01/2567;การใช้พลังงานไฟฟ้า;21;หน่วย
""".encode("cp874")


def fields(page: str) -> dict[str, str]:
    """What the form would send as it stands."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        kind = re.search(r'\btype="(\w+)"', tag)
        ticked = kind is not None and kind[1] == "checkbox"
        if name is None or (ticked and "checked" not in tag):
            continue
        found[unescape(name[1])] = unescape(value[1]) if value else "on" * ticked
    for name, body in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[unescape(name)] = unescape(chosen[1]) if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_columns_are_looked_at_corrected_and_then_stored(client: Client) -> None:
    owner = bare("thesaban")
    place = reverse("hand_in_activity", args=("thesaban",))
    sent = client.post(place, {"workbook": file("log.csv", TABLE)})
    job = job_at(sent, owner)
    shown = whole(client.get(sent.headers["Location"]))
    assert 'value="accept"' not in shown  # guessed from content: somebody has to look
    address = reverse("map_table", args=("thesaban", job.id))
    assert f'href="{address}"' in shown
    assert "cp874" in shown
    before = everything()
    page = whole(client.get(address))
    assert everything() == before
    given = fields(page)
    assert (given["coding"], given["separator"], given["decimal"]) == ("cp874", ";", ",")
    assert (given["t0_A"], given["t0_B"], given["t0_C"], given["t0_D"]) == (
        "date",
        "source",
        "quantity",
        "unit",
    )
    asked = {given[f"k{number}"]: given[f"a{number}"] for number in range(2)}
    assert asked == {"ของแปลก": "", "การใช้พลังงานไฟฟ้า": "kind:electricity.paid"}
    name = next(f"a{n}" for n in range(2) if given[f"k{n}"] == "ของแปลก")
    given[name] = "kind:mobile.diesel"
    looked = client.post(address, {**given, "do": "look"})
    preview = whole(client.get(looked.headers["Location"]))
    assert 'value="accept"' in preview
    accepted = client.post(looked.headers["Location"], {"do": "accept"})
    assert job_at(accepted, owner).state is JobState.DONE
    assert sorted(str(row.quantity) for row in ActivityRow.rows.of(owner).current()) == [
        "1.5",
        "20",
        "21",
    ]
    again = client.post(place, {"workbook": file("log.csv", TABLE)})
    assert "ไม่มี" in whole(client.get(again.headers["Location"]))
    assert not job_at(again, owner).result["changes"]


def test_a_text_is_read_again_in_another_way(client: Client) -> None:
    owner = bare("thesaban")
    place = reverse("hand_in_activity", args=("thesaban",))
    sent = client.post(place, {"workbook": file("log.csv", TABLE)})
    address = reverse("map_table", args=("thesaban", job_at(sent, owner).id))
    given = fields(whole(client.get(address)))
    other = client.post(address, {**given, "decimal": ".", "do": "again"})
    page = whole(client.get(other.headers["Location"]))
    assert fields(page)["decimal"] == "."
    assert "1,5" in page


def test_a_choice_that_is_none_is_refused_in_words(client: Client) -> None:
    owner = bare("thesaban")
    place = reverse("hand_in_activity", args=("thesaban",))
    sent = client.post(place, {"workbook": file("log.csv", TABLE)})
    address = reverse("map_table", args=("thesaban", job_at(sent, owner).id))
    given = fields(whole(client.get(address)))
    wrong = whole(client.post(address, {**given, "t0_A": "colour", "do": "look"}))
    assert "field-wrong" in wrong or 'class="wrong"' in wrong
