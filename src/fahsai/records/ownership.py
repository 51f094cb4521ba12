"""The composite foreign key: a row and what it refers to belong to one organisation.

It is a constraint of the table in the migrations, so SQLite keeps it when it rebuilds a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BaseConstraint, ForeignKey, Model

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class SameOwner(BaseConstraint):
    """FOREIGN KEY (organisation_id, ``field``_id) REFERENCES its table (organisation_id, id)."""

    def __init__(self, *, field: str, name: str = "", **options: Any) -> None:
        self.field = field
        super().__init__(name=name or f"%(class)s_{field}_same_owner", **options)

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """The clause of CREATE TABLE on SQLite.

        PostgreSQL wants the other table to exist already, so there it waits for the migration's
        end, as Django's own foreign keys do.
        """
        assert schema_editor is not None  # noqa: S101 - Django always gives both
        assert model is not None  # noqa: S101
        if schema_editor.connection.vendor == "sqlite":
            return self._clause(model, schema_editor)
        self.create_sql(model, schema_editor)
        return ""

    def create_sql(  # type: ignore[override]  # nothing to run at once, as Django's own may answer
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> None:
        """ALTER TABLE at the end of the migration (SQLite rebuilds the table instead)."""
        assert schema_editor is not None  # noqa: S101
        assert model is not None  # noqa: S101
        table = schema_editor.quote_name(model._meta.db_table)  # noqa: SLF001
        schema_editor.deferred_sql.append(
            f"ALTER TABLE {table} ADD {self._clause(model, schema_editor)}"
        )

    def remove_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """ALTER TABLE ... DROP CONSTRAINT."""
        assert schema_editor is not None  # noqa: S101
        assert model is not None  # noqa: S101
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"  # noqa: SLF001

    def _clause(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        field = model._meta.get_field(self.field)  # noqa: SLF001
        if not isinstance(field, ForeignKey):
            raise TypeError(f"{model.__name__}.{self.field} refers to nothing")
        quote = schema_editor.quote_name
        parent = field.remote_field.model._meta.db_table  # noqa: SLF001
        return (
            f"CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY ({quote('organisation_id')}, {quote(field.column)}) "
            f"REFERENCES {quote(parent)} ({quote('organisation_id')}, {quote('id')}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Collection[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Nothing to ask beforehand: the database answers when the transaction commits."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """The constraint as a migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "field": self.field}

    def __eq__(self, other: object) -> bool:
        """Equal name and field."""
        if not isinstance(other, SameOwner):
            return NotImplemented
        return (self.name, self.field) == (other.name, other.field)

    def __hash__(self) -> int:
        """Of name and field."""
        return hash((self.name, self.field))
