"""The Django application ``records``: it guards its tables after every migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """Tables, guards and files of the organisations."""

    name = "fahsai.records"
    label = "records"

    def ready(self) -> None:
        """Re-apply the guards after each migration: SQLite loses them when a table is rebuilt."""
        post_migrate.connect(_guard_tables, sender=self)


def _guard_tables(using: str, **_: Any) -> None:
    from django.db import connections

    from fahsai.records.guards import apply_guards

    apply_guards(connections[using])
