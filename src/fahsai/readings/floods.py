"""Topics that send far more than they should: counted each, so that somebody finds the device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from fahsai.readings.heard import MOST_TOPICS, OTHER_TOPICS, plain
from fahsai.readings.values import Flood

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from fahsai.readings.database import Database, Session

_FLOOD = """
INSERT INTO floods (topic, meter, minutes, beyond, most, last) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (topic) DO UPDATE SET
    meter = excluded.meter,
    minutes = floods.minutes + excluded.minutes, beyond = floods.beyond + excluded.beyond,
    most = CASE WHEN excluded.most > floods.most THEN excluded.most ELSE floods.most END,
    last = CASE WHEN excluded.last > floods.last THEN excluded.last ELSE floods.last END
"""


def note(session: Session, floods: Sequence[Flood]) -> None:
    """Count floods; those of topics beyond ``MOST_TOPICS`` are counted together."""
    if not floods:
        return
    known = {topic for (topic,) in session.rows("SELECT topic FROM floods")}
    rows = []
    for one in sorted(floods, key=lambda flood: flood.topic):
        topic, meter = plain(one.topic), "" if one.meter is None else str(one.meter)
        if topic not in known and len(known) >= MOST_TOPICS:
            topic, meter = OTHER_TOPICS, ""
        known.add(topic)
        rows.append((topic, meter, one.minutes, one.beyond, one.most, one.last))
    session.run_many(_FLOOD, rows)


def floods(
    database: Database, session: Session, meters: Collection[UUID] | None, since: int
) -> list[Flood]:
    """Floods of meters (None: of all topics) that lasted until ``since`` or later [unix ms]."""
    where = ""
    values: tuple[Any, ...] = ()
    if meters is not None:
        where = f" AND {database.among('meter')}"
        values = (database.many(str(one) for one in meters),)
    asked = f"SELECT topic, meter, minutes, beyond, most, last FROM floods WHERE last >= ?{where}"  # noqa: S608
    found = [_flood(row) for row in session.rows(asked, (since, *values))]
    return sorted(found, key=lambda one: (-one.beyond, one.topic))


def _flood(row: tuple[Any, ...]) -> Flood:
    topic, meter, *numbers = row
    return Flood(topic, UUID(meter) if meter else None, *numbers)
