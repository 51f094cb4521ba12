"""Rules about figures far from the other months, or from the year before."""

from __future__ import annotations

from math import exp, inf, log
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.habits import (
    in_holidays,
    lump_of,
    now_and_then,
    stands_by,
)
from fahsai.core.inventory.mistakes.heads import of_heads
from fahsai.core.inventory.mistakes.said import month_of, times
from fahsai.core.inventory.mistakes.series import FEWEST, median_of, usual, width_of
from fahsai.core.inventory.mistakes.switches import switch_of, switched_since, year_ratio
from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fahsai.core.inventory.mistakes.case import Case, Entry
    from fahsai.core.inventory.mistakes.series import Off, Series

UP = log(4)
"""A month four times the others' median is asked about: leaks, feasts and a bill of three months
stay below, and a slip of the point or a digit too many lies at ten."""

PEOPLE = log(3)
"""Three times, or a third of, the people of other months: no staff changes so in a month."""

DOWN = log(6)
"""Downward a sixth: schools and canals fall to a quarter in their still months by themselves."""

AT_TIMES = log(40)
"""What is used now and then differs by itself: tenfold says nothing there, a hundredfold does."""

LONELY = 2
"""A slip is alone: so many other months may lie as far on its side, more of them are a season."""

TOPPED_UP = log(7)
"""What is filled when it leaks, or stands by, takes one unit or five; ten times is asked about."""

WIDTHS = 5.0
"""In a restless series a month must lie five widths off, however far that is."""

FAR = log(8)
"""From here on a valley beside it is no excuse: a slip of the point is a tenth."""

VALLEY = 0.6
"""A neighbour below this share of the median makes a low month part of a valley."""

SEASON_HIDES = log(6)
"""How far a month's place in its year may differ from the same month's of the year before."""

ABOVE_SEASON = log(1.5)
"""A month that the season hides stands out from the others by this much at least."""

YEAR_STEADY = log(3)
YEAR_RESTLESS = log(7)
"""How far a year's ordinary month may differ from the year before's, by the kind of source."""

DECADE = 0.35
"""How near (as a logarithm) a restless source must come to a power of ten to be asked about."""


RESTLESS = 0.45
"""Width (of logarithms) from which a source has no season that could hide a slip."""

FEWEST_TO_COMPARE = 3
"""Months with something that a restless source needs in both years before they are compared."""


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
            for odd in odd_months(entry, up=PEOPLE, down=PEOPLE):
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
        if _steady(entry, now, then):
            told = abs(log(ratio)) >= YEAR_STEADY
        else:
            told = _tenfold(ratio) and _each_tenfold(now, then)
        if not told:
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


def _tenfold(ratio: float) -> bool:
    """Whether a ratio is far from one and near a power of ten: a slip multiplies every figure."""
    size = abs(log(ratio))
    return size >= YEAR_RESTLESS and abs(size - log(10) * round(size / log(10))) <= DECADE


def _each_tenfold(now: Series, then: Series) -> bool:
    """Whether a month with something in it is tenfold too, where months can be told."""
    if not (now.monthly and then.monthly):
        return True
    few = min(len(now.known), len(then.known)) < FEWEST_TO_COMPARE
    return not few and _tenfold(median_of(now.known.values()) / median_of(then.known.values()))


def odd_months(entry: Entry, *, up: float = UP, down: float = DOWN) -> tuple[Odd, ...]:
    """The months that lie off: by ``up`` or ``down``, and by :data:`WIDTHS` widths.

    A month that lay as far off a year before is the season's; one that the season hides is found
    by the year before.
    """
    now = entry.now
    if now is None or not now.monthly or _level(now, entry.then):
        return ()
    here = now.offs
    season = _season(now, entry.then)
    width = _season_width(here, season, entry.then)
    limits = _limits(entry, up, down)
    found = (_odd(now, place, here[place], season.get(place), width, limits) for place in here)
    return tuple(odd for odd in found if odd is not None and not _by_habit(entry, now, odd))


def _limits(entry: Entry, up: float, down: float) -> tuple[float, float]:
    """How far up and down a month may lie, by the way the source is used."""
    if entry.topped_up:
        return TOPPED_UP, TOPPED_UP
    if now_and_then(entry):
        return AT_TIMES, AT_TIMES
    return (TOPPED_UP, TOPPED_UP) if stands_by(entry) else (up, down)


def _by_habit(entry: Entry, now: Series, odd: Odd) -> bool:
    """Whether a low month is the school holidays, or one drum where there are a few else."""
    if odd.times >= 1:
        return False
    lump = lump_of(entry)
    return lump is not None or in_holidays(entry, now.number(odd.place))


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
    if season is not None and abs(away - season) > width and others.width < RESTLESS:
        # So far from its own season, and on the side that it went to.
        expected = others.middle * exp(season)
        apart = abs(away) > ABOVE_SEASON and away * (away - season) > 0
        if apart and not _in_company(now, place, away):
            return Odd(place, expected, value / expected)
    if abs(away) < max(limits[away < 0], WIDTHS * others.width):
        return None
    if season is not None and season * away > 0 and abs(season) >= abs(away) / 2:
        return None
    if abs(away) < FAR and _in_company(now, place, away):
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


def _season_width(
    here: Mapping[int, Off], season: Mapping[int, float], then: Series | None
) -> float:
    """How far months may be off their own season: five widths of those that both years have."""
    gaps = [one.away - season[place] for place, one in here.items() if place in season]
    if len(gaps) < FEWEST or then is None or usual(then.known.values()).width >= RESTLESS:
        return inf
    return max(SEASON_HIDES, WIDTHS * width_of(gaps, median_of(gaps)))


def _in_company(now: Series, place: int, away: float) -> bool:
    """Whether more than :data:`LONELY` other months lie half as far on the same side."""
    along = (one.away for other, one in now.offs.items() if other != place)
    return sum(one * away > 0 and abs(one) >= abs(away) / 2 for one in along) > LONELY


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
