"""The switch that lets tests empty frozen tables; nothing of it is in the program.

Flushing is what Django's live-server tests do when they end; the guards come back with the
``post_migrate`` signal that flush sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from django.test import TransactionTestCase

from fahsai.records.guards import installed_guards

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def thaw(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers of the frozen tables."""
    with connection.cursor() as cursor:
        for name, table in installed_guards(connection).items():
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{on}')


@pytest.fixture
def flushable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a ``transaction=True`` or live-server test end: ask for it before that fixture."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(case: Any) -> None:
        for connection in connections.all(initialized_only=True):
            thaw(connection)
        flush(case)

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
