"""Rules about figures that stand in the year twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.bills import whole_bills
from fahsai.core.inventory.mistakes.figures import digits_of
from fahsai.core.inventory.mistakes.habits import lump_of
from fahsai.core.inventory.mistakes.heads import of_heads
from fahsai.core.quantity.exact import canonical
from fahsai.core.quantity.rounding import round_half_up
from fahsai.core.thai.digits import to_arabic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.mistakes.case import Case, Entry
    from fahsai.core.inventory.mistakes.series import Series

TELLING = 3
"""Different figures that two series must share: constant allowances are alike by themselves."""

SIGNIFICANT = 4
"""Digits from which one figure alone, met twice, is no chance."""

SHORTEST_METER = 5
"""Digits that a meter or user number has at least."""

COPIED = 6
"""Different figures that two years must share before one is called a copy of the other."""

NEARLY_ALL = 0.8
FEWEST_SHARED = 8
"""Months that two sources must share, as a share and as a number, to be one entered twice."""

COMMON = 5
"""A figure that so many sources have in one month is an allowance: it tells nothing."""


def same_series(case: Case) -> Iterator[Finding]:
    """Two sources of one use with the same figures, or nearly: one of them was entered twice."""
    seen: dict[tuple[object, ...], Entry] = {}
    months: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in case.entries:
        use = _use(entry)
        if use is None or entry.now is None or not _telling(entry.now):
            continue
        key = (use, *sorted(entry.now.values.items()), entry.now.whole)
        first = seen.setdefault(key, entry)
        shared = len(entry.now.values) if first is not entry else 0
        if not shared:
            first, shared = _nearly(entry, entry.now, use, months)
        if shared:
            yield finding(
                "mistake.same_series",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                first=first.subject,
                first_label=first.label,
                count=str(shared),
            )


def _nearly(
    entry: Entry,
    now: Series,
    use: tuple[object, ...],
    months: dict[tuple[object, ...], list[Entry]],
) -> tuple[Entry, int]:
    """An entry seen before that shares nearly all months, and how many; the entry itself, 0.

    ``months`` finds the entries by what they have in a month; the new one is put in.
    """
    met: Counter[str] = Counter()
    by_subject: dict[str, Entry] = {}
    for place, value in now.values.items():
        if len(digits_of(value)) < TELLING or not value:
            continue
        held = months[use, place, round_half_up(value, 0)]
        if len(held) < COMMON:
            for other in held:
                if other.now is not None and _as_written(value, other.now.values[place]):
                    met[other.subject] += 1
                    by_subject[other.subject] = other
            held.append(entry)
    if not met:
        return entry, 0
    subject, shared = met.most_common(1)[0]
    first = by_subject[subject]
    both = first.now.values.keys() & now.values.keys() if first.now is not None else set()
    different = {now.values[place] for place in both}
    enough = shared >= max(FEWEST_SHARED, NEARLY_ALL * len(both)) and len(different) >= COPIED
    return (first, shared) if enough else (entry, 0)


def _as_written(one: Decimal, other: Decimal) -> bool:
    """Whether two figures are one, written with more digits or fewer.

    >>> from decimal import Decimal as D
    >>> _as_written(D("1234.56"), D("1235")), _as_written(D("1234.5"), D("1234.4"))
    (True, False)
    """
    few, many = sorted((one, other), key=lambda value: -int(value.as_tuple().exponent))
    places = max(0, -int(few.as_tuple().exponent))
    return round_half_up(many, places) == few


def same_meter(case: Case) -> Iterator[Finding]:
    """Two sources of one kind with the same meter or user number."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in case.entries:
        if entry.source is None or not entry.lines:
            continue
        number = meter_number(entry.source.utility_account)
        if len(number) < SHORTEST_METER:
            continue
        first = seen.setdefault((entry.source.kind, number), entry)
        if first is not entry:
            yield finding(
                "mistake.same_meter",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                meter=entry.source.utility_account,
                first=first.subject,
                first_label=first.label,
            )


def line_twice(case: Case) -> Iterator[Finding]:
    """One source with one figure twice in one period: one bill that came twice, or in two files."""
    months = len(case.period.months()) or 1
    for entry in case.entries:
        if len(entry.lines) > 2 * months:
            continue  # receipts, not bills: round amounts repeat by themselves
        if len({line.quantity for line in entry.lines}) == len(entry.lines):
            continue
        counted: dict[tuple[object, ...], list[ActivityLine]] = defaultdict(list)
        for line in entry.lines:
            counted[line.period, line.quantity, line.unit].append(line)
        for (_, quantity, unit), lines in counted.items():
            if len(lines) > 1 and (_significant(lines[0].quantity) or whole_bills(entry, lines)):
                start = lines[0].period.start
                yield finding(
                    "mistake.line_twice",
                    Level.WARNING,
                    entry.subject,
                    label=entry.label,
                    quantity=f"{quantity}",
                    unit=f"{unit}",
                    in_month=f"{start.year}-{start.month:02}",
                    places=", ".join(dict.fromkeys(_place(line) for line in lines)) or "-",
                )


def copied_year(case: Case) -> Iterator[Finding]:
    """A year with figures of the year before, month by month: the sheet was copied.

    People and what is bought by the drum repeat by themselves: there every month must be alike.
    """
    for entry in case.entries:
        now, then = entry.now, entry.then
        if now is None or then is None or not now.monthly or not then.monthly:
            continue
        pairs = [(value, then.at(now.number(place))) for place, value in now.values.items()]
        same = [value for value, before in pairs if value and value == before]
        telling = {value for value in same if len(digits_of(value)) >= TELLING}
        whole = all(value == before for value, before in pairs) and len(set(same)) >= COPIED
        part = len(telling) >= COPIED and not of_heads(entry) and lump_of(entry) is None
        if whole or part:
            yield finding(
                "mistake.copied_year",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                count=str(len(same)),
            )


def meter_number(text: str) -> str:
    """The digits of a number, however it was spaced.

    >>> meter_number("CA 0200-1234 5678"), meter_number("๐๒๐๐๑")
    ('020012345678', '02001')
    """
    return re.sub(r"[^0-9]", "", to_arabic(text))


def _use(entry: Entry) -> tuple[object, ...] | None:
    """What two sources must have in common for the same figures to be counted twice."""
    kind = entry.kind
    if kind is None or kind.method == "not_counted":
        return None
    return kind.family, kind.reporting_class, kind.scope3_category, entry.species, entry.unit


def _telling(now: Series) -> bool:
    figures = {value for value in now.values.values() if value}
    return len(figures) >= TELLING or _significant(now.whole)


def _significant(quantity: Decimal) -> bool:
    digits = canonical(abs(quantity)).replace(".", "").strip("0")
    return len(digits) >= SIGNIFICANT


def _place(line: ActivityLine) -> str:
    source = line.provenance
    return "" if source is None else f"{source.sheet}!{source.cell}"
