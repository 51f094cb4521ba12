"""Rules about figures far from the other months, or from the year before."""

from __future__ import annotations

from math import exp, inf, log
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.heads import of_heads
from fahsai.core.inventory.mistakes.said import month_of, times
from fahsai.core.inventory.mistakes.series import FEWEST, MAD_TO_SIGMA, median_of
from fahsai.core.inventory.mistakes.switches import switch_of, switched_since, year_ratio
from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fahsai.core.inventory.mistakes.case import Case, Entry
    from fahsai.core.inventory.mistakes.series import Off, Series

UP = log(3)
"""A month three times the others' median is asked about; half-full months and heat are below it."""

DOWN = log(5)
"""Downward a fifth: schools and canals fall to a quarter in their still months by themselves."""

TOPPED_UP = log(7)
"""What is filled when it leaks takes one kilogram or five; ten times as much is asked about."""

WIDTHS = 5.0
"""In a restless series a month must lie five widths off, however far that is."""

FAR = log(8)
"""From here on a valley beside it is no excuse: a slip of the point is a tenth."""

VALLEY = 0.6
"""A neighbour below this share of the median makes a low month part of a valley."""

SEASON_HIDES = log(5)
"""How far a month's place in its year may differ from the same month's of the year before."""

ABOVE_SEASON = log(1.5)
"""A month that the season hides stands out from the others by this much at least."""

YEAR_STEADY = log(3)
YEAR_RESTLESS = log(7)
"""How far a year's ordinary month may differ from the year before's, by the kind of source."""

DECADE = 0.35
"""How near (as a logarithm) a restless source must come to a power of ten to be asked about."""


class Odd(NamedTuple):
    """A month that does not fit: its place, what is usual there, and how many times that it is."""

    place: int
    usual: float
    times: float


def quantity_jump(case: Case) -> Iterator[Finding]:
    """A month far from the other months, and from the same month of the year before."""
    for entry in case.entries:
        if of_heads(entry) or switch_of(entry) is not None:
            continue
        for odd in odd_months(entry):
            yield finding(
                "mistake.quantity_jump", Level.WARNING, entry.subject, **_said(entry, odd)
            )


def headcount_jump(case: Case) -> Iterator[Finding]:
    """A month with three times the people, or person-days, of the others."""
    for entry in case.entries:
        if of_heads(entry) and switch_of(entry) is None:
            for odd in odd_months(entry, down=UP):
                yield finding(
                    "mistake.headcount_jump", Level.WARNING, entry.subject, **_said(entry, odd)
                )


def year_jump(case: Case) -> Iterator[Finding]:
    """A year whose ordinary month is a multiple of the year before's, all months alike."""
    for entry in case.entries:
        now, then = entry.now, entry.then
        if now is None or then is None or now.unit != then.unit or _new_or_ending(entry, case):
            continue
        if switch_of(entry) is not None or any(odd_months(entry)) or switched_since(entry):
            continue
        ratio = year_ratio(now, then)
        if ratio is None:
            continue
        steady = _steady(entry, now, then)
        limit = YEAR_STEADY if steady else YEAR_RESTLESS
        decade = abs(abs(log(ratio)) - log(10) * round(abs(log(ratio)) / log(10)))
        if abs(log(ratio)) < limit or (not steady and decade > DECADE):
            continue
        data = {
            "label": entry.label,
            "quantity": canonical(now.whole),
            "before": canonical(then.whole),
            "unit": now.unit,
            "times": times(ratio),
        }
        if of_heads(entry):
            yield finding("mistake.headcount_year_jump", Level.WARNING, entry.subject, **data)
        else:
            yield finding("mistake.year_jump", Level.WARNING, entry.subject, **data)


def odd_months(entry: Entry, *, down: float = DOWN) -> tuple[Odd, ...]:
    """The months that lie off: by :data:`UP` or ``down``, and by :data:`WIDTHS` widths.

    A month that lay as far off a year before is the season's; one that the season hides is found
    by the year before.
    """
    now = entry.now
    if now is None or not now.monthly or _level(now, entry.then):
        return ()
    here = now.offs
    season = _season(now, entry.then)
    width = _season_width(here, season)
    limits = (TOPPED_UP, TOPPED_UP) if entry.topped_up else (UP, down)
    found = (_odd(now, place, here[place], season.get(place), width, limits) for place in here)
    return tuple(odd for odd in found if odd is not None)


def _level(now: Series, then: Series | None) -> bool:
    """Whether no month can lie off, told without comparing each with the others.

    A month is no farther from the middle of the others than the highest is from the lowest.
    """
    values = now.known.values()
    least = UP if then is None else ABOVE_SEASON
    return not values or max(values) < SURELY * exp(least) * min(values)


SURELY = 1 - 1e-9
"""What floats may be off, many times over."""


def _odd(
    now: Series,
    place: int,
    here: Off,
    season: float | None,
    width: float,
    limits: tuple[float, float],
) -> Odd | None:
    away, others = here.away, here.others
    value = now.known[place]
    if season is not None and abs(away - season) > width:
        # So far from its own season, and on the side that it went to.
        expected = others.middle * exp(season)
        if abs(away) > ABOVE_SEASON and away * (away - season) > 0:
            return Odd(place, expected, value / expected)
    if abs(away) < max(limits[away < 0], WIDTHS * others.width):
        return None
    if season is not None and season * away > 0 and abs(season) >= abs(away) / 2:
        return None
    if away < 0 and abs(away) < FAR and _in_valley(now.known, place, others.middle):
        return None
    return Odd(place, others.middle, value / others.middle)


def _season(now: Series, then: Series | None) -> Mapping[int, float]:
    """How far each calendar month lay off in the year before, by its place in this one."""
    if then is None or not then.monthly or then.unit != now.unit:
        return {}
    before = {then.number(place): one.away for place, one in then.offs.items()}
    numbered = ((place, now.number(place)) for place in range(len(now.months)))
    return {place: before[month] for place, month in numbered if month in before}


def _season_width(here: Mapping[int, Off], season: Mapping[int, float]) -> float:
    """How far months may be off their own season: five widths of those that both years have."""
    gaps = [one.away - season[place] for place, one in here.items() if place in season]
    if len(gaps) < FEWEST:
        return inf
    middle = median_of(gaps)
    return max(SEASON_HIDES, WIDTHS * MAD_TO_SIGMA * median_of(abs(one - middle) for one in gaps))


def _in_valley(known: Mapping[int, float], place: int, middle: float) -> bool:
    return any(known.get(near, middle) < VALLEY * middle for near in (place - 1, place + 1))


def _steady(entry: Entry, now: Series, then: Series) -> bool:
    """Whether a source is there every month, so that a year stands for its years."""
    if of_heads(entry):
        return True
    if now.monthly and then.monthly and now.values:
        return min(len(now.known), len(then.known)) > 2 * FEWEST - 2
    return entry.kind is not None and entry.kind.billed


def _new_or_ending(entry: Entry, case: Case) -> bool:
    """Whether a source began or ended in either year: its totals are of parts of them."""
    source = entry.source
    if source is None:
        return False
    began, ended = source.started_on, source.ended_on
    return (began is not None and began.year >= case.period.start.year - 1) or (
        ended is not None and ended < case.period.end
    )


def _said(entry: Entry, odd: Odd) -> dict[str, str]:
    now = entry.now
    assert now is not None  # noqa: S101 - odd months come from a series
    return {
        "label": entry.label,
        "in_month": month_of(now, odd.place),
        "value": canonical(now.values[odd.place]),
        "unit": now.unit,
        "usual": f"{odd.usual:.6g}",
        "times": times(odd.times),
        "cell": now.cells.get(odd.place, "") or "-",
    }
