"""The log of the intake: one name an event, its figures as numbers beside the message."""

from __future__ import annotations

import ast
import json
import logging
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tests.services.metering.kept import metered, minutes  # noqa: F401 - a fixture

import fahsai
from fahsai.services.intake import SoFar
from fahsai.services.keep_readings import keep_readings
from fahsai.site.logs import JsonLines

if TYPE_CHECKING:
    import pytest
    from tests.services.metering.kept import Metered

DAY = date(2026, 3, 2)
ROOT = Path(fahsai.__file__).parent
INTAKE = 'LOG = logging.getLogger("fahsai.intake")'


def lines_in(source: str) -> tuple[list[ast.Call], list[str]]:
    """What a file writes to the log, and the events that it names."""
    nodes = list(ast.walk(ast.parse(source)))
    calls = [
        node
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "LOG"
    ]
    names = [
        str(value.value)
        for node in nodes
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "event"
        if isinstance(value, ast.Constant)
    ]
    return calls, names


def test_each_line_of_the_intake_has_an_event_of_its_own() -> None:
    names: Counter[str] = Counter()
    for path in sorted(ROOT.rglob("*.py")):
        source = path.read_text("utf-8")
        if INTAKE in source:
            calls, events = lines_in(source)
            assert len(calls) == len(events), path.name
            for call in calls:
                assert len(call.args) == 1, (path.name, call.lineno)  # no figure in the text
                assert [one.arg for one in call.keywords] == ["extra"], (path.name, call.lineno)
            names.update(events)
    assert len(names) >= 10
    assert set(names.values()) == {1}, names


def test_what_was_kept_is_told_in_numbers(
    metered: Metered,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    metered.meter()
    metered.send("E01", *minutes(DAY, 100), b"junk")

    class Once:
        """Goes on for one round."""

        rounds = 0

        def is_set(self) -> bool:
            self.rounds += 1
            return self.rounds > 1

        def wait(self, _: float) -> bool:
            return True

    with caplog.at_level(logging.INFO, "fahsai.intake"):
        keep_readings(Once())  # type: ignore[arg-type]
    (record,) = [one for one in caplog.records if vars(one).get("event") == "readings_kept"]
    line = json.loads(JsonLines().format(record))
    assert (line["event"], line["rows"], line["months"]) == ("readings_kept", 100, 2)
    assert isinstance(line["seconds"], float)


def test_an_intake_counts_what_it_took(metered: Metered) -> None:  # noqa: F811
    metered.meter()
    sent = minutes(DAY, 10)
    metered.now = sent[-1]["t"] + 90
    metered.send("E01", *sent, b"junk")
    intake = metered._intake
    assert intake is not None
    assert intake.so_far == SoFar(11, 10, 1, 90.0)
    metered.send("E01", b"junk")
    assert intake.so_far.since(SoFar(11, 10, 1, 90.0)) == {
        "messages": 1,
        "readings": 0,
        "refused": 1,
        "lag_seconds": 90.0,
    }
