"""Lines and files that are forwarded: taken to the digit, never lost, told in both languages."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from string import Formatter
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from tests.gateways.mqtt.mosquitto import OTHER, TOKEN, until
from tests.gateways.mqtt.talking import Intake, numbered

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.outbox import RESERVE
from fahsai.gateways.mqtt.spool import (
    LONGEST_LINE,
    from_stream,
    lines_of,
    take_file,
    waiting_files,
)
from fahsai.services.forward import Forwarding, forward
from fahsai.words.load import words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.gateways.mqtt.mosquitto import Mosquitto


LINES = (
    b'fahsai/TCFO-012/E01\t{"t":1767225600,"kwh":12.50}\n'
    b'{"topic":"fahsai/TCFO-012/E02","payload":{"t":1767225600,"kwh":"1e3","x":1.10}}\n'
    b'{"topic":"fahsai/TCFO-012/W01","payload":"plain \\"text\\""}\n'
)
MESSAGES = [
    (topic_of(OTHER, "E01"), b'{"t":1767225600,"kwh":12.50}'),
    (topic_of(OTHER, "E02"), b'{"t":1767225600,"kwh":"1e3","x":1.10}'),
    (topic_of(OTHER, "W01"), b'plain "text"'),
]


def test_lines_are_passed_on_to_the_digit() -> None:
    found = lines_of(LINES + b"\n   \n")
    assert found.messages == MESSAGES
    assert found.rejected == []


@pytest.mark.parametrize(
    "line",
    [
        b"nothing",
        b"{",
        b'{"topic":"a"}',
        b'{"topic":"a/#","payload":1}',
        b"a/+\tx",
        b"\tx",
        b"\xff\tx",
        b'{"topic":"","payload":1}',
        b"a" * 70_000 + b"\tx",
    ],
)
def test_what_is_no_message_is_kept_apart(line: bytes) -> None:
    found = lines_of(line + b"\n" + LINES)
    assert found.rejected == [line]
    assert found.messages == MESSAGES


def test_lines_of_a_stream_are_taken_as_they_come() -> None:
    """Cut anywhere, with a last line that has no end and one in the middle that is endless."""
    reading, writing = os.pipe()
    endless = b"x" * (LONGEST_LINE + 200_000)
    data = LINES + endless + b"\n" + LINES.rstrip(b"\n")

    def write() -> None:
        for at in range(0, len(data), 50_021):
            os.write(writing, data[at : at + 50_021])
        os.close(writing)

    thread = Thread(target=write)
    thread.start()
    found = list(from_stream(reading, Event()))
    thread.join()
    os.close(reading)
    assert [one for lines in found for one in lines.messages] == MESSAGES * 2
    rejected = [line for lines in found for line in lines.rejected]
    assert b"".join(rejected) == endless
    assert max(map(len, rejected)) < LONGEST_LINE + 200_000


def test_files_of_a_folder_are_taken_when_they_are_complete(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_bytes(LINES)
    (tmp_path / "a.txt").write_bytes(LINES.splitlines()[0] + b"\nbroken\n")
    (tmp_path / ".c.jsonl").write_bytes(LINES)
    (tmp_path / "d.part").write_bytes(LINES)
    taken: list[tuple[str, bytes]] = []
    assert [one.name for one in waiting_files(tmp_path)] == ["a.txt", "b.jsonl"]
    for path in waiting_files(tmp_path):
        take_file(path, taken.extend)
    left = {one.name for one in tmp_path.iterdir()}
    assert left == {".c.jsonl", "d.part", "a.txt.rejected"}
    assert (tmp_path / "a.txt.rejected").read_bytes() == b"broken\n"
    assert taken[1:] == MESSAGES


def forwarder(broker: Mosquitto, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    address = f"mqtt://TCFO-012%40hall@127.0.0.1:{broker.port}"
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "fahsai.cli.main",
            "forward",
            address,
            "--queue",
            str(folder),
            *options,
        ],
        env={**os.environ, "FAHSAI_METER_TOKEN": TOKEN, "FAHSAI_LANGUAGE": "th"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_command_forwards_its_input_and_says_so_in_thai(
    broker: Mosquitto, tmp_path: Path
) -> None:
    with Intake(broker.intake()).connected() as intake:
        out, told = forwarder(broker, tmp_path / "queue", "--once").communicate(LINES + b"broken\n")
        intake.wait_for(3)
    assert [(one.topic, one.payload) for one in intake.stored] == MESSAGES
    assert "รับเข้าคิว 3 ข้อความ ไม่ใช่ข้อความ 1 บรรทัด ยังรอส่ง 0" in out.decode()
    assert "เชื่อมต่อ" not in told.decode()  # that all is well is said by silence
    assert TOKEN not in told.decode() + out.decode()
    assert (tmp_path / "queue" / "rejected.txt").read_bytes() == b"broken\n"


def test_the_command_takes_files_and_ends_by_a_signal(broker: Mosquitto, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    with Intake(broker.intake()).connected() as intake:
        process = forwarder(broker, tmp_path / "queue", "--spool", str(spool))
        half = spool / ".half"
        half.write_bytes(LINES)
        half.rename(spool / "one.jsonl")
        intake.wait_for(3)
        until(lambda: not list(spool.iterdir()))
        process.terminate()
        out, _ = process.communicate()
        assert process.returncode == 0
    assert "รับเข้าคิว 3" in out.decode()


def test_what_a_full_forwarder_has_read_is_kept_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read from the input has no other place any more."""
    reading, writing = os.pipe()
    os.write(writing, LINES * 100)
    stop, said = Event(), []

    def say(kind: str, _: Mapping[str, str]) -> None:
        said.append(kind)
        if kind == "full":
            stop.set()

    with os.fdopen(reading) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        asked = Forwarding("mqtt://127.0.0.1:1", tmp_path, limit=RESERVE, longest_pause=0.05)
        done = forward(asked, say, stop)
    os.close(writing)
    assert "full" in said
    assert (done.taken, done.waiting) == (300, 300)


def test_two_forwarders_of_one_queue_are_one_too_many(broker: Mosquitto, tmp_path: Path) -> None:
    first = forwarder(broker, tmp_path / "queue")
    until((tmp_path / "queue" / "outbox.sqlite3").exists)
    second = forwarder(broker, tmp_path / "queue")
    _, told = second.communicate()
    assert second.returncode == 1
    assert "มี fahsai forward อีกตัว" in told.decode()
    first.terminate()
    first.communicate()


@pytest.mark.parametrize("address", ["http://broker", "mqtt://broker?level=3"])
def test_an_address_that_is_none_is_told(tmp_path: Path, address: str) -> None:
    command = [sys.executable, "-m", "fahsai.cli.main", "forward", address, "--language", "en"]
    told = subprocess.run(
        [*command, "--queue", str(tmp_path)], check=False, capture_output=True, text=True
    )
    assert told.returncode == 2
    assert "The address of the broker is not right" in told.stderr


def test_killed_forwarders_lose_nothing(broker: Mosquitto, tmp_path: Path) -> None:
    """Each is killed at another moment; what was in its queue or its input arrives."""
    spool = tmp_path / "spool"
    spool.mkdir()
    with Intake(broker.intake()).connected() as intake:
        for turn in range(5):
            lines = io.BytesIO()
            for topic, payload in numbered(400, 400 * turn):
                line = {"topic": topic, "payload": json.loads(payload)}
                lines.write(json.dumps(line).encode() + b"\n")
            half = spool / ".half"
            half.write_bytes(lines.getvalue())
            half.rename(spool / f"{turn}.jsonl")
            process = forwarder(broker, tmp_path / "queue", "--spool", str(spool))
            time.sleep(0.25 + 0.05 * turn)
            process.kill()
            process.communicate()
        last = forwarder(broker, tmp_path / "queue", "--spool", str(spool), "--once")
        last.communicate()
        assert last.returncode == 0
    arrived = {json.loads(one)["t"] for one in intake.payloads()}
    assert arrived == set(range(2000))


def test_all_that_may_happen_to_a_forwarder_is_said_in_both_languages() -> None:
    data = {
        "back": {"broker", "times"},
        "times": {"times"},
        "refused": {"code", "why"},
        "lost": {"why"},
        "weaker": {"what", "given"},
        "full": {"used", "limit"},
        "space": set(),
        "rejected": {"count", "line"},
        "nobody": {"topic"},
        "turned_down": {"topic", "code"},
        "again": {"count"},
        "done": {"taken", "rejected", "waiting", "refused"},
        "no_broker": {"what"},
        "in_use": {"what"},
    }
    said = words("cli")["forwarding"]
    assert set(said) == set(data)
    for name, entry in said.items():
        for language in Language:
            used = {field for _, field, _, _ in Formatter().parse(entry[language]) if field}
            assert used <= data[name], name
