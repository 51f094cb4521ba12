"""One's own sessions: seen, and ended one by one or all but this."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse
from tests.web.accounts.signing import (
    OTHER_PASSWORD,
    browser,
    is_signed_in,
    sign_in,
    signed_in_browser,
    verbs_of,
)

from fahsai.services.accounts import create_account, end_sessions
from fahsai.web.accounts.browsers import browser_name

if TYPE_CHECKING:
    from fahsai.services.accounts import Account

pytestmark = pytest.mark.xdist_group("web")

SESSIONS = "usersessions_list"


def test_the_list_names_browser_and_address(person: Account) -> None:
    assert person
    here = signed_in_browser()
    signed_in_browser()
    page = here.get(reverse(SESSIONS), {"lang": "en"}).content.decode()
    assert page.count("<strong>Chrome, Linux</strong>") == 2
    assert page.count("This browser") == 1
    assert page.count("IP address 127.0.0.1") == 2


def test_one_session_is_ended(person: Account) -> None:
    here, there, third = signed_in_browser(), signed_in_browser(), signed_in_browser()
    key = UserSession.objects.get(session_key=there.session.session_key).pk
    assert here.post(reverse(SESSIONS), {"session": key}).status_code == 302
    assert [is_signed_in(one) for one in (here, there, third)] == [True, False, True]
    assert verbs_of(person.id).count("account.session_ended") == 1


def test_all_others_are_ended(person: Account) -> None:
    assert person
    here, there, third = signed_in_browser(), signed_in_browser(), signed_in_browser()
    assert here.post(reverse(SESSIONS)).status_code == 302
    assert "ปิดการลงชื่อเข้าใช้ที่เลือกแล้ว" in here.get(reverse(SESSIONS)).content.decode()
    assert [is_signed_in(one) for one in (here, there, third)] == [True, False, False]


def test_a_session_of_somebody_else_is_out_of_reach(person: Account) -> None:
    assert person
    create_account(email="other@example.org", name="คนอื่น", password=OTHER_PASSWORD)
    theirs = browser()
    sign_in(theirs, "other@example.org", OTHER_PASSWORD)
    key = UserSession.objects.get(session_key=theirs.session.session_key).pk
    here = signed_in_browser()
    for asked in (key, "x", "-1", "9" * 30, " "):
        assert here.post(reverse(SESSIONS), {"session": asked}).status_code == 302
    assert is_signed_in(theirs)
    assert is_signed_in(here)


def test_ending_this_one_signs_out(person: Account) -> None:
    assert person
    here = signed_in_browser()
    key = UserSession.objects.get(session_key=here.session.session_key).pk
    here.post(reverse(SESSIONS), {"session": key})
    assert not is_signed_in(here)


def test_all_sessions_of_an_account_are_ended_from_elsewhere(person: Account) -> None:
    one, other = signed_in_browser(), signed_in_browser()
    assert end_sessions(person.id) == 2
    assert not is_signed_in(one)
    assert not is_signed_in(other)


def test_a_name_that_is_markup_is_shown_as_text(person: Account) -> None:
    assert person
    here = browser()
    here.defaults["HTTP_USER_AGENT"] = "<script>alert(1)</script>"
    sign_in(here)
    page = here.get(reverse(SESSIONS)).content.decode()
    assert not re.search(r"<script>alert", page)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko Firefox/150.0", "Firefox, Linux"),
        ("", ""),
    ],
)
def test_browsers_are_told_apart(header: str, name: str) -> None:
    assert browser_name(header) == name
