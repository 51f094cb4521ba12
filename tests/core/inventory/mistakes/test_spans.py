"""Which records are outside the days that a source was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.core.inventory.mistakes.towns import SHAPES, Town, town

from fahsai.core.inventory.mistakes.spans import outside_span
from fahsai.core.thai.period import calendar_year

AFTER, BEFORE = "mistake.record_after_end", "mistake.record_before_start"
Span = tuple[date | None, date | None]
STEADY = next(number for number, one in enumerate(SHAPES) if one.profile == "flat")


def whole_year(span: Span) -> Town:
    """A town of the calendar year 2567, one source of which was there for a part of it."""
    made = replace(town(3), period=calendar_year(2567))
    return made.with_source(STEADY, span=span)


def said(made: Town) -> list[tuple[str, str, str, str]]:
    return [
        (one.code, one.data["count"], one.data["start"], one.data["end"])
        for one in outside_span(made.case())
    ]


@pytest.mark.parametrize(
    ("span", "answer"),
    [
        ((None, date(2024, 3, 31)), [(AFTER, "9", "2024-04-01", "2024-12-31")]),
        ((date(2024, 9, 1), None), [(BEFORE, "8", "2024-01-01", "2024-08-31")]),
        ((date(2024, 9, 15), None), [(BEFORE, "8", "2024-01-01", "2024-08-31")]),  # its own month
        ((None, date(2024, 11, 1)), [(AFTER, "1", "2024-12-01", "2024-12-31")]),
        ((None, date(2024, 12, 1)), []),
        ((None, date(2025, 3, 31)), []),
        ((date(2024, 1, 31), None), []),
        ((date(2020, 1, 1), date(2024, 12, 31)), []),
        ((None, None), []),
    ],
)
def test_what_lies_wholly_outside_is_said_once(
    span: Span, answer: list[tuple[str, str, str, str]]
) -> None:
    assert said(whole_year(span)) == answer


def test_a_nought_after_the_end_is_no_use() -> None:
    made = whole_year((None, date(2024, 3, 31)))
    zeros = (Decimal(0),) * 9
    ended = made.with_source(STEADY, now=(*made.sources[STEADY].now[:3], *zeros))
    assert said(ended) == []
