"""The publisher of gateways against a real broker: what leaves its queue, and what does not."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from string import Formatter
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from tests.gateways.mqtt.mosquitto import METERS, ORGANISATION, OTHER, TOKEN, until
from tests.gateways.mqtt.talking import Intake

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.delivery import Unavailable
from fahsai.gateways.mqtt.outbox import RESERVE, Outbox, OutboxFullError
from fahsai.gateways.mqtt.publisher import Plan, Publisher, Until
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
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.gateways.mqtt.mosquitto import Mosquitto

    from fahsai.gateways.delivery import Message
    from fahsai.gateways.mqtt.address import Broker
    from fahsai.gateways.mqtt.happening import Happening

QUICK = Plan(nobody_pause=0.05, longest_pause=0.2)
TOPIC = topic_of(OTHER, "E01")


def numbered(count: int, start: int = 0) -> list[tuple[str, bytes]]:
    return [
        (topic_of(OTHER, METERS[number % 3]), b'{"t":%d,"kwh":1}' % number)
        for number in range(start, start + count)
    ]


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    made = Outbox(tmp_path / "outbox.sqlite3")
    yield made
    made.close()


@contextmanager
def publishing(broker: Broker, outbox: Outbox, plan: Plan = QUICK) -> Iterator[list[Happening]]:
    told: list[Happening] = []
    stop = Event()
    publisher = Publisher(broker, "gateway", outbox, plan, told.append)
    thread = Thread(target=publisher.run, args=(stop,))
    thread.start()
    try:
        yield told
    finally:
        stop.set()
        thread.join()


def kinds(told: Sequence[Happening]) -> set[str]:
    return {one.kind.value for one in told}


def test_all_that_waits_arrives_in_order_and_leaves_the_queue(
    broker: Mosquitto, outbox: Outbox
) -> None:
    outbox.put(numbered(5000))
    with Intake(broker.intake()).connected() as intake, publishing(broker.gateway(), outbox):
        until(outbox.is_empty)
    assert [(one.topic, one.payload) for one in intake.stored] == numbered(5000)


def test_what_nobody_listens_to_is_not_delivered(broker: Mosquitto, outbox: Outbox) -> None:
    outbox.put(numbered(300))
    plan = replace(QUICK, until=Until.ACKNOWLEDGED)
    with publishing(broker.gateway(), outbox, plan) as told:
        until(lambda: "nobody" in kinds(told))
        assert outbox.waiting() == 300
        with Intake(broker.intake()) as intake:
            until(outbox.is_empty)
            intake.wait_for(300)
    assert sorted(intake.payloads()) == sorted(payload for _, payload in numbered(300))


def test_what_the_broker_took_stays_until_the_intake_stored_it(
    broker: Mosquitto, outbox: Outbox
) -> None:
    works = Event()

    def store(_: Sequence[Message]) -> None:
        if not works.is_set():
            raise Unavailable("the disk is full")

    outbox.put(numbered(100))
    with (
        Intake(broker.intake(), store=store).connected() as intake,
        publishing(broker.gateway(), outbox),
    ):
        until(lambda: "unavailable" in intake.kinds())
        time.sleep(0.2)
        assert outbox.waiting() == 100
        works.set()
        until(outbox.is_empty)
    assert intake.payloads() == [payload for _, payload in numbered(100)]


def test_no_more_is_left_in_the_broker_than_the_window(broker: Mosquitto, outbox: Outbox) -> None:
    """While the intake is away the readings wait on the gateway's disk, not in memory."""
    with Intake(broker.intake()).connected():
        pass
    outbox.put(numbered(1000))
    with publishing(broker.gateway(), outbox, replace(QUICK, window=50)) as told:
        until(lambda: "connected" in kinds(told))
        time.sleep(0.5)
    assert outbox.waiting() == 1000
    with Intake(broker.intake()) as intake:
        intake.wait_for(50)
        time.sleep(0.3)
    assert len(intake.stored) == 50


def test_what_a_full_broker_dropped_goes_out_again(broker: Mosquitto, outbox: Outbox) -> None:
    conf = broker.folder / "mosquitto.conf"
    text = conf.read_text("utf-8").replace("max_queued_messages 1320660", "max_queued_messages 10")
    conf.write_text(text, "utf-8")
    broker.stop()
    broker.start()
    with Intake(broker.intake()).connected():
        pass
    outbox.put(numbered(200))
    with publishing(broker.gateway(), outbox, replace(QUICK, patience=0.2, silence=1.0)) as told:
        until(lambda: "connected" in kinds(told))
        time.sleep(0.5)  # all 200 are acknowledged, 10 are kept
        with Intake(broker.intake()).connected() as intake:
            until(outbox.is_empty)
    assert {one.payload for one in intake.stored} == {payload for _, payload in numbered(200)}
    assert "again" in kinds(told)


def test_receipts_of_one_gateway_empty_no_other_queue(
    broker: Mosquitto, outbox: Outbox, tmp_path: Path
) -> None:
    other = Outbox(tmp_path / "other.sqlite3")
    outbox.put([(TOPIC, b"mine")])
    other.put([(TOPIC, b"theirs")])
    assert outbox.tag != other.tag
    with Intake(broker.intake()).connected(), publishing(broker.gateway(), outbox):
        until(outbox.is_empty)
        assert other.waiting() == 1
    other.close()


def test_what_the_broker_refuses_for_good_is_laid_aside_and_kept(
    broker: Mosquitto, outbox: Outbox
) -> None:
    false = topic_of(ORGANISATION, "E01")
    outbox.put([(TOPIC, b"1"), (false, b"2"), (TOPIC, b"3" * (2 << 20)), (TOPIC, b"4")])
    with (
        Intake(broker.intake()).connected() as intake,
        publishing(broker.gateway(), outbox) as told,
    ):
        until(outbox.is_empty)
        intake.wait_for(2)
    assert intake.payloads() == [b"1", b"4"]
    assert outbox.refused() == 2
    turned_down = [dict(one.data) for one in told if one.kind == "turned_down"]
    assert sorted(one["code"] for one in turned_down) == ["not_authorized", "packet_too_large"]
    assert outbox.try_refused() == 2
    assert outbox.waiting() == 2


def test_a_wrong_password_keeps_everything(broker: Mosquitto, outbox: Outbox) -> None:
    outbox.put(numbered(3))
    with publishing(replace(broker.gateway(), password="wrong"), outbox) as told:
        until(lambda: "refused" in kinds(told))
    assert outbox.waiting() == 3


def test_a_full_queue_takes_nothing_new_and_drops_nothing_old(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "small.sqlite3", limit=RESERVE + 200_000)
    taken = 0
    while outbox.used() + 1100 + RESERVE < RESERVE + 200_000:
        outbox.put([(TOPIC, b"%06d" % taken + b"x" * 1000)])
        taken += 1
    with pytest.raises(OutboxFullError) as full:
        outbox.put([(TOPIC, b"x" * 5000)])
    assert 100 < taken < 200
    assert full.value.limit == RESERVE + 200_000
    kept = outbox.after(0, 1000)
    assert [one.payload[:6] for one in kept] == [b"%06d" % number for number in range(taken)]
    outbox.remove([one.id for one in kept[:100]])
    outbox.put([(TOPIC, b"new")])  # there is room again
    outbox.close()


def test_the_queue_outlives_a_kill(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path;"
        "from fahsai.gateways.mqtt.outbox import Outbox;"
        "one = Outbox(Path(sys.argv[1])); one.put([('fahsai/o/E01', b'kept')]);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "outbox.sqlite3"
    died = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert died.returncode == -signal.SIGKILL
    outbox = Outbox(path)
    assert [one.payload for one in outbox.after(0, 9)] == [b"kept"]
    outbox.close()


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
    assert "เชื่อมต่อ mqtt://TCFO-012@hall@127.0.0.1" in told.decode()
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
        "connected": {"broker", "session"},
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
