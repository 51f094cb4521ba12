"""The walk of one source from one calculation to another: quantity, factor, GWP set, class.

Only what is kept with the results is read (DESIGN, rule 8): the year's quantity, the factors
that were chosen, the sums by class and gas family.  The stages between the two results are worked
out from them; the steps between stages always add up to the difference, whatever a stage is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.factor import Basis
from fahsai.core.inventory.consolidation import percent
from fahsai.core.inventory.difference import PARTS, Cause
from fahsai.core.inventory.other_factor import Step, other_factor
from fahsai.core.inventory.other_history import other_history
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.core.quantity.exact import EXACT, ZERO, exactly
from fahsai.core.quantity.gwp import GWPSet

if TYPE_CHECKING:
    from fahsai.core.inventory.result import SourceResult

Place = tuple[ReportingClass, str]
Vector = Mapping[Place, Decimal]
"""A result by class and gas family [kg CO2e]."""

ONE = Decimal(1)
UPSTREAM: Place = (ReportingClass.SCOPE_3, "CO2e")
"""Where the acquisition of energy is counted: scope 3, by the published figure."""

NOT_OF_A_METHOD = (
    *("deposit.", "conversion."),
    *("stock.", "returned.", "new_capacity.", "retired_capacity."),
)
"""Parameters of a source that are activity (what was put in) or units, not its method."""

TAKEN_OFF = ("recovered_kg", "sludge_kg_cod")
"""Figures of one year that a method takes off its result."""


class Yardstick(NamedTuple):
    """What two results are measured with: units, gases and the GWP sets of either side.

    ``convert`` gives how many of one unit another is, None where they do not convert;
    ``family`` the gas family of a gas; ``expand`` the masses of gas in a kilogram of a blend.
    """

    convert: Callable[[str, str], Decimal | None]
    family: Callable[[str], str]
    expand: Callable[[str, Decimal], Mapping[str, Decimal]]
    gwp_before: GWPSet
    gwp_after: GWPSet


class Level(NamedTuple):
    """A stage of the walk: the result there by class [kg CO2e], and what led to it."""

    kg: Mapping[ReportingClass, Decimal]
    cause: Cause
    note: str
    data: Mapping[str, str]


def walk(before: SourceResult, after: SourceResult, by: Yardstick) -> tuple[Level, ...]:
    """The stages from one result of a source to another, the first and last being the results.

    Equation: ``before`` → the same with the later share of its legal entity (boundary) → without
    what only one of them counts upstream (boundary) →
    ``before x quantity after / quantity before`` (activity) → the result after under the GWP set
    before (factor, factor rounding or method) → the result after in the classes of before
    (GWP set) → its own classes (class) → with what only it counts upstream (boundary).

    A method that counts a whole year at once is not proportional to its quantity: its change is
    activity where its parameters are the same, and method where they are not.
    """
    if not (before.complete and after.complete):
        absent = after if not after.complete else before
        note = "difference.no_result" if absent is after else "difference.no_result_before"
        return (_first(before.gases), _level(after.gases, Step(Cause.FACTOR, note, {})))
    shares = _part(before), _part(after)
    if shares[0] == shares[1]:
        return _of_one_share(before, after, by)
    data = {"from": percent(shares[0]), "to": percent(shares[1])}
    step = Step(Cause.BOUNDARY, "difference.share_changed", data)
    if not all(shares):
        return (_first(before.gases), _level(after.gases, step))
    held = _held(before, EXACT.divide(shares[1], shares[0]))
    return (
        _first(before.gases),
        _level(held.gases, step),
        *_of_one_share(held, after, by)[1:],
    )


def _of_one_share(before: SourceResult, after: SourceResult, by: Yardstick) -> tuple[Level, ...]:
    """The stages where the group holds the same share of the source."""
    start, end = dict(before.gases), dict(after.gases)
    levels = [_first(start)]
    was, now = _upstream(before), _upstream(after)
    if was and not now:
        del start[UPSTREAM]
        levels.append(_level(start, Step(Cause.BOUNDARY, "difference.upstream_left", {})))
    added = now and not was
    inner = {place: kg for place, kg in end.items() if not (added and place == UPSTREAM)}
    with exactly():
        levels.extend(_inner(before, after, start, inner, by))
    if added:
        levels.append(_level(end, Step(Cause.BOUNDARY, "difference.upstream_added", {})))
    return tuple(levels)


def _part(result: SourceResult) -> Decimal:
    """The part of the source that its legal entity brings into the group, 1 where all of it is."""
    whole = next(
        (
            Decimal(one.data["quantity"])
            for one in result.steps
            if one.code.startswith("consolidation.") and "quantity" in one.data
        ),
        ZERO,
    )
    return EXACT.divide(result.quantity, whole) if whole else ONE


def _held(result: SourceResult, grown: Decimal) -> SourceResult:
    """A result with another share of its quantity and its gases."""
    return result._replace(
        quantity=EXACT.multiply(result.quantity, grown),
        gases={place: EXACT.multiply(kg, grown) for place, kg in result.gases.items()},
    )


def _inner(
    before: SourceResult, after: SourceResult, start: Vector, end: Vector, by: Yardstick
) -> list[Level]:
    """The stages where both count the same things."""
    restated = _restated(after, end, by)
    active = other_history(before, after) or _activity(before, after)
    proportional = _proportional(before, after, start, by)
    if proportional is None:
        proportional = restated
        active = active if before.unit == after.unit else _unit_changed(before, after)
    other = _other_counting(before, after, by)
    if other is None:  # nothing but the quantity is another one
        proportional = restated
        other = active
    gwp = _gwp_changed(by)
    shares = _shares(before, after, start, end)
    if shares is None:
        return [_level(proportional, active), _level(restated, other), _level(end, gwp)]
    return [
        _level(proportional, active),
        _spread(restated, shares, other),
        _spread(end, shares, gwp),
        _level(end, Step(Cause.CLASS, "difference.class_changed", {})),
    ]


def by_class(vector: Vector) -> Mapping[ReportingClass, Decimal]:
    """The sums of a vector by class, to the last digit [kg CO2e]."""
    sums: dict[ReportingClass, Decimal] = {}
    for (where, _), kg in vector.items():
        sums[where] = PARTS.add(sums.get(where, ZERO), kg)
    return sums


def _first(vector: Vector) -> Level:
    return Level(by_class(vector), Cause.ACTIVITY, "", {})


def _level(vector: Vector, step: Step) -> Level:
    return Level(by_class(vector), *step)


def _spread(vector: Vector, shares: Mapping[ReportingClass, Decimal], step: Step) -> Level:
    """A result in other classes than its own."""
    whole = sum(vector.values(), ZERO)
    return Level({where: whole * share for where, share in shares.items()}, *step)


def _upstream(result: SourceResult) -> bool:
    """Whether the acquisition of energy is counted, and can be told from the rest."""
    counted = any(one.role == "upstream" and one.chosen is not None for one in result.choices)
    others = {where for where, _ in result.gases if where in TOTALLED} - {UPSTREAM[0]}
    return counted and UPSTREAM in result.gases and bool(others)


def _restated(after: SourceResult, end: Vector, by: Yardstick) -> Vector:
    """The later result under the GWP set of the earlier one; published figures stay."""
    if by.gwp_before.code == by.gwp_after.code:
        return end
    now, then = (_weights(after, one, by) for one in (by.gwp_after, by.gwp_before))
    return {
        (where, family): kg * then[family] / now[family]
        if now.get(family) and family in then
        else kg
        for (where, family), kg in end.items()
    }


def _weights(result: SourceResult, gwp: GWPSet, by: Yardstick) -> Mapping[str, Decimal]:
    """How much each gas family weighs under a GWP set; only ratios of two of them mean anything.

    A family of which a gas has no value in the set is left out.
    """
    sums: dict[str, Decimal] = {}
    unknown: set[str] = set()
    for gas, mass in _masses(result, by):
        value = gwp.value(gas)
        family = by.family(gas)
        if value is None:
            unknown.add(family)
        else:
            sums[family] = sums.get(family, ZERO) + mass * value
    return {family: weight for family, weight in sums.items() if family not in unknown}


def _masses(result: SourceResult, by: Yardstick) -> list[tuple[str, Decimal]]:
    """The gases of a result: those of its factors, of its refrigerant, or of its method."""
    found = [
        (gas, mass * one.unit_factor)
        for one in result.choices
        if one.chosen is not None
        and one.unit_factor is not None
        and one.chosen.basis is Basis.BY_GAS
        for gas, mass in one.chosen.gases.items()
    ]
    if found:
        return found
    species = _species(result)
    if species:
        return list(by.expand(species, ONE).items())
    families = {family for _, family in result.gases}  # of a method: CH4, N2O, CO2
    return [(one, ONE) for one in sorted(families) if by.gwp_after.value(one) is not None]


def _species(result: SourceResult) -> str:
    """The gas or blend that escapes, where that is what is recorded."""
    return next((one.data["species"] for one in result.steps if one.code == "gas_release"), "")


def _proportional(
    before: SourceResult, after: SourceResult, start: Vector, by: Yardstick
) -> Vector | None:
    """The earlier result with the later quantity; None where that cannot be said."""
    if any(_of_whole_year(one) for one in (before, after)):
        return start if _other_counting(before, after, by) else None
    per_unit = _per_unit(before, after, by)
    if per_unit is None or not before.quantity:
        return start if per_unit is not None and before.quantity == after.quantity else None
    grown = after.quantity * per_unit / before.quantity
    return {place: kg * grown for place, kg in start.items()}


def _of_whole_year(result: SourceResult) -> bool:
    method = METHODS.get(result.method)
    return method is not None and method.kind is MethodKind.YEARLY


def _per_unit(before: SourceResult, after: SourceResult, by: Yardstick) -> Decimal | None:
    """How many of the earlier unit the later one is, by the table or by the factors' own unit."""
    if before.unit == after.unit:
        return ONE
    known = by.convert(after.unit, before.unit)
    if known is not None:
        return known
    was, now = (
        {c.chosen.unit: c.unit_factor for c in one.choices if c.chosen and c.unit_factor}
        for one in (before, after)
    )
    shared = next((unit for unit in now if unit in was), None)
    return None if shared is None else now[shared] / was[shared]


def _activity(before: SourceResult, after: SourceResult) -> Step:
    data = {
        "before": str(before.quantity),
        "after": str(after.quantity),
        "unit": after.unit or before.unit,
    }
    return Step(Cause.ACTIVITY, "difference.activity", data)


def _unit_changed(before: SourceResult, after: SourceResult) -> Step:
    data = {"from": before.unit, "to": after.unit}
    return Step(Cause.ACTIVITY, "difference.unit_changed", data)


def _gwp_changed(by: Yardstick) -> Step:
    data = {"from": by.gwp_before.code, "to": by.gwp_after.code}
    return Step(Cause.GWP_SET, "difference.gwp_set", data)


def _other_counting(before: SourceResult, after: SourceResult, by: Yardstick) -> Step | None:
    """What is counted otherwise than by another quantity; None where nothing is."""
    if before.method != after.method:
        data = {"from": before.method, "to": after.method}
        return Step(Cause.METHOD, "difference.method_from_to", data)
    if before.choices or after.choices:
        return other_factor(before, after, _gwp_changed(by))
    was, now = _species(before), _species(after)
    if was != now:
        return Step(Cause.FACTOR, "difference.gas_from_to", {"from": was, "to": now})
    changed = _changed_parameters(before, after)
    if changed:
        data = {"parameters": ", ".join(changed)}
        return Step(Cause.METHOD, "difference.parameters", data)
    if was or METHODS.get(before.method) is None:
        return Step(Cause.METHOD, "difference.method_again", {})
    return None


def _changed_parameters(before: SourceResult, after: SourceResult) -> list[str]:
    """The names of the parameters of the method that differ, those of its pack too."""
    was, now = (_parameters(one) for one in (before, after))
    return sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))


def _parameters(result: SourceResult) -> dict[str, str]:
    """What the method worked with; where it tells nothing, what the source says."""
    used = {
        _any_year(one.data["name"]): one.data["value"]
        for one in result.steps
        if one.code.startswith("parameter.")
    }
    return used or {
        name: text
        for name, text in result.source.counted_parameters.items()
        if not name.startswith(NOT_OF_A_METHOD)
    }


def _any_year(name: str) -> str:
    """What is taken off in a year is the same figure in the next, though its name has a year."""
    return next((start for start in TAKEN_OFF if name.startswith(f"{start}.")), name)


def _shares(
    before: SourceResult, after: SourceResult, start: Vector, end: Vector
) -> Mapping[ReportingClass, Decimal] | None:
    """How the earlier result stands in classes, where the later one stands in others.

    None where both stand in the same, or where another factor brings its own classes with it
    (a blend has a biogenic part that neat fuel has not).
    """
    was, now = ({where for where, kg in by_class(one).items() if kg} for one in (start, end))
    counted = set(TOTALLED)
    moved = bool(was & counted) and bool(now & counted) and not was & now & counted
    same = _what(before) == _what(after)
    whole = sum(start.values(), ZERO)
    if was == now or not (moved or same) or not (was and now) or not whole:
        return None
    return {where: EXACT.divide(kg, whole) for where, kg in by_class(start).items()}


def _what(result: SourceResult) -> tuple[str, ...]:
    """What is burned, bought or let go: the activities of its factors, or its gas."""
    asked = (one.activity for one in result.choices if one.role == "direct" and one.chosen)
    return (*asked, _species(result))
