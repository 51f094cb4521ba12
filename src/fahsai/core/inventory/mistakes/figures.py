"""What a factor that somebody typed stands for: a published row, or a slip of one."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.co2e import co2e_per_unit
from fahsai.core.factors.factor import EmissionFactor
from fahsai.core.factors.identify import identify
from fahsai.core.quantity.exact import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.inventory.mistakes.case import Entry, Tables

TELLING = 3
"""Digits from which a figure is told from its neighbours: two of them fit a dozen rows."""

PRINTED = Decimal("0.0001")
"""Lists print four decimals, and that is what people copy."""

NOTHING_MUCH = Decimal("0.02")
"""A typing slip below this share of the factor cannot be told from another edition of it."""

NEARLY = Decimal("0.005")
"""Factors closer than this share are one figure, rounded or of two lists."""

LARGEST_POWER = 6
WRITTEN = Context(prec=12)


class Match(NamedTuple):
    """A row that a figure stands for, and whether it is one that the entry may be counted with."""

    row: EmissionFactor
    asked: bool
    same_unit: bool


def digits_of(figure: Decimal) -> str:
    """The digits of a figure without leading and trailing zeros.

    >>> digits_of(Decimal("0.05730"))
    '573'
    """
    written = WRITTEN.create_decimal(figure).normalize()
    return "".join(str(digit) for digit in written.as_tuple().digits).strip("0")


class Use(NamedTuple):
    """What an entry is counted as: the activities it may ask for, what escapes, its unit."""

    asked: frozenset[str]
    species: str
    unit: str


def stands_for(figure: Decimal, entry: Entry, tables: Tables) -> Match | None:
    """The published row behind a figure, the likeliest first.

    The rows that the entry may be counted with come first, in whatever unit they were published;
    then any row for its own unit; then any row at all.  Rows of other activities need
    :data:`TELLING` digits.
    """
    return _stands_for(figure, use_of(entry), tables)


def use_of(entry: Entry) -> Use:
    """What an entry is counted as."""
    return Use(entry.asked, entry.species, entry.unit)


@lru_cache(maxsize=4096)
def _stands_for(figure: Decimal, entry: Use, tables: Tables) -> Match | None:
    mine, same, others = _rows(entry, tables)
    asked_other_unit = [row for row in mine if not _same_unit(row, entry, tables)]
    asked_here = [row for row in mine if _same_unit(row, entry, tables)]
    telling = max(len(digits_of(figure)), figure.adjusted() + 1) >= TELLING
    for rows, asked, same_unit in (
        (asked_here, True, True),
        (same if telling else (), False, True),
        (asked_other_unit if telling else (), True, False),
        (others if telling else (), False, False),
    ):
        found = identify(figure, rows, lambda row: _full(row, tables))
        if found is not None and (asked or close_copy(figure, found, tables)):
            return Match(found, asked, same_unit)
    return None


def row_behind(figure: Decimal, entry: Entry, tables: Tables) -> EmissionFactor | None:
    """The row of the entry's own activities and unit that a figure is, however it was rounded."""
    match = stands_for(figure, entry, tables)
    if match is not None:
        return match.row if match.asked and match.same_unit else None
    use = use_of(entry)
    rows = [row for row in _rows(use, tables)[0] if _same_unit(row, use, tables)]
    near = [row for row in rows if abs(row.published - figure) <= row.published * NEARLY]
    return min(near, key=lambda row: abs(row.published - figure), default=None)


def close_copy(figure: Decimal, row: EmissionFactor, tables: Tables) -> bool:
    """Whether a figure is the row as people copy it: as published, or to three digits or more."""
    return any(
        abs(figure - known) <= max(PRINTED, abs(known) * PRINTED * 10)
        for known in (row.published, _full(row, tables))
        if known is not None
    )


def asked_figures(entry: Entry, tables: Tables) -> tuple[Decimal, ...]:
    """The figures [kg CO2e/unit] that the entry may be counted with, in its own unit, as printed.

    Of all lists: an inventory pins one, a file may follow an older one.
    """
    use = use_of(entry)
    mine, _, _ = _rows(use, tables)
    held = dict.fromkeys(
        row.published.quantize(PRINTED).normalize() if row.published < 1000 else row.published  # noqa: PLR2004
        for row in mine
        if _same_unit(row, use, tables)
    )
    return tuple(one for one in held if one > ZERO)


def slip_of(figure: Decimal, known: Iterable[Decimal]) -> Decimal | None:
    """The figure that was meant, when what was typed is one slip of the finger from it.

    A slip moves the point, or drops, doubles, swaps or changes one digit, and moves the figure by
    more than :data:`NOTHING_MUCH`.

    >>> slip_of(Decimal("2.609"), [Decimal("2.2609")])
    Decimal('2.2609')
    >>> slip_of(Decimal("27.406"), [Decimal("2.7406")])
    Decimal('2.7406')
    >>> slip_of(Decimal("0.514"), [Decimal("0.541")])
    Decimal('0.541')
    >>> slip_of(Decimal("2.7446"), [Decimal("2.7406")]) is None
    True
    """
    typed = digits_of(figure)
    for meant in known:
        if abs(figure - meant) <= abs(meant) * NOTHING_MUCH or not figure:
            continue
        wanted = digits_of(meant)
        moved = figure.adjusted() - meant.adjusted()
        if len(wanted) >= TELLING and typed == wanted and abs(moved) <= LARGEST_POWER:
            return meant
        long_enough = len(wanted) > TELLING and len(typed) >= TELLING
        if long_enough and abs(moved) <= 1 and one_slip(typed, wanted):
            return meant
        # Of three digits any change of one makes another plausible figure, but no swap does.
        if len(wanted) == TELLING and not moved and sorted(typed) == sorted(wanted):
            return meant
    return None


def one_slip(typed: str, wanted: str) -> bool:
    """Whether one digit was dropped, doubled, changed, or two neighbours swapped.

    >>> one_slip("2609", "22609"), one_slip("27460", "27406"), one_slip("27496", "27406")
    (True, True, True)
    >>> one_slip("22394", "27406")
    False
    """
    if abs(len(typed) - len(wanted)) == 1:
        short, long = sorted((typed, wanted), key=len)
        return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
    if len(typed) != len(wanted):
        return False
    wrong = [n for n, (one, other) in enumerate(zip(typed, wanted, strict=True)) if one != other]
    if len(wrong) == 1:
        return True
    first, second = (wrong[0], wrong[-1]) if wrong else (0, 0)
    swapped = typed[first] == wanted[second] and typed[second] == wanted[first]
    return len(wrong) == 2 and second == first + 1 and swapped  # noqa: PLR2004 - two neighbours


def _rows(
    entry: Use, tables: Tables
) -> tuple[list[EmissionFactor], list[EmissionFactor], list[EmissionFactor]]:
    """The rows of the entry's own activities, others for its unit, and all others."""
    asked = entry.asked | ({f"refrigerant.{entry.species}"} if entry.species else frozenset())
    mine = [row for name in sorted(asked) for row in tables.by_activity.get(name, ())]
    recorded = tables.units.get(entry.unit) if entry.unit else None
    like = "kg" if recorded is not None and recorded.dimension.startswith("mass") else entry.unit
    same = [row for row in tables.by_unit.get(like, ()) if row.activity not in asked]
    others = [row for row in tables.published if row.unit != like and row.activity not in asked]
    return mine, same, others


def _same_unit(row: EmissionFactor, entry: Use, tables: Tables) -> bool:
    """Whether a row counts one of the very units that the entry is recorded in."""
    if row.unit == entry.unit:
        return True
    recorded = tables.units.get(entry.unit) if entry.unit else None
    published = tables.units.get(row.unit)
    if recorded is None or published is None:
        return False
    if published.code == "kg" and recorded.dimension.startswith("mass"):
        return recorded.factor == published.factor
    return recorded.measures_like(published) and recorded.factor == published.factor


def _full(row: EmissionFactor, tables: Tables) -> Decimal | None:
    values = tables.gwp_sets.get(row.gwp_set)
    return None if values is None else co2e_per_unit(row, values.values, biogenic_co2=True)
