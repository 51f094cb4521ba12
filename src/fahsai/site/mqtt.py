"""One ``FAHSAI_MQTT_URL`` to where the readings of meters come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

USUAL_PORT, TLS_PORT = 1883, 8883


class MqttUse(StrEnum):
    """Whose broker is used."""

    EMBEDDED = "embedded"  # one of our own, which `fahsai serve` starts
    EXTERNAL = "external"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Mqtt:
    """The broker that meters send to.

    ``user`` and ``password`` are the program's own at an external broker; ``ca`` is a file of
    certificates that its own is checked with, ``certificate`` and ``key`` are files of ours.  An
    embedded broker listens on ``host``; where ``certificate`` and ``key`` are given, by TLS.
    """

    use: MqttUse
    host: str = "127.0.0.1"
    port: int = USUAL_PORT
    user: str = ""
    password: str = ""
    tls: bool = False
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


def mqtt_from_url(url: str, *, local: bool) -> Mqtt:
    """The broker that a URL names.

    ``embedded:`` starts one on this machine (``embedded://127.0.0.1:1883`` says where,
    ``embedded+tls://0.0.0.0:8883?certificate=FILE&key=FILE`` lets devices in by TLS);
    ``mqtt://user:password@host:1883`` and ``mqtts://user:password@host:8883?ca=FILE`` use another;
    ``off:`` takes readings by HTTP only.  With ``local`` an embedded one listens on this machine
    alone.

    Raises:
        ValueError: none of these, a file that is not there, or an address that is not allowed.

    >>> mqtt_from_url("mqtts://fahsai:p%40ss@broker.example", local=True).port
    8883
    """
    parts = urlsplit(url)
    files = {name: _file(name, texts[-1]) for name, texts in parse_qs(parts.query).items()}
    unknown = set(files) - {"ca", "certificate", "key"}
    if unknown or parts.scheme not in {"off", "embedded", "embedded+tls", "mqtt", "mqtts"}:
        raise ValueError("use embedded:, embedded://host:port, mqtt://…, mqtts://… or off:")
    if parts.scheme == "off":
        return Mqtt(MqttUse.OFF)
    tls = parts.scheme in {"mqtts", "embedded+tls"}
    embedded = parts.scheme.startswith("embedded")
    host = parts.hostname or ("127.0.0.1" if embedded else "")
    if not host:
        raise ValueError("it names no host")
    if embedded and local and not _inside(host):
        raise ValueError("only a loopback address; others need FAHSAI_ACCESS=accounts")
    if embedded and tls and not {"certificate", "key"} <= files.keys():
        raise ValueError("a broker with TLS needs ?certificate=FILE&key=FILE")
    return Mqtt(
        MqttUse.EMBEDDED if embedded else MqttUse.EXTERNAL,
        host,
        parts.port or (TLS_PORT if tls else USUAL_PORT),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tls,
        files.get("ca"),
        files.get("certificate"),
        files.get("key"),
    )


def _inside(host: str) -> bool:
    return host == "localhost" or ip_address(host).is_loopback


def _file(name: str, text: str) -> Path:
    file = Path(text).expanduser().resolve()
    if not file.is_file():
        raise ValueError(f"{name}={text}: there is no such file")
    return file
