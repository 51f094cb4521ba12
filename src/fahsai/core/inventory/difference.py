"""Why two figures differ: causes and parts that add up exactly; here of a workbook's and ours."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from fahsai.core.factors.co2e import co2e_per_unit
from fahsai.core.factors.identify import identify
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.quantity.exact import ZERO, exactly, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.quantity.gwp import GWPSet

PARTS = Context(prec=1000)
"""Differences of figures are exact in it, so parts add up to the last digit.

Figures have 34 digits, but not the same ones: a large and a very small one need many more.
"""

SHEET_NOISE = Decimal("0.000001")
"""A spreadsheet adds in binary: below a millionth of a kilogram it agrees with itself."""

SMALLEST_SHARE = Decimal("1e-9")
"""A step below this share of the figures is no cause of its own, however small the figures are."""

SHEET_DIGITS = Decimal("1e-14")
"""The last of the 15 digits a spreadsheet holds, as a share of the figure."""


ONE = Decimal(1)

Kg = TypeVar("Kg")


class Cause(StrEnum):
    """What moved a figure (DESIGN, rule 4).

    Between a workbook and ours the activity is the same by construction; ``ACTIVITY`` is for
    comparing versions and years.  It is what was done in the year and of what: amounts, the
    composition of waste, what was recovered, stock, way and load of a journey.  ``METHOD`` is how
    that is counted: equations, and the parameters that stand for what nobody measured.
    """

    ACTIVITY = "activity"
    FACTOR = "factor"
    FACTOR_ROUNDING = "factor_rounding"
    GWP_SET = "gwp_set"
    METHOD = "method"
    BOUNDARY = "boundary"
    CLASS = "class"


class Part(NamedTuple):
    """One cause and the kilograms of CO2e it moves; ``note`` is a words key."""

    cause: Cause
    kg: Decimal
    note: str
    data: Mapping[str, str]


class SheetFigure(NamedTuple):
    """What a workbook says of one row: its quantity, factor and own result [kg CO2e].

    ``counted`` is False for a row it reports apart itself: nothing of it is in its total.
    """

    quantity: Decimal
    factor: Decimal | None
    kg: Decimal
    counted: bool = True


class Step(NamedTuple):
    """What a step of the walk is called."""

    cause: Cause
    note: str
    data: Mapping[str, str]


class Stage(NamedTuple, Generic[Kg]):
    """A stage of the walk from one figure to another, and the step that led to it.

    ``kg`` [kg CO2e] is the figure there: one sum, or the sums by class.
    """

    kg: Kg
    cause: Cause
    note: str
    data: Mapping[str, str]


def sheet_difference(
    sheet: SheetFigure,
    result: SourceResult | None,
    rows: Sequence[EmissionFactor],
    gwp_sets: Mapping[str, GWPSet],
    gwp_set: str,
    per_unit: Mapping[str, Decimal] | None = None,
) -> tuple[Part, ...]:
    """The parts that lead from a workbook's own figure to ours, in scopes 1 to 3 [kg CO2e].

    The walk: the sheet's result → quantity x its factor (method) → the published row behind that
    factor at full precision (factor rounding) → the same row under our GWP set → our factor →
    what is reported apart (class) → what our boundary adds (boundary).  A step below the last
    digit of the figures belongs to the step before it.

    Args:
        sheet: the row of the workbook.
        result: ours, or None when the row was not understood.
        rows: published rows to look the sheet's factor up in, the most likely first.
        gwp_sets: every GWP set by code.
        gwp_set: the code of ours.
        per_unit: how many units of a row make one unit of the sheet's quantity, by the row's
            unit: 1000 for kWh where the sheet writes MWh; 1 where it is not given.
    """
    levels = [Stage(sheet.kg, Cause.METHOD, "", {})]
    with exactly():
        own = sheet.kg
        if sheet.factor is not None:
            own = sheet.quantity * sheet.factor
            if abs(own - sheet.kg) > SHEET_NOISE:
                levels.append(Stage(own, Cause.METHOD, "difference.sheet_arithmetic", {}))
            else:
                levels[0] = levels[0]._replace(kg=own)
        if result is None or not result.complete:
            levels.append(Stage(ZERO, Cause.FACTOR, "difference.no_result", {}))
            return _parts(levels)
        units = per_unit or {}
        row = _row_behind(sheet, result, rows, gwp_sets, units)
        if row is not None:
            quantity = sheet.quantity * units.get(row.unit, ONE)
            levels.extend(_published_stages(quantity, row, gwp_sets, gwp_set))
        levels.extend(_own_stages(result, row, counted_apart=sheet.counted))
    return _parts(levels)


def _full(row: EmissionFactor, gwp_sets: Mapping[str, GWPSet], gwp_set: str) -> Decimal | None:
    """The full CO2e of a row under a GWP set, biogenic CO2 by its mass as sheets count it."""
    values = gwp_sets.get(gwp_set)
    return None if values is None else co2e_per_unit(row, values.values, biogenic_co2=True)


def _asked(result: SourceResult) -> frozenset[str]:
    """The activities whose factors our own result was looked for among."""
    named = (part for choice in result.choices for name in choice.asked for part in name.split("|"))
    return frozenset((*named, f"refrigerant.{result.source.parameters.get('species', '')}"))


def _row_behind(
    sheet: SheetFigure,
    result: SourceResult,
    rows: Sequence[EmissionFactor],
    gwp_sets: Mapping[str, GWPSet],
    per_unit: Mapping[str, Decimal],
) -> EmissionFactor | None:
    """The row that the sheet's own factor comes from, when it is one.

    The factor that we count with where the sheet has it too, an own one of no list among them;
    rows of the same activity, also those per another size of the unit; then any row of the same
    group per the same unit.
    """
    if sheet.factor is None:
        return None
    for choice in result.choices:
        if choice.chosen is not None and choice.chosen.published == sheet.factor:
            return choice.chosen
    asked = _asked(result)
    groups = {_group(activity) for activity in asked} | (set() if result.choices else OF_METHODS)
    same: dict[Decimal, list[EmissionFactor]] = {ONE: []}
    for row in rows:
        if row.activity in asked:
            same.setdefault(per_unit.get(row.unit, ONE), []).append(row)
    others = [
        row for row in rows if per_unit.get(row.unit, ONE) == ONE and _group(row.activity) in groups
    ]
    for per, likely in (*same.items(), (ONE, others)):
        found = identify(sheet.factor / per, likely, lambda row: _full(row, gwp_sets, row.gwp_set))
        if found is not None:
            return found
    return None


FUELS = frozenset({"stationary", "mobile", "offroad"})
"""Groups of activities that burn the same fuels: a factor of one is often used for another."""

OF_METHODS = frozenset({"gas", "waste"})
"""Groups of factors that a sheet has where we count by a method: gases, and what waste releases."""


def _group(activity: str) -> str:
    """What an activity is a factor of: a fuel, electricity, waste, paper ...

    A figure that happens to stand in another group is a coincidence.
    """
    first = activity.partition(".")[0]
    return "fuel" if first in FUELS else first


def _published_stages(
    quantity: Decimal,
    row: EmissionFactor,
    gwp_sets: Mapping[str, GWPSet],
    gwp_set: str,
) -> list[Stage[Decimal]]:
    """The stages that the published row behind the sheet's factor explains.

    ``quantity`` is the year's activity in the row's unit.
    """
    data = {"edition": row.edition, "key": row.key}
    stages = []
    published = _full(row, gwp_sets, row.gwp_set)
    if published is not None:
        stages.append(
            Stage(
                quantity * published,
                Cause.FACTOR_ROUNDING,
                "difference.factor_rounding",
                data,
            )
        )
    ours = _full(row, gwp_sets, gwp_set)
    if ours is not None:
        stages.append(
            Stage(
                quantity * ours,
                Cause.GWP_SET,
                "difference.gwp_set",
                {**data, "from": row.gwp_set, "to": gwp_set},
            )
        )
    return stages


def _own_stages(
    result: SourceResult, row: EmissionFactor | None, *, counted_apart: bool
) -> list[Stage[Decimal]]:
    """The stages from our factor or method to what we report.

    ``counted_apart`` tells whether the sheet has in its total what we report apart.
    """
    upstream = total(
        component.co2e_kg
        for line in result.lines
        for component in line.components
        if component.term < len(result.choices)
        and result.choices[component.term].role == "upstream"
    )
    by_class = result.by_class
    counted = total(by_class.get(where, ZERO) for where in TOTALLED)
    apart = by_class.get(ReportingClass.SEPARATE, ZERO) if counted_apart else ZERO
    if counted_apart and row is not None and "CO2_biogenic" in row.gases:
        apart += by_class.get(ReportingClass.BIOGENIC, ZERO)
    return [
        _own_figure(result, row, counted - upstream + apart),
        Stage(counted - upstream, Cause.CLASS, "difference.reported_apart", {}),
        Stage(counted, Cause.BOUNDARY, "difference.upstream", {}),
    ]


def _own_figure(result: SourceResult, row: EmissionFactor | None, kg: Decimal) -> Stage[Decimal]:
    """Our own figure: another factor, named where both are known, or a method without one."""
    chosen = next((c.chosen for c in result.choices if c.chosen is not None), None)
    is_release = any(step.code == "gas_release" for step in result.steps)
    if chosen is None and not is_release:
        return Stage(kg, Cause.METHOD, "difference.method", {})
    if row is None or chosen is None:
        return Stage(kg, Cause.FACTOR, "difference.factor", {})
    data = {
        "from": f"{row.edition}:{row.key}",
        "to": f"{chosen.edition}:{chosen.key}",
    }
    moved_on = row.activity == chosen.activity and row.edition != chosen.edition
    note = "difference.edition_changed" if moved_on else "difference.factor_from_to"
    return Stage(kg, Cause.FACTOR, note, data)


def _parts(levels: Sequence[Stage[Decimal]]) -> tuple[Part, ...]:
    """The steps of the walk from a spreadsheet's figure."""
    return steps_between(levels, _noise(levels))


def steps_between(levels: Sequence[Stage[Decimal]], noise: Decimal) -> tuple[Part, ...]:
    """The steps between the stages of a walk, without those that move nothing.

    A step of ``noise`` [kg CO2e] or less is no cause: it joins the one before it (the first one
    joins the next), so that the sum stays exact.
    """
    with localcontext(PARTS):
        steps = [
            Part(after.cause, after.kg - before.kg, after.note, after.data)
            for before, after in itertools.pairwise(levels)
            if after.kg != before.kg
        ]
        parts: list[Part] = []
        for step in steps:
            if parts and min(abs(step.kg), abs(parts[-1].kg)) <= noise:
                named = step if abs(parts[-1].kg) <= noise < abs(step.kg) else parts[-1]
                parts[-1] = named._replace(kg=parts[-1].kg + step.kg)
            else:
                parts.append(step)
        if len(parts) == 1 and abs(parts[0].kg) <= noise:
            last_digits = "difference.last_digits"
            parts = [Part(Cause.FACTOR_ROUNDING, parts[0].kg, last_digits, {})]
        return tuple(part for part in parts if part.kg)


def _noise(levels: Sequence[Stage[Decimal]]) -> Decimal:
    """The step [kg CO2e] below which figures of a spreadsheet cannot be told apart."""
    largest = max(abs(level.kg) for level in levels)
    return max(largest * SHEET_DIGITS, min(SHEET_NOISE, largest * SMALLEST_SHARE))
