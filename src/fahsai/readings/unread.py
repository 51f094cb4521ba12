"""Numbers of messages that arrived without becoming a reading, until somebody has counted them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.readings.values import Unread

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from fahsai.readings.database import Database, Session

MOST_WAITING = 10_000
"""So many wait at most: of a flood that nobody counts the oldest go."""


def keep(session: Session, unread: Sequence[Unread]) -> None:
    """Remember what came, for the next compaction."""
    if not unread:
        return
    session.run_many(
        "INSERT INTO unread (meter, arrived, numbers) VALUES (?, ?, ?)",
        [(str(one.meter), one.arrived, json.dumps(one.numbers)) for one in unread[-MOST_WAITING:]],
    )
    session.run(
        "DELETE FROM unread WHERE id <= (SELECT id FROM unread ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (MOST_WAITING,),
    )


def up_to(session: Session, arrived: int) -> dict[int, Unread]:
    """What had come by a time [unix ms], in order of arrival, by the number of its row."""
    asked = "SELECT id, meter, arrived, numbers FROM unread WHERE arrived <= ? ORDER BY arrived, id"
    return {
        number: Unread(UUID(meter), at, tuple(json.loads(numbers)))
        for number, meter, at, numbers in session.rows(asked, (arrived,))
    }


def drop(database: Database, session: Session, ids: Collection[int]) -> None:
    """Forget what has been counted."""
    session.run(f"DELETE FROM unread WHERE {database.among('id')}", (database.many(ids),))  # noqa: S608
