"""Passwords: which are refused, how they are kept, and how many are checked at once."""

from __future__ import annotations

import threading
from dataclasses import replace
from hashlib import sha1
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import translation

from fahsai.services.password_hashing import BusyError, Turns
from fahsai.services.password_rules import PasswordRules, is_breached, password_findings

if TYPE_CHECKING:
    from pathlib import Path

EMAIL, NAME = "somsri.jaidee@example.org", "สมศรี ใจดีมาก"


def codes(password: str) -> list[str]:
    return [one.code for one in password_findings(password, email=EMAIL, name=NAME)]


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("", ["password.short"]),
        ("เก้าตัวอก", ["password.short"]),
        ("123456789", ["password.short", "password.common"]),
        ("qwertyuiop", ["password.common"]),
        ("QWERTYUIOP", ["password.common"]),
        ("somsri.jaidee@example.org", ["password.like_owner"]),
        ("somsri.jaidee1", ["password.like_owner"]),
        ("eediaj.irsmos", ["password.like_owner"]),
        ("สมศรีใจดีมาก", ["password.like_owner"]),
        ("x" * 129, ["password.long"]),
    ],
)
def test_a_weak_password_is_refused(password: str, expected: list[str]) -> None:
    assert codes(password) == expected


@pytest.mark.parametrize(
    "password",
    [
        "ท้องฟ้าสีครามวันนี้",
        "correct horse battery",
        "aaaabbbbcccc",  # no rules about kinds of letters
        "x" * 128,
        "somsri.jaidee likes blue skies",
    ],
)
def test_a_long_password_of_any_letters_will_do(password: str) -> None:
    assert codes(password) == []


def sha(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture(params=["whole", "counted", "prefix", "dos"])
def stolen(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A sorted list of 500 stolen passwords, in each form that such lists have."""
    end = "\r\n" if request.param == "dos" else "\n"
    hashes = sorted(sha(f"stolen {place}") for place in range(500))
    if request.param == "counted":
        hashes = [f"{one}:{place}" for place, one in enumerate(hashes, 1)]
    elif request.param == "prefix":
        hashes = [one[:16] for one in hashes]
    file = tmp_path / "pwned.txt"
    file.write_bytes((end.join(hashes) + end).encode())
    return file


def test_every_stolen_password_is_found_and_no_other(stolen: Path) -> None:
    with override_settings(FAHSAI=replace(settings.FAHSAI, breached_passwords=stolen)):
        assert all(is_breached(f"stolen {place}") for place in range(500))
        assert not any(is_breached(f"mine {place}") for place in range(500))
        assert codes("stolen 123 long") == []
        assert codes("stolen 123") == ["password.breached"]


@pytest.mark.parametrize("lines", [[], ["only one"], ["a", "b"]])
def test_a_short_list_is_searched_too(lines: list[str], tmp_path: Path) -> None:
    file = tmp_path / "pwned.txt"
    file.write_text("\n".join(sorted(map(sha, lines))), "ascii")  # no end after the last
    with override_settings(FAHSAI=replace(settings.FAHSAI, breached_passwords=file)):
        assert [is_breached(one) for one in ("only one", "a", "b", "c")] == [
            one in lines for one in ("only one", "a", "b", "c")
        ]


@pytest.mark.parametrize(("language", "words"), [("th", "สั้นเกินไป"), ("en", "too short")])
def test_forms_hear_it_in_their_language(language: str, words: str) -> None:
    with translation.override(language), pytest.raises(ValidationError, match=words):
        PasswordRules().validate("short")
    PasswordRules().validate("ท้องฟ้าสีครามวันนี้")


def test_the_hash_is_argon2id_of_the_documented_cost() -> None:
    encoded = make_password("ท้องฟ้าสีครามวันนี้")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("ท้องฟ้าสีครามวันนี้", encoded)
    assert not check_password("ท้องฟ้าสีครามวันนั้น", encoded)
    assert make_password("ท้องฟ้าสีครามวันนี้") != encoded


def test_only_so_many_work_at_once_and_the_rest_wait_their_turn() -> None:
    turns, at_work, most = Turns(2, 100, 30), 0, 0
    lock, done = threading.Lock(), []

    def work() -> None:
        nonlocal at_work, most
        with turns.turn():
            with lock:
                at_work += 1
                most = max(most, at_work)
            threading.Event().wait(0.01)
            with lock:
                at_work -= 1
                done.append(1)

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 20
    assert most == 2


def test_whoever_cannot_wait_is_turned_away_and_nothing_is_lost() -> None:
    turns = Turns(1, 1, 0.05)
    with turns.turn(), pytest.raises(BusyError), turns.turn():
        raise AssertionError("there was no turn")
    with Turns(1, 0, 30).turn():
        pass
    full = Turns(1, 0, 30)
    with full.turn(), pytest.raises(BusyError), full.turn():
        raise AssertionError("there was no place to wait")
    with turns.turn(), pytest.raises(ZeroDivisionError):
        _ = 1 / 0
    with turns.turn():  # a failure gave its turn back
        pass
