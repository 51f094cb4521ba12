"""What keeps one organisation's rows from another on PostgreSQL: row policies of the database.

They are the second wall: a query that forgot to say whose rows it wants gets those of the
organisation that the connection works for (:mod:`fahsai.records.wall`), and nothing where nobody
said for whom.  A row for another organisation can neither be written nor moved there.

The SQL is made from the models that are :class:`~fahsai.records.models.base.TenantRow`, may be run
any number of times, and is run after every migration.  ``FORCE`` keeps the wall up for the role
that owns the tables as well; superusers and roles with ``BYPASSRLS`` are above it, so neither may
be the application's role (``fahsai check --deploy`` looks).

A migration that reads or changes rows has to see those of everybody: ``FORCE`` is taken away
before the owner migrates and is back when it has (the policies stay, for all other roles).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.db import transaction

from fahsai.records.models import Membership, Organisation, TenantRow
from fahsai.records.wall import ACCOUNT, EVERYBODY, NAMES, ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model

MIGRATIONS = "django_migrations"
"""What the application's role only reads."""


class Policy(NamedTuple):
    """One permissive policy: which rows may be seen, and which may be written."""

    name: str
    table: str
    command: str  # ALL, SELECT or INSERT
    seen: str = ""
    written: str = ""

    @property
    def sql(self) -> tuple[str, ...]:
        """The statements that put it in place."""
        using = f" USING ({self.seen})" if self.seen else ""
        check = f" WITH CHECK ({self.written})" if self.written else ""
        return (
            f'DROP POLICY IF EXISTS "{self.name}" ON "{self.table}"',
            f'CREATE POLICY "{self.name}" ON "{self.table}" FOR {self.command}{using}{check}',
        )


def walled_models() -> tuple[type[Model], ...]:
    """Every model whose rows are somebody's, and the organisations themselves."""
    return tuple(
        model
        for model in apps.get_models()
        if model is Organisation or issubclass(model, TenantRow)
    )


def policies(connection: BaseDatabaseWrapper) -> tuple[Policy, ...]:
    """The policies that the tables of this database must have; none on SQLite."""
    if connection.vendor != "postgresql":
        return ()
    present = set(connection.introspection.table_names())
    return tuple(
        policy
        for model in walled_models()
        if _table(model) in present
        for policy in _policies_of(model)
    )


def apply_policies(connection: BaseDatabaseWrapper) -> None:
    """Put every policy in place, in one transaction: no row is open in between."""
    wanted = policies(connection)
    if not wanted:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in dict.fromkeys(policy.table for policy in wanted):
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        for policy in wanted:
            for statement in policy.sql:
                cursor.execute(statement)


def let_the_owner_pass(connection: BaseDatabaseWrapper) -> None:
    """Before a migration: the owner of the tables sees every row until the policies are applied."""
    if connection.vendor != "postgresql":
        return
    forced = [table for table, state in _walls(connection).items() if state.forced]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in forced:
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')


def missing_policies(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Tables whose wall is down, and policies that are absent, altered or not ours.

    None after a complete migration, and none on SQLite, which has no policies.
    """
    wanted = policies(connection)
    if not wanted:
        return ()
    walls = _walls(connection)
    tables = dict.fromkeys(policy.table for policy in wanted)
    down = [table for table in tables if not walls[table].up]
    there = {_place(policy): _plain(policy) for policy in _installed(connection)}
    ours = {_place(policy): _plain(policy) for policy in wanted}
    wrong = [place.name for place, policy in ours.items() if there.get(place) != policy]
    return (*down, *wrong, *(place.name for place in there if place not in ours))


def grant(connection: BaseDatabaseWrapper, role: str) -> None:
    """Let ``role`` use the tables that this connection's role owns; it may neither own nor empty.

    TRUNCATE, REFERENCES and TRIGGER stay with the owner, and so does the list of migrations.
    """
    quoted = connection.ops.quote_name(role)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"
        )
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {MIGRATIONS} FROM {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")


def _said(name: str) -> str:
    """The id that the connection said under a name; NULL, which equals nothing, otherwise."""
    return f"NULLIF(current_setting('{name}', true), '')::uuid"


OWN = f"organisation_id = {_said(ORGANISATION)}"
HOLDS_A_ROLE = (
    "EXISTS (SELECT 1 FROM records_membership m WHERE m.organisation_id = records_organisation.id "  # noqa: S608 - our own names
    f"AND m.account_id = {_said(ACCOUNT)} AND NOT m.withdrawn AND NOT EXISTS "
    "(SELECT 1 FROM records_membership later WHERE later.supersedes_id = m.id))"
)


def _policies_of(model: type[Model]) -> Iterator[Policy]:
    table = _table(model)
    if model is Organisation:
        founded = f"id = {_said(ORGANISATION)}"
        every_name = f"current_setting('{EVERYBODY}', true) = '{NAMES}'"
        known = f"{founded} OR {every_name} OR {HOLDS_A_ROLE}"
        yield Policy(f"{table}_known", table, "SELECT", known)
        yield Policy(f"{table}_founded", table, "INSERT", written=founded)
        return
    yield Policy(f"{table}_own", table, "ALL", OWN, OWN)
    if model is Membership:  # one's own, read before one works for anybody
        yield Policy(f"{table}_by_account_id", table, "SELECT", f"account_id = {_said(ACCOUNT)}")


class _Wall(NamedTuple):
    enabled: bool
    forced: bool

    @property
    def up(self) -> bool:
        return self.enabled and self.forced


def _walls(connection: BaseDatabaseWrapper) -> dict[str, _Wall]:
    """Each table of ours and whether its policies bind, its owner too."""
    tables = [_table(model) for model in walled_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
            "WHERE relkind = 'r' AND pg_table_is_visible(oid) AND relname = ANY(%s)",
            [tables],
        )
        return {name: _Wall(enabled, forced) for name, enabled, forced in cursor.fetchall()}


def _installed(connection: BaseDatabaseWrapper) -> list[Policy]:
    """The policies of the database; the command of one that is restrictive or for some says so."""
    tables = [_table(model) for model in walled_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT policyname, tablename, cmd || CASE WHEN permissive = 'PERMISSIVE' "
            "AND roles = ARRAY['public'::name] THEN '' ELSE permissive || roles::text END, "
            "coalesce(qual, ''), coalesce(with_check, '') FROM pg_policies "
            "WHERE schemaname = current_schema() AND tablename = ANY(%s) ORDER BY policyname",
            [tables],
        )
        return [Policy(*row) for row in cursor.fetchall()]


class _Place(NamedTuple):
    table: str
    name: str


def _place(policy: Policy) -> _Place:
    return _Place(policy.table, policy.name)


def _plain(policy: Policy) -> Policy:
    """A policy without what PostgreSQL adds when it writes an expression back."""
    return policy._replace(seen=_words_of(policy.seen), written=_words_of(policy.written))


def _words_of(expression: str) -> str:
    return re.sub(r"::text|[()\s]", "", expression)


def _table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's public way to a model's table
