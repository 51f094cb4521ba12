"""What was removed is told wherever somebody asks for it, once and with its proof."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.services.metered import NOW
from tests.services.metering import killed
from tests.services.metering.kept import Metered, metered, minutes  # noqa: F401 - a fixture

from fahsai.core.metering.length import Length, instant
from fahsai.records import wall
from fahsai.records.models import Event
from fahsai.services.export_readings import Export
from fahsai.services.meter_health import meter_events
from fahsai.services.meter_readings import intervals_of, rates_of, readings_of
from fahsai.services.meters import withdraw_meter
from fahsai.services.quantities import Asked, By, quantities
from fahsai.services.readings_file import readings_file
from fahsai.services.remove_everywhere import remove_everywhere
from fahsai.services.retention import apply_retention, removed, set_retention
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.services.meters import MeterRecord
    from fahsai.services.retention import Removed

DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)
TODAY = date(2026, 7, 1)
START, END = instant(DAY), instant(NEXT)
LATER = instant(date(2026, 5, 2))


def old(town: Metered) -> tuple[MeterRecord, tuple[Removed, ...]]:
    """A day of March that was removed, and a few readings of May that stay."""
    made = town.meter()
    kw = ({"t": START + 600 * at, "kw": 3} for at in range(144))
    town.send("E01", *minutes(DAY, 1441), *kw)
    town.send("E01", *minutes(date(2026, 5, 1), 10, start=1100))
    town.keep()
    kept, said = set_retention(town.home.actor, town.home.id, 3, "ระเบียบ")
    assert kept is not None, said
    return made, apply_retention(town.home.actor, town.home.id, today=TODAY)


def codes(said: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in said]


def test_readings_and_rates_that_were_removed_are_told_with_their_proof(
    metered: Metered,  # noqa: F811
) -> None:
    made, gone = old(metered)
    actor, owner = metered.home.actor, metered.home.id
    proof = {one.channel.name: one.removal for one in gone}
    found = readings_of(actor, owner, made.id, START, END, None)
    assert found is not None
    assert (found.rows, found.then) == ((), None)
    (said,) = found.findings
    assert said.code == "meter.readings_removed"
    assert said.data["sha256"] == proof["kwh"].sha256
    assert said.data["count"] == "1441"
    assert "มี.ค. 2569" in message(said, Language.TH)
    assert "Mar 2026" in message(said, Language.EN)
    rates = rates_of(actor, owner, made.id, Length.DAY, START, END, None)
    assert rates is not None
    assert [one.mean for one in rates.rows] == [None]
    assert [one.data["sha256"] for one in rates.findings] == [proof["kw"].sha256]
    after = readings_of(actor, owner, made.id, instant(date(2026, 4, 2)), LATER, None)
    assert after is not None
    assert (len(after.rows), after.findings) == (10, ())


def test_quantities_of_removed_readings_are_those_that_were_kept(
    metered: Metered,  # noqa: F811
) -> None:
    """Also when something new came for another month, which is made here and now."""
    made, _ = old(metered)
    actor, owner = metered.home.actor, metered.home.id
    metered.send("E01", {"t": LATER, "kwh": 1200.5}, {"t": START + 30, "kwh": 5})
    for _ in range(2):
        found = intervals_of(actor, owner, made.id, Length.HOUR, START, END, None)
        assert found is not None
        assert {one.quantity for one in found.rows} == {Decimal(3)}
        assert codes(found.findings) == ["meter.kept_of_removed"]
        asked = Asked(By.METER, Length.DAY, START, END, emissions=False)
        (day,), said = quantities(actor, owner, asked, today=TODAY)
        assert (day.quantity, day.known) == (Decimal(72), Decimal(1))
        assert codes(said) == ["meters.kept_of_removed"]
        assert "E01" in message(said[0], Language.TH)
        metered.keep()
    later = intervals_of(actor, owner, made.id, Length.DAY, LATER - 86_400, LATER, None)
    assert later is not None
    assert later.findings == ()


def test_what_comes_for_a_removed_month_is_told(metered: Metered) -> None:  # noqa: F811
    made, _ = old(metered)
    metered.send("E01", {"t": START + 30, "kwh": 1000.5}, {"t": START + 90, "kwh": 1000.5})
    metered.keep()
    found = meter_events(metered.home.actor, metered.home.id, made.id, START, END)
    (said,) = [one for one in found if one.code == "meter.late_removed"]
    assert (said.data["count"], said.data["start_time"], said.data["end_time"]) == (
        *("2", "00:00"),
        "00:01",
    )
    for language in Language:
        assert "{" not in message(said, language)
    after = meter_events(metered.home.actor, metered.home.id, made.id, END, LATER)
    assert "meter.late_removed" not in codes(after)


@pytest.mark.parametrize("kind", Export)
def test_a_file_of_removed_readings_is_refused_and_of_some_is_told(
    metered: Metered,  # noqa: F811
    kind: Export,
) -> None:
    made, gone = old(metered)
    actor, owner = metered.home.actor, metered.home.id
    out = io.BytesIO()
    nothing, said = readings_file(actor, owner, made.id, START, END, None, kind, out)
    assert (nothing, out.getvalue()) == (None, b"")
    assert codes(said) == ["meter.readings_removed"]
    some, said = readings_file(actor, owner, made.id, START, LATER, None, kind, out)
    assert some is not None
    assert some.rows == 10
    assert codes(said) == ["meter.readings_removed"]
    assert len(gone) == 2


def test_a_file_holds_every_reading_of_every_month(metered: Metered) -> None:  # noqa: F811
    """A month at a time is written; what waits in the hot log stands in its place."""
    made = metered.meter()
    months = [date(2026, month, 28) for month in (1, 2, 3, 4)]
    for month in months:
        metered.send("E01", *minutes(month, 5000))
        if month.month != 3:
            metered.keep()
    actor, owner = metered.home.actor, metered.home.id
    csv_file, parquet = io.BytesIO(), io.BytesIO()
    start, end = instant(months[0]) + 60, instant(date(2026, 5, 28))
    for kind, out in ((Export.CSV, csv_file), (Export.PARQUET, parquet)):
        found, said = readings_file(actor, owner, made.id, start, end, None, kind, out)
        assert found is not None
        assert (found.rows, said) == (19_999, ())
    rows = pq.read_table(pa.BufferReader(parquet.getvalue()))
    lines = list(csv.DictReader(io.StringIO(csv_file.getvalue().decode("utf-8-sig"))))
    kept = metered.store.readings([made.channels[0].number], start, end)
    assert rows["ts"].to_pylist() == kept["ts"].to_pylist() == [int(one["ts"]) for one in lines]
    assert [str(one) for one in rows["value"].to_pylist()] == [one["value"] for one in lines]
    assert lines[0]["at"] == "2026-01-27T17:01:00+00:00"
    assert lines[0]["value"] == "1000.050"


def test_no_more_than_a_month_is_read_at_once(
    metered: Metered,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = metered.meter()
    for month in (1, 2, 3):
        metered.send("E01", *minutes(date(2026, month, 5), 50))
    metered.keep()
    number = made.channels[0].number
    sizes = [len(one) for one in metered.store.readings_by_month([number], 0, LATER)]
    assert sizes == [50, 50, 50]
    monkeypatch.setattr(type(metered.store), "readings", None)
    out = io.BytesIO()
    actor, owner = metered.home.actor, metered.home.id
    found, _ = readings_file(actor, owner, made.id, 0, LATER, None, Export.CSV, out)
    assert found is not None
    assert found.rows == 150


def test_small_decimals_are_written_without_an_exponent(metered: Metered) -> None:  # noqa: F811
    from fahsai.core.metering.channel import Channel, Measure
    from fahsai.readings.schema import ASKED
    from fahsai.services.readings_file import _table, _write_csv

    assert metered.now
    rows = pa.table({"channel": [1], "ts": [0], "value": [-5], "quality": [0]}, schema=ASKED)
    for digits, text in ((9, "-0.000000005"), (6, "-0.000005"), (0, "-5"), (-2, "-500")):
        channel = Channel(1, "x", Measure.REGISTER, "t", digits=digits)
        out = io.BytesIO()
        _write_csv(channel, [_table(channel, rows)], out)
        assert out.getvalue().decode("utf-8-sig").splitlines()[1].split(",")[1] == text


def test_a_removal_has_one_event_whoever_was_interrupted(metered: Metered) -> None:  # noqa: F811
    _, gone = old(metered)
    owner = metered.home.id
    told = Event.rows.of(owner).filter(verb="readings.removed")
    assert told.count() == len(gone) == 2
    assert len(set(told.values_list("object_id", flat=True))) == 2
    for _ in range(2):
        assert apply_retention(metered.home.actor, owner, today=TODAY) == ()
        remove_everywhere(today=TODAY)
        wall.work_for(owner)
    assert told.count() == 2


def test_proof_stays_when_the_meter_is_gone(metered: Metered) -> None:  # noqa: F811
    made, gone = old(metered)
    actor, owner = metered.home.actor, metered.home.id
    assert withdraw_meter(actor, owner, made.id, "ยกเลิก", now=NOW)[0]
    assert [one.removal for one in removed(actor, owner)] == [one.removal for one in gone]
    assert removed(metered.home.collector, owner) == ()


def run(home: Path, what: str) -> tuple[int, Any]:
    done = subprocess.run(
        [sys.executable, killed.__file__, str(home), what],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, -9}, done.stderr
    return done.returncode, json.loads(done.stdout) if what == "show" else None


def test_a_removal_and_its_events_are_one_wherever_it_is_killed(tmp_path: Path) -> None:
    """Killed at each step in turn, in the same town: at the end all is there once."""
    home = tmp_path / "home"
    assert run(home, "make")[0] == 0
    before = run(home, "show")[1]
    assert (before["proofs"], before["events"], before["left"]) == ([], [], {"1": 180})
    for step in killed.STEPS:
        assert run(home, step)[0] == -9, step
        between = run(home, "show")[1]
        assert len(between["events"]) <= len(between["proofs"]), step
        gone = sum(one[2] for one in between["proofs"])
        assert between["left"]["1"] + gone in {180, 180 - 60}, step  # one may wait to be ended
        if step in {"after commit", "before event"}:
            assert between["events"] == []
    assert run(home, "remove")[0] == 0
    after = run(home, "show")[1]
    assert [one[1] for one in after["proofs"]] == [202601, 202602]
    assert len(set(after["events"])) == len(after["events"]) == 2
    assert after["left"] == {"1": 60}


def test_the_hash_is_that_of_the_lines_of_an_export(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    metered.send("E01", *minutes(DAY, 600))
    metered.keep()
    actor, owner = metered.home.actor, metered.home.id
    out = io.BytesIO()
    readings_file(actor, owner, made.id, 0, LATER, None, Export.CSV, out)
    rows = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))
    lines = "".join(f"{r['channel']},{r['ts']},{r['whole']},{r['flags']}\n" for r in rows)
    set_retention(actor, owner, 3, "ระเบียบ")
    (gone,) = apply_retention(actor, owner, today=TODAY)
    assert gone.removal.sha256 == sha256(lines.encode()).hexdigest()


def test_a_stranger_recomputes_the_hash_by_the_recipe_of_the_manual(tmp_path: Path) -> None:
    """The commands of docs/how-to/keep-readings.md, as they stand there."""
    home = tmp_path / "home"
    run(home, "make")
    manual = Path(killed.__file__).parents[3] / "docs" / "how-to" / "keep-readings.md"
    (recipe,) = re.findall(r"```sh\n(.*?)```", manual.read_text("utf-8"), re.DOTALL)
    program = tmp_path / "bin" / "fahsai"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m fahsai.cli.main "$@"\n')
    program.chmod(0o755)
    path = os.pathsep.join((str(program.parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", recipe],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": path,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "FAHSAI_HOME": str(home),
            "DATABASE_URL": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *_, ours, proof = done.stdout.splitlines()
    own = ours.split()[0]
    assert len(own) == 64
    assert proof.strip() == f'"sha256": "{own}",'
    (january,) = [
        one
        for one in json.loads((tmp_path / "proof.json").read_text("utf-8"))["removed"]
        if one["month"] == 202601
    ]
    export = tmp_path / "E01-2026-01.csv"
    rows = list(csv.DictReader(io.StringIO(export.read_text("utf-8-sig"))))
    assert january["rows"] == len(rows) == 60
    assert january["first"] == rows[0]["at"]
    assert january["last"] == rows[-1]["at"]
    assert Decimal(january["total"]) == sum(Decimal(one["value"]) for one in rows)
    assert int(january["whole_total"]) == sum(int(one["whole"]) for one in rows)
    assert "2026-01" in done.stdout
    assert rows[0]["at"].replace("+00:00", "Z") in done.stdout
