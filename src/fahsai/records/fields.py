"""Columns that hold the same on SQLite and on PostgreSQL: exact decimals and canonical JSON.

Both are text.  SQL never adds, compares or rounds them; sums are made in the core.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from fahsai.core.quantity.exact import canonical, exact
from fahsai.records.canonical_json import JSON, canonical_json, parse_json, plain

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.lookups import Lookup

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)

if TYPE_CHECKING:
    _Column = models.Field
else:

    class _Column(models.Field):
        """Django's field takes its type parameters only while types are checked."""

        def __class_getitem__(cls, _: object) -> type:
            return cls


class _TextColumn(_Column[_ST_contra, _GT_co]):
    """A value kept as its one canonical text, which may be found again and not computed with."""

    lookups: frozenset[str] = frozenset({"exact", "in", "isnull"})

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Text on both databases."""
        del connection
        return "text"

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """None for the lookups that would compare text where numbers are meant.

        Django then raises ``FieldError``: unsupported lookup.
        """
        return super().get_lookup(lookup_name) if lookup_name in self.lookups else None


class ExactDecimal(_TextColumn[_ST_contra, _GT_co]):
    """A decimal of at most 34 digits as its canonical text; floats are refused.

    >>> ExactDecimal().get_prep_value(Decimal("41.46897214952500026100"))
    '41.468972149525000261'
    """

    _pyi_private_set_type: Decimal | int | str
    _pyi_private_get_type: Decimal

    description = "exact decimal"

    def to_python(self, value: Any) -> Decimal | None:
        """The decimal itself.

        Raises:
            TypeError: a float or a truth value.
            ValueError: not finite, or more than 34 digits: nothing is rounded on its way to rest.
        """
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
            raise TypeError(f"{self.name}: {value!r} is no exact number")
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(f"{self.name}: {value} is not a finite number")
        if exact(number) != number:
            raise ValueError(f"{self.name}: {value} has more than 34 digits")
        return number

    def get_prep_value(self, value: Any) -> Any:
        """The canonical text."""
        if hasattr(value, "resolve_expression"):
            return value
        number = self.to_python(value)
        return None if number is None else canonical(number)

    def from_db_value(self, value: Any, *_: object) -> Decimal | None:
        """The decimal of a stored text; anything but text was computed by SQL and is refused."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError(f"{self.name}: SQL computed {value!r}; sums are made in the core")
        return Decimal(value)


class CanonicalJSON(_TextColumn[_ST_contra, _GT_co]):
    """JSON as its canonical text: sorted keys, no floats, decimals as text."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    description = "canonical JSON"
    empty_strings_allowed = False

    def to_python(self, value: Any) -> JSON:
        """The value made of JSON's own types only."""
        return plain(value)

    def get_prep_value(self, value: Any) -> Any:
        """The canonical text."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return canonical_json(value)

    def from_db_value(self, value: str | None, *_: object) -> JSON:
        """The value of a stored text."""
        return None if value is None else parse_json(value)
