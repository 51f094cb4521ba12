"""`fahsai take-base-year`, and the days of a source by `fahsai source`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.services.filled_forms import filled_form
from tests.services.towns import OWNER, everything

from fahsai.services.sources import sources

if TYPE_CHECKING:
    from pathlib import Path

    from fahsai.core.inventory.boundary import Organisation

FORM = "TCFO_R_01.xlsx"


@pytest.fixture
def asked(tmp_path: Path, town: Organisation) -> tuple[str, ...]:
    data = filled_form(period="ต.ค. 2561 - ก.ย. 2562", organisation=town.code)
    (tmp_path / FORM).write_bytes(data)
    return ("take-base-year", FORM, "--organisation", town.code)


def test_a_form_is_shown_then_taken_then_no_more(fahsai: Any, asked: tuple[str, ...]) -> None:
    fahsai("sources", "--organisation", asked[3])  # brings the records up to date
    before = everything()
    shown = fahsai(*asked)
    assert shown.status == 0, shown.err
    assert everything() == before
    for word in ("ปีฐาน 2562", "รวมขอบเขต 1-3", "แหล่งปล่อยลึกลับ ก", "--accept"):
        assert word in shown.out
    assert "{" not in shown.out
    refused = fahsai(*asked, "--accept")
    assert refused.status == 1  # 2565 has another base year
    assert "base_year.reason_missing" in refused.err
    assert everything() == before
    taken = fahsai(*asked, "--accept", "--reason", "ใช้ปีที่ทวนสอบแล้ว")
    assert taken.status == 0, taken.err
    assert "ปีฐานของ 2565 v1: 2564 → 2562" in taken.out
    again = json.loads(fahsai(*asked, "--accept", "--json").out)
    assert (again["changes"], again["accepted"], again["year_be"]) == (0, True, 2562)
    assert again["import"]["changes"] == []
    english = fahsai("--language", "en", *asked, "--details")
    assert "scopes 1 to 3" in english.out
    assert "{" not in english.out


def test_what_is_no_form_is_refused(fahsai: Any, asked: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / FORM).write_bytes(b"nothing")
    for options in ((), ("--json",)):
        answer = fahsai(*asked, *options)
        assert answer.status == 1
    assert json.loads(answer.out)["findings"]


def test_records_from_elsewhere_are_asked_about(
    fahsai: Any, asked: tuple[str, ...], tmp_path: Path, town: Organisation
) -> None:
    (tmp_path / FORM).write_bytes(
        filled_form(period="ต.ค. 2563 - ก.ย. 2564", organisation=town.code)
    )
    answer = fahsai(*asked, "--accept")
    assert answer.status == 1
    assert "base_year.year_has_lines" in answer.err
    kept = fahsai(*asked, "--accept", "--records", "keep")
    assert kept.status == 0, kept.err
    assert "ข้อมูลเดิม" in kept.out


def test_a_source_starts_and_ends_for_a_reason(fahsai: Any, town: Organisation) -> None:
    asked = ("source", "S05", "--organisation", town.code)

    def days() -> tuple[str, ...]:
        source = next(one for one in sources(OWNER, town.id) if one.code == "S05")
        return (
            str(source.started_on), source.started_reason, str(source.ended_on),
            source.ended_reason,
        )  # fmt: skip

    before = days()
    refused = fahsai(*asked, "--ended-on", "30/9/2565")
    assert refused.status == 1
    assert "source.span_reason_missing" in refused.err
    assert fahsai(*asked, "--ended-on", "30/9/2565", "--reason", "จำหน่ายรถ").status == 0
    assert days() == (*before[:2], "2022-09-30", "จำหน่ายรถ")
    started = fahsai(*asked, "--started-on", "2021-10-01", "--reason", "ซื้อรถใหม่")
    assert started.status == 0
    assert days() == ("2021-10-01", "ซื้อรถใหม่", "2022-09-30", "จำหน่ายรถ")
    backwards = fahsai(*asked, "--started-on", "2023-10-01", "--reason", "ซื้อรถใหม่")
    assert "source.ends_before_start" in backwards.err
    assert fahsai(*asked, "--ended-on", "none", "--started-on", "none").status == 0
    assert days() == ("None", "", "None", "")
    assert fahsai(*asked, "--ended-on", "เมื่อวาน").status == 2
