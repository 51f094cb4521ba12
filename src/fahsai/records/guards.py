"""What makes the append-only tables append-only: triggers of the database itself.

The SQL is made from the models that are :class:`~fahsai.records.models.base.AppendOnly`, may be
run any number of times, and is run after every migration: a table rebuilt by SQLite has lost its
triggers.

* PostgreSQL: UPDATE, DELETE and TRUNCATE are refused as statements, whatever rows they would
  touch, also while a replica is being fed (``ENABLE ALWAYS``).
* SQLite: UPDATE and DELETE are refused (there is no TRUNCATE).  REPLACE deletes the row in its
  way; a trigger sees that only on connections with ``recursive_triggers``, so an insert that
  meets an existing row is refused beforehand, on any connection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.db import transaction

from fahsai.records.models.base import AppendOnly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model

FUNCTION = "records_refuse"


class Guard(NamedTuple):
    """One trigger."""

    name: str
    table: str
    sql: tuple[str, ...]


def frozen_models() -> tuple[type[Model], ...]:
    """Every model whose table is append-only."""
    return tuple(model for model in apps.get_models() if issubclass(model, AppendOnly))


def apply_guards(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, in one transaction: no row is unguarded in between."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_REFUSE)
        for guard in guards(connection):
            for statement in guard.sql:
                cursor.execute(statement)


def missing_guards(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The names of triggers that the database lacks; none after a complete migration."""
    there = installed_guards(connection)
    return tuple(guard.name for guard in guards(connection) if guard.name not in there)


def installed_guards(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The active triggers of the database: name to table."""
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED[connection.vendor])
        return dict(cursor.fetchall())


def guards(connection: BaseDatabaseWrapper) -> tuple[Guard, ...]:
    """The triggers that the append-only tables of this database must have."""
    make = _sqlite_guards if connection.vendor == "sqlite" else _postgres_guards
    present = set(connection.introspection.table_names())
    tables = [model._meta.db_table for model in frozen_models()]  # noqa: SLF001
    return tuple(guard for table in tables if table in present for guard in make(connection, table))


_INSTALLED = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND pg_table_is_visible(c.oid)"
    ),
}

_REFUSE = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$
"""


def _postgres_guards(_: BaseDatabaseWrapper, table: str) -> Iterator[Guard]:
    name = f"{table}_frozen"
    yield Guard(
        name,
        table,
        (
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            (
                f'CREATE TRIGGER "{name}" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
            ),
            f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"',
        ),
    )


def _sqlite_guards(connection: BaseDatabaseWrapper, table: str) -> Iterator[Guard]:
    for operation in ("UPDATE", "DELETE"):
        name = f"{table}_frozen_{operation.lower()}"
        yield Guard(name, table, _sqlite_trigger(name, table, operation))
    name = f"{table}_frozen_replace"
    conflicts = " OR ".join(_conflicts(connection, table))
    yield Guard(name, table, _sqlite_trigger(name, table, "INSERT", f"WHEN {conflicts} "))


def _sqlite_trigger(name: str, table: str, operation: str, when: str = "") -> tuple[str, ...]:
    refused = "REPLACE or a second row like it" if operation == "INSERT" else operation
    return (
        f'DROP TRIGGER IF EXISTS "{name}"',
        (
            f'CREATE TRIGGER "{name}" BEFORE {operation} ON "{table}" FOR EACH ROW {when}'
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {refused} refused'); END"
        ),
    )


def _conflicts(connection: BaseDatabaseWrapper, table: str) -> Iterator[str]:
    """One condition for each unique index that REPLACE could empty, and for the row number."""
    yield f'EXISTS (SELECT 1 FROM "{table}" WHERE rowid = NEW.rowid)'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.name, m.sql FROM pragma_index_list(%s) l "
            'LEFT JOIN sqlite_master m ON m.name = l.name WHERE l."unique"',
            [table],
        )
        indexes = cursor.fetchall()
        for index, sql in indexes:
            cursor.execute("SELECT name FROM pragma_index_info(%s)", [index])
            columns = [f'"{column}" = NEW."{column}"' for (column,) in cursor.fetchall()]
            # A partial index binds only the rows of its WHERE, the new one and the one there.
            _, partial, where = (sql or "").partition(" WHERE ")
            same = " AND ".join([*columns, where] if partial else columns)
            found = f'EXISTS (SELECT 1 FROM "{table}" WHERE {same})'  # noqa: S608
            new = re.sub(r'"(\w+)"', r'NEW."\1"', where)
            yield f"({new} AND {found})" if partial else found
