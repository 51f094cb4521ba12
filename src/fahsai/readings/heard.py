"""What has come from meters, counted with each batch, and messages that became no reading."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from fahsai.readings.values import Counted, Heard, KeptMessage, NoReading, Refusals

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from fahsai.readings.database import Database, Session

MOST_OF_TOPIC = 200
"""Messages of one topic that are kept; beyond it the oldest go."""

MOST_KEPT = 50_000
"""Messages that are kept in all."""

MOST_TOPICS = 10_000
"""Topics whose refusals are counted each; those of the others are counted together."""

MOST_BYTES = 16_384
"""What is kept of a payload [bytes]; its whole size is told."""

OTHER_TOPICS = ""
"""Under this name the topics beyond ``MOST_TOPICS`` are counted."""

_LONGEST_TOPIC = 1024

_COUNT = """
INSERT INTO heard (meter, messages, readings, last_ts, last_arrived, lag)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (meter) DO UPDATE SET
    messages = heard.messages + excluded.messages,
    readings = heard.readings + excluded.readings,
    last_ts = CASE WHEN excluded.last_ts > heard.last_ts
        THEN excluded.last_ts ELSE heard.last_ts END,
    lag = CASE WHEN excluded.readings > 0 AND excluded.last_arrived >= heard.last_arrived
        THEN excluded.lag ELSE heard.lag END,
    last_arrived = CASE WHEN excluded.last_arrived > heard.last_arrived
        THEN excluded.last_arrived ELSE heard.last_arrived END
"""

_REFUSE = """
INSERT INTO refusals (topic, reason, meter, count, last) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (topic, reason) DO UPDATE SET
    count = refusals.count + excluded.count, meter = excluded.meter,
    last = CASE WHEN excluded.last > refusals.last THEN excluded.last ELSE refusals.last END
"""

_KEEP = "INSERT INTO kept (arrived, topic, reason, meter, size, payload) VALUES (?, ?, ?, ?, ?, ?)"


def count(session: Session, heard: Sequence[Heard]) -> None:
    """Add what a batch brought.  In one order, so that two processes never wait in a ring."""
    rows = [(str(one.meter), *one[1:], _lag(one)) for one in heard]
    session.run_many(_COUNT, sorted(rows))


def _lag(one: Heard) -> int:
    """How old the newest reading was when it came [ms]; 0 where none came."""
    return max(0, one.arrived - one.last_ts * 1000) if one.readings else 0


def keep(session: Session, kept: Sequence[NoReading]) -> None:
    """Keep messages that became no reading, and count them by topic and reason."""
    if not kept:
        return
    named = [one._replace(topic=plain(one.topic), reason=plain(one.reason)) for one in kept]
    _count_refusals(session, [one._replace(reason=one.code) for one in named])
    newest: Counter[str] = Counter()
    wanted = []
    for one in reversed(named):  # of a flood only the newest are written at all
        newest[one.topic] += 1
        if newest[one.topic] <= MOST_OF_TOPIC:
            wanted.append(one)
    session.run_many(_KEEP, [_row(one) for one in reversed(wanted[:MOST_KEPT])])
    for topic in sorted(newest):
        session.run(
            "DELETE FROM kept WHERE topic = ? AND id <= (SELECT id FROM kept WHERE topic = ?"
            " ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (topic, topic, MOST_OF_TOPIC),
        )
    session.run(
        "DELETE FROM kept WHERE id <= (SELECT id FROM kept ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (MOST_KEPT,),
    )


def _count_refusals(session: Session, kept: Sequence[NoReading]) -> None:
    times = Counter((one.topic, one.reason) for one in kept)
    newest = {(one.topic, one.reason): one for one in kept}
    known = {topic for (topic,) in session.rows("SELECT DISTINCT topic FROM refusals")}
    together: Counter[tuple[str, str, str]] = Counter()
    last: dict[tuple[str, str, str], int] = {}
    for (topic, reason), number in sorted(times.items()):
        one = newest[topic, reason]
        if topic not in known and len(known) >= MOST_TOPICS:
            key = (OTHER_TOPICS, reason, "")
        else:
            known.add(topic)
            key = (topic, reason, _text(one.meter))
        together[key] += number
        last[key] = max(last.get(key, 0), one.arrived)
    session.run_many(_REFUSE, [(*key, number, last[key]) for key, number in together.items()])


def _row(one: NoReading) -> tuple[Any, ...]:
    payload = one.payload[:MOST_BYTES]
    return one.arrived, one.topic, one.reason, _text(one.meter), len(one.payload), payload


def plain(topic: str) -> str:
    """A topic or a reason as both databases can store it, however hostile."""
    return topic[:_LONGEST_TOPIC].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _text(meter: UUID | None) -> str:
    return "" if meter is None else str(meter)


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None


def counted(database: Database, session: Session, meters: Collection[UUID] | None) -> list[Counted]:
    """What has come from meters (None: all)."""
    where, values = _of(database, "meter", meters)
    refused: dict[str, int] = dict(
        session.rows(f"SELECT meter, sum(count) FROM refusals {where} GROUP BY meter", values)  # noqa: S608
    )
    asked = f"SELECT meter, messages, readings, last_ts, last_arrived, lag FROM heard {where}"  # noqa: S608
    found = []
    for meter, messages, readings, *times in session.rows(asked + " ORDER BY meter", values):
        number = int(refused.pop(meter, 0))
        found.append(Counted(UUID(meter), messages, readings, number, *times))
    silent = (  # all that they sent was refused
        Counted(UUID(meter), 0, 0, int(number), 0, 0, 0)
        for meter, number in sorted(refused.items())
        if meter
    )
    return [*found, *silent]


def refusals(
    database: Database,
    session: Session,
    meters: Collection[UUID] | None,
    below: Collection[str] = (),
) -> list[Refusals]:
    """How often messages became no reading (None: of all topics)."""
    where, values = _of(database, "meter", meters, below)
    asked = f"SELECT topic, reason, meter, count, last FROM refusals {where}"  # noqa: S608
    return [
        Refusals(topic, reason, _uuid(meter), number, last)
        for topic, reason, meter, number, last in session.rows(
            asked + " ORDER BY topic, reason", values
        )
    ]


def kept_messages(
    database: Database,
    session: Session,
    meters: Collection[UUID] | None,
    most: int,
    below: Collection[str] = (),
) -> list[KeptMessage]:
    """The newest kept messages (None: of all topics)."""
    where, values = _of(database, "meter", meters, below)
    asked = (
        "SELECT id, arrived, topic, payload, reason, meter, size FROM kept "  # noqa: S608
        f"{where} ORDER BY id DESC LIMIT ?"
    )
    return [
        KeptMessage(number, NoReading(arrived, topic, bytes(payload), reason, _uuid(meter)), size)
        for number, arrived, topic, payload, reason, meter, size in session.rows(
            asked, (*values, most)
        )
    ]


def _of(
    database: Database, column: str, meters: Collection[UUID] | None, below: Collection[str] = ()
) -> tuple[str, tuple[Any, ...]]:
    """The condition of some meters; of all of them none.  ``below``: or of no meter, there."""
    if meters is None:
        return "", ()
    some = (database.many(str(one) for one in meters),)
    if not below:
        return f"WHERE {database.among(column)}", some
    there = " OR ".join(f"substr(topic, 1, {len(one)}) = ?" for one in below)
    none = f"({column} = '' AND ({there}))"
    return f"WHERE ({database.among(column)} OR {none})", (*some, *below)
