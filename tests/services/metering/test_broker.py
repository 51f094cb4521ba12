"""The broker of the installation: who may enter it, and that it is told of meters that come."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from tests.gateways.mqtt.mosquitto import Mosquitto
from tests.services.metered import meter_of, works
from tests.services.metering.kept import metered  # noqa: F401 - a fixture

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt import credentials
from fahsai.gateways.mqtt.credentials import write_files
from fahsai.gateways.mqtt.embedded import BrokerKind
from fahsai.services import run_broker
from fahsai.services.broker_access import BROKER, broker_accounts, broker_in_use
from fahsai.services.broker_facts import broker_facts
from fahsai.services.gateway_tokens import GatewayEntry, make_gateway_token
from fahsai.services.ingest import ingest
from fahsai.services.intake_registry import publish_meters
from fahsai.services.meter_tokens import make_token
from fahsai.services.metering.standing import said
from fahsai.services.run_broker import keep_broker, write_broker_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import Settings
    from tests.services.metering.kept import Metered

PATIENCE = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


@pytest.fixture
def running(
    metered: Metered,  # noqa: F811
    settings: Settings,
) -> Iterator[Metered]:
    """A broker and an ingester of the installation, as `fahsai serve` keeps them."""
    if shutil.which("mosquitto_pub") is None:
        pytest.skip("Mosquitto is not installed (see `make system`)")
    chosen = settings.FAHSAI
    settings.FAHSAI = replace(chosen, mqtt=replace(chosen.mqtt, port=free_port()))
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(stop,)) for work in (keep_broker, ingest)]
    for one in threads:
        one.start()
    yield metered
    stop.set()
    for one in threads:
        one.join(PATIENCE)


def publish(port: int, user: str, password: str, topic: str, message: str, *more: str) -> int:
    done = subprocess.run(
        [
            *("mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-V", "5", "-q", "1"),
            *("-u", user, "-P", password, "-t", topic, "-m", message, *more),
        ],
        capture_output=True,
        check=False,
        text=True,
    )
    return 1 if "ot authori" in done.stderr else done.returncode


def test_a_meter_that_was_just_added_sends_and_nobody_else_does(running: Metered) -> None:
    until(lambda: said(BROKER))
    standing: Any = said(BROKER)
    home = running.home
    meter = running.meter()
    token, _ = make_token(home.actor, home.id, meter.id, "device", now=timezone.now())
    second, _ = make_token(home.actor, home.id, meter.id, "its successor", now=timezone.now())
    assert token is not None
    assert second is not None
    running.tell(meter)
    own = topic_of(home.code, "E01")
    now = int(time.time())

    def sent(user: str, password: str, topic: str = own, at: int = now) -> bool:
        message = f'{{"t": {at}, "kwh": 5}}'
        return publish(standing["inner_port"], user, password, topic, message) == 0

    until(lambda: sent(token.token.mqtt_user, token.secret))
    assert sent(second.token.mqtt_user, second.secret, at=now + 1)
    assert not sent(token.token.mqtt_user, second.secret)
    assert not sent(token.token.mqtt_user, "guess")
    assert not sent("nobody", "")
    assert not sent(token.token.mqtt_user, token.secret, topic_of(home.code, "E02"))
    assert not sent(token.token.mqtt_user, token.secret, topic_of("other", "E01"))
    number = meter.channels[0].number
    until(lambda: running.store.counts([number])[number] == 2)


def test_what_is_written_for_a_broker_of_ones_own(metered: Metered, tmp_path: Path) -> None:  # noqa: F811
    meter = metered.meter()
    home = metered.home
    made, _ = make_token(home.actor, home.id, meter.id, "device", now=timezone.now())
    assert made is not None
    metered.tell(meter)
    conf, passwords, access = write_broker_files(tmp_path / "broker")
    assert f"{made.token.mqtt_user}:$7$" in passwords.read_text()
    assert made.secret not in passwords.read_text() + access.read_text() + conf.read_text()
    assert "max_queued_messages 1320660" in conf.read_text()
    assert len(broker_accounts()) == 2


@pytest.mark.usefixtures("metered")
def test_a_long_code_shuts_nobody_out(tmp_path: Path) -> None:
    """A Thai letter has nine characters in a user name, and a code may have 64 of them."""
    home = works("ก" * 64)
    longest = "E" * 64
    meter = meter_of(home, longest).id
    entry = GatewayEntry("กล่อง", every_meter=True)
    gateway, said_of = make_gateway_token(home.actor, home.id, entry, now=timezone.now())
    assert gateway is not None, said_of
    made, said_of = make_token(home.actor, home.id, meter, "device", now=timezone.now())
    assert made is not None, said_of
    publish_meters(home.id, [meter])
    accounts = broker_accounts()
    users = [gateway.token.mqtt_user, made.token.mqtt_user]
    assert {*users} < {one.name for one in accounts}
    broker = Mosquitto(tmp_path / "broker", accounts)
    broker.start()
    try:
        for user, secret in zip(users, (gateway.secret, made.secret), strict=True):
            topic = topic_of(home.code, longest)
            assert publish(broker.port, user, secret, topic, "{}") == 0, broker.log()
            assert publish(broker.port, user, secret, topic_of("town", "E01"), "{}") == 1
    finally:
        broker.stop()


def test_an_unusable_account_is_left_out_and_logged(
    metered: Metered,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    meter = metered.meter()
    home = metered.home
    for name in ("first", "second"):
        made, _ = make_token(home.actor, home.id, meter.id, name, now=timezone.now())
        assert made is not None
    metered.tell(meter)
    monkeypatch.setattr(credentials, "NAME", re.compile("fahsai-intake|town/E01"))
    assert [one.name for one in broker_accounts()] == ["fahsai-intake", "town/E01"]
    (logged,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert vars(logged)["user"] == "town/E01/2"
    write_files(broker_accounts(), tmp_path / "p", tmp_path / "a")
    assert "town/E01:$7$" in (tmp_path / "p").read_text()


def test_devices_of_other_machines_come_by_tls(
    metered: Metered,  # noqa: F811
    settings: Settings,
    tmp_path: Path,
) -> None:
    """Their port speaks TLS only; our own processes have one of this machine alone."""
    openssl = shutil.which("openssl")
    if openssl is None or shutil.which("mosquitto") is None:
        pytest.skip("openssl or Mosquitto is not installed (see `make system`)")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    port = free_port()
    chosen = settings.FAHSAI
    mqtt = replace(chosen.mqtt, port=port, tls=True, certificate=certificate, key=key)
    settings.FAHSAI = replace(chosen, mqtt=mqtt)
    stop = threading.Event()
    keeper = threading.Thread(target=keep_broker, args=(stop,))
    keeper.start()
    try:
        until(lambda: said(BROKER))
        standing: Any = said(BROKER)
        assert standing["port"] == port != standing["inner_port"]
        context = ssl.create_default_context(cafile=str(certificate))
        with (
            socket.create_connection(("127.0.0.1", port)) as bare,
            context.wrap_socket(bare, server_hostname="localhost") as safe,
        ):
            assert safe.version() in {"TLSv1.2", "TLSv1.3"}
    finally:
        stop.set()
        keeper.join(PATIENCE)
    assert metered.home.code


def test_without_mosquitto_the_program_speaks_what_its_broker_knows(
    metered: Metered,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    standing = {"kind": BrokerKind.AMQTT.value, "inner_port": 1883, "port": 1883}
    monkeypatch.setattr("fahsai.services.broker_access.said", lambda _: standing)
    broker = broker_in_use()
    assert broker is not None
    assert broker.level == 4
    standing["kind"] = BrokerKind.MOSQUITTO.value
    other = broker_in_use()
    assert other is not None
    assert other.level == 5
    assert metered.home.code


def test_a_port_that_is_taken_is_left_to_its_owner() -> None:
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        port = owner.getsockname()[1]
        assert run_broker._free_port(port) != port


def test_how_long_the_intake_may_be_away(settings: Settings) -> None:
    chosen = settings.FAHSAI
    settings.FAHSAI = replace(chosen, mqtt_rate=100, mqtt_outage=3600)
    facts = broker_facts()
    assert facts is not None
    assert facts.queued - 396_000 in {0, 1}
    assert round(facts.outage) == 3960
    settings.FAHSAI = replace(chosen, mqtt=replace(chosen.mqtt, use="off"))
    assert broker_facts() is None
