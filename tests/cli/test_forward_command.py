"""`fahsai forward` is silent while all is well, and says trouble once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.gateways.mqtt.conftest import broker, devices  # noqa: F401 - fixtures
from tests.gateways.mqtt.mosquitto import OTHER, TOKEN
from tests.gateways.mqtt.talking import Intake

from fahsai.cli.forwarding import say_happening
from fahsai.cli.show import Shown
from fahsai.core.metering.topic import topic_of
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from tests.gateways.mqtt.mosquitto import Mosquitto


def spooled(place: Path, *topics: str) -> Path:
    place.mkdir()
    (place / "a.tsv").write_text("".join(f"{one}\t{{}}\n" for one in topics), "utf-8")
    return place


def test_what_goes_well_is_one_line(
    broker: Mosquitto,  # noqa: F811
    fahsai: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FAHSAI_METER_TOKEN", TOKEN)
    spool = spooled(tmp_path / "spool", *(topic_of(OTHER, one) for one in ("E01", "W01") * 50))
    with Intake(broker.intake()).connected() as intake:
        answer = fahsai(
            *("forward", f"mqtt://{OTHER}%40hall@127.0.0.1:{broker.port}"),
            *("--queue", str(tmp_path / "queue"), "--spool", str(spool), "--once"),
        )
        assert (answer.status, answer.err) == (0, "")
        assert answer.out.splitlines() == [
            "รับเข้าคิว 100 ข้อความ ไม่ใช่ข้อความ 0 บรรทัด ยังรอส่ง 0 โบรกเกอร์ไม่รับ 0 (เก็บไว้ในคิว)"
        ]
        assert len(intake.stored) >= 100


def test_topics_of_others_are_said_once_and_counted(
    broker: Mosquitto,  # noqa: F811
    fahsai: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FAHSAI_METER_TOKEN", TOKEN)
    spool = spooled(tmp_path / "spool", *[topic_of("stranger", "E01")] * 50)
    with Intake(broker.intake()).connected():
        answer = fahsai(
            *("--language", "en", "forward", f"mqtt://{OTHER}%40hall@127.0.0.1:{broker.port}"),
            *("--queue", str(tmp_path / "queue"), "--spool", str(spool), "--once"),
        )
    assert answer.status == 1
    (line,) = answer.err.splitlines()
    assert line.startswith("The broker does not take the message for fahsai/stranger/E01")
    assert "50 were turned down" in answer.out


def test_counts_are_said_beside_the_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    for language, words in ((Language.EN, ("again, after 7", "(7 times more")), (Language.TH, ())):
        shown = Shown(language)
        say_happening(shown, "connected", {"broker": "b", "session": "new"})
        assert capsys.readouterr().err == ""
        say_happening(shown, "connected", {"broker": "b", "session": "new", "times": "7"})
        say_happening(shown, "lost", {"why": "w", "times": "7"})
        said = capsys.readouterr().err
        assert said.count("7") == len(said.splitlines()) == 2
        assert all(word in said for word in words)
