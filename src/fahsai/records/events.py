"""Who did what to what, when: one event for each change, in the change's own transaction."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import router, transaction

from fahsai.records.canonical_json import canonical_json
from fahsai.records.models import Event

if TYPE_CHECKING:
    from uuid import UUID


def record_event(
    *,
    organisation_id: UUID,
    actor_id: UUID,
    verb: str,
    object_type: str,
    object_id: UUID,
    payload: object,
) -> Event:
    """Write the event of a change; only the hash of ``payload`` is kept, so nothing personal.

    Raises:
        RuntimeError: outside a transaction, where the change could stand without its event.
    """
    if not transaction.get_connection(router.db_for_write(Event)).in_atomic_block:
        raise RuntimeError("an event is written in the transaction of the change it tells of")
    return Event.rows.of(organisation_id).create(
        actor_id=actor_id,
        verb=verb,
        object_type=object_type,
        object_id=object_id,
        payload_sha256=sha256(canonical_json(payload).encode()).hexdigest(),
    )
