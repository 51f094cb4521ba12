"""The second wall: with our own filter gone, PostgreSQL alone keeps the organisations apart."""

# ruff: noqa: S608 - the statements are made of our own table names

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import (
    DatabaseError,
    close_old_connections,
    connection,
    connections,
    transaction,
)
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext
from tests.databases import default_database
from tests.postgres import APPLICATION_ROLE, OWNER_ROLE, USER, make_database, url_of
from tests.records.samples import ACTOR, fill, one_of_each, organisation, stored, tenant_models

from fahsai.readings.store import ReadingsStore
from fahsai.records import wall
from fahsai.records.guards import frozen_models
from fahsai.records.ids import new_id
from fahsai.records.models import (
    Account,
    ActivityRow,
    ApiKey,
    Invitation,
    Membership,
    Organisation,
    Person,
)
from fahsai.records.row_security import (
    apply_policies,
    grant,
    let_the_owner_pass,
    missing_policies,
    policies,
    walled_models,
)
from fahsai.records.supersede import withdraw
from fahsai.records.tenancy import TenantManager, TenantQuerySet
from fahsai.site.database import database_from_url, stay_open
from fahsai.site.wall import NobodyYet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.postgres
every_tenant_model = pytest.mark.parametrize(
    "model", tenant_models(), ids=lambda model: model.__name__
)


@pytest.fixture(params=[APPLICATION_ROLE, OWNER_ROLE])
def role(
    request: pytest.FixtureRequest,
    postgres_name: str,
    postgres_socket: Path,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[BaseDatabaseWrapper]:
    """The application's role, and the owner's where one role is all there is."""
    url = url_of(postgres_socket, postgres_name, request.param)
    with default_database(url, django_db_blocker) as database:
        yield database


@pytest.fixture
def two(role: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Two organisations with a row in every table, and no filter of our own."""
    del role
    ours, theirs = organisation("ours"), organisation("theirs")
    rows = {"ours": one_of_each(ours.id), "theirs": one_of_each(theirs.id)}

    def unfiltered(self: TenantManager[Any], organisation_id: UUID) -> TenantQuerySet[Any]:
        everything: TenantQuerySet[Any] = TenantQuerySet(self.model, using=self._db)
        everything._organisation_id = organisation_id
        return everything

    monkeypatch.setattr(TenantManager, "of", unfiltered)
    wall.leave()
    return {"ids": (ours.id, theirs.id), **rows}


def test_neither_role_is_above_the_wall(role: BaseDatabaseWrapper) -> None:
    with role.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_every_table_of_an_organisation_is_walled(role: BaseDatabaseWrapper) -> None:
    assert {*walled_models()} == {Organisation, *tenant_models()}
    assert missing_policies(role) == ()
    assert {policy.table for policy in policies(role)} == {
        model._meta.db_table for model in walled_models()
    }


def test_whoever_says_nothing_sees_nothing(two: dict[str, Any]) -> None:
    for model in walled_models():
        assert not model._base_manager.exists(), model
    assert two["ids"][0] != two["ids"][1]


def test_one_sees_ones_own_rows_without_any_filter(two: dict[str, Any]) -> None:
    for owner, name in zip(two["ids"], ("ours", "theirs"), strict=True):
        wall.work_for(owner)
        for model in tenant_models():
            for found in (model.rows.of(owner), model._base_manager.all()):
                assert [row.pk for row in found] == [two[name][model].pk], model
        assert [row.id for row in Organisation.objects.all()] == [owner]


def test_a_row_for_somebody_else_is_refused(two: dict[str, Any]) -> None:
    ours, theirs = two["ids"]
    for model in tenant_models():
        row = fill(model, theirs)
        wall.work_for(ours)
        row._state.adding = True
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)
    wall.leave()
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Organisation(code="third").save()


def test_a_strangers_row_is_neither_changed_nor_moved_nor_deleted(two: dict[str, Any]) -> None:
    ours, theirs = two["ids"]
    changing = [model for model in tenant_models() if model not in frozen_models()]
    assert len(changing) == 6
    for model in changing:
        table = model._meta.db_table
        wall.work_for(ours)
        with connection.cursor() as cursor:
            cursor.execute(f'UPDATE "{table}" SET id = id WHERE organisation_id = %s', [theirs])
            assert cursor.rowcount == 0
            cursor.execute(f'DELETE FROM "{table}" WHERE organisation_id = %s', [theirs])
            assert cursor.rowcount == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                cursor.execute(f'UPDATE "{table}" SET organisation_id = %s', [theirs])
        wall.work_for(theirs)
        assert model._base_manager.count() == 1


def test_somebody_reads_the_roles_that_are_theirs_and_the_names_of_those_organisations(
    two: dict[str, Any],
) -> None:
    ours, theirs = two["ids"]
    somebody, other = (stored(Account(email=f"{n}@example.org", name=n)) for n in "xy")
    first = stored(Membership(organisation_id=ours, actor_id=ACTOR, account=somebody, role="owner"))
    stored(Membership(organisation_id=theirs, actor_id=ACTOR, account=other, role="owner"))
    wall.leave()
    wall.act_as(somebody.id)
    assert [row.pk for row in Membership._base_manager.all()] == [first.pk]
    assert [row.id for row in Organisation.objects.all()] == [ours]
    assert not ActivityRow._base_manager.exists()
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Membership(organisation_id=theirs, actor_id=ACTOR, account=somebody, role="x").save()
    stored(withdraw(first, actor_id=ACTOR))
    wall.leave()
    wall.act_as(somebody.id)
    assert not Organisation.objects.exists()  # who has left is a stranger


def test_names_are_seen_and_nothing_behind_them(two: dict[str, Any]) -> None:
    with wall.every_name():
        assert {row.id for row in Organisation.objects.all()} == set(two["ids"])
        for model in tenant_models():
            assert not model._base_manager.exists(), model
    assert not Organisation.objects.exists()


def test_invitations_and_keys_are_their_organisations_alone(two: dict[str, Any]) -> None:
    assert two["theirs"][Invitation]
    assert two["theirs"][ApiKey]
    assert not Invitation._base_manager.exists()
    assert not ApiKey._base_manager.exists()


def test_an_organisation_is_founded_by_whoever_works_for_it(role: BaseDatabaseWrapper) -> None:
    del role
    row = Organisation(code="new")
    wall.work_for(row.id)
    row.save()
    assert Organisation.objects.get().code == "new"


def test_a_transaction_taken_back_takes_back_for_whom(two: dict[str, Any]) -> None:
    ours, theirs = two["ids"]
    wall.work_for(ours)
    with transaction.atomic():
        wall.work_for(theirs)
        transaction.set_rollback(True)
    assert [row.organisation_id for row in Person._base_manager.all()] == [ours]


def test_a_connection_of_a_pool_has_forgotten_who_had_it_before(
    postgres_name: str, postgres_socket: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    url = url_of(postgres_socket, postgres_name)
    with default_database(url, django_db_blocker) as database:
        database.settings_dict["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1}
        try:
            owner = organisation("ours")
            before = _backend(database)
            assert Organisation.objects.get().id == owner.id
            database.close()  # back to the pool, as at the end of a request
            assert _backend(database) == before
            assert not Organisation.objects.exists()
        finally:
            database.close()
            database.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL alone


def test_a_connection_that_stays_open_has_forgotten_the_request_before(
    postgres_name: str, postgres_socket: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    url = url_of(postgres_socket, postgres_name)
    with default_database(url, django_db_blocker) as database:
        stay_open(database.settings_dict)
        owner = organisation("ours")
        before = _backend(database)
        seen = []

        def look(_: object) -> HttpResponse:
            seen.append([one.id for one in Organisation.objects.all()])
            wall.work_for(owner.id)
            seen.append([one.id for one in Organisation.objects.all()])
            return HttpResponse()

        for _ in range(2):
            NobodyYet(look)(HttpRequest())
            close_old_connections()  # as at the end of a request
        assert seen == 2 * [[], [owner.id]]
        assert _backend(database) == before


def test_what_was_said_once_is_not_said_again(role: BaseDatabaseWrapper) -> None:
    owner = new_id()
    wall.work_for(owner)
    with CaptureQueriesContext(role) as asked:
        wall.work_for(owner)
    assert not asked.captured_queries
    with transaction.atomic():
        wall.work_for(new_id())
        transaction.set_rollback(True)
    with CaptureQueriesContext(role) as asked:
        wall.work_for(owner)  # nobody knows what the rollback left
    assert asked.captured_queries
    role.close()
    with CaptureQueriesContext(role) as asked:
        wall.work_for(owner)
    assert "set_config" in asked.captured_queries[-1]["sql"]


def _backend(database: BaseDatabaseWrapper) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_every_new_connection_is_made_to_forget() -> None:
    assert "_forget_who" in {
        getattr(receiver[1](), "__name__", "") for receiver in connection_created.receivers
    }


DAMAGES = {
    "off": 'ALTER TABLE "records_person" DISABLE ROW LEVEL SECURITY',
    "not forced": 'ALTER TABLE "records_person" NO FORCE ROW LEVEL SECURITY',
    "gone": 'DROP POLICY "records_person_own" ON "records_person"',
    "altered": 'ALTER POLICY "records_person_own" ON "records_person" USING (true)',
    "another": 'CREATE POLICY "strange" ON "records_person" USING (true)',
    "for some": f'ALTER POLICY "records_person_own" ON "records_person" TO {OWNER_ROLE}',
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_wall_is_said_and_mended(
    damage: str, owners_database: BaseDatabaseWrapper
) -> None:
    with owners_database.cursor() as cursor:
        cursor.execute(damage)
    (named,) = missing_policies(owners_database)
    assert named in {"records_person", "records_person_own", "strange"}
    apply_policies(owners_database)
    apply_policies(owners_database)  # as often as one likes
    assert missing_policies(owners_database) == (("strange",) if named == "strange" else ())


def test_the_application_may_neither_own_nor_empty(
    postgres_database: BaseDatabaseWrapper,
) -> None:
    organisation("ours")
    for statement in (
        "TRUNCATE records_person CASCADE",
        "DROP POLICY records_person_own ON records_person",
        "ALTER TABLE records_person DISABLE ROW LEVEL SECURITY",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
        f"SET ROLE {OWNER_ROLE}",
        f"SET SESSION AUTHORIZATION {OWNER_ROLE}",
    ):
        with (
            pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
            transaction.atomic(),
            postgres_database.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_migration_of_data_sees_every_row(owners_database: BaseDatabaseWrapper) -> None:
    """Between the signals that Django sends before and after, the owner passes."""
    for code in ("ours", "theirs"):
        stored(Person(organisation=organisation(code), name=code))
    wall.leave()
    let_the_owner_pass(owners_database)
    assert Person._base_manager.update(name="changed") == 2
    assert missing_policies(owners_database)
    call_command("migrate", verbosity=0)
    assert missing_policies(owners_database) == ()
    assert not Person._base_manager.exists()


def test_two_roles_are_set_up_by_migrating(
    postgres_socket: Path, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    """An empty database, the owner's connection beside the application's: nothing else by hand."""
    from fahsai.services.installation import NotMigratedError, bring_up_to_date, missing_guards

    name = f"records_{new_id().hex}"
    make_database(postgres_socket, name)
    owner: Any = database_from_url(url_of(postgres_socket, name, OWNER_ROLE))
    connections.configure_settings({"default": {}, "owner": owner})
    with default_database(url_of(postgres_socket, name), django_db_blocker):
        with pytest.raises(DatabaseError):
            bring_up_to_date()  # nobody may make the first tables but the owner
        connections.settings["owner"] = owner
        try:
            bring_up_to_date()
        finally:
            del connections.settings["owner"]
        assert missing_guards() == ()
        bring_up_to_date()  # nothing to do, and nobody asked for more rights
        store = ReadingsStore.open(tmp_path, database_url=url_of(postgres_socket, name))
        assert store.waiting() == 0  # the schema of readings was made too
        store.close()
        _readings_belong_to_their_owner(name, postgres_socket, owner, tmp_path)
        organisation("ours")
        stored(fill(Person, Organisation.objects.get().id))
        with psycopg.connect(host=str(postgres_socket), user=USER, dbname=name) as admin:
            admin.execute("DROP POLICY records_person_own ON records_person")
        with pytest.raises(NotMigratedError):
            bring_up_to_date()


def _readings_belong_to_their_owner(name: str, socket: Path, owner: Any, home: Path) -> None:
    """The program writes its rows and changes no table; what a version adds its owner makes."""
    from fahsai.services.installation import NotMigratedError, bring_up_to_date

    for forbidden in (
        b"CREATE TABLE readings.mine (x int)",
        b"DROP TABLE readings.hot",
        b"TRUNCATE readings.hot",
        b"ALTER TABLE readings.hot ADD COLUMN mine int",
    ):
        with (
            psycopg.connect(url_of(socket, name)) as program,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            program.execute(forbidden)
    with psycopg.connect(url_of(socket, name, OWNER_ROLE)) as admin:
        admin.execute("DROP TABLE readings.late")  # as it was before the version that has it
    with pytest.raises(NotMigratedError):
        bring_up_to_date()
    connections.settings["owner"] = owner
    try:
        bring_up_to_date()
    finally:
        del connections.settings["owner"]
    bring_up_to_date()
    store = ReadingsStore.open(home, database_url=url_of(socket, name))
    assert store.late([1], 0, 1) == []
    store.close()


def test_policies_are_asked_by_their_index(
    postgres_name: str, postgres_socket: Path, postgres_database: BaseDatabaseWrapper
) -> None:
    """5,000 lines of somebody else are not read to find one's own few."""
    theirs = organisation("theirs")
    sample = fill(ActivityRow, theirs.id)
    lines = [
        ActivityRow(
            **{
                **{f.attname: getattr(sample, f.attname) for f in sample._meta.concrete_fields},
                "id": new_id(),
                "row_key": str(number),
            }
        )
        for number in range(5000)
    ]
    ActivityRow.rows.of(theirs.id).bulk_create(lines, batch_size=500)
    ours = organisation("ours")
    one_of_each(ours.id)
    with psycopg.connect(host=str(postgres_socket), user=USER, dbname=postgres_name) as admin:
        admin.execute("ANALYZE")
    wall.work_for(ours.id)
    with postgres_database.cursor() as cursor:
        for rows in (ActivityRow.rows.of(ours.id).current(), ActivityRow._base_manager.all()):
            sql, given = rows.query.sql_with_params()
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", given)
            (plan,) = cursor.fetchone()
            assert _most_rows(plan[0]["Plan"]) < 100, plan


def _most_rows(plan: dict[str, Any]) -> int:
    """The most rows that any step read, those it threw away included."""
    read = int(plan["Actual Rows"]) + int(plan.get("Rows Removed by Filter", 0))
    return max([read, *(_most_rows(part) for part in plan.get("Plans", ()))])


def test_grants_may_be_given_again(owners_database: BaseDatabaseWrapper) -> None:
    grant(owners_database, APPLICATION_ROLE)
    grant(owners_database, APPLICATION_ROLE)
    with owners_database.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants "
            "WHERE grantee = %s",
            [APPLICATION_ROLE],
        )
        assert {row[0] for row in cursor.fetchall()} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
