"""What was read of a year, remembered for as long as nothing was entered.

Rows are only ever added, so their number names what stands: the same number of rows means that
nothing has changed since.  What is remembered never outlives the process, and nothing is
remembered in the middle of a change that may still be undone.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import astuple
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from django.conf import settings as django_settings
from django.db import connection

import fahsai
from fahsai.core.access.states import VersionState
from fahsai.records.models import (
    ActivityRow,
    EntityLink,
    Holding,
    Inventory,
    LegalEntity,
    OrgUnit,
    OwnFactor,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from uuid import UUID

    from fahsai.records.models.base import TenantRow
    from fahsai.services.keeping.versions import Settings, Version

V = TypeVar("V")

INPUTS = (ActivityRow, Source, OwnFactor, OrgUnit, LegalEntity, Holding, EntityLink, Inventory)
"""The tables that a draft is computed from, beside its settings."""


class Remembered(Generic[V]):
    """The values used last, at most ``limit`` of them; they must never be changed."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._values: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}

    def get(self, key: Hashable | None) -> V | None:
        """The value of a key, None where it is not remembered."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
            return found

    def get_or_make(self, key: Hashable | None, make: Callable[[], V]) -> V:
        """The value of a key, made now where it is not remembered.

        Of many who ask at the same moment one makes it and the others wait for it.  In the middle
        of a change it is always made: what stands then is known to nobody else, and whoever makes
        a value may be waiting for the change to end.
        """
        if key is None or connection.in_atomic_block:
            return make()
        found = self.get(key)
        if found is not None:
            return found
        with self._lock:
            turn = self._making.setdefault(key, Lock())
        try:
            with turn:
                found = self.get(key)
                if found is None:
                    found = make()
                    self.keep(key, found)
                return found
        finally:
            with self._lock:
                self._making.pop(key, None)

    def keep(self, key: Hashable | None, value: V) -> None:
        """Remember a value, unless it may still be undone or has no key."""
        if key is None or connection.in_atomic_block:
            return
        with self._lock:
            self._values[key] = value
            while len(self._values) > self.limit:
                self._values.popitem(last=False)


def state_of(version: Version, settings: Settings) -> Hashable | None:
    """What names a version's inputs as they stand; None in the middle of a change."""
    if connection.in_atomic_block:
        return None
    own = version.settings is not None  # or the day is that of whoever asks
    return (*rows_state(version, *INPUTS), fahsai.__version__, own, astuple(settings))


def rows_state(version: Version, *models: type[TenantRow]) -> tuple[Hashable, ...]:
    """What names the rows of a version in some tables: their number, or that it froze them."""
    draft = version.state is VersionState.DRAFT
    counts = numbers_of(version.organisation_id, *models) if draft else ()
    return (*here(), version.id, version.state, counts)


def numbers_of(organisation_id: UUID, *models: type[TenantRow]) -> tuple[int, ...]:
    """How many rows an organisation has in each of some tables, by one question for all."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]  # noqa: SLF001
    counts = (f"(SELECT COUNT(*) FROM {one} WHERE organisation_id = %s)" for one in tables)  # noqa: S608
    native = connection.features.has_native_uuid_field
    owner = organisation_id if native else organisation_id.hex
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", [owner] * len(tables))
        return tuple(cursor.fetchone())


def here() -> tuple[str, str]:
    """Whose records these are, where one process has worked with several."""
    return str(connection.settings_dict["NAME"]), str(django_settings.FAHSAI.home)
