"""What the environment decides."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from tests.databases import migrated_file, sqlite_database  # noqa: F401 - fixtures

from fahsai.site.config import Bind, Config, ConfigError, read_config
from fahsai.site.database import database_from_url
from fahsai.site.mqtt import Mqtt, MqttUse

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper


def config(home: Path, **environ: str) -> Config:
    return read_config({"FAHSAI_HOME": str(home), **environ})


def test_nothing_need_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    read = read_config({})
    assert read.home == tmp_path / ".fahsai"
    assert read.database["NAME"] == str(tmp_path / ".fahsai" / "fahsai.sqlite3")
    assert read.language == "th"
    assert read.bind == Bind("127.0.0.1", 8000)


def test_the_secret_is_made_once_and_ours_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = config(home).secret_key
    assert len(first) >= 50
    assert config(home).secret_key == first
    assert config(tmp_path / "other").secret_key != first
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert [file.name for file in home.iterdir()] == ["secret"]


def test_a_given_secret_is_not_written_down(tmp_path: Path) -> None:
    given = config(tmp_path, FAHSAI_SECRET_KEY="given")
    assert given.secret_key == "given"
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize("address", ["127.0.0.1:9000", "localhost:9000", "[::1]:9000"])
def test_loopback_is_served(tmp_path: Path, address: str) -> None:
    assert config(tmp_path, FAHSAI_BIND=address).bind.port == 9000


@pytest.mark.parametrize("address", ["0.0.0.0:8000", "[::]:80", "192.168.1.5:8000", "8000", "x:y"])
def test_nobody_else_is_served(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigError, match="FAHSAI_BIND"):
        config(tmp_path, FAHSAI_BIND=address)


def test_only_our_languages(tmp_path: Path) -> None:
    assert config(tmp_path, FAHSAI_LANGUAGE="en").language == "en"
    with pytest.raises(ConfigError, match="th, en"):
        config(tmp_path, FAHSAI_LANGUAGE="fr")


def test_database_urls() -> None:
    assert database_from_url("sqlite:///a.sqlite3")["NAME"] == "a.sqlite3"
    assert database_from_url("sqlite:////var/a.sqlite3")["NAME"] == "/var/a.sqlite3"
    team = database_from_url("postgresql://u:p%2Fq@db:5433/fahsai?sslmode=require")
    assert (team["NAME"], team["USER"], team["PASSWORD"]) == ("fahsai", "u", "p/q")
    assert (team["HOST"], team["PORT"]) == ("db", "5433")
    assert team["OPTIONS"] == {"sslmode": "require"}
    socket = database_from_url("postgres://u@/fahsai?host=/run/postgresql")
    assert (socket["HOST"], socket["OPTIONS"]) == ("/run/postgresql", {})


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite://", "postgres://h", "nonsense"])
def test_other_databases_are_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        config(tmp_path, DATABASE_URL=url)


def test_every_sqlite_connection_is_set_up(sqlite_database: BaseDatabaseWrapper) -> None:  # noqa: F811
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 20000,
    }
    with sqlite_database.cursor() as cursor:
        for pragma, value in expected.items():
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone() == (value,)


def test_meters_send_to_our_own_broker_unless_another_is_named(tmp_path: Path) -> None:
    usual = config(tmp_path).mqtt
    assert (usual.use, usual.host, usual.port) == (MqttUse.EMBEDDED, "127.0.0.1", 1883)
    ca = tmp_path / "ca.pem"
    ca.touch()
    url = f"mqtts://me:p%40ss@broker.example?ca={ca}"
    other = config(tmp_path, FAHSAI_MQTT_URL=url).mqtt
    assert other == Mqtt(
        MqttUse.EXTERNAL, "broker.example", 8883, "me", "p@ss", tls=True, ca=ca.resolve()
    )
    assert config(tmp_path, FAHSAI_MQTT_URL="off:").mqtt.use is MqttUse.OFF


@pytest.mark.parametrize(
    "url",
    [
        "http://broker",
        "mqtt:",
        "mqtts://broker?ca=/nowhere",
        "mqtt://broker?x=1",
        "embedded://0.0.0.0:1883",
        "embedded+tls://127.0.0.1",
        "mqtt://broker:port",
    ],
)
def test_a_broker_that_cannot_be_used(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="FAHSAI_MQTT_URL"):
        config(tmp_path, FAHSAI_MQTT_URL=url)


def test_devices_reach_an_embedded_broker_where_people_sign_in(tmp_path: Path) -> None:
    read = config(tmp_path, FAHSAI_MQTT_URL="embedded://0.0.0.0", FAHSAI_ACCESS="accounts")
    assert read.mqtt.host == "0.0.0.0"  # noqa: S104 - read, not listened on


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FAHSAI_MQTT_RATE", "0"),
        ("FAHSAI_MQTT_RATE", "many"),
        ("FAHSAI_MQTT_OUTAGE", "-1"),
        ("FAHSAI_ENGINE", "spark"),
        ("FAHSAI_LOG", "xml"),
    ],
)
def test_numbers_and_words_of_the_intake(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        config(tmp_path, **{name: value})


def test_readings_arrive_where_the_records_are(tmp_path: Path) -> None:
    assert config(tmp_path).readings_database == ""
    url = "postgres://u@db/fahsai"
    assert config(tmp_path, DATABASE_URL=url).readings_database == url
