"""Noticing a topic that sends far more than any device should, as its messages come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from fahsai.readings.values import Flood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

USUAL = 600
"""Messages of a topic in a minute that nobody minds: ten a second, as the door of HTTP allows."""

MINUTE = 60_000
"""[ms]"""

MOST_TOPICS = 100_000
"""Topics that are looked at each in a minute; those beyond, which nobody knows, together."""

LONGEST_TOPIC = 1024
"""Of what is remembered of a topic [characters]; any of ours is shorter."""

OTHERS = ""


class Coming(NamedTuple):
    """Messages by their topics that are not on the disk yet, and the minute that they count in."""

    minute: int
    numbers: Mapping[str, int]


class Flooding:
    """Counts the messages of each topic by the minute of their arrival; any thread may ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = -1
        self._counts: Counter[str] = Counter()

    def of(
        self, topics: Iterable[str], arrived: int, owner: Callable[[str], UUID | None]
    ) -> tuple[list[Flood], Coming]:
        """Floods among messages that came at ``arrived`` [unix ms]; ``owner`` is a topic's meter.

        They count once :meth:`kept` is told of them: what could not be kept comes again.  What a
        gateway kept while it was cut off comes at once and is counted here too.
        """
        minute = arrived // MINUTE
        found = []
        coming: Counter[str] = Counter()
        with self._lock:
            counts = self._counts_of(minute)
            for said, number in Counter(one[:LONGEST_TOPIC] for one in topics).items():
                topic = said if said in counts or len(counts) < MOST_TOPICS else OTHERS
                before = counts.get(topic, 0) + coming.get(topic, 0)
                coming[topic] += number
                after = before + number
                if after > USUAL:
                    beyond = after - max(before, USUAL)
                    begins = int(before <= USUAL)
                    found.append(Flood(topic, owner(topic), begins, beyond, after, arrived))
        return found, Coming(minute, coming)

    def kept(self, coming: Coming) -> None:
        """The messages of an :meth:`of` are on the disk."""
        with self._lock:
            if coming.minute == self._minute:  # those of a minute that is over are told already
                self._counts.update(coming.numbers)

    def _counts_of(self, minute: int) -> Mapping[str, int]:
        """The counts of a minute; those of the last one end as the next begins."""
        if minute > self._minute:
            self._minute, self._counts = minute, Counter()
        return self._counts if minute == self._minute else {}
