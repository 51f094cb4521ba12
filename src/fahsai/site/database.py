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
    "PRAGMA cache_size=-16384",  # [KiB, negative]: an import's rows touch many pages of indexes
    "PRAGMA temp_store=MEMORY",  # what a statement may have to undo
)
"""Set on every connection, before its first statement."""

OPEN_FOR = 600
"""How long a server that answers people keeps a connection [s]."""


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


def stay_open(database: dict[str, Any]) -> None:
    """Let the threads of a server keep their connections from one request to the next.

    They are few (:mod:`fahsai.site.threads`); opening one costs as much as a small page.  What an
    earlier request said about itself is forgotten by :mod:`fahsai.site.wall`.
    """
    database["CONN_MAX_AGE"] = OPEN_FOR
    database["CONN_HEALTH_CHECKS"] = True  # one that the database has dropped is opened anew


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
