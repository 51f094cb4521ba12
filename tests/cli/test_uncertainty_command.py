"""How well a year is known, on the command line; its JSON is the shape of the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.cli.test_answers_for_people import stored
from tests.services.books import FUEL_SOURCE, POWER_SOURCE

from fahsai.api.shapes.uncertainty import UncertaintyShape
from fahsai.core.quantity.exact import exact

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("sqlite_database")
YEAR = ("--year", "2565")


def test_what_is_stated_is_printed_and_told_as_json(fahsai: Any, tmp_path: Path) -> None:
    here = stored(fahsai, tmp_path, FUEL_SOURCE, POWER_SOURCE)
    nothing = fahsai("uncertainty", *here, *YEAR)
    assert nothing.status == 0, nothing.err
    assert "uncertainty.not_covered" in nothing.out
    for name, text in (
        ("activity", "5"), ("activity.reason", "มิเตอร์"),
        ("factor", "-20/+44"), ("factor.reason", "ตาราง 2.4"),
    ):  # fmt: skip
        done = fahsai(
            "source", FUEL_SOURCE.code, *here, "--parameter", f"uncertainty.{name}={text}"
        )
        assert done.status == 0, done.err
    shown = fahsai("uncertainty", *here, *YEAR).out
    assert "กิจกรรม 5 %; ค่า EF -20/+44 %" in shown
    assert "uncertainty.approach_1_limits" in shown
    data = json.loads(fahsai("uncertainty", *here, *YEAR, "--json").out)
    told = UncertaintyShape.model_validate(data)
    assert told.model_dump(mode="json") == data
    calculated = json.loads(fahsai("calculate", *here, *YEAR, "--json").out)
    assert data["total"]["co2e"] == calculated["total"]
    assert data["calculation"] == calculated["calculation"]
    line = next(one for one in data["lines"] if one["source"] == FUEL_SOURCE.code)
    assert exact(line["approach_2"]["low"]) < exact(line["co2e"])
    assert line["figures"][1]["interval"]["reason"] == "ตาราง 2.4"
    assert exact(data["total"]["covered"]) == exact(line["co2e"])
    assert [one["score"] for one in data["scores"]]
    assert json.loads(fahsai("uncertainty", *here, *YEAR, "--json").out) == data
    other = json.loads(
        fahsai("uncertainty", *here, *YEAR, "--json", "--seed", "7", "--draws", "2000").out
    )
    assert other["drawing"]["seed"] == "7"
    assert other["total"]["approach_1"] == data["total"]["approach_1"]
    assert other["total"]["approach_2"] != data["total"]["approach_2"]
    english = fahsai("--language", "en", "uncertainty", *here, *YEAR).out
    assert "Materiality: unresolved errors 0.00 t of scopes 1 and 2" in english


def test_what_cannot_be_drawn_is_refused(fahsai: Any, tmp_path: Path) -> None:
    here = stored(fahsai, tmp_path, FUEL_SOURCE)
    few = fahsai("uncertainty", *here, *YEAR, "--draws", "10")
    assert few.status == 1
    assert "uncertainty.draws_unusable" in few.err
    assert fahsai("uncertainty", *here, *YEAR, "--seed", "x").status == 2
    assert fahsai("uncertainty", *here, "--year", "2500").status == 1


def test_the_denominator_of_materiality_is_a_setting(fahsai: Any, tmp_path: Path) -> None:
    here = stored(fahsai, tmp_path, FUEL_SOURCE)
    done = fahsai("settings", *here, *YEAR, "--materiality-base", "scopes_1_2_3")
    assert done.status == 0, done.err
    assert "ผลรวมขอบเขตที่ 1, 2 และ 3" in done.out
    data = json.loads(fahsai("uncertainty", *here, *YEAR, "--json").out)
    assert data["materiality"]["base"] == "scopes_1_2_3"
    assert data["materiality"]["base_co2e"] == data["total"]["co2e"]
