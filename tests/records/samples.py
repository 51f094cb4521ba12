"""One stored row of every table, made in the order in which they refer to each other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from fahsai.records import wall
from fahsai.records.fields import CanonicalJSON, ExactDecimal
from fahsai.records.ids import new_id
from fahsai.records.models import Account, FrozenRow, Organisation

WORDS = {"period_kind": "fiscal_year", "origin": "paid", "grade": "Y"}
"""For the columns that hold a word of a closed list."""

ACTOR = UUID("0190a000-0000-7000-8000-000000000001")


def organisation(code: str) -> Organisation:
    """A stored tenant, which is worked for from now on."""
    row = Organisation(code=code)
    wall.work_for(row.id)
    row.save()
    return row


def fill(model: type[models.Model], organisation_id: UUID, **given: Any) -> Any:
    """An unsaved row with a plain value in every column that has no default."""
    values: dict[str, Any] = {"organisation_id": organisation_id}
    for field in model._meta.concrete_fields:
        if field.null or field.has_default() or field.name == "organisation":
            continue
        if field.is_relation and f"{field.name}_id" not in given:
            values[field.attname] = first(field.related_model, organisation_id).pk
        elif not field.is_relation:
            values[field.name] = plain_value(field)
    return model(**{**values, **given})


def plain_value(field: models.Field[Any, Any]) -> Any:  # noqa: PLR0911 - one a type of column
    """Something that the column can hold."""
    match field:
        case ExactDecimal():
            return Decimal("1.5")
        case CanonicalJSON():
            return {"a": "1"}
        case models.UUIDField():
            return new_id()
        case models.BooleanField() | models.IntegerField():
            return 1
        case models.DateTimeField():
            return datetime(2030, 1, 1, tzinfo=UTC)
        case models.DateField():
            return date(2022, 9, 30) if field.name == "period_end" else date(2021, 10, 1)
        case models.EmailField():
            return f"{new_id()}@example.org"
        case models.TextField() if field.unique:
            return str(new_id())
        case models.TextField():
            return WORDS.get(field.name, field.name)
    raise AssertionError(f"no sample for {field}")


def first(model: Any, organisation_id: UUID) -> Any:
    """The stored row of that table, or a new one."""
    if model is Account:
        return Account.objects.first() or stored(Account(email="a@example.org", name="ก"))
    wall.work_for(organisation_id)
    found = model.rows.of(organisation_id).first()
    return found or stored(fill(model, organisation_id))


def stored(row: Any) -> Any:
    """``row``, saved by somebody who works for its organisation."""
    if hasattr(row, "organisation_id"):
        wall.work_for(row.organisation_id)
    row.save()
    return row


def one_of_each(organisation_id: UUID) -> dict[type[models.Model], Any]:
    """A row of every tenant table."""
    with transaction.atomic():
        return {model: first(model, organisation_id) for model in tenant_models()}


def tenant_models() -> list[Any]:
    """Every model but the tenant itself, and the accounts of the installation."""
    everyones = (Organisation, Account)
    models = apps.get_app_config("records").get_models()
    return [model for model in models if model not in everyones]


def frozen_rows() -> list[Any]:
    """Every model whose rows may be superseded."""
    return [model for model in tenant_models() if issubclass(model, FrozenRow)]
