"""What is kept cannot be changed: not by the program, not by raw SQL, not after a migration."""

# ruff: noqa: S608 - the statements are made of our own table names

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from tests.databases import default_database
from tests.flushing import thaw
from tests.postgres import USER, url_of
from tests.records.samples import fill, one_of_each, organisation, stored, tenant_models

import fahsai.records.migrations
from fahsai.records.errors import FrozenRowError
from fahsai.records.guards import apply_guards, frozen_models, installed_guards, missing_guards
from fahsai.records.models import (
    ActivityRow,
    ApiKey,
    CalculationRow,
    ComponentRow,
    Event,
    GatewayToken,
    Invitation,
    Job,
    MeterToken,
    Organisation,
    Person,
    SourceResultRow,
    VersionLink,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django import DjangoDbBlocker, Settings

LATER = """
from django.db import migrations, models
MODELS = {names!r}
class Migration(migrations.Migration):
    dependencies = {after!r}
    operations = [
        operation
        for name in MODELS
        for operation in (
            migrations.AddField(name, "later", models.TextField(null=True)),
            migrations.AddField(name, "rebuilt", models.TextField(default="new")),
        )
    ]
"""


@pytest.fixture
def postgres_database(owners_database: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """What is refused here is refused to the owner of the tables, who may do most."""
    return owners_database


@pytest.fixture
def migrate_once_more(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """Run a last migration after all, which alters and rebuilds every frozen table."""

    def migrate() -> None:
        package = tmp_path / "later_migrations"
        shutil.copytree(Path(fahsai.records.migrations.__path__[0]), package)
        names = [model.__name__ for model in frozen_models()]
        after = MigrationLoader(connection).graph.leaf_nodes("records")
        later = LATER.format(names=names, after=after)
        (package / "9999_later.py").write_text(later, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        settings.MIGRATION_MODULES = {"records": "later_migrations"}
        call_command("migrate", verbosity=0)

    return migrate


@pytest.fixture(params=["first migration", "one more migration"])
def rows(
    request: pytest.FixtureRequest,
    each_database: BaseDatabaseWrapper,
    migrate_once_more: Callable[[], None],
) -> dict[Any, Any]:
    """A row of every table; or that, and then one more migration."""
    del each_database
    owner = organisation("thesaban")
    made: dict[Any, Any] = {Organisation: owner}
    made.update(one_of_each(owner.id))
    if request.param == "one more migration":
        migrate_once_more()
    return made


def attacks(table: str, vendor: str) -> Iterator[str]:
    """Raw statements that would change a frozen table."""
    yield f'UPDATE "{table}" SET id = id'
    yield f'DELETE FROM "{table}"'
    if vendor == "postgresql":
        yield f'TRUNCATE "{table}" CASCADE'
    else:
        yield f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"'
        yield f'REPLACE INTO "{table}" SELECT * FROM "{table}"'
        yield f'UPDATE OR REPLACE "{table}" SET id = id'


def test_every_append_only_table_has_its_guards(rows: dict[Any, Any]) -> None:
    del rows
    installed = installed_guards(connection)
    each = {"sqlite": ("_update", "_delete", "_replace"), "postgresql": ("",)}[connection.vendor]
    expected = {
        f"{model._meta.db_table}_frozen{operation}": model._meta.db_table
        for model in frozen_models()
        for operation in each
    }
    assert installed == expected
    assert missing_guards(connection) == ()


def test_the_tables_that_must_be_frozen_are() -> None:
    # personal data, secrets and work under way
    changing = {ApiKey, GatewayToken, Invitation, Job, MeterToken, Person}
    assert set(tenant_models()) - set(frozen_models()) == changing
    assert {ActivityRow, CalculationRow, SourceResultRow, ComponentRow, VersionLink, Event} <= set(
        frozen_models()
    )


def test_raw_sql_is_refused(rows: dict[Any, Any]) -> None:
    for model in frozen_models():
        table = model._meta.db_table
        before = model._base_manager.count()
        assert before == 1
        for attack in attacks(table, connection.vendor):
            with (
                pytest.raises(IntegrityError, match=r"is append-only: .* refused"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(attack)
        assert model._base_manager.get().pk == rows[model].pk


@pytest.mark.parametrize("again", [False, True], ids=["first migration", "one more migration"])
def test_a_stranger_to_our_settings_is_refused_too(
    sqlite_database: BaseDatabaseWrapper,
    migrate_once_more: Callable[[], None],
    again: bool,  # noqa: FBT001
) -> None:
    """A connection without recursive triggers and without foreign keys, as sqlite3 opens it."""
    one_of_each(organisation("thesaban").id)
    if again:
        migrate_once_more()
    with closing(sqlite3.connect(sqlite_database.settings_dict["NAME"])) as outside:
        assert outside.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        for model in frozen_models():
            for attack in attacks(model._meta.db_table, "sqlite"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    outside.execute(attack)


def test_replace_is_refused_whichever_unique_column_it_meets(
    sqlite_database: BaseDatabaseWrapper,
) -> None:
    """Not only the same id: the row number, a unique column, or a partial index."""
    owner = organisation("thesaban")
    one_of_each(owner.id)
    stored(fill(ActivityRow, owner.id, layout="12-month", sheet="2565", row_key="7"))
    other = {"id": "f" * 32}
    with closing(sqlite3.connect(sqlite_database.settings_dict["NAME"])) as outside:
        outside.row_factory = sqlite3.Row
        for table, where in [
            ("records_organisation", "code = 'thesaban'"),
            ("records_activityrow", "row_key = '7'"),  # the partial index of its identity
            ("records_calculationrow", "true"),
            ("records_versionlink", "true"),
        ]:
            row = dict(outside.execute(f"SELECT * FROM {table} WHERE {where}").fetchone())
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                replace(outside, table, {**row, **other})
        event = dict(outside.execute("SELECT rowid, * FROM records_event").fetchone())
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            replace(outside, "records_event", {**event, **other})
        del event["rowid"]
        replace(outside, "records_event", {**event, **other})  # meets nothing: a new row
        outside.commit()
    assert Event.rows.of(owner.id).count() == 2


def replace(outside: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    columns = ", ".join(values)
    marks = ", ".join("?" * len(values))
    outside.execute(f"REPLACE INTO {table} ({columns}) VALUES ({marks})", [*values.values()])


def test_upsert_is_refused(rows: dict[Any, Any]) -> None:
    table = "records_organisation"
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO {table} SELECT * FROM {table} WHERE true "
            "ON CONFLICT (id) DO UPDATE SET code = 'mine'"
        )
    assert Organisation.objects.get().code == rows[Organisation].code


def test_a_rebuilt_table_is_guarded_again_when_the_guards_are_applied(
    sqlite_database: BaseDatabaseWrapper,
) -> None:
    field = models.TextField(default="")
    field.set_attributes_from_name("rebuilt")
    with sqlite_database.schema_editor() as editor:
        editor.add_field(ActivityRow, field)
    assert len(missing_guards(sqlite_database)) == 3
    apply_guards(sqlite_database)
    apply_guards(sqlite_database)  # as often as one likes
    assert missing_guards(sqlite_database) == ()


@pytest.mark.postgres
def test_guards_fire_on_a_replica_as_well(
    postgres_name: str, postgres_socket: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    """Only a superuser may feed a replica."""
    superusers = default_database(url_of(postgres_socket, postgres_name, USER), django_db_blocker)
    with superusers as database, transaction.atomic(), database.cursor() as cursor:
        organisation("thesaban")
        cursor.execute("SET LOCAL session_replication_role = replica")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute("UPDATE records_organisation SET code = 'mine'")


@pytest.mark.postgres
def test_a_disabled_guard_counts_as_missing(postgres_database: BaseDatabaseWrapper) -> None:
    with postgres_database.cursor() as cursor:
        cursor.execute("ALTER TABLE records_event DISABLE TRIGGER USER")
    assert missing_guards(postgres_database) == ("records_event_frozen",)


def test_the_program_refuses_before_the_database_does(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner = organisation("thesaban")
    line = one_of_each(owner.id)[ActivityRow]
    lines = ActivityRow.rows.of(owner.id)
    with pytest.raises(FrozenRowError):
        line.save()
    with pytest.raises(FrozenRowError):
        line.delete()
    with pytest.raises(FrozenRowError):
        lines.update(note="x")
    with pytest.raises(FrozenRowError):
        lines.delete()
    with pytest.raises(FrozenRowError):
        lines.bulk_update([line], ["note"])


def test_tests_may_flush(each_database: BaseDatabaseWrapper) -> None:
    """The switch lies in the tests; flush brings the guards back."""
    owner = organisation("thesaban")
    one_of_each(owner.id)
    thaw(each_database)
    call_command("flush", interactive=False, verbosity=0)
    assert not Organisation.objects.exists()
    assert missing_guards(each_database) == ()


@pytest.mark.django_db
def test_the_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", "records", check=True, dry_run=True, verbosity=0)
