"""Where the messages of a meter stand in a broker: ``fahsai/<organisation>/<meter>``."""

from __future__ import annotations

import re
from typing import NamedTuple

from fahsai.core.metering.meter import CODE

READINGS = "fahsai"
"""The first level of every topic that readings come by."""

STORED = "fahsai-stored"
"""The first level of the topics on which the intake says what it has stored."""

LONGEST_ORGANISATION = 64
"""Of the code of an organisation [characters]."""

LONGEST_QUOTED = LONGEST_ORGANISATION * 4 * len("%E0")
"""Of the same code in a topic [characters]: UTF-8 has up to four bytes for one of a text."""

EVERY_METER = f"{READINGS}/#"
"""The subscription of the intake."""

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_QUOTED = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+")
_BYTE = re.compile(rb"%([0-9A-F]{2})")


class Address(NamedTuple):
    """Whose meter a topic is of: the codes of the organisation and of the meter."""

    organisation: str
    meter: str


def quoted(text: str) -> str:
    """A text in which every byte but letters, digits and ``-._~`` is percent-encoded (RFC 3986).

    >>> quoted("a/อ")
    'a%2F%E0%B8%AD'
    """
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in text.encode())


def _unquoted(text: str) -> bytes:
    return _BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), text.encode())


def topic_of(organisation: str, meter: str) -> str:
    """The topic of a meter.

    The organisation's code is percent-encoded, so that no code, Thai or with a slash, can mean
    another level or a pattern.

    >>> topic_of("TCFO-012", "E01")
    'fahsai/TCFO-012/E01'
    >>> topic_of("อบต./+#", "main.1")
    'fahsai/%E0%B8%AD%E0%B8%9A%E0%B8%95.%2F%2B%23/main.1'

    Raises:
        ValueError: there is no organisation, or the meter's code is no code.
    """
    if not organisation or CODE.fullmatch(meter) is None:
        raise ValueError(f"no topic for the meter {meter!r} of {organisation!r}")
    return f"{READINGS}/{quoted(organisation)}/{meter}"


def parts_of(topic: str) -> Address | None:
    """Whose a topic is; None for what :func:`topic_of` does not make.

    >>> parts_of("fahsai/%E0%B8%AD%E0%B8%9A%E0%B8%95.%2F%2B%23/main.1")
    Address(organisation='อบต./+#', meter='main.1')

    One meter has one topic: no other spelling of it is known.

    >>> [parts_of(other) for other in ("fahsai/a/E01/x", "fahsai/%61/E01", "fahsai/a", "a/b/c")]
    [None, None, None, None]
    """
    levels = topic.split("/")
    if len(levels) != len(("fahsai", "organisation", "meter")) or levels[0] != READINGS:
        return None
    _, code, meter = levels
    if _QUOTED.fullmatch(code) is None or CODE.fullmatch(meter) is None:
        return None
    try:
        organisation = _unquoted(code).decode()
    except UnicodeDecodeError:
        return None
    return Address(organisation, meter) if quoted(organisation) == code else None


def every_meter_of(organisation: str) -> str:
    """The pattern of all topics of an organisation.

    >>> every_meter_of("TCFO-012")
    'fahsai/TCFO-012/+'

    Raises:
        ValueError: there is no organisation.
    """
    if not organisation:
        raise ValueError("no organisation")
    return f"{READINGS}/{quoted(organisation)}/+"


def stored_topic(topic: str) -> str | None:
    """Where the intake says what it stored of a topic (or pattern) of readings; None for others.

    >>> stored_topic("fahsai/TCFO-012/E01")
    'fahsai-stored/TCFO-012/E01'
    >>> stored_topic("elsewhere/TCFO-012/E01") is None
    True
    """
    first, slash, rest = topic.partition("/")
    return f"{STORED}/{rest}" if slash and first == READINGS else None
