"""Administrators are made on the command line; a set-up token is printed where none exists."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import override_settings

from fahsai.cli.running import _say_setup
from fahsai.cli.show import Shown
from fahsai.records.models import Account as AccountRow
from fahsai.services.setting_up import FILE
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("sqlite_database")

PASSWORD = "ท้องฟ้าสีครามวันนี้"
CREATE = ("admin", "create", "--email", "Somsri@Example.org", "--name", "สมศรี ใจดี")


@pytest.fixture(params=["th", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    answers = iter(lines)
    monkeypatch.setattr("fahsai.cli.admin.getpass", lambda _: next(answers))


def test_the_password_is_asked_for_twice(
    fahsai: Any, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD, PASSWORD)
    answer = fahsai("--language", language, *CREATE)
    assert answer.status == 0, answer
    row = AccountRow.objects.get()
    assert row.email == "somsri@example.org"
    assert row.manages_installation
    assert row.check_password(PASSWORD)
    assert "somsri@example.org" in answer.out
    assert PASSWORD not in answer.out + answer.err
    assert {"th": "โหมดเจ้าของเครื่องสิ้นสุด", "en": "local owner mode has ended"}[language] in answer.out
    assert {"th": "ขั้นต่อไป", "en": "Next:"}[language] in answer.out


def test_two_that_differ_make_nothing(
    fahsai: Any, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD, PASSWORD + "x")
    answer = fahsai("--language", language, *CREATE)
    assert answer.status == 1
    assert {"th": "ไม่ตรงกัน", "en": "not alike"}[language] in answer.err
    assert not AccountRow.objects.exists()


def test_the_password_may_come_from_the_input(fahsai: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\nmore\n"))
    assert fahsai(*CREATE, "--password-stdin").status == 0
    assert AccountRow.objects.get().check_password(PASSWORD)
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    answer = fahsai("--language", "en", *CREATE, "--password-stdin")
    assert answer.status == 1
    assert "account.exists" in answer.err


@pytest.mark.parametrize("given", ["", "short", "1234567890"])
def test_a_weak_password_makes_nothing(
    given: str, fahsai: Any, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{given}\n"))
    answer = fahsai("--language", language, *CREATE, "--password-stdin")
    assert answer.status == 1
    assert "password." in answer.err
    assert not AccountRow.objects.exists()


def test_the_set_up_token_is_said_where_accounts_are_asked_for(
    home: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = Shown(Language(language))
    _say_setup("http://127.0.0.1:8000/", shown)
    assert capsys.readouterr().out == ""
    assert not (home / FILE).exists()
    with override_settings(FAHSAI=replace(settings.FAHSAI, local=False)):
        _say_setup("http://127.0.0.1:8000/", shown)
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8000/setup/" in said
    assert "24" in said
    assert (home / FILE).exists()
