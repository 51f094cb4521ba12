"""The sizes, the configuration and the files of a broker."""

from __future__ import annotations

import doctest
import math
import subprocess
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.gateways.mqtt.mosquitto import TOKEN, Mosquitto, everybody

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.broker import (
    OUTAGE,
    RATE,
    Listener,
    broker_plan,
    limits_of,
    mosquitto_conf,
    tolerated_outage,
)
from fahsai.gateways.mqtt.credentials import (
    Account,
    acl_lines,
    device_account,
    gateway_account,
    is_password,
    password_hash,
    password_lines,
    read_accounts,
    user_of,
    write_files,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.gateways.mqtt.talking import Devices

DOCUMENTED = ("address", "broker", "credentials", "spool", "amqtt_broker")


@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_examples_in_the_documentation_are_true(name: str) -> None:
    done = doctest.testmod(import_module(f"fahsai.gateways.mqtt.{name}"))
    assert done.attempted
    assert not done.failed


def conf(listeners: Sequence[Listener] = (Listener(1883),), folder: str = "/var/lib/fahsai") -> str:
    files = Path("/etc/fahsai/passwords"), Path("/etc/fahsai/acl")
    return mosquitto_conf(broker_plan(), listeners, Path(folder), *files)


def test_the_default_plan_bridges_half_an_hour_of_all_meters() -> None:
    plan = broker_plan()
    assert plan.queued >= RATE * OUTAGE
    assert 400 << 20 < plan.memory < 800 << 20
    assert tolerated_outage(limits_of(conf()), RATE) > OUTAGE


def test_a_larger_installation_needs_a_larger_queue() -> None:
    plan = broker_plan(3333, 3600, 200)
    assert plan.queued == math.ceil(3333 * 3600 * 1.1)
    assert plan.memory > 6 << 30


@pytest.mark.parametrize("wrong", [(0, 1800, 100), (667, 0, 100), (667, 1800, 0), (-1, 1, 1)])
def test_a_plan_needs_something_to_plan(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        broker_plan(*wrong)


def test_a_configuration_of_others_is_read_too() -> None:
    limits = limits_of("# max_queued_messages 5\n max_queued_messages 100000 \npersistence true\n")
    assert (limits.queued, limits.persistent) == (100_000, True)
    assert round(tolerated_outage(limits, RATE)) == 150
    assert tolerated_outage(limits_of("max_queued_messages 0"), 1.0) == math.inf
    with pytest.raises(ValueError, match="many"):
        limits_of("max_queued_messages many")


def test_devices_come_by_tls() -> None:
    secured = Listener(8883, "0.0.0.0", Path("/c"), Path("/k"), Path("/ca"))  # noqa: S104
    text = conf([Listener(1883), secured])
    assert "listener 1883 127.0.0.1\nlistener 8883 0.0.0.0\ncertfile /c\nkeyfile /k\n" in text
    assert "tls_version tlsv1.2\ncafile /ca\nrequire_certificate true\n" in text
    with pytest.raises(ValueError, match="without its key"):
        conf([Listener(8883, certificate=Path("/c"))])


def test_nothing_breaks_out_of_a_line() -> None:
    with pytest.raises(ValueError, match="not for a configuration"):
        conf(folder="/tmp/a\nallow_anonymous true")  # noqa: S108 - it is not used
    for name in ("a:b", "a b", "a\nuser b", "+", "#", "", "ไทย"):
        with pytest.raises(ValueError, match="no name"):
            password_lines([Account(name, "")])
    with pytest.raises(ValueError, match="no topic"):
        acl_lines([Account("a", "", ("fahsai/x\nuser intake",))])
    with pytest.raises(ValueError, match="twice"):
        password_lines([Account("a", ""), Account("a", "")])
    for meter in ("a/b", "", "+", "#", "ไทย"):
        with pytest.raises(ValueError, match="no topic"):
            user_of("o", meter)
    with pytest.raises(ValueError, match="no name"):
        gateway_account("o", "a/b", "")


def test_passwords_are_kept_as_mosquitto_keeps_them(tmp_path: Path) -> None:
    made = tmp_path / "made"
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(made), "a", "ลับ secret"], check=True)
    theirs = made.read_text("ascii").strip().partition(":")[2]
    assert is_password("ลับ secret", theirs)
    assert not is_password("ลับ secret ", theirs)
    assert password_hash("secret") != password_hash("secret")


@pytest.mark.parametrize("kept", ["", "x", "$6$a$b", "$7$x$$", "$7$-1$AAAA$AAAA", "$7$101$é$é"])
def test_a_malformed_line_lets_nobody_in(kept: str) -> None:
    assert not is_password("", kept)


def test_the_files_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    write_files(everybody(), tmp_path / "p", tmp_path / "a")
    found = read_accounts((tmp_path / "p").read_text("utf-8"), (tmp_path / "a").read_text("utf-8"))
    assert list(found.values()) == everybody_as(found)
    assert {one.name for one in everybody()} == set(found)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "p"]


def everybody_as(found: object) -> list[Account]:
    """Everybody with the hashes that were written (each call salts anew)."""
    assert isinstance(found, dict)
    return [
        Account(one.name, found[one.name].password_hash, one.writes, one.reads)
        for one in everybody()
    ]


def test_forty_thousand_meters_are_no_burden_to_a_broker(tmp_path: Path, devices: Devices) -> None:
    """Named one by one in the access file they would be: it would not listen in time."""
    token = password_hash(TOKEN)
    codes = [f"E{number:05d}" for number in range(40_000)]
    meters = [
        device_account(user_of("TCFO-012", one), token, topic_of("TCFO-012", one)) for one in codes
    ]
    broker = Mosquitto(tmp_path / "broker", [*everybody()[:3], *meters])
    broker.start()
    device = devices(broker.meter("TCFO-012", "E39999"))
    nobody, refused = 16, 135
    assert device.publish("fahsai/TCFO-012/E39999", b"own") == nobody
    assert device.publish("fahsai/TCFO-012/E39998", b"false") == refused
    broker.reload()
    assert device.publish("fahsai/TCFO-012/E39999", b"own") == nobody
    broker.stop()


def test_a_real_mosquitto_takes_the_whole_configuration(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path / "broker")
    broker.start()
    broker.stop()
    log = broker.log()
    assert "Config loaded" in log
    assert "Error" not in log
