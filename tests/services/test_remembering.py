"""What is remembered of a year: made once for many, never in the middle of a change."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from fahsai.services.keeping.known import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable


def test_of_many_who_ask_at_once_one_makes_the_value() -> None:
    known: Remembered[int] = Remembered(2)
    made: list[int] = []

    def slowly() -> int:
        time.sleep(0.05)
        made.append(1)
        return 7

    answers: list[int] = []

    def ask() -> None:
        answers.append(known.get_or_make("key", slowly))

    crowd = [threading.Thread(target=ask) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert answers == [7] * 8
    assert made == [1]


def test_who_fails_leaves_it_to_the_next() -> None:
    known: Remembered[int] = Remembered(2)

    def fail() -> int:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        known.get_or_make("key", fail)
    assert known.get_or_make("key", lambda: 3) == 3


@pytest.mark.django_db(transaction=True)
def test_nothing_is_remembered_or_believed_in_the_middle_of_a_change() -> None:
    known: Remembered[int] = Remembered(2)
    with transaction.atomic():
        assert known.get_or_make("key", lambda: 1) == 1
    assert known.get_or_make("key", lambda: 2) == 2
    with transaction.atomic():
        assert known.get_or_make("key", lambda: 3) == 3
    make: Callable[[], int] = lambda: 4  # noqa: E731
    assert known.get_or_make("key", make) == 2
    assert known.get_or_make(None, make) == 4
