"""Whose rows: every table has an owner, every query says whose, no row crosses over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Max, Sum
from tests.records.samples import fill, one_of_each, organisation, stored, tenant_models

from fahsai.records import wall
from fahsai.records.errors import StrangerRowError, UnscopedQueryError
from fahsai.records.models import (
    Account,
    ActivityRow,
    ComponentRow,
    LineResultRow,
    Organisation,
    Person,
    TeamAssignment,
    TenantRow,
)
from fahsai.records.ownership import SameOwner

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

every_tenant_model = pytest.mark.parametrize(
    "model", tenant_models(), ids=lambda model: model.__name__
)


def references(model: Any) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and field.name != "organisation" and field.related_model is not Account
    ]


@every_tenant_model
def test_a_row_has_an_owner(model: Any) -> None:
    assert issubclass(model, TenantRow)
    owner = model._meta.get_field("organisation")
    assert owner.related_model is Organisation
    assert not owner.null
    assert owner.db_constraint


@every_tenant_model
def test_every_reference_is_a_composite_one(model: Any) -> None:
    """By the model and, below, by the database itself."""
    guarded = {c.field for c in model._meta.constraints if isinstance(c, SameOwner)}
    assert guarded == {field.name for field in references(model)}
    assert all(field.remote_field.hidden for field in references(model))


def test_the_database_has_the_composite_keys(each_database: BaseDatabaseWrapper) -> None:
    for model in tenant_models():
        for field in references(model):
            parent = field.related_model._meta.db_table
            assert (
                ("organisation_id", field.column),
                parent,
                ("organisation_id", "id"),
            ) in foreign_keys(each_database, model._meta.db_table), field


def foreign_keys(database: BaseDatabaseWrapper, table: str) -> set[Any]:
    """(columns, other table, its columns) of each foreign key that the database holds."""
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute(
                'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(%s) '
                "ORDER BY id, seq",
                [table],
            )
        else:
            cursor.execute(
                "SELECT c.oid, c.confrelid::regclass::text, a.attname, b.attname "
                "FROM pg_constraint c, unnest(c.conkey, c.confkey) WITH ORDINALITY k(f, t, n) "
                "JOIN pg_attribute a ON a.attnum = k.f JOIN pg_attribute b ON b.attnum = k.t "
                "WHERE c.contype = 'f' AND c.conrelid = %s::regclass "
                "AND a.attrelid = c.conrelid AND b.attrelid = c.confrelid ORDER BY c.oid, n",
                [table],
            )
        keys: dict[Any, list[Any]] = {}
        for number, parent, here, there in cursor.fetchall():
            keys.setdefault((number, parent), []).append((here, there))
    return {
        (tuple(h for h, _ in pairs), parent, tuple(t for _, t in pairs))
        for (_, parent), pairs in keys.items()
    }


@every_tenant_model
def test_a_query_without_an_owner_raises(model: Any) -> None:
    rows = model.rows
    for ask in (rows.all, rows.filter, rows.count, rows.first, rows.create, rows.exists):
        with pytest.raises(UnscopedQueryError, match=model.__name__):
            ask()
    assert model._default_manager is rows
    assert not hasattr(model, "objects")


def test_one_sees_only_what_is_ones_own(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    ours, theirs = organisation("ours"), organisation("theirs")
    mine, _ = one_of_each(ours.id), one_of_each(theirs.id)
    for model, row in mine.items():
        rows: Any = model
        wall.work_for(ours.id)
        assert [found.pk for found in rows.rows.of(ours.id)] == [row.pk]
        assert not rows.rows.of(theirs.id).filter(pk=row.pk).exists()


def test_no_row_refers_to_a_strangers_row(each_database: BaseDatabaseWrapper) -> None:
    """For every reference of every table: the database refuses at the latest at commit."""
    del each_database
    ours, theirs = organisation("ours"), organisation("theirs")
    one_of_each(ours.id)
    strangers = one_of_each(theirs.id)
    tried = 0
    for model in tenant_models():
        for field in references(model):
            stranger: Any = strangers[field.related_model]
            row = fill(model, ours.id, **{field.attname: stranger.pk})
            wall.work_for(ours.id)
            with pytest.raises(IntegrityError, match=r"(?i)foreign key"), transaction.atomic():
                row.save()
            tried += 1
    assert tried > 30


def test_a_batch_is_checked_for_strangers(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    ours, theirs = organisation("ours"), organisation("theirs")
    with pytest.raises(StrangerRowError):
        Person.rows.of(ours.id).bulk_create([Person(name="x", organisation_id=theirs.id)])


def test_a_person_may_be_corrected_and_not_deleted_while_named(
    each_database: BaseDatabaseWrapper,
) -> None:
    del each_database
    ours = organisation("ours")
    person = stored(Person(organisation=ours, name="สมชาย"))
    stored(fill(TeamAssignment, ours.id, person_id=person.id))
    Person.rows.of(ours.id).filter(id=person.id).update(name="")
    person.refresh_from_db()
    assert person.name == ""
    with pytest.raises(models.ProtectedError):
        person.delete()


def test_sql_neither_sorts_nor_adds_exact_decimals(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    ours = organisation("ours")
    lines, parts = ActivityRow.rows.of(ours.id), ComponentRow.rows.of(ours.id)
    for ask in (
        lambda: lines.order_by("quantity"),
        lambda: lines.order_by(F("quantity").desc()),
        lambda: lines.aggregate(Sum("quantity")),
        lambda: lines.aggregate(top=Max("quantity")),
        lambda: lines.annotate(more=F("quantity") + 1),
        lambda: lines.filter(quantity__gt=1),
        lambda: lines.exclude(sheet_factor__lte="2"),
        lambda: parts.order_by("line_result__quantity"),
        lambda: parts.filter(line_result__quantity__contains="1"),
    ):
        with pytest.raises(FieldError, match=r"kept as text|Unsupported lookup"):
            list(ask())
    assert lines.aggregate(n=Count("id")) == {"n": 0}
    assert list(lines.order_by("-period_start", "pk", F("unit").asc())) == []
    assert list(LineResultRow.rows.of(ours.id).order_by("source_result__position")) == []
