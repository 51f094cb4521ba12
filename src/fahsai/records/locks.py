"""One at a time: what must be looked at and changed by nobody else in between."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

RECORDS = "records"


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


def hold_records(organisation_id: UUID) -> None:
    """Be the only one who changes what the years of an organisation are made of.

    Whoever enters, imports, settles, submits or reopens takes this before looking at what stands,
    and no other lock before or after it: so nothing that was looked at changes before it is
    written, what is frozen is what was calculated, and nobody waits for each other in a ring.
    """
    one_at_a_time(organisation_id, RECORDS)


@contextmanager
def records_held(organisation_id: UUID) -> Iterator[None]:
    """A transaction that is the only one to change the records of the organisation."""
    with transaction.atomic():
        hold_records(organisation_id)
        yield
