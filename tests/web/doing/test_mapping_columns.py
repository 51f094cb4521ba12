"""The page on which a person says what the columns of a file mean, without any script."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests.services.towns import bare, everything
from tests.web.people import browser_of, member

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.records.models import ActivityRow
from fahsai.services import background
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.jobs import JobState
from fahsai.web.doing.table_form import MOST_ASKED

if TYPE_CHECKING:
    from uuid import UUID

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


def test_more_names_than_a_page_holds_are_asked_page_by_page(client: Client) -> None:
    owner = bare("thesaban")
    names = [f"ของแปลก{number}" for number in range(MOST_ASKED + 3)]
    known = "การใช้พลังงานไฟฟ้า"
    rows = [f"{1 + n % 28:02}/01/2567;{name};2;ลิตร" for n, name in enumerate([known, *names])]
    data = "\n".join(rows).encode("cp874")
    sent = client.post(
        reverse("hand_in_activity", args=("thesaban",)), {"workbook": file("log.csv", data)}
    )
    address = reverse("map_table", args=("thesaban", job_at(sent, owner).id))
    page = whole(client.get(address))
    given = fields(page)
    listed = [given[f"k{number}"] for number in range(MOST_ASKED)]
    assert listed == names[:MOST_ASKED]  # what nobody knows stands before what is known
    assert f"k{MOST_ASKED}" not in given
    assert f"หน้านี้แสดง {MOST_ASKED} จาก {len(names) + 1} ชื่อ" in page
    given |= {f"a{number}": "kind:mobile.diesel" for number in range(MOST_ASKED)}
    looked = client.post(address, {**given, "do": "look"})
    following = reverse("map_table", args=("thesaban", job_at(looked, owner).id))
    then = fields(whole(client.get(following)))
    assert [then[f"k{number}"] for number in range(3)] == names[MOST_ASKED:]
    assert [then[f"a{number}"] for number in range(3)] == ["", "", ""]
    assert "" not in [then[f"a{number}"] for number in range(3, MOST_ASKED)]
    then |= {f"a{number}": "kind:mobile.diesel" for number in range(3)}
    last = job_at(client.post(following, {**then, "do": "look"}), owner)
    assert "table.source_ask" not in [one.code for one in last.findings]
    answers = last.asked["table"]["answers"]
    assert {name: answers[name] for name in names} == dict.fromkeys(names, "kind:mobile.diesel")


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


# Large files

WAIT = "รออ่านคอลัมน์ของไฟล์"


@pytest.fixture
def large_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every workbook has too many rows for a request."""
    monkeypatch.setattr("fahsai.services.working.activity.MOST_ROWS", 1)


def handed_in(client: Client, owner: UUID) -> str:
    """The page of the columns of a workbook that was handed in and looked at by the worker."""
    place = reverse("hand_in_activity", args=("thesaban",))
    sent = client.post(place, {"workbook": file("log.csv", TABLE)})
    background.work(until_empty=True)
    return reverse("map_table", args=("thesaban", job_at(sent, owner).id))


@pytest.mark.usefixtures("large_files")
def test_the_columns_of_a_large_file_are_read_by_the_worker_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = bare("thesaban")
    address = handed_in(client, owner)
    with monkeypatch.context() as patch:
        patch.setattr("fahsai.services.columns_upload.propose_tables", None)  # no request reads it
        first = client.get(address)
        again = client.get(address)
    assert first.headers["Location"] == again.headers["Location"]  # one job, however often
    assert WAIT in whole(client.get(first.headers["Location"]))
    before = everything()
    background.work(until_empty=True)
    assert job_at(first, owner).state is JobState.DONE
    after = everything()
    assert {name for name in after if after[name] != before[name]} <= {"Job", "DBTaskResult"}
    done = client.get(first.headers["Location"])
    assert done.headers["Location"].startswith(address)
    by_script = client.get(first.headers["Location"], HTTP_HX_REQUEST="true")
    assert by_script.headers["HX-Redirect"] == done.headers["Location"]
    with monkeypatch.context() as patch:
        patch.setattr("fahsai.services.columns_upload.propose_tables", None)
        given = fields(whole(client.get(address)))
        assert (given["t0_A"], given["t0_C"], given["coding"]) == ("date", "quantity", "cp874")
        name = next(f"a{n}" for n in range(2) if given[f"k{n}"] == "ของแปลก")
        looked = client.post(address, {**given, name: "kind:mobile.diesel", "do": "look"})
    background.work(until_empty=True)
    assert 'value="accept"' in whole(client.get(looked.headers["Location"]))


@pytest.mark.usefixtures("large_files")
def test_a_large_text_is_read_again_in_another_way(client: Client) -> None:
    owner = bare("thesaban")
    address = handed_in(client, owner)
    client.get(address)
    background.work(until_empty=True)
    given = fields(whole(client.get(address)))
    other = client.post(address, {**given, "decimal": ".", "do": "again"})
    waiting = client.get(other.headers["Location"])
    assert WAIT in whole(client.get(waiting.headers["Location"]))
    background.work(until_empty=True)
    back = client.get(waiting.headers["Location"])
    page = whole(client.get(back.headers["Location"]))
    assert fields(page)["decimal"] == "."
    assert "1,5" in page


@pytest.mark.usefixtures("large_files")
def test_what_a_job_found_of_columns_is_not_shown_for_ever(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = bare("thesaban")
    address = handed_in(client, owner)
    first = client.get(address).headers["Location"]
    background.work(until_empty=True)
    assert client.get(address).status_code == 200
    monkeypatch.setattr("fahsai.services.columns_upload.FRESH", timedelta(0))
    assert client.get(address).headers["Location"] != first


@pytest.mark.usefixtures("large_files")
def test_columns_of_a_large_file_are_for_who_may_enter_data_and_for_nobody_else(
    client: Client,
) -> None:
    owner = bare("thesaban")
    bare("other")
    address = handed_in(client, owner)
    job = client.get(address).headers["Location"]
    background.work(until_empty=True)
    stranger = member(organisation_by_code(LOCAL_OWNER, "other").id, Role.ADMINISTRATOR, name="s")
    people = {role: member(owner, role) for role in Role}
    before = everything()
    for place in (address, job):
        assert browser_of(stranger).get(place).status_code == 404
        assert browser_of(stranger).post(place).status_code == 404
        assert "next=" in browser_of(None).get(place).headers["Location"]
    for role in Role:
        may = Permission.ENTER_DATA in PERMISSIONS[role]
        answer = browser_of(people[role]).get(address)
        # a colleague sees jobs of others only with the right to see who did what
        sees = Permission.SEE_HISTORY in PERMISSIONS[role]
        allowed = {200, 302} if sees else {404}
        assert answer.status_code in (allowed if may else {403, 404}), role
    changed = {name for name, rows in everything().items() if rows != before[name]}
    assert changed <= {"Account", "Job", "DBTaskResult"}  # who signed in, and jobs they asked for
