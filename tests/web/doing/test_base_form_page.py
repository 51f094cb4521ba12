"""Last year's TCFO_R_01 on the pages: chosen, looked at, confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from tests.services.books import Sheet, office
from tests.services.filled_forms import ROWS, filled_form
from tests.services.towns import OWNER, bare, events, everything
from tests.web.doing.answers import file, job_at, whole
from tests.web.homes import MARKUP
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role
from fahsai.core.thai.period import PeriodKind
from fahsai.records.models import ActivityRow
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.jobs import JobState
from fahsai.services.open_year import open_year

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

pytestmark = pytest.mark.usefixtures("each_database")
CODE = "thesaban"
PLACE = ("hand_in_base_year", (CODE,))


def send(client: Client, data: bytes, **fields: Any) -> Any:
    form = file("TCFO_R_01.xlsx", data)
    return client.post(reverse(PLACE[0], args=PLACE[1]), {"workbook": form, **fields})


def reported(owner: UUID, base: int | None = None) -> None:
    open_year(OWNER, owner, 2565, PeriodKind.FISCAL_YEAR)
    settings = Settings("tgo-cfo-2022-04", date(2024, 2, 1))
    version = version_of_year(OWNER, owner, 2565)
    set_settings(OWNER, version, replace(settings, base_year_be=base))


def test_a_form_is_shown_and_becomes_the_base_year_when_it_is_confirmed(client: Client) -> None:
    owner = bare(CODE)
    reported(owner)
    room = reverse("base_year", args=(CODE, 2565))
    assert reverse(PLACE[0], args=PLACE[1]) in whole(client.get(room))
    whole(client.get(reverse(PLACE[0], args=PLACE[1])))
    before = ActivityRow.rows.of(owner).count()
    sent = send(client, filled_form())
    assert job_at(sent, owner).state is JobState.DONE
    assert ActivityRow.rows.of(owner).count() == before
    shown = whole(client.get(sent.headers["Location"]))
    for words in ("ตรวจปีฐานก่อนบันทึก", "แหล่งปล่อยลึกลับ ก", "ตามแบบ ไม่ได้คำนวณใหม่", "8.9937"):
        assert words in shown
    assert 'value="accept"' in shown
    assert "http-equiv" not in shown
    done = client.post(sent.headers["Location"], {"do": "accept"})
    again = client.post(sent.headers["Location"], {"do": "accept"})
    assert done.headers["Location"] == again.headers["Location"]
    assert job_at(done, owner).state is JobState.DONE
    assert ActivityRow.rows.of(owner).count() == len(ROWS)
    assert events(owner).count("base_year.taken") == 1
    page = whole(client.get(done.headers["Location"]))
    assert "บันทึกปีฐานแล้ว" in page
    assert 'value="accept"' not in page
    room_now = whole(client.get(room))
    assert "ปีฐานมาจากแบบ TCFO_R_01.xlsx แผ่น Fr-04.1" in room_now
    once_more = whole(client.get(send(client, filled_form()).headers["Location"]))
    assert 'value="accept"' not in once_more  # nothing would change


def test_a_reason_is_asked_for_where_another_base_year_stands(client: Client) -> None:
    owner = bare(CODE)
    open_year(OWNER, owner, 2563, PeriodKind.FISCAL_YEAR)
    reported(owner, 2563)
    at = send(client, filled_form()).headers["Location"]
    before = everything()
    page = whole(client.post(at, {"do": "accept", "reason": ""}))
    assert 'class="problems"' in page
    assert everything() == before
    done = client.post(at, {"do": "accept", "reason": MARKUP})
    assert job_at(done, owner).state is JobState.DONE
    version = version_of_year(OWNER, owner, 2565)
    assert version.settings is not None
    assert version.settings.base_year_be == 2564


def test_records_from_elsewhere_are_asked_about_first(client: Client) -> None:
    owner = bare(CODE)
    book = office(Sheet(name="2564", title="ปี 2564"))
    import_activity(OWNER, owner, book, "office.xlsx", accept=True)
    count = ActivityRow.rows.of(owner).current().count()
    at = send(client, filled_form(period="ม.ค. 2564 - ธ.ค. 2564")).headers["Location"]
    page = whole(client.get(at))
    assert 'value="keep"' in page
    assert 'value="accept"' not in page
    assert 'class="problems"' in whole(client.post(at, {"do": "again"}))
    kept = client.post(at, {"do": "again", "lines": "keep"})
    page = whole(client.get(kept.headers["Location"]))
    assert "ใช้ข้อมูลเดิม" in page
    done = client.post(kept.headers["Location"], {"do": "accept"})
    assert job_at(done, owner).state is JobState.DONE
    assert ActivityRow.rows.of(owner).current().count() == count
    replaced = client.post(at, {"do": "again", "lines": "replace"}).headers["Location"]
    assert 'class="problems"' in whole(client.post(replaced, {"do": "accept"}))
    done = client.post(replaced, {"do": "accept", "reason": "แบบผ่านการทวนสอบ"})
    assert job_at(done, owner).state is JobState.DONE
    assert ActivityRow.rows.of(owner).current().count() == len(ROWS)


def test_what_changed_meanwhile_is_not_stored_and_can_be_looked_at_again(client: Client) -> None:
    owner = bare(CODE)
    at = send(client, filled_form()).headers["Location"]
    reported(owner)
    failed = client.post(at, {"do": "accept"})
    assert job_at(failed, owner).state is JobState.FAILED
    assert not ActivityRow.rows.of(owner).exists()
    page = whole(client.get(failed.headers["Location"]))
    assert "ยังไม่ได้บันทึกปีฐาน" in page
    again = client.post(failed.headers["Location"], {"do": "again"}).headers["Location"]
    assert job_at(client.post(again, {"do": "accept"}), owner).state is JobState.DONE


@pytest.mark.parametrize(
    ("data", "fields", "said"),
    [
        (filled_form(period="ระบุ"), {}, "ไม่ได้บอกปีที่เก็บข้อมูล"),
        (filled_form(cover="ต.ค. 2562 - ก.ย. 2563"), {}, "ระบุปีของแบบนี้ให้ชัดเจน"),
        (office(Sheet()), {}, "ไม่ใช่แบบ TCFO_R_01"),
    ],
    ids=["no year", "two years", "another file"],
)
def test_what_cannot_be_taken_says_why(
    client: Client, data: bytes, fields: dict[str, str], said: str
) -> None:
    owner = bare(CODE)
    sent = send(client, data, **fields)
    assert job_at(sent, owner).state is JobState.FAILED
    page = whole(client.get(sent.headers["Location"]))
    assert said in page
    assert reverse(PLACE[0], args=PLACE[1]) in page
    year = {"form_year": "2021", "year_kind": "calendar"}
    if "ปี" in said:
        shown = whole(client.get(send(client, data, **year).headers["Location"]))
        assert "2564" in shown


def test_a_form_that_names_markup_names_it_as_text(client: Client) -> None:
    bare(CODE)
    rows = (("ขอบเขต 1", MARKUP, MARKUP, 1, 1, 0.001),)
    at = send(client, filled_form(rows, organisation=MARKUP)).headers["Location"]
    page = whole(client.get(at))
    assert "<script>alert" not in page
    assert "<img src" not in page


def test_who_may_not_settle_is_shown_no_button(client: Client) -> None:
    owner = bare(CODE)
    at = send(client, filled_form()).headers["Location"]
    verifier = browser_of(member(owner, Role.VERIFIER))
    assert 'value="accept"' not in whole(verifier.get(at))
    assert verifier.post(at, {"do": "accept"}).status_code in {302, 403}
    assert not ActivityRow.rows.of(owner).exists()
