"""What only people know, by commands: answers to warnings, biomass, intervals, scope 3, trees."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.services.towns import everything

from fahsai.core.quantity.rounding import round_half_up
from fahsai.records.models import FormRecord
from fahsai.records.supersede import withdraw
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("town")

OF = ("--organisation", "fahsai-demo")
YEAR = (*OF, "--year", "2565")


def warnings(fahsai: Any) -> list[dict[str, Any]]:
    answer = fahsai("findings", *YEAR, "--level", "warning", "--json")
    assert answer.status == 0, answer.err
    found: list[dict[str, Any]] = json.loads(answer.out)["findings"]
    return found


def test_findings_are_listed_with_marks_and_a_warning_is_answered(fahsai: Any) -> None:
    owner = organisation_by_code(LOCAL_OWNER, "fahsai-demo").id
    for row in FormRecord.rows.of(owner).current().filter(kind="calibration"):
        withdraw(row, actor_id=LOCAL_OWNER.id).save()
    before = warnings(fahsai)
    assert "mistake.calibration_absent" in [one["code"] for one in before]
    assert {one["level"] for one in before} == {"warning"}
    first = before[0]["mark"]
    empty = fahsai("answer", first, *YEAR, "--reason", " ")
    assert empty.status == 1
    assert "answer.reason_missing" in empty.err
    done = fahsai("answer", first, *YEAR, "--reason", "ตรวจกับใบเสร็จแล้ว")
    assert done.status == 0, done.err
    assert first not in [one["mark"] for one in warnings(fahsai)]
    shown = fahsai("findings", *YEAR, "--level", "info")
    assert first in shown.out
    assert "ตรวจแล้ว: ตรวจกับใบเสร็จแล้ว – เจ้าของเครื่อง" in shown.out
    kept = everything()
    assert fahsai("answer", first, *YEAR, "--reason", "ตรวจกับใบเสร็จแล้ว").status == 0
    assert everything() == kept
    lost = fahsai("answer", "0" * 16, *YEAR, "--reason", "x", "--language", "en")
    assert lost.status == 1
    assert "fahsai findings" in lost.err


def test_biomass_is_answered_question_by_question(fahsai: Any) -> None:
    at = ("biomass", "S04", *OF)
    assert "หมุนเวียน" in fahsai(*at).out
    done = fahsai(*at, "--origin", "forest", "--yes", "land", "--no", "carbon", "--language", "en")
    assert done.status == 0, done.err
    assert "land: yes" in done.out
    assert "carbon: no" in done.out
    assert fahsai(*at, "--forget").status == 0
    refused = fahsai("biomass", "S05", *OF, "--origin", "forest")
    assert refused.status == 1
    assert "biomass.not_asked" in refused.err
    assert fahsai("biomass", "S99", *OF).status == 1


def test_an_interval_is_stated_with_its_reason(fahsai: Any) -> None:
    at = ("interval", "S05", *OF)
    assert "ยังไม่ได้ระบุ" in fahsai(*at).out
    assert fahsai(*at, "--of", "activity").status == 2
    refused = fahsai(*at, "--of", "activity", "--is", "5")
    assert refused.status == 1
    assert "uncertainty.reason_missing" in refused.err
    done = fahsai(*at, "--of", "activity", "--is", "5", "--reason", "ใบรับรอง 12")
    assert done.status == 0, done.err
    assert "activity: 5 % – ใบรับรอง 12" in done.out
    assert "ใบรับรอง" not in fahsai(*at, "--of", "activity", "--is", "").out


def test_a_category_of_scope_3_is_decided_and_taken_back(fahsai: Any) -> None:
    without = fahsai("scope3", *YEAR, "--significant", "yes")
    assert without.status == 2
    at = ("scope3", *YEAR, "--category", "6")
    done = fahsai(*at, "--has-source", "yes", "--score", "magnitude=3", "--language", "en")
    assert done.status == 0, done.err
    assert "has a source: yes, significant: no magnitude=3" in done.out
    kept = everything()
    fahsai(*at, "--has-source", "yes", "--score", "magnitude=3")
    assert everything() == kept
    more = fahsai(*at, "--significant", "yes", "--score", "risk=5", "--language", "en")
    assert "significant: yes magnitude=3, risk=5" in more.out
    gone = fahsai(*at, "--forget", "--reason", "ไม่มีแล้ว", "--language", "en")
    assert "not assessed" in gone.out
    assert fahsai("scope3", *YEAR, "--category", "16").status == 2
    assert fahsai("scope3", *YEAR, "--category", "1", "--score", "size=3").status == 2


def test_scope_3_is_told_as_json(fahsai: Any) -> None:
    at = ("scope3", *YEAR, "--category", "6")
    done = fahsai(*at, "--has-source", "yes", "--score", "magnitude=3", "--json")
    assert done.status == 0, done.err
    one = json.loads(done.out)
    assert [row["category"] for row in one["categories"]] == [6]
    assert one["categories"][0]["assessment"] == {
        "has_source": True,
        "significant": False,
        "scores": {"magnitude": "3"},
        "remark": "",
    }
    whole = json.loads(fahsai("scope3", *YEAR, "--json").out)
    year = json.loads(fahsai("calculate", *YEAR, "--json").out)
    told = [
        {key: value for key, value in row.items() if key != "assessment"}
        for row in whole["categories"]
    ]
    assert told == year["scope_3"]
    assert (whole["calculation"], whole["version"]) == (year["calculation"], year["version"])
    assert Decimal(whole["total"]) == sum(Decimal(row["co2e"]) for row in whole["categories"])
    assert whole["total"] == year["by_scope"]["3"] == one["total"]
    assert whole["findings"] == one["findings"]
    assert fahsai("submit", *YEAR).status == 0
    refused = fahsai(*at, "--forget", "--json")
    assert refused.status == 1
    assert [item["code"] for item in json.loads(refused.out)["findings"]] == [
        "scope3.version_submitted"
    ]


def test_the_trees_are_told_as_json(fahsai: Any, tmp_path: Path) -> None:
    empty = json.loads(fahsai("trees", *YEAR, "--json").out)
    assert (empty["census"], empty["growth"], empty["unit"]) == (None, None, "kg")
    entered = Decimal(empty["entered"][0]["co2"])
    printed = f"{round_half_up(entered / 1000, 2):,f} tCO2e"
    assert printed in fahsai("trees", *YEAR).out
    file = tmp_path / "trees.csv"
    head = "Measured on,Place,Group,Diameter (cm),Height (m),Trees"
    file.write_text(f"{head}\n15/9/2565,สวน,general,20,12,2\n16/9/2565,ลาน,palm,,5,1\n", "utf-8")
    done = fahsai("trees", *YEAR, "--census", file, "--json")
    assert done.status == 0, done.err
    census = json.loads(done.out)["census"]
    assert (census["measured_on"], census["trees"]) == ("2022-09-16", 3)
    general, palm = census["rows"]
    assert (general["diameter_cm"], general["girth_cm"], general["species"]) == ("20", None, "")
    assert (palm["group"], palm["height_m"], palm["measured_on"]) == ("palm", "5", "2022-09-16")
    assert round_half_up(Decimal(general["co2"]) / 2, 3) == Decimal("292.100")  # cfo.md 7.3
    assert round_half_up(Decimal(palm["co2"]), 3) == Decimal("112.791")
    for name in ("biomass", "co2"):
        parts = [sum(Decimal(one[name]) for one in census[of]) for of in ("rows", "places")]
        assert parts == [Decimal(census[name])] * 2
    file.write_bytes(b"a,b\n1,2\n")
    refused = fahsai("trees", *YEAR, "--census", file, "--json")
    assert refused.status == 1
    assert [one["code"] for one in json.loads(refused.out)["findings"]] == ["tree.headings_missing"]


@pytest.mark.parametrize("coding", ["utf-8", "cp874"])
def test_a_census_comes_from_a_file(fahsai: Any, tmp_path: Path, coding: str) -> None:
    table = "วันที่วัด,พื้นที่,กลุ่มพรรณไม้,เส้นผ่านศูนย์กลาง (ซม.),ความสูง (ม.)\n15/9/2565,สวน,ไม้ทั่วไป,20,12\n"
    file = tmp_path / "trees.csv"
    file.write_bytes(table.encode(coding))
    done = fahsai("trees", *YEAR, "--census", file)
    assert done.status == 0, done.err
    assert "169.50" in done.out  # kg, the worked example of core/methods/trees
    assert "0.29" in done.out
    kept = everything()
    assert fahsai("trees", *YEAR, "--census", file).status == 0
    assert everything() == kept
    file.write_bytes(b"a,b\n1,2\n")
    refused = fahsai("trees", *YEAR, "--census", file)
    assert refused.status == 1
    assert "tree.headings_missing" in refused.err
    assert everything() == kept


def test_materiality_and_assurance_are_settled_by_command(fahsai: Any) -> None:
    done = fahsai("settings", *YEAR, "--materiality", "2.5", "--assurance", "reasonable")
    assert done.status == 0, done.err
    assert "2.5 %" in done.out
    assert "แบบสมเหตุสมผล" in done.out
    refused = fahsai("settings", *YEAR, "--materiality", "0")
    assert refused.status == 1
    assert "settings.materiality_range" in refused.err
