"""One at a time: what must be looked at and changed by nobody else in between."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from uuid import UUID


def one_at_a_time(organisation_id: UUID, what: str) -> None:
    """Wait until no other transaction holds ``what`` of the organisation, and hold it.

    The end of the transaction lets go.  SQLite needs no lock of its own: its transactions begin
    with the right to write, which only one has (see :mod:`fahsai.site.database`).

    Raises:
        RuntimeError: outside a transaction, where nothing would be held.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a lock is held by a transaction")
    if connection.vendor != "postgresql":
        return
    digest = sha256(f"{organisation_id} {what}".encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
