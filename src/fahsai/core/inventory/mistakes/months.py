"""Rules about months that are not there, and zeros that nobody meant."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.habits import in_holidays, lump_of, stands_by
from fahsai.core.inventory.mistakes.series import usual

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fahsai.core.inventory.mistakes.case import Case, Entry
    from fahsai.core.inventory.mistakes.series import Series

REGULAR = 2 / 3
"""Share of the months with something in them from which a source is one of every month."""

RUN = 3
"""Months in a row, each with something, that show a bill of every month which then stops."""

MOST_ZEROS = 3
"""More zeros than these in a year are how the source is used, not a slip."""

QUIET = 0.6
"""Width (of logarithms) up to which a series is steady enough for a zero to stand out."""

VALLEY = 0.5
"""A neighbour below this share of the median: the zero is the bottom of a valley."""

STILL = 0.15
"""A month below this share of the median tells that the source nearly stops by itself."""

EVERY_MONTH = frozenset({"electricity", "waste"})
"""Families that go on every month, billed or not: half of the months tell that all are due."""

WHOLE_YEAR_BEFORE = 11
"""Months of the year before with a record that make this year's the same."""


def months_missing(case: Case) -> Iterator[Finding]:
    """Months without any record, of a source that has something every month."""
    for entry in case.entries:
        now = entry.now
        if now is None or not now.monthly or entry.topped_up or not _regular(entry, now):
            continue
        blank = [place for place in now.blank if _due(entry, case, now, place)]
        then = entry.then
        if then is not None and then.monthly and blank:
            blank = [place for place in blank if then.at(now.number(place)) is not None]
        if blank and len(blank) < len(now.months):
            yield finding(
                "mistake.months_missing",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                count=str(len(blank)),
                in_months=_named(now, blank),
            )


def zero_month(case: Case) -> Iterator[Finding]:
    """A zero among months that are all alike: nobody read the meter, or a blank became a zero."""
    for entry in case.entries:
        now = entry.now
        if now is None or not now.monthly or entry.topped_up:
            continue
        zeros = [place for place, value in now.values.items() if not value]
        if not 0 < len(zeros) <= MOST_ZEROS or len(now.known) < REGULAR * len(now.months):
            continue
        if not _steady(entry, now):
            continue
        meant = [place for place in zeros if _meant(entry, now, place)]
        slips = [place for place in zeros if place not in meant]
        if slips and not _zeros_wander(entry, now, len(slips)):
            yield finding(
                "mistake.zero_month",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                count=str(len(slips)),
                in_months=_named(now, slips),
                unit=now.unit,
            )


def _regular(entry: Entry, now: Series) -> bool:
    """Whether a source is one of every month.

    It is when most months have a record and most of those something in them, when the year before
    had (nearly) every month, when half are there of what goes on every month, or when it is billed
    and its months, :data:`RUN` or more in a row from the first or up to the last, have something.
    """
    months, places = len(now.months), sorted(now.values)
    in_use = len(now.known) >= len(now.values) / 2
    if len(places) >= REGULAR * months:
        return in_use
    side_by_side = any(later - earlier == 1 for earlier, later in pairwise(places))
    if side_by_side and _expected(entry, now):
        return in_use
    in_a_row = len(places) >= RUN and places[-1] - places[0] == len(places) - 1
    at_an_end = in_a_row and (places[0] == 0 or places[-1] == months - 1)
    billed = entry.kind is not None and entry.kind.billed
    return billed and at_an_end and len(now.known) == len(now.values)


def _expected(entry: Entry, now: Series) -> bool:
    """Whether the year before, or the monthly bill, tells that every month has a record."""
    then = entry.then
    if then is not None and then.monthly and len(then.known) >= WHOLE_YEAR_BEFORE:
        return True
    daily = entry.kind is not None and entry.kind.family in EVERY_MONTH
    return daily and len(now.values) >= len(now.months) / 2


def _due(entry: Entry, case: Case, now: Series, place: int) -> bool:
    """Whether a month should have a record: the source was there, and the report is of later."""
    period, source = now.months[place], entry.source
    if period.end > case.report_date:
        return False
    if source is None:
        return True
    before = source.started_on is not None and period.end <= source.started_on
    after = source.ended_on is not None and source.ended_on < period.start
    return not before and not after


def _steady(entry: Entry, now: Series) -> bool:
    """Whether the other months are alike enough for a zero to stand out."""
    known = list(now.known.values())
    found = usual(known)
    if found.width > QUIET or min(known) < STILL * found.middle:
        return False
    return lump_of(entry) is None and not stands_by(entry)


def _meant(entry: Entry, now: Series, place: int) -> bool:
    """Whether a zero is the season's: a year ago too, in a valley, or in the school holidays."""
    then = entry.then
    month = now.number(place)
    if then is not None and then.monthly and then.values and not then.at(month):
        return True
    middle = usual(now.known.values()).middle
    near = [now.known.get(one) for one in (place - 1, place + 1)]
    if any(value is not None and value < VALLEY * middle for value in near):
        return True
    return in_holidays(entry, month)


def _zeros_wander(entry: Entry, now: Series, slips: int) -> bool:
    """Whether the year before had as many zeros in months that have something now."""
    then = entry.then
    if then is None or not then.monthly:
        return False
    before = [then.at(now.number(place)) for place in now.known]
    return sum(value is not None and not value for value in before) >= slips


def _named(now: Series, places: Sequence[int]) -> str:
    periods = [now.months[place] for place in sorted(places)]
    return ", ".join(f"{one.start.year}-{one.start.month:02}" for one in periods)
