"""What this installation has and lacks."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

import fahsai
from fahsai.documents.tcfo_r_02.pdf import pdf_available
from fahsai.readings.on_postgres import TABLES_ASKED, prepare
from fahsai.records.guards import missing_guards as _missing_guards
from fahsai.records.row_security import grant, missing_policies

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

OWNER = "owner"
"""The connection of the role that owns the tables, where the application has another role."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Facts by their word key, and the guards of the database that are missing."""

    facts: tuple[tuple[str, str], ...]
    missing_guards: tuple[str, ...]


class NotMigratedError(RuntimeError):
    """The tables are of another version, and this role may not change them."""


def missing_guards() -> tuple[str, ...]:
    """What protects the rows and is not there, by name; none may be missing.

    The triggers that refuse changes of frozen rows, and the row policies of PostgreSQL.
    """
    return (*_missing_guards(connection), *missing_policies(connection))


def migrations_to_run() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def bring_up_to_date() -> None:
    """Migrate where something is missing, as the role that owns the tables.

    Where nothing is, nothing is touched: a running server is not made to wait.

    Raises:
        NotMigratedError: the tables are another role's, and nobody named it here.
    """
    if _may_look() and not migrations_to_run() and not missing_guards() and _readings_made():
        return
    if OWNER in connections.settings:
        _migrate_as_owner()
        return
    if not _owns_the_tables() or not _readings_made():
        raise NotMigratedError
    call_command("migrate", verbosity=0, interactive=False)


def _migrate_as_owner() -> None:
    """The owner's connection stands in for the default one, which data migrations ask for.

    Asking two connections in one migration could make one wait for the other for ever.
    """
    application = connections["default"]
    role = _role_of(application)
    application.close()
    owner = connections.create_connection(OWNER)
    owner.alias = "default"
    connections["default"] = owner
    try:
        call_command("migrate", verbosity=0, interactive=False)
        if owner.vendor == "postgresql" and _role_of(owner) != role:
            grant(owner, role)
            prepare(owner.connection, role)
    finally:
        owner.close()  # its rights are wanted for nothing else
        connections["default"] = application


def _role_of(database: BaseDatabaseWrapper) -> str:
    if database.vendor != "postgresql":
        return ""
    with database.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def _may_look() -> bool:
    """Whether this role may ask which migrations there were (a new role may do nothing yet)."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(has_table_privilege(to_regclass('django_migrations'), 'SELECT'), true)"
        )
        return bool(cursor.fetchone()[0])


def _readings_made() -> bool:
    """Whether the tables of readings are as this version has them, or are made on first use.

    They are no migration: another role that owns them makes those that are new.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(*TABLES_ASKED)
        complete, others = cursor.fetchone()
    return complete or not (others or OWNER in connections.settings)


def _owns_the_tables() -> bool:
    """Whether this role may change the tables, or make the first ones."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_has_role(current_user, relowner, 'USAGE')) FROM pg_class "
            "WHERE relkind = 'r' AND relname = 'django_migrations' AND pg_table_is_visible(oid)"
        )
        (owns,) = cursor.fetchone()
    return owns is not False


def installation() -> Installation:
    """Version, home, database and helpers of this installation."""
    config = settings.FAHSAI
    database = connection.vendor
    if database == "sqlite":
        database = f"SQLite {sqlite3.sqlite_version}"
    return Installation(
        facts=(
            ("version", f"fahsai {fahsai.__version__}, Django {django.get_version()}"),
            ("home", str(config.home)),
            ("database", database),
            ("pdf", "LibreOffice" if pdf_available() else "-"),
        ),
        missing_guards=missing_guards(),
    )
