"""How large a broker must be for what it shall bridge, and Mosquitto's configuration for it."""

from __future__ import annotations

import getpass
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RATE = 667
"""40,000 meters that send once a minute [messages/s]."""
OUTAGE = 1800
"""[s]"""
MARGIN = 1.1
IN_FLIGHT = 20_000
"""What the intake takes before it acknowledges; its own receive maximum."""
MESSAGE_OVERHEAD = 345
"""What Mosquitto 2.0.11 needs for one queued message beside its payload [bytes].

Measured on Linux x86-64 with 200,000 messages of 40,000 topics of 22 characters, quality 1, queued
for a subscriber that was away: 400 bytes of resident memory each with payloads of 60 bytes, 544
with 200.  Its snapshot takes 152 and 292 bytes each on the disk, and stops the broker for about a
second a million.
"""
PAYLOAD = 100
"""A usual message: a time, a number, three channels [bytes]."""
LARGEST_PAYLOAD = 1 << 20
"""[bytes]"""
ROOMY = 4
"""So many times a usual payload may be the mean of a full queue before its bytes bound it.

Without a bound in bytes one device that sends the largest messages could fill any memory while the
intake is away: 1.3 million of a megabyte each.
"""
LEAST_QUEUED_BYTES = 64 * LARGEST_PAYLOAD
IN_FLIGHT_BYTES = 64 * LARGEST_PAYLOAD
"""What may be under way to the intake; usual messages never come near it [bytes]."""
PROTOCOL_ROOM = 1 << 16
"""What topic and properties may take beside the payload [bytes]."""
AUTOSAVE = 60
"""How old the snapshot may be that a killed broker comes back with [s]."""
MOSQUITTO_QUEUED = 1000
MOSQUITTO_IN_FLIGHT = 20
"""What Mosquitto 2.0 keeps where its configuration says nothing."""


@dataclass(frozen=True, slots=True)
class BrokerPlan:
    """The limits of a broker that carries an outage of the intake.

    ``queued`` and ``in_flight`` [messages]; ``queued_bytes`` of their payloads; ``memory`` [bytes]
    that the full queue takes with usual messages, ``most_memory`` with any; ``largest_payload`` and
    ``largest`` packet [bytes]; ``autosave`` [s].
    """

    queued: int
    in_flight: int
    queued_bytes: int
    memory: int
    most_memory: int
    largest_payload: int = LARGEST_PAYLOAD
    largest: int = LARGEST_PAYLOAD + PROTOCOL_ROOM
    autosave: int = AUTOSAVE


def broker_plan(
    rate: float = RATE, outage_s: float = OUTAGE, bytes_per_message: int = PAYLOAD
) -> BrokerPlan:
    """What a broker must hold: rate [messages/s] x outage [s] and a tenth more.

    >>> broker_plan().queued, broker_plan().memory // 1_000_000
    (1320660, 596)
    >>> broker_plan(1).queued
    20000

    Raises:
        ValueError: nothing comes, or nothing is to be bridged.
    """
    if not (rate > 0 and outage_s > 0 and bytes_per_message > 0):
        raise ValueError("a rate, an outage and a size above zero")
    # A queue shorter than what may be under way would overflow at each pause of the intake.
    queued = max(math.ceil(rate * outage_s * MARGIN), IN_FLIGHT)
    payload = max(LARGEST_PAYLOAD, 2 * bytes_per_message)
    queued_bytes = max(queued * bytes_per_message * ROOMY, LEAST_QUEUED_BYTES)
    memory = (queued + IN_FLIGHT) * (MESSAGE_OVERHEAD + bytes_per_message)
    most = (queued + IN_FLIGHT) * MESSAGE_OVERHEAD + queued_bytes + IN_FLIGHT_BYTES
    return BrokerPlan(
        queued, IN_FLIGHT, queued_bytes, memory, most, payload, payload + PROTOCOL_ROOM
    )


@dataclass(frozen=True, slots=True)
class Listener:
    """Where a broker listens; with ``certificate`` and ``key`` by TLS.

    ``ca`` asks devices for certificates of their own that it has signed, beside their password.
    """

    port: int
    host: str = "127.0.0.1"
    certificate: Path | None = None
    key: Path | None = None
    ca: Path | None = None


def mosquitto_conf(
    plan: BrokerPlan,
    listeners: Sequence[Listener],
    folder: Path,
    password_file: Path,
    acl_file: Path,
) -> str:
    """The text of ``mosquitto.conf``; ``folder`` is where the broker keeps its snapshot.

    A device that only knows quality 0 is lifted to 1 on its way to the intake
    (``upgrade_outgoing_qos``), so that what it sent waits while the intake is away.

    Raises:
        ValueError: a path or address would break out of its line, or a certificate has no key.
    """
    lines = [
        "per_listener_settings false",
        "allow_anonymous false",
        f"password_file {_word(password_file)}",
        f"acl_file {_word(acl_file)}",
        f"max_queued_messages {plan.queued}",
        f"max_queued_bytes {plan.queued_bytes}",
        f"max_inflight_messages {plan.in_flight}",
        f"max_inflight_bytes {IN_FLIGHT_BYTES}",
        "upgrade_outgoing_qos true",
        "set_tcp_nodelay true",  # or each acknowledgement waits 40 ms for the one before
        f"message_size_limit {plan.largest_payload}",
        f"max_packet_size {plan.largest}",
        "persistence true",
        f"persistence_location {_word(folder)}/",
        f"autosave_interval {plan.autosave}",
        "autosave_on_changes false",
        "persistent_client_expiration 14d",
        "max_keepalive 600",
        "connection_messages true",
        "log_dest stderr",  # at once; what goes to stdout waits in a buffer
        "log_timestamp_format %Y-%m-%dT%H:%M:%S",
        "sys_interval 10",
        f"user {getpass.getuser()}",
    ]
    for one in listeners:
        lines.extend(_listener(one))
    return "\n".join(lines) + "\n"


def _listener(one: Listener) -> list[str]:
    lines = [f"listener {one.port} {_word(one.host)}"]
    if one.certificate is None:
        return lines
    if one.key is None:
        raise ValueError("a certificate without its key")
    lines += [
        f"certfile {_word(one.certificate)}",
        f"keyfile {_word(one.key)}",
        "tls_version tlsv1.2",
    ]
    if one.ca is not None:
        lines += [f"cafile {_word(one.ca)}", "require_certificate true"]
    return lines


def _word(value: Path | str) -> str:
    text = str(value)
    if re.search(r"[\x00-\x1f]", text) or text != text.strip():
        raise ValueError(f"not for a configuration: {text!r}")
    return text


@dataclass(frozen=True, slots=True)
class BrokerLimits:
    """What a configuration lets pile up [messages; bytes of payloads]; None: without limit.

    ``drops_quality_0`` where messages of quality 0 are lost while the intake is away.
    """

    queued: int | None
    queued_bytes: int | None
    in_flight: int | None
    persistent: bool
    drops_quality_0: bool


def limits_of(conf: str) -> BrokerLimits:
    r"""What the text of a ``mosquitto.conf`` limits; what it leaves out is Mosquitto's default.

    >>> limits = limits_of("max_queued_messages 0\npersistence true")
    >>> limits.queued, limits.queued_bytes, limits.in_flight, limits.drops_quality_0
    (None, None, 20, True)
    """
    said: dict[str, str] = {}
    for line in conf.splitlines():
        name, _, value = line.strip().partition(" ")
        if name and not name.startswith("#"):
            said[name] = value.strip()
    return BrokerLimits(
        _limit(said.get("max_queued_messages"), MOSQUITTO_QUEUED),
        _limit(said.get("max_queued_bytes"), 0),
        _limit(said.get("max_inflight_messages"), MOSQUITTO_IN_FLIGHT),
        said.get("persistence") == "true",
        said.get("upgrade_outgoing_qos") != "true" and said.get("queue_qos0_messages") != "true",
    )


def _limit(text: str | None, default: int) -> int | None:
    if text is None:
        return default or None
    if not text.isdecimal():
        raise ValueError(f"no number of messages or bytes: {text!r}")
    return int(text) or None


def tolerated_outage(limits: BrokerLimits, rate: float, bytes_per_message: int = PAYLOAD) -> float:
    """How long the intake may be away before a broker drops messages [s]; infinite without limit.

    The first limit that is reached counts, of messages or of their bytes.

    >>> round(tolerated_outage(limits_of(""), RATE), 1)
    1.5

    Raises:
        ValueError: no rate above zero.
    """
    if not rate > 0:
        raise ValueError("a rate above zero")
    found = [math.inf if limits.queued is None else limits.queued / rate]
    if limits.queued_bytes is not None:
        found.append(limits.queued_bytes / bytes_per_message / rate)
    return min(found)
