"""Who may enter a broker and where they may write: its password and access files.

The files are Mosquitto's own (``mosquitto_passwd(1)``, ``mosquitto.conf(5)``: ``password_file``,
``acl_file``); the embedded broker without Mosquitto reads the same ones.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
from dataclasses import dataclass
from hashlib import pbkdf2_hmac
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.meter import CODE, LONGEST_CODE
from fahsai.core.metering.topic import (
    EVERY_METER,
    LONGEST_QUOTED,
    READINGS,
    STORED,
    every_meter_of,
    quoted,
    stored_topic,
    topic_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

ITERATIONS = 101
"""Rounds of PBKDF2, Mosquitto's own number.

A token is 128 random bits that nobody can try through; more rounds would only make the broker slow
when 40,000 devices come back at once.
"""
SALT = 12
"""[bytes]"""
LENGTH = 64
"""Of a SHA-512 [bytes]."""

LONGEST_NAME = LONGEST_QUOTED + len("/") + LONGEST_CODE + len("/") + len(str(2**63))
"""Of a user [characters]: organisation, meter and the number of its token, each at its longest."""

NAME = re.compile(rf"[A-Za-z0-9._~%@/-]{{1,{LONGEST_NAME}}}")
"""How users are called: nothing that is a pattern of topics or parts a line of the files."""
TOPIC = re.compile(r"[^\x00-\x20\x7f]{1,1000}")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the broker: where it may write, and what it may read (topics or patterns)."""

    name: str
    password_hash: str
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


def user_of(organisation: str, meter: str) -> str:
    """How a meter is called in the broker: its topic without the first level.

    >>> user_of("TCFO-012", "E01")
    'TCFO-012/E01'
    """
    return topic_of(organisation, meter).partition("/")[2]


def device_account(name: str, password_hash: str, *topics: str) -> Account:
    """A device: it may write to the topics of its meters and hear what is stored of them."""
    stored = tuple(found for found in map(stored_topic, topics) if found is not None)
    return Account(name, password_hash, topics, stored)


def gateway_account(organisation: str, gateway: str, password_hash: str) -> Account:
    """A gateway (or an organisation's own broker): it may write for every meter of its own.

    >>> gateway_account("TCFO-012", "hall-1", "$7$…").name
    'TCFO-012@hall-1'

    Raises:
        ValueError: its name is no code.
    """
    if CODE.fullmatch(gateway) is None:
        raise ValueError(f"no name of a gateway: {gateway!r}")
    name = f"{quoted(organisation)}@{gateway}"
    return device_account(name, password_hash, every_meter_of(organisation))


def intake_account(name: str, password_hash: str) -> Account:
    """The intake: it reads everything and says what it stored."""
    return Account(name, password_hash, (f"{STORED}/#",), (EVERY_METER,))


def password_hash(password: str, salt: bytes | None = None) -> str:
    """A password as Mosquitto keeps it: ``$7$``, rounds, salt and PBKDF2-HMAC-SHA512.

    >>> password_hash("secret", b"0123456789ab")[:30]
    '$7$101$MDEyMzQ1Njc4OWFi$EO/lLl'
    """
    salt = os.urandom(SALT) if salt is None else salt
    digest = pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS, LENGTH)
    return f"$7${ITERATIONS}${_text(salt)}${_text(digest)}"


def is_password(password: str, kept: str) -> bool:
    """Whether a password is the one of a line; never true for a line that is malformed.

    >>> is_password("secret", password_hash("secret")), is_password("secret", "$7$101$$")
    (True, False)
    """
    try:
        nothing, kind, rounds, salt, digest = kept.split("$")
        expected = base64.b64decode(digest, validate=True)
        if nothing or kind != "7" or len(expected) != LENGTH:
            return False
        raw = base64.b64decode(salt, validate=True)
        found = pbkdf2_hmac("sha512", password.encode(), raw, int(rounds), LENGTH)
    except (ValueError, binascii.Error, OverflowError):
        return False
    return hmac.compare_digest(found, expected)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def usable(accounts: Iterable[Account]) -> tuple[list[Account], list[Account]]:
    """The accounts that the files can hold, and those that they cannot: one harms no other.

    >>> some = [Account("a", ""), Account("a", ""), Account("b:c", ""), Account("d", "")]
    >>> [[one.name for one in part] for part in usable(some)]
    [['a', 'd'], ['a', 'b:c']]
    """
    kept: dict[str, Account] = {}
    left_out = []
    for one in accounts:
        if one.name not in kept and _is_usable(one):
            kept[one.name] = one
        else:
            left_out.append(one)
    return list(kept.values()), left_out


def _is_usable(account: Account) -> bool:
    topics = (*account.writes, *account.reads)
    return NAME.fullmatch(account.name) is not None and all(map(TOPIC.fullmatch, topics))


def password_lines(accounts: Iterable[Account]) -> str:
    """The password file.

    Raises:
        ValueError: a name would stand for something else, or stands twice.
    """
    lines, seen = [], set()
    for one in accounts:
        if NAME.fullmatch(one.name) is None or one.name in seen:
            raise ValueError(f"no name for a user of the broker, or twice: {one.name!r}")
        seen.add(one.name)
        lines.append(f"{one.name}:{one.password_hash}\n")
    return "".join(lines)


OWN_TOPICS = f"pattern write {READINGS}/%u\npattern read {STORED}/%u\n"
"""What every user may: its own topic, which is its name below the first level.

Mosquitto 2.0.11 compares each user of the file with all before it: 40,000 of them take it more than
20 s, at every reload too, in which it serves nobody.  So meters stand in the password file alone.
"""


def acl_lines(accounts: Iterable[Account]) -> str:
    """The access file: what is not in it is forbidden.

    >>> meter = device_account("TCFO-012/E01", "", "fahsai/TCFO-012/E01")
    >>> print(acl_lines([meter, intake_account("i", "")]), end="")
    pattern write fahsai/%u
    pattern read fahsai-stored/%u
    user i
    topic write fahsai-stored/#
    topic read fahsai/#

    Raises:
        ValueError: a topic would break out of its line.
    """
    lines = [OWN_TOPICS]
    for one in accounts:
        if _own(one.name) == (one.writes, one.reads):
            continue
        lines.append(f"user {one.name}\n")
        for verb, topics in (("write", one.writes), ("read", one.reads)):
            for topic in topics:
                if TOPIC.fullmatch(topic) is None:
                    raise ValueError(f"no topic: {topic!r}")
                lines.append(f"topic {verb} {topic}\n")
    return "".join(lines)


def _own(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the two patterns give a user to write and to read."""
    return (f"{READINGS}/{name}",), (f"{STORED}/{name}",)


def write_files(accounts: Iterable[Account], password_file: Path, acl_file: Path) -> None:
    """Put both files in place, each at once and readable by their owner alone.

    The access file comes first: a new user must not enter before its limits are known.
    """
    kept = list(accounts)
    for path, text in ((acl_file, acl_lines(kept)), (password_file, password_lines(kept))):
        beside = path.with_name(f"{path.name}.new")
        beside.unlink(missing_ok=True)
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)


def read_accounts(passwords: str, acl: str) -> Mapping[str, Account]:
    r"""The users of both files, by name, with the topics that the access file names them.

    >>> list(read_accounts("a:$7$x\n", "user a\ntopic write fahsai/o/+\n").values())
    [Account(name='a', password_hash='$7$x', writes=('fahsai/o/+',), reads=())]
    """
    hashes = dict(
        line.split(":", 1) for line in passwords.splitlines() if ":" in line and line[0] != "#"
    )
    patterns, rights = _rights(acl)
    found = {}
    for name, kept in hashes.items():
        own = rights.get(name) or _Rights(*(_filled(one, name) for one in patterns))
        found[name] = Account(name, kept, tuple(own.write), tuple(own.read))
    return found


class _Rights(NamedTuple):
    """Topics or patterns of them."""

    write: list[str]
    read: list[str]


def _filled(patterns: list[str], name: str) -> list[str]:
    return [one.replace("%u", name) for one in patterns]


def _rights(acl: str) -> tuple[_Rights, Mapping[str, _Rights]]:
    """What everybody has, and what users have by name."""
    patterns = _Rights([], [])
    rights: dict[str, _Rights] = {}
    current = patterns
    for line in acl.splitlines():
        match line.split(" ", 2):
            case ["user", name]:
                current = rights.setdefault(name, _Rights([], []))
            case ["pattern", ("write" | "read") as verb, topic]:
                getattr(patterns, verb).append(topic)
            case ["topic", ("write" | "read") as verb, topic] if current is not patterns:
                getattr(current, verb).append(topic)
    return patterns, rights
