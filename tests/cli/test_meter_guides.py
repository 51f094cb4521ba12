"""The guides to meters work as they stand, word for word, on the demonstration."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from tests.registries import remembering
from tools.docs import ROOT

from fahsai.cli.start import start_records
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.demonstration import load_demonstration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GUIDES = ROOT / "docs" / "how-to"
DEMO = ("--organisation", "fahsai-demo")


@pytest.fixture(scope="module")
def table() -> str:
    """The table of meters that a guide prints."""
    (found,) = re.findall(r"```csv\n(.*?)```", text("keep-meters"), re.DOTALL)
    return "\n".join(line.strip() for line in found.splitlines())


@pytest.fixture
def demonstration(fahsai: Any, sqlite_database: object) -> Iterator[Any]:
    """The command line of the demonstration municipality."""
    del sqlite_database
    start_records()
    load_demonstration(LOCAL_OWNER)
    with remembering():
        yield fahsai


def text(name: str) -> str:
    return (GUIDES / f"{name}.md").read_text("utf-8")


def commands(name: str) -> list[list[str]]:
    """The commands of a guide with all that they need, in its order, each once."""
    said = re.findall(r"fahsai [^`\n]*--organisation fahsai-demo[^`\n]*", text(name))
    return [shlex.split(one)[1:] for one in dict.fromkeys(said)]


def test_meters_are_kept_as_the_guide_says(demonstration: Any, tmp_path: Path, table: str) -> None:
    (tmp_path / "meters.csv").write_text(table, "utf-8")
    (tmp_path / "ใบงาน.pdf").write_bytes(b"%PDF-1.4 work order")
    done = [(one, demonstration(*one)) for one in commands("keep-meters")]
    assert len(done) >= 9
    for one, answer in done:
        assert answer.status == 0, (one, answer.err)
        assert "meter.source_unit_unfit" not in answer.out, one
    shown = demonstration("meter", "E01", *DEMO).out
    assert "S19 ถึง 28 กุมภาพันธ์ 2569" in shown
    assert "S22 ตั้งแต่ 1 มีนาคม 2569" in shown
    assert "มิเตอร์หลัก: E11" in demonstration("meter", "E12", *DEMO).out


def test_what_meters_measured_is_asked_as_the_guide_says(demonstration: Any) -> None:
    demonstration(*commands("keep-meters")[0])
    asked = commands("ask-meters")
    assert {one[0] for one in asked} == {"quantities", "intervals"}
    for one in asked:
        answer = demonstration(*one)
        assert answer.status == 0, (one, answer.err)


def test_the_topic_that_the_guide_sends_to_is_that_of_the_meter(demonstration: Any) -> None:
    demonstration(*commands("keep-meters")[0])
    (topic,) = re.findall(r"-t (\S+)", text("send-readings"))
    (user,) = re.findall(r"-u (\S+)", text("send-readings"))
    assert f"{topic}\n" in demonstration("meter", "E01", *DEMO).out
    made = demonstration("meter-token", "E01", *DEMO, "--make", "x")
    assert f" {user} " in made.out
