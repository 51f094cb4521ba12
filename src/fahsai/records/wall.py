"""The second wall between organisations: what PostgreSQL itself lets a connection see.

The use cases say here for whom they work; the row policies of the database
(:mod:`fahsai.records.row_security`) compare every row with that, whatever a query asks for.  On
SQLite, which has no such policies, saying so changes nothing.

What was said holds for the connection until something else is said: a connection taken from a
pool forgets it first (:func:`forget`), and so does every request (:mod:`fahsai.site.wall`).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper

ORGANISATION, ACCOUNT, EVERYBODY = "fahsai.organisation", "fahsai.account", "fahsai.everybody"
EVERY = (ORGANISATION, ACCOUNT, EVERYBODY)
NAMES = "names"

TOLD = "fahsai_told"
"""Where a connection keeps what it was told, to spare the way to the server."""


def work_for(organisation_id: UUID) -> None:
    """From now on this connection sees the rows of one organisation."""
    _say(ORGANISATION, str(organisation_id))


@contextmanager
def work_aside(organisation_id: UUID) -> Iterator[None]:
    """Within this block the connection works for that organisation, then for the one before."""
    before = _said(ORGANISATION)
    work_for(organisation_id)
    yield
    _say(ORGANISATION, before)  # after a failure nothing can be said: the rollback takes it back


def act_as(account_id: UUID) -> None:
    """From now on this connection sees the memberships of that account."""
    _say(ACCOUNT, str(account_id))


def look_at_every_name() -> None:
    """From now on this connection sees which organisations there are, and none of their rows.

    For the local owner's list and for questions about the installation as a whole.
    """
    _say(EVERYBODY, NAMES)


@contextmanager
def every_name() -> Iterator[None]:
    """Within this block the connection sees which organisations there are."""
    look_at_every_name()
    try:
        yield
    finally:
        if not connection.needs_rollback:  # or nothing can be said: the rollback takes it back
            _say(EVERYBODY, "")


def leave() -> None:
    """Forget for whom: nothing of anybody is seen until somebody says so again."""
    forget(connection)


def forget(database: BaseDatabaseWrapper | Any) -> None:
    """The same for any connection; whoever worked with it before is nobody's business."""
    if database.vendor != "postgresql":
        return
    _unsure(database)
    asked = ", ".join("set_config(%s, '', false)" for _ in EVERY)
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", EVERY)
    _sure(database).update(dict.fromkeys(EVERY, "") if not database.in_atomic_block else {})


def _said(name: str) -> str:
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])


def _say(name: str, value: str) -> None:
    """Tell the connection, unless it was told the same and nothing can have undone that."""
    if connection.vendor != "postgresql":
        return
    if connection.in_atomic_block:
        _unsure(connection)  # a rollback takes back what is said in it
    elif _sure(connection).get(name) == value:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
    if not connection.in_atomic_block:
        _sure(connection)[name] = value


def _sure(database: Any) -> dict[str, str]:
    """What this very connection to the server was told for good."""
    held = getattr(database, TOLD, None)
    if held is None or held[0] is not database.connection:
        held = (database.connection, {})
        setattr(database, TOLD, held)
    told: dict[str, str] = held[1]
    return told


def _unsure(database: Any) -> None:
    setattr(database, TOLD, None)
