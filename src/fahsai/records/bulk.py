"""Storing many rows of one table at once: prepared column by column, in few statements.

Django's own ``bulk_create`` prepares each value through several layers and, on SQLite, sends some
thirty rows a statement; for tens of thousands of rows that takes longer than all else.  What is
written is the same, and the guards of the database see every row: SQLite sets a point to go back
to before each statement whose guard may refuse it, so that few wide statements are twice as fast
as many small ones.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connections, models, router

from fahsai.records.errors import StrangerRowError
from fahsai.records.fields import CanonicalJSON, ExactDecimal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper

    Row = tuple[Any, ...]
    Prepare = Callable[[Any], Any] | None

MOST_VALUES = 16_000
"""Of one statement: SQLite takes 32,766, PostgreSQL 65,535."""


def insert_rows(
    model: type[models.Model],
    organisation_id: UUID,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
) -> int:
    """Insert rows of an organisation; how many there were.

    Args:
        model: a table of tenants.
        organisation_id: whose rows; every row says so itself.
        columns: the attributes that ``rows`` give, ``organisation_id`` among them.
        rows: the values of each row in the order of ``columns``.

    Raises:
        StrangerRowError: a row is another organisation's; nothing is stored then.
    """
    database = connections[router.db_for_write(model)]
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    owner = list(columns).index("organisation_id")
    whole = list(rows)
    if any(row[owner] != organisation_id for row in whole):
        raise StrangerRowError(f"a row of {model.__name__} is another organisation's")
    prepare = [_prepare(fields[name], database) for name in columns]
    quote = database.ops.quote_name
    names = ", ".join(quote(fields[name].column or name) for name in columns)
    table = quote(model._meta.db_table)  # noqa: SLF001
    places = f"({', '.join(['%s'] * len(columns))})"
    most = max(1, MOST_VALUES // len(columns))
    with database.cursor() as cursor:
        for begin in range(0, len(whole), most):
            part = whole[begin : begin + most]
            many = ", ".join([places] * len(part))
            # names of our own models; every value is a parameter
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES {many}",  # noqa: S608
                list(chain.from_iterable(_ready(part, prepare))),
            )
    return len(whole)


def _ready(rows: Sequence[Row], prepare: Sequence[Prepare]) -> Iterator[Row]:
    """The rows as the database takes them; columns that it takes as they are pass untouched."""
    columns = zip(*rows, strict=True)
    return zip(
        *(
            column if make is None else map(make, column)
            for column, make in zip(columns, prepare, strict=True)
        ),
        strict=True,
    )


def store_rows(rows: Sequence[models.Model], organisation_id: UUID) -> int:
    """Insert rows of one table that were made as models; how many there were.

    Raises:
        StrangerRowError: a row is another organisation's; nothing is stored then.
    """
    if not rows:
        return 0
    model = type(rows[0])
    columns = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001
    values = (tuple(getattr(row, name) for name in columns) for row in rows)
    return insert_rows(model, organisation_id, columns, values)


def _prepare(field: models.Field[Any, Any], database: BaseDatabaseWrapper) -> Prepare:
    """How a value of a field becomes what the database takes; None where it is taken as it is.

    Plain columns take the short way; the others that of the field itself.
    """
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    lite = database.vendor == "sqlite"
    if isinstance(target, models.UUIDField):
        return _hex if lite else None
    if isinstance(target, models.TextField | models.BooleanField | models.IntegerField):
        return None
    if type(target) is models.DateField:
        return _iso if lite else None
    if isinstance(field, ExactDecimal):
        return field.get_prep_value
    if isinstance(field, CanonicalJSON):
        return _json(field)
    return _remembering(lambda value: field.get_db_prep_save(value, connection=database))


def _json(field: CanonicalJSON[Any, Any]) -> Callable[[Any], Any]:
    """The text of a value; most lists are empty: evidence that nobody named."""
    nothing = field.get_prep_value([])

    def prepared(value: Any) -> Any:
        empty = isinstance(value, list | tuple) and not value
        return nothing if empty else field.get_prep_value(value)

    return prepared


def _remembering(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same, once for equal values that follow each other: one moment for all rows."""
    last: list[Any] = []

    def prepared(value: Any) -> Any:
        if not last or type(last[0]) is not type(value) or last[0] != value:
            last[:] = [value, make(value)]
        return last[1]

    return prepared


def _hex(value: Any) -> Any:
    return None if value is None else value.hex


def _iso(value: Any) -> Any:
    return None if value is None else value.isoformat()
