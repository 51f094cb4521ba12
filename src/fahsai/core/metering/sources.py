"""Which emission source a meter measured when: it may be moved from one to another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Sequence

BEGINNING = date.min
"""As the first day of a source: it always was that one, what was said before was a mistake."""


class Earlier(NamedTuple):
    """What a meter measured up to a day: ``until`` is the first that no longer belongs to it."""

    until: date
    source_id: UUID | None


class Sources(NamedTuple):
    """The sources of a meter by time: those before, in order, and the last of all.

    None stands for no source.

    >>> one = Sources((Earlier(date(2026, 3, 1), None),), UUID(int=1))
    >>> one.on(date(2026, 2, 28)), one.on(date(2026, 3, 1))
    (None, UUID('00000000-0000-0000-0000-000000000001'))
    """

    earlier: tuple[Earlier, ...] = ()
    last: UUID | None = None

    @property
    def since(self) -> date | None:
        """The first day of the last source; None: from the beginning."""
        return self.earlier[-1].until if self.earlier else None

    @property
    def ever(self) -> frozenset[UUID]:
        """Every source that it ever had."""
        found = {one.source_id for one in self.earlier} | {self.last}
        return frozenset(one for one in found if one is not None)

    @property
    def never_said(self) -> bool:
        """Whether it never had a source."""
        return not self.ever

    def on(self, day: date) -> UUID | None:
        """The source of a day."""
        return next((one.source_id for one in self.earlier if day < one.until), self.last)

    def moved(self, source_id: UUID | None, since: date) -> Sources:
        """The same with ``source_id`` from a day on, and what was said of later days dropped.

        Saying the last source again with another day says when it began.

        >>> first, other = UUID(int=1), UUID(int=2)
        >>> once = Sources((), first).moved(other, date(2026, 3, 1))
        >>> once.on(date(2026, 2, 28)) == first, once.since
        (True, datetime.date(2026, 3, 1))
        >>> once.moved(other, date(2026, 4, 1)).on(date(2026, 3, 31)) == first
        True
        >>> once.moved(other, BEGINNING) == Sources((), other)
        True
        """
        if since == BEGINNING:
            return Sources((), source_id)
        before = self._without_last() if source_id == self.last else self
        kept = [one for one in before.earlier if one.until < since]
        last = before.on(date.fromordinal(since.toordinal() - 1))
        if last == source_id:
            return Sources(tuple(kept), source_id)
        return Sources((*kept, Earlier(since, last)), source_id)

    def _without_last(self) -> Sources:
        if not self.earlier:
            return Sources()
        return Sources(self.earlier[:-1], self.earlier[-1].source_id)


NO_SOURCES = Sources()
"""A meter of which nobody said what it measures."""


def spans(of: Sources) -> Sequence[tuple[date | None, date | None, UUID | None]]:
    """Each source with its first day and the first day after it; None where it is open."""
    found: list[tuple[date | None, date | None, UUID | None]] = []
    start: date | None = None
    for one in of.earlier:
        found.append((start, one.until, one.source_id))
        start = one.until
    return [*found, (start, None, of.last)]
