"""`fahsai group`: the three approaches side by side, the report's one marked, exact as JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.services.groups import YEAR, settle, small_group

from fahsai.core.inventory.group import Approach

pytestmark = pytest.mark.usefixtures("sqlite_database")

ASKED = ("--organisation", "group", "--year", str(YEAR))


def test_every_approach_is_told_and_the_reports_one_marked(fahsai: Any) -> None:
    group = small_group()
    settle(group.id, Approach.EQUITY)
    answer = fahsai("group", *ASKED, "--json")
    assert answer.status == 0, answer.err
    data = json.loads(answer.out)
    assert data["chosen"] == "equity"
    by = {one["approach"]: one for one in data["approaches"]}
    assert set(by) == {"operational", "financial", "equity"}
    assert data["total"] == by["equity"]["total"]
    assert data["whole"] == by["operational"]["total"]
    for one in by.values():
        counted = sum(Decimal(entity["counted"]) for entity in one["entities"])
        assert counted == Decimal(one["total"]) == sum(map(Decimal, one["by_scope"].values()))
        for entity in one["entities"]:
            parts = sum(Decimal(entity[key]) for key in ("counted", "eliminated", "left_out"))
            assert parts == Decimal(entity["whole"])
    shown = fahsai("group", *ASKED)
    assert shown.out.count("ใช้ในรายงาน") == 1
    assert "JV บริษัท ร่วมทุน จำกัด" in shown.out
    english = fahsai("group", *ASKED, "--approach", "equity", "--language", "en")
    assert "Equity share (used by the report)" in english.out
    assert "Operational control" not in english.out
    assert "consolidation.left_out" in english.out


def test_the_approach_is_settled_by_command(fahsai: Any) -> None:
    group = small_group()
    settle(group.id, Approach.OPERATIONAL)
    before = json.loads(fahsai("calculate", *ASKED, "--json").out)["total"]
    done = fahsai("settings", *ASKED, "--approach", "equity")
    assert done.status == 0, done.err
    after = json.loads(fahsai("calculate", *ASKED, "--json").out)
    assert Decimal(before) - Decimal(after["total"]) == 2400 * Decimal("0.4999")
    assert after["total"] == json.loads(fahsai("group", *ASKED, "--json").out)["total"]
