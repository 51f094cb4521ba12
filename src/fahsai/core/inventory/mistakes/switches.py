"""Rules about units that change on the way: from one month on, or from one year to the next."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.habits import UTILITIES, now_and_then, stands_by
from fahsai.core.inventory.mistakes.heads import of_heads
from fahsai.core.inventory.mistakes.rises import rises
from fahsai.core.inventory.mistakes.said import month_of, times
from fahsai.core.inventory.mistakes.series import FEWEST, median_of
from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fahsai.core.inventory.mistakes.case import Case, Entry
    from fahsai.core.inventory.mistakes.series import Series

PARTS = 2
"""Months that a part of the year must have before it is told from the rest."""


class Switch(NamedTuple):
    """A step in a series: the place where the second part begins, and how many times the first."""

    place: int
    times: float
    other: str  # the unit that the step is the factor of, "" where none is known


def unit_switch(case: Case) -> Iterator[Finding]:
    """A step in the middle of the year: from one month on in another unit."""
    for entry in case.entries:
        found = switch_of(entry)
        if found is not None and entry.now is not None:
            yield finding(
                "mistake.unit_switch",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                in_month=month_of(entry.now, found.place),
                times=times(found.times),
                unit=entry.now.unit,
                other=found.other or "?",
            )


def unit_since_last_year(case: Case) -> Iterator[Finding]:
    """A year that differs from the one before by the factor between two units."""
    for entry in case.entries:
        found = None if switch_of(entry) else switched_since(entry)
        if found and entry.now is not None and entry.then is not None:
            ratio, other = found
            yield finding(
                "mistake.unit_since_last_year",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                quantity=canonical(entry.now.whole),
                before=canonical(entry.then.whole),
                times=times(ratio),
                unit=entry.now.unit,
                other=other,
            )


class Alternate(NamedTuple):
    """Another unit that figures are often written in: how many times the one is the other.

    A ``close`` one changes a figure so little that only quiet months tell it.  ``smaller`` tells
    that figures written in it are the smaller ones, and that nothing else is believed: a new lorry
    burns four times as much as a man on a motorcycle, which no gallons explain.
    """

    factor: float
    unit: str
    close: bool = False
    smaller: bool = False


ALTERNATES: Mapping[str, tuple[Alternate, ...]] = {
    "kg": (Alternate(1000, "tonne"),),
    "tonne": (Alternate(1000, "kg"),),
    "litre": (Alternate(1000, "m3"), Alternate(3.785, "gal_us", smaller=True)),
    "m3": (Alternate(1000, "litre"),),
    "kWh": (Alternate(1000, "MWh"),),
    "MWh": (Alternate(1000, "kWh"),),
    "km": (Alternate(1000, "m"),),
    "person_day": (Alternate(21.5, "person"),),
}
"""The units that figures change to by themselves; a working month has 21 or 22 days."""

OF_PAPER = {
    "kg": (Alternate(2.495, "ream"), Alternate(500, "sheet")),
    "ream": (Alternate(2.495, "kg"), Alternate(500, "sheet")),
}
"""A ream of A4, 80 g: 500 x 0.06237 m2 x 0.080 kg/m2 = 2.495 kg."""

OF_LPG = {
    "litre": (Alternate(0.54, "kg", close=True),),
    "kg": (Alternate(0.54, "litre", close=True),),
}
"""0.54 kg of LPG a litre: TGO's lists of factors."""

NEAR = 0.45
"""How near (as a logarithm) a step must come to the factor between two units."""

NEAR_BELOW = 0.3
"""The same where the step is the smaller: chance makes small steps, hardly ever large ones."""

NEAR_WRITTEN = 0.7
"""The same where the figures are written otherwise too, which tells already that they changed."""

NEAR_THOUSANDS = 0.9
"""The same of thousands: a season lies on top of them, and nothing else is so large."""

MEASURED = 0.3
"""A part with at most this share of whole numbers is measured, not counted."""

NEAR_CLOSE = 0.15
"""The same of close units."""

CALMER = 0.67
"""Undoing a switch must take so much of the year's spread away; chance takes less."""

CALMER_WITH_YEAR = 0.75
"""The same where the year before agrees with one part, and by the factor with the other."""

MUCH_CALMER = 0.5
"""A switch that takes so much of the spread away may fall short of the factor by more."""

CALMER_AS_WRITTEN = 0.85
"""The same where the figures of one part are whole and those of the other measured."""

SAME_STEP, SAME_STEP_KNOWN = 1 / 2, 4 / 5
"""How much of a step the year before must have taken to explain it; more where it is a unit's."""

LEVEL = 0.4
"""How near (as a logarithm) a part must come to the year before's ordinary month."""

SMALLEST_STEP = log(1.5)
SURELY_LESS = SMALLEST_STEP - 1e-9
PLAIN_STEP = log(20)
"""A step that is no known factor is asked about from here on; new buildings stay below it."""

TEN, TENFOLD = log(10), 0.1
"""A power of ten, and how near (as a logarithm) a step comes to it where a point moved."""

ABRUPT = 0.75
"""The month of the switch must take so much of the whole step: harvests and rains come on."""

NOISY = 0.36
"""What is left of the spread without a switch must stay below this, or nothing can be told."""

WIDTHS = 5.0
"""A step that is no known factor must be so many times what is left of the spread without it."""

MONTHS = 8
"""Months with something that a year needs before its parts are compared."""

GAP = 1.15
"""The lowest month of the high part must lie so much above the highest of the low one."""


def alternates(entry: Entry) -> tuple[Alternate, ...]:
    """The units that an entry's figures may have been written in by mistake."""
    kind = entry.kind.code if entry.kind else ""
    more: Mapping[str, tuple[Alternate, ...]] = {}
    if kind.startswith("paper."):
        more = OF_PAPER
    elif kind.endswith(".lpg"):
        more = OF_LPG
    return (*more.get(entry.unit, ()), *ALTERNATES.get(entry.unit, ()))


def switch_of(entry: Entry) -> Switch | None:
    """The step in an entry's year, where one month after the other leaves what it was before."""
    now = entry.now
    if now is None or not now.monthly:
        return None
    known = now.known
    places = sorted(known)
    if len(places) < MONTHS or now_and_then(entry) or stands_by(entry):
        return None
    logs = [log(known[place]) for place in places]
    if not logs or max(logs) - min(logs) < SURELY_LESS:
        return None  # no two parts of them are a step apart
    best: tuple[float, Switch] | None = None
    for cut in range(PARTS, len(places) - PARTS + 1):
        first, second = logs[:cut], logs[cut:]
        step = median_of(second) - median_of(first)
        if abs(step) < SMALLEST_STEP:
            continue
        otherwise = _written_otherwise(now, places[:cut], places[cut:])
        other = _alternate(entry, first, second, written_otherwise=otherwise)
        rest = _spread(first + [one - step for one in second])
        if other is None and (of_heads(entry) or not _plain(entry, first, second, rest)):
            continue
        if best is None or rest < best[0]:
            named = "" if other is None else other.unit
            best = rest, Switch(places[cut], exp(step), named)
    if best is None or _stepped_before(now, entry.then, best[1]):
        return None
    return best[1]


def _plain(entry: Entry, first: Sequence[float], second: Sequence[float], rest: float) -> bool:
    """Whether a step is large, abrupt and far above the spread: a unit that nobody listed.

    It is a power of ten, or larger than what a new building or machine brings.  Utilities bill in
    one unit, so of theirs only a point that moved makes one.
    """
    step = median_of(second) - median_of(first)
    tenfold = (
        round(abs(step) / TEN) >= 1 and abs(abs(step) - round(abs(step) / TEN) * TEN) <= TENFOLD
    )
    by_utility = entry.kind is not None and entry.kind.code in UTILITIES
    if not tenfold and (by_utility or abs(step) < PLAIN_STEP):
        return False
    abrupt = (second[0] - first[-1]) / step >= ABRUPT
    return abs(step) >= WIDTHS * rest and abrupt and _apart(first, second)


def _apart(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether the logarithms of two parts do not overlap."""
    low, high = sorted((first, second), key=median_of)
    return min(high) - max(low) >= log(GAP)


def _written_otherwise(now: Series, first: Sequence[int], second: Sequence[int]) -> bool:
    """Whether one part counts whole things and the other measures: reams beside 222.3 kg."""

    def whole(places: Sequence[int]) -> float:
        return sum(now.values[one] == int(now.values[one]) for one in places) / len(places)

    least, most = sorted((whole(first), whole(second)))
    return most == 1 and least <= MEASURED


def _alternate(
    entry: Entry, first: Sequence[float], second: Sequence[float], *, written_otherwise: bool
) -> Alternate | None:
    """The unit whose factor the step between two parts is.

    Undone, such a step leaves a calmer year: by :data:`CALMER` of its spread, or by less where the
    year before stands on the level of one part and off the other by the same factor, or where the
    figures of one part are written otherwise.
    """
    step = median_of(second) - median_of(first)
    raw = _spread([*first, *second])
    for one in alternates(entry):
        size = abs(log(one.factor))
        near = _near(one, written_otherwise=written_otherwise)
        short = size - abs(step)
        if abs(short) > near or not raw:
            continue
        undo = size if step > 0 else -size
        rest = _spread([*first, *(value - undo for value in second)])
        if rest > NOISY and one.factor < THOUSANDS and not written_otherwise:
            continue
        left = rest / raw
        if short > NEAR_BELOW and not written_otherwise and left > MUCH_CALMER:
            continue
        if not written_otherwise and rises(first, second):
            continue
        if one.smaller and not written_otherwise and not _smaller(entry, first, second):
            continue
        if written_otherwise:
            calm = CALMER_AS_WRITTEN
        else:
            calm = CALMER_WITH_YEAR if _year_agrees(entry, first, second, undo) else CALMER
        if left <= (CALMER / 2 if one.close else calm):
            return one
    return None


def _near(one: Alternate, *, written_otherwise: bool) -> float:
    """How near (as a logarithm) a step must come to the factor of another unit."""
    if one.close:
        return NEAR_CLOSE
    if one.factor >= THOUSANDS:
        return NEAR_THOUSANDS
    return NEAR_WRITTEN if written_otherwise else NEAR


def _smaller(entry: Entry, first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether the part off the year before is the smaller one; without a year the second part."""
    then = _level_before(entry)
    if then is None:
        return median_of(second) < median_of(first)
    return abs(max(median_of(first), median_of(second)) - then) <= LEVEL


def _level_before(entry: Entry) -> float | None:
    """The year before's ordinary month as a logarithm, where it is recorded alike."""
    now, then = entry.now, entry.then
    if now is None or then is None or not then.monthly or then.unit != now.unit or not then.known:
        return None
    return log(median_of(then.known.values()))


def _year_agrees(
    entry: Entry, first: Sequence[float], second: Sequence[float], undo: float
) -> bool:
    """Whether the year before is on the level of one part, and so far off the other."""
    before = _level_before(entry)
    if before is None:
        return False
    off_first, off_second = median_of(first) - before, median_of(second) - before
    kept_first = abs(off_first) <= LEVEL and abs(off_second - undo) <= LEVEL
    kept_second = abs(off_second) <= LEVEL and abs(off_first + undo) <= LEVEL
    return kept_first or kept_second


def _spread(values: Sequence[float]) -> float:
    """The standard deviation."""
    mean = sum(values) / len(values)
    return sqrt(sum((one - mean) ** 2 for one in values) / len(values))


def _stepped_before(now: Series, then: Series | None, step: Switch) -> bool:
    """Whether the year before took a good part of the same step: then it is the season's."""
    if then is None or not then.monthly or then.unit != now.unit:
        return False
    sides: tuple[list[float], list[float]] = ([], [])
    for place in range(len(now.months)):
        value = then.at(now.number(place))
        if value is not None and value > 0:
            sides[place >= step.place].append(float(value))
    if min(map(len, sides)) < PARTS:
        return False
    before = log(median_of(sides[1]) / median_of(sides[0]))
    share = SAME_STEP_KNOWN if step.other else SAME_STEP
    return before * log(step.times) > 0 and abs(before) >= abs(log(step.times)) * share


SINCE = 0.12
"""How near (as a logarithm) two years must come to the factor between two units."""

THOUSANDS = 100
"""From such factors on nothing else explains the difference of two years: :data:`NEAR` will do."""


def switched_since(entry: Entry) -> tuple[float, str] | None:
    """How many times the year before this one is, where that is the factor between two units."""
    now, then = entry.now, entry.then
    if now is None or then is None or now.unit != then.unit:
        return None
    ratio = year_ratio(now, then)
    if ratio is None or now_and_then(entry):
        return None
    for one in alternates(entry):
        near = NEAR if one.factor >= THOUSANDS else SINCE
        if not one.close and abs(abs(log(ratio)) - abs(log(one.factor))) <= near:
            return ratio, one.unit
    return None


def year_ratio(now: Series, then: Series) -> float | None:
    """How many times the year before's ordinary month this year's is (of years: the totals')."""
    if now.monthly and then.monthly and min(len(now.known), len(then.known)) > FEWEST:
        return median_of(now.known.values()) / median_of(then.known.values())
    if now.whole <= 0 or then.whole <= 0:
        return None
    lengths = [len(one.values) if one.monthly and one.values else 0 for one in (now, then)]
    if lengths[0] != lengths[1] and 0 in lengths:
        lengths = [1, 1]
    per_month = [float(one.whole) / max(n, 1) for one, n in zip((now, then), lengths, strict=True)]
    return per_month[0] / per_month[1]
