"""Noticing a topic that sends far more than any device should, as its messages come."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

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

OTHERS = ""


class Flooding:
    """Counts the messages of each topic by the minute of their arrival, for one intake."""

    def __init__(self) -> None:
        self._minute = -1
        self._counts: dict[str, int] = {}
        self._coming: dict[str, int] = {}

    def of(
        self, topics: Iterable[str], arrived: int, owner: Callable[[str], UUID | None]
    ) -> list[Flood]:
        """Floods among messages that came at ``arrived`` [unix ms]; ``owner`` is a topic's meter.

        They count once :meth:`kept` is called: what could not be kept comes again.  What a gateway
        kept while it was cut off comes at once and is counted here too.
        """
        minute = arrived // MINUTE
        if minute != self._minute:
            self._minute, self._counts = minute, {}
        counts, found = self._counts, []
        coming: dict[str, int] = {}
        for said, number in Counter(topics).items():
            topic = said if said in counts or len(counts) < MOST_TOPICS else OTHERS
            before = coming.get(topic, counts.get(topic, 0))
            after = coming[topic] = before + number
            if after > USUAL:
                beyond = after - max(before, USUAL)
                begins = int(before <= USUAL)
                found.append(Flood(topic, owner(topic), begins, beyond, after, arrived))
        self._coming = coming
        return found

    def kept(self) -> None:
        """The messages of the last :meth:`of` are on the disk."""
        self._counts |= self._coming
