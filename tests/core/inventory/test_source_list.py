"""What form 6.2 lacks of sources that only one of two years has: each rule both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.core.inventory.test_compare import AFTER, BEFORE, DIESEL, POWER, year

from fahsai.core.finding import Level, finding
from fahsai.core.inventory.source_list import changed_sources

BASE = year(BEFORE, (DIESEL, "10", "litre"))
NOW = year(AFTER, (POWER, "100", "kWh"))


def codes(*known: object, said: tuple[object, ...] = (), now: object = NOW) -> list[str]:
    found = changed_sources(BASE, now, known, said)  # type: ignore[arg-type]
    return [f"{one.code} {one.subject}" for one in found]


def test_a_source_of_the_base_year_that_is_gone_wants_its_end() -> None:
    assert codes(DIESEL, POWER) == [
        "source.base_year_not_ended S01",
        "source.start_reason_missing S02",
    ]
    told = finding("source.not_this_year", Level.WARNING, "S01", name="")
    assert codes(DIESEL, POWER, said=(told,)) == ["source.start_reason_missing S02"]
    ended = replace(DIESEL, ended_on=date(2024, 10, 1))
    assert codes(ended)[0] == "source.end_reason_missing S01"
    assert codes(replace(ended, ended_reason="ขาย")) == ["source.start_reason_missing S02"]
    assert codes(replace(DIESEL, excluded=True, excluded_reason="นอกขอบเขต")) == [
        "source.start_reason_missing S02"
    ]


def test_a_new_source_wants_its_reason() -> None:
    known = replace(POWER, started_reason="อาคารใหม่")
    now = year(AFTER, (known, "100", "kWh"), (DIESEL, "9", "litre"))
    assert codes(DIESEL, known, now=now) == []
    assert codes(DIESEL, now=year(AFTER, (DIESEL, "9", "litre"))) == []


def test_a_source_that_did_not_count_was_there_all_the_same() -> None:
    """Bought inside the group in one of the years: form 6.2 needs no date and no reason of it."""
    diesel, power = frozenset({DIESEL.id}), frozenset({POWER.id})
    said = changed_sources(BASE, NOW, (DIESEL, POWER), outside_base=power)
    assert [one.code for one in said] == ["source.base_year_not_ended"]
    said = changed_sources(BASE, NOW, (DIESEL, POWER), outside_now=diesel)
    assert [one.code for one in said] == ["source.start_reason_missing"]
