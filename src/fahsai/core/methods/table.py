"""The register of methods: the calculation finds here how a kind of source is counted.

``factor`` methods multiply by a chosen emission factor (or release a gas as it is), ``linear``
ones by a coefficient made of parameters, ``yearly`` ones look at the history of a source, and
``none`` counts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.landfill import landfill_fod_year, landfill_municipal_year
from fahsai.core.methods.linear import (
    SEPTIC_TANK_NEEDS,
    septic_tank_coefficient,
    wastewater_bod_coefficient,
    wastewater_cod_coefficient,
)
from fahsai.core.methods.parameter_kinds import RESERVED, stem
from fahsai.core.methods.preparation import reported_coefficient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from fahsai.core.methods.emission import Coefficient, MethodResult
    from fahsai.core.methods.packs import Inputs


class MethodKind(StrEnum):
    """How a method is applied to the lines of a source."""

    FACTOR = "factor"
    LINEAR = "linear"
    YEARLY = "yearly"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Method:
    """One way to count: the unit of its activity, the parameters it needs and may be given.

    ``activity_unit`` is a unit code, empty where any unit of the factor will do; ``needed`` and
    ``optional`` are stems of parameter names; ``default_pack`` is empty where the site must
    choose; ``version`` changes when its results change.
    """

    code: str
    kind: MethodKind
    activity_unit: str = ""
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    default_pack: str = ""
    version: str = "1"


_LANDFILL_NEEDS = ("doc", "k", "docf", "ch4_fraction", "ox", "mcf")
_LANDFILL_OPTIONS = ("site", "deposit", "share", "waste_type")

_TABLE = (
    Method("by_factor", MethodKind.FACTOR),
    Method("gas_release", MethodKind.FACTOR, "kg"),
    Method(
        "septic_tank",
        MethodKind.LINEAR,
        "person_day",
        needed=tuple(stem(name) for name in SEPTIC_TANK_NEEDS),
        default_pack="green-office-septic",
    ),
    Method(
        "wastewater_cod",
        MethodKind.LINEAR,
        "m3",
        needed=("cod_mg_per_litre", "bo_cod", "mcf"),
        optional=(
            "treatment",
            "activity",
            "wastewater_share",
            "sludge_kg_cod",
            "recovered_kg",
        ),
        default_pack="ipcc-2006-wastewater",
    ),
    Method(
        "wastewater_bod",
        MethodKind.LINEAR,
        "m3",
        needed=("bod_mg_per_litre", "bo_bod", "mcf"),
        optional=("treatment",),
        default_pack="municipal-2565",
    ),
    Method(
        "landfill_fod",
        MethodKind.YEARLY,
        "kg",
        needed=_LANDFILL_NEEDS,
        optional=(*_LANDFILL_OPTIONS, "recovered_kg"),
    ),
    Method(
        "landfill_municipal",
        MethodKind.YEARLY,
        "kg",
        needed=_LANDFILL_NEEDS,
        optional=_LANDFILL_OPTIONS,
        default_pack="municipal-landfill",
    ),
    Method("travel_distance", MethodKind.FACTOR, optional=("distance_km", "trips", "persons")),
    Method(
        "travel_fuel",
        MethodKind.FACTOR,
        optional=("distance_km", "trips", "persons", "km_per_unit"),
    ),
    Method("freight", MethodKind.FACTOR, optional=("distance_km", "load_tonnes")),
    Method("lifetime_use", MethodKind.FACTOR, optional=("uses", "per_use")),
    Method("shared", MethodKind.FACTOR, optional=("share",)),
    Method("reported_co2e", MethodKind.LINEAR, "kg_co2e", needed=("share",)),
    Method(
        "supplied_heat",
        MethodKind.FACTOR,
        "MJ",
        needed=("boiler_efficiency",),
        optional=("fuel",),
    ),
    Method("not_counted", MethodKind.NONE),
)

METHODS: Mapping[str, Method] = {method.code: method for method in _TABLE}
"""Every method by its code."""

_COEFFICIENTS: Mapping[
    str,
    Callable[[Inputs, Decimal | None], tuple[Coefficient | None, tuple[Finding, ...]]],
] = {
    "septic_tank": septic_tank_coefficient,
    "wastewater_cod": wastewater_cod_coefficient,
    "wastewater_bod": wastewater_bod_coefficient,
    "reported_co2e": reported_coefficient,
}

_YEARS: Mapping[
    str,
    Callable[[Inputs, Decimal | None, int], tuple[MethodResult | None, tuple[Finding, ...]]],
] = {
    "landfill_fod": landfill_fod_year,
    "landfill_municipal": landfill_municipal_year,
}


def coefficient(
    method: str, inputs: Inputs, year_quantity: Decimal | None = None
) -> tuple[Coefficient | None, tuple[Finding, ...]]:
    """The gases of one unit of activity by a linear method.

    Findings: those of the method, and ``method.parameter_unused``.

    Args:
        method: code of a linear method.
        inputs: pack and parameters of the source.
        year_quantity: activity of the whole year [activity unit of the method].

    Returns:
        The coefficient [kg of gas per activity unit], or None, and the findings.
    """
    answer, findings = _COEFFICIENTS[method](inputs, year_quantity)
    return answer, findings + unused_parameters(method, inputs)


def yearly(
    method: str, inputs: Inputs, quantity_kg: Decimal | None, reporting_year: int
) -> tuple[MethodResult | None, tuple[Finding, ...]]:
    """The gases of a source in one year by a method that looks at its history.

    Findings: those of the method, and ``method.parameter_unused``.

    Args:
        method: code of a yearly method.
        inputs: pack and parameters of the source, its history among them.
        quantity_kg: waste of the reporting year by the activity lines [kg], None without lines.
        reporting_year: Christian year of the inventory (of its last day).

    Returns:
        The gases [kg] with their steps, or None, and the findings.
    """
    answer, findings = _YEARS[method](inputs, quantity_kg, reporting_year)
    return answer, findings + unused_parameters(method, inputs)


def unused_parameters(method: str, inputs: Inputs) -> tuple[Finding, ...]:
    """A warning for each parameter that the method does not know, such as a misspelt one.

    Findings: ``method.parameter_unused``.

    Args:
        method: code of the method.
        inputs: pack and parameters of the source.

    Returns:
        The findings.
    """
    known = METHODS[method].needed + METHODS[method].optional
    return tuple(
        finding(
            "method.parameter_unused",
            Level.WARNING,
            inputs.subject,
            parameter=name,
            known=", ".join(known),
        )
        for name in inputs.parameters
        if stem(name) not in known + RESERVED
    )
