"""Identifiers made here: UUID version 7, so that rows sort in the order they were made."""

from __future__ import annotations

from uuid import UUID

from uuid6 import uuid7


def new_id() -> UUID:
    """A new identifier; those made later in this process compare greater."""
    return UUID(int=uuid7().int)
