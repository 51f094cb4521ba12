"""A rule about factors that hold the global warming potentials of another report of the IPCC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.co2e import co2e_per_unit
from fahsai.core.factors.derive import agrees
from fahsai.core.factors.factor import Basis
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.figures import PRINTED, TELLING, digits_of
from fahsai.core.quantity.exact import EXACT, ZERO, canonical, total
from fahsai.core.quantity.gwp import GWPSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.inventory.mistakes.case import Case, Entry

LIKE = Decimal("0.0005")
"""How near (as a share) the GWP of a mixture must come: they are copied with four digits."""


class _Made(NamedTuple):
    """What a figure is made with: another set, the gases behind it, and what it is with ours."""

    other: GWPSet
    gases: Mapping[str, Decimal]
    ours: Decimal


class _Sets(NamedTuple):
    """Our own set, those that a report of the year could use beside it, and all others."""

    own: GWPSet
    usable: Sequence[GWPSet]
    others: Sequence[GWPSet]


def gwp_of_other_set(case: Case) -> Iterator[Finding]:
    """A factor made with the global warming potentials of another report: methane 25 for 28."""
    sets = _sets(case)
    if sets is None:
        return
    for entry in case.entries:
        for figure in filter(None, entry.factors):
            found = _as_potential(figure, entry, case, sets) or _as_factor(
                figure, entry, case, sets
            )
            if found is None:
                continue
            yield finding(
                "mistake.gwp_of_other_set",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                factor=canonical(figure),
                set_th=found.other.name_th,
                set_en=found.other.name_en,
                gwp=_values(found, found.other, sets.own),
                our_set_th=sets.own.name_th,
                our_set_en=sets.own.name_en,
                our_gwp=_values(found, sets.own, found.other),
                ours=canonical(found.ours.quantize(PRINTED)),
            )


def _sets(case: Case) -> _Sets | None:
    """The sets by what they are to a case; None where none is in force."""
    lists = sorted(case.tables.editions.values(), key=lambda one: one.published_on, reverse=True)
    in_force = [one.gwp_set for one in lists if one.usable_on(case.report_date)]
    own = case.tables.gwp_sets.get(case.gwp_set or (in_force[0] if in_force else ""))
    if own is None:
        return None
    codes = {own.code, *(one.gwp_set for one in lists if case.could_use(one))}
    known = case.tables.gwp_sets.values()
    return _Sets(
        own,
        [one for one in known if one.code in codes],
        [one for one in known if one.code not in codes],
    )


def _as_potential(figure: Decimal, entry: Entry, case: Case, sets: _Sets) -> _Made | None:
    """A GWP itself, with which kilograms of a gas or mixture are counted."""
    masses = case.tables.masses(entry.species)
    ours = potential(masses, sets.own)
    if ours is None or any(_like(figure, potential(masses, one)) for one in sets.usable):
        return None
    found = (one for one in sets.others if _like(figure, potential(masses, one)))
    other = next(found, None)
    return None if other is None else _Made(other, masses, ours)


def _like(figure: Decimal, known: Decimal | None) -> bool:
    return known is not None and abs(figure - known) <= known * LIKE


def potential(masses: Mapping[str, Decimal], values: GWPSet) -> Decimal | None:
    """The GWP of what escapes [kg CO2e/kg]; None where nothing does, or the set lacks a gas.

    Args:
        masses: the gases of a kilogram of it [kg/kg].
        values: the set.
    """
    weights = [values.value(gas) for gas in masses]
    if not masses or any(weight is None for weight in weights):
        return None
    parts = zip(masses.values(), weights, strict=True)
    return total(EXACT.multiply(mass, weight or ZERO) for mass, weight in parts)


def _as_factor(figure: Decimal, entry: Entry, case: Case, sets: _Sets) -> _Made | None:
    """A factor of the entry's own activities, whose gases give the figure under another set only.

    Only where the figure is none of the published ones, rounded or not.
    """
    rows = [
        row
        for name in sorted(entry.asked)
        for row in case.tables.by_activity.get(name, ())
        if row.unit == entry.unit
    ]
    copied = any(
        abs(figure - row.published) <= PRINTED or agrees(row.published, figure) for row in rows
    )
    if len(digits_of(figure)) <= TELLING or copied:
        return None
    for row in rows:
        ours = co2e_per_unit(row, sets.own.values)
        if row.basis is not Basis.BY_GAS or ours is None:
            continue
        for other in sets.others:
            under = co2e_per_unit(row, other.values)
            if under is not None and agrees(under, figure):
                return _Made(other, row.gases, ours)
    return None


def _values(made: _Made, of: GWPSet, than: GWPSet) -> str:
    """The potentials of the gases that two sets weigh otherwise: ``CH4 25, N2O 298``."""
    pairs = ((gas, of.value(gas)) for gas in made.gases if of.value(gas) != than.value(gas))
    return ", ".join(f"{gas.partition('_')[0]} {canonical(value)}" for gas, value in pairs if value)
