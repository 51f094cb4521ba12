"""One ``DATABASE_URL`` to the settings Django wants, the same guarantees on both databases."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers do not wait for the writer
    "PRAGMA synchronous=FULL",  # what was acknowledged survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # or REPLACE deletes a frozen row without its trigger
    "PRAGMA busy_timeout=20000",  # [ms]
)
"""Set on every connection, before its first statement."""

POOL = 20
"""Connections to PostgreSQL that one server process holds at most."""

POOL_WAITS = 10
"""How long a request waits for one of them [s]."""


class Database(TypedDict):
    """The part of Django's ``DATABASES["default"]`` that we set."""

    ENGINE: str
    NAME: str
    OPTIONS: dict[str, Any]
    USER: NotRequired[str]
    PASSWORD: NotRequired[str]
    HOST: NotRequired[str]
    PORT: NotRequired[str]


def database_from_url(url: str) -> Database:
    """The database a URL names.

    ``sqlite:///relative.sqlite3``, ``sqlite:////absolute.sqlite3``,
    ``postgres://user:password@host:5432/name?sslmode=require``; a Unix socket is
    ``postgres:///name?host=/run/postgresql``.

    Raises:
        ValueError: neither SQLite nor PostgreSQL, or no name.

    >>> database_from_url("postgres://u:p%40ss@db:5433/fahsai")["PASSWORD"]
    'p@ss'
    """
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise ValueError("it names no database, as sqlite:///fahsai.sqlite3 does")
    if parts.scheme == "sqlite":
        return _sqlite(name)
    if parts.scheme in {"postgres", "postgresql"}:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": options.pop("port", str(parts.port or "")),
            "OPTIONS": options,
        }
    raise ValueError(f"{parts.scheme or 'nothing'}:// is neither sqlite:// nor postgres://")


def pool(database: dict[str, Any]) -> None:
    """Let a server that answers many people at once share its connections to PostgreSQL.

    Its threads come and go with the requests, so connections that stay with a thread would pile
    up; SQLite opens a file and needs none of it.
    """
    if database["ENGINE"].endswith("postgresql"):
        database["CONN_HEALTH_CHECKS"] = True  # one that the database has dropped is not handed out
        database["OPTIONS"]["pool"] = {"min_size": 2, "max_size": POOL, "timeout": POOL_WAITS}


def _sqlite(name: str) -> Database:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "init_command": ";".join(SQLITE_PRAGMAS),
            # A transaction that reads and then writes must not find the file taken half-way.
            "transaction_mode": "IMMEDIATE",
        },
    }
