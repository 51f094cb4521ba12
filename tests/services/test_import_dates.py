"""Short dates of files with the same headings: seen anew, remembered where they are open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.services.test_import_many_tables import FUEL, HEAD, take
from tests.services.test_import_table import lines, offer
from tests.services.towns import OWNER, bare

from fahsai.services.import_activity import import_activity
from fahsai.services.map_table import propose_tables, with_columns
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("each_database")

CE = FUEL.replace("/68", "/25")
OCTOBER, NOVEMBER = date(2025, 10, 1), date(2025, 11, 1)


def starts(owner: UUID, sheet: str) -> set[date]:
    return {row.period_start for row in lines(owner) if row.sheet == sheet}


@pytest.mark.parametrize("order", [("x.csv", "y.csv"), ("y.csv", "x.csv")])
def test_the_era_of_one_file_is_not_that_of_the_next(order: tuple[str, str]) -> None:
    owner = bare()
    texts = {"x.csv": CE, "y.csv": FUEL.replace("รถกระบะ", "รถตู้")}
    for name in order:
        take(owner, texts[name], name)
    assert starts(owner, "x") == starts(owner, "y") == {OCTOBER, NOVEMBER}


@pytest.mark.parametrize("of_months", ["10/25", "ต.ค. 25"])
def test_short_years_behind_months_tell_their_era_too(of_months: str) -> None:
    owner = bare()
    text = f"เดือน,รายการ,ปริมาณ,หน่วย\n{of_months},น้ำมันดีเซล รถ,5,ลิตร\n"
    take(owner, text, "x.csv")
    take(owner, text.replace("25", "68").replace("รถ", "รถตู้"), "y.csv")
    assert starts(owner, "x") == starts(owner, "y") == {OCTOBER}


def test_what_a_person_said_holds_where_the_days_leave_it_open() -> None:
    owner = bare()
    text = f"{HEAD}10/11/2568,น้ำมันดีเซล รถ,5,ลิตร\n"
    proposal, _ = propose_tables(OWNER, owner, text.encode(), "x.csv")
    assert proposal is not None
    american, _ = with_columns(proposal.mapping, {}, {"date_order": "mdy"})
    offer(owner, text, name="x.csv", table=american, coding="utf-8")
    assert starts(owner, "x") == {OCTOBER}
    take(owner, text.replace("10/11", "11/12"), "open.csv")
    assert starts(owner, "open") == {NOVEMBER}
    take(owner, text.replace("10/11", "25/11").replace(",5,", ",6,"), "shown.csv")
    assert starts(owner, "shown") == {NOVEMBER}


def test_an_old_era_of_a_person_is_kept_where_its_years_may_be_meant() -> None:
    owner = bare()
    old = f"{HEAD}10/11/45,น้ำมันดีเซล รถ,5,ลิตร\n"
    proposal, _ = propose_tables(OWNER, owner, old.encode(), "x.csv")
    assert proposal is not None
    buddhist, _ = with_columns(proposal.mapping, {}, {"era": "be", "date_means": "month"})
    offer(owner, old, name="x.csv", table=buddhist, coding="utf-8")
    take(owner, old.replace("/45", "/46"), "next.csv")
    assert starts(owner, "next") == {date(2003, 11, 1)}


def test_a_file_of_which_nothing_is_taken_says_why() -> None:
    owner = bare()
    text = f"{HEAD}31/02/68,น้ำมันดีเซล รถ,5,ลิตร\nรวม,,5,\n40/10/68,น้ำมันดีเซล รถ,6,ลิตร\n"
    refused, findings = import_activity(OWNER, owner, text.encode(), "x.csv", accept=False)
    assert refused is None
    said = {one.code: one for one in findings}
    assert said["table.refused"].subject == "x"
    assert said["table.refused"].data == {
        "count": "2",
        "cells": "C2, C4",
        "refused": "date-unreadable",
    }
    assert "import.nothing_read" in said
    assert "the date cannot be read" in message(said["table.refused"], Language.EN)
    assert lines(owner) == []
