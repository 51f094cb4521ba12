"""The Django application ``records``: it guards its tables after every migration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper


class RecordsConfig(AppConfig):
    """Tables, guards, row policies and files of the organisations."""

    name = "fahsai.records"
    label = "records"

    def ready(self) -> None:
        """Re-apply guards and policies after each migration; let no connection remember."""
        pre_migrate.connect(_open_to_the_owner, sender=self)
        post_migrate.connect(_guard_tables, sender=self)
        connection_created.connect(_forget_who)


def _open_to_the_owner(using: str, plan: Sequence[object] = (), **_: Any) -> None:
    from django.db import connections

    from fahsai.records.row_security import let_the_owner_pass

    if plan:
        let_the_owner_pass(connections[using])


def _guard_tables(using: str, **_: Any) -> None:
    from django.db import connections

    from fahsai.records.guards import apply_guards
    from fahsai.records.row_security import apply_policies

    apply_guards(connections[using])
    apply_policies(connections[using])


def _forget_who(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """A connection of a pool has worked for somebody before."""
    from fahsai.records.wall import forget

    forget(connection)
