"""What of the factors of a source is another one in a later calculation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.factors.factor import Basis
from fahsai.core.inventory.difference import SMALLEST_SHARE, Cause, Step
from fahsai.core.inventory.other_data import other_data

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.result import SourceResult


def other_factor(before: SourceResult, after: SourceResult, gwp: Step) -> Step:
    """The factor that is another one; of several the first.

    Where scopes 2 and 3 count the published figure of a row that is known by gas, and its gases
    are the same in both lists, only the GWP values behind the figure are others: ``gwp`` says so.
    """
    was, now = (_chosen(one) for one in (before, after))
    weighed_otherwise = False
    for role in dict.fromkeys((*was, *now)):
        old, new = was.get(role), now.get(role)
        if old is None or new is None:
            data = {"role": role, "factor": _name(old or new)}
            note = "difference.term_added" if old is None else "difference.term_left"
            return Step(Cause.FACTOR, note, data)
        if _same_gases(old, new):
            weighed_otherwise = True
        elif (old.edition, old.key) != (new.edition, new.key):
            return _rows_differ(old, new)
    if weighed_otherwise:
        return gwp
    conversions = [[one.unit_factor for one in result.choices] for result in (before, after)]
    if before.unit == after.unit and conversions[0] != conversions[1]:
        converted = Step(Cause.METHOD, "difference.conversion", {"unit": after.unit})
        return other_data(before, after) or converted
    return Step(Cause.FACTOR_ROUNDING, "difference.full_figure", {})


def _same_gases(old: EmissionFactor, new: EmissionFactor) -> bool:
    """Whether two rows state the same masses of gas, published under different GWP sets."""
    return (
        old.basis is new.basis is Basis.BY_GAS
        and old.gwp_set != new.gwp_set
        and (old.activity, old.unit) == (new.activity, new.unit)
        and old.gases.keys() == new.gases.keys()
        and all(_alike(mass, new.gases[gas]) for gas, mass in old.gases.items())
    )


def _alike(one: Decimal, other: Decimal) -> bool:
    """Whether two masses differ by no more than the digits that a spreadsheet loses."""
    return abs(one - other) <= SMALLEST_SHARE * max(abs(one), abs(other))


def _rows_differ(old: EmissionFactor, new: EmissionFactor) -> Step:
    data = {"from": _name(old), "to": _name(new)}
    if old.activity == new.activity and old.unit == new.unit and old.published == new.published:
        return Step(Cause.FACTOR_ROUNDING, "difference.same_printed", data)
    if old.activity == new.activity and old.edition != new.edition:
        return Step(Cause.FACTOR, "difference.edition_changed", data)
    return Step(Cause.FACTOR, "difference.factor_changed", data)


def _chosen(result: SourceResult) -> dict[str, EmissionFactor]:
    return {one.role: one.chosen for one in result.choices if one.chosen is not None}


def _name(factor: EmissionFactor | None) -> str:
    return "" if factor is None else f"{factor.edition}:{factor.key}"
