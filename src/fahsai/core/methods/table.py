"""The register of methods: the calculation finds here how a kind of source is counted.

``factor`` methods multiply by a chosen emission factor (or release a gas as it is), ``linear``
ones by a coefficient made of parameters, ``yearly`` ones look at the history of a source, and
``none`` counts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.methods.landfill import landfill_fod_year, landfill_municipal_year
from fahsai.core.methods.leakage import OF_A_YEAR, default_leakage_year, refrigerant_stock_year
from fahsai.core.methods.linear import (
    SEPTIC_TANK_NEEDS,
    YEARLY_AMOUNTS,
    septic_tank_coefficient,
    wastewater_bod_coefficient,
    wastewater_cod_coefficient,
)
from fahsai.core.methods.linear_soils import (
    fertiliser_coefficient,
    liming_coefficient,
    urea_coefficient,
)
from fahsai.core.methods.linear_waste import (
    composting_coefficient,
    digestion_coefficient,
    incineration_coefficient,
    open_burning_coefficient,
)
from fahsai.core.methods.linear_welding import electrode_coefficient, shielding_gas_coefficient
from fahsai.core.methods.livestock_year import livestock_year
from fahsai.core.methods.parameter_kinds import stem
from fahsai.core.methods.preparation import reported_coefficient
from fahsai.core.methods.unused import unused_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

    from fahsai.core.finding import Finding
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

    ``packs`` are the packs that are made for it, the default one among them.

    ``grade`` is that of its figures, column B of the quality score (D national or of the maker,
    F international).  ``species``: it lets out the gas or blend that its source names.
    ``product``: its coefficient is the product of its parameters, until one of ``product_until``
    (steps that take something off).  ``standing``: its activity is a level that holds (a herd, a
    charge), averaged over the year by days, not an amount that adds up.  ``estimated``: whatever
    the records are, the figure is an estimate (form TCFO_R_02 section 8, Z).  ``history``: the
    records of the years before count in it too.  ``of_year`` are the figures of one year, whose
    name says which (``stock.2568``); ``splits`` those that are given of each part by its name
    (``share.food``).
    """

    code: str
    kind: MethodKind
    activity_unit: str = ""
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    default_pack: str = ""
    version: str = "1"
    packs: tuple[str, ...] = ()
    grade: str = "D"
    species: bool = False
    standing: bool = False
    estimated: bool = False
    history: bool = False
    of_year: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    product: bool = False
    product_until: tuple[str, ...] = ()

    def proportional(self, steps: Iterable[str]) -> bool:
        """Whether its result, by the steps it took, is proportional to each parameter.

        >>> METHODS["septic_tank"].proportional(["septic_tank.coefficient"])
        True
        >>> METHODS["wastewater_cod"].proportional(["wastewater_cod.spread"])
        False
        >>> METHODS["landfill_fod"].proportional([])
        False
        """
        return self.product and set(self.product_until).isdisjoint(steps)


INTERNATIONAL = "F"
_BURNING_NEEDS = ("dm", "cf", "fcf", "of", "burn_ch4", "burn_n2o")
_FERTILISER_NEEDS = ("n_content", "ef1", "frac_gas", "ef4", "frac_leach", "ef5")
_LANDFILL_NEEDS = ("doc", "k", "docf", "ch4_fraction", "ox", "mcf")
_RECOVERED = ("recovered_kg",)
_LANDFILL_OPTIONS = ("site", "deposit", "share", "waste_type")

_FOD_PACKS = ("ipcc-2006-fod-tropical-dry", "ipcc-2006-fod-tropical-wet")
_SOIL_PACKS = ("ipcc-2019-soils-wet", "ipcc-2019-soils-dry", "ipcc-soils-aggregated")

_TABLE = (
    Method("by_factor", MethodKind.FACTOR),
    Method("gas_release", MethodKind.FACTOR, "kg", species=True),
    Method(
        "refrigerant_stock",
        MethodKind.YEARLY,
        "kg",
        needed=("stock",),
        optional=OF_A_YEAR[1:],
        species=True,
        of_year=OF_A_YEAR,
    ),
    Method(
        "default_leakage",
        MethodKind.YEARLY,
        "kg",
        needed=("leak_rate",),
        optional=("equipment",),
        grade=INTERNATIONAL,
        species=True,
        standing=True,
        estimated=True,
        packs=("ademe-leak-rates",),
    ),
    Method(
        "septic_tank",
        MethodKind.LINEAR,
        "person_day",
        needed=tuple(stem(name) for name in SEPTIC_TANK_NEEDS),
        default_pack="green-office-septic",
        packs=("green-office-septic", "municipal-2565"),
        product=True,
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
            *YEARLY_AMOUNTS,
        ),
        of_year=YEARLY_AMOUNTS,
        version="2",
        default_pack="ipcc-2006-wastewater",
        packs=("ipcc-2006-wastewater",),
        product=True,
        product_until=("wastewater_cod.spread",),
    ),
    Method(
        "wastewater_bod",
        MethodKind.LINEAR,
        "m3",
        needed=("bod_mg_per_litre", "bo_bod", "mcf"),
        optional=("treatment",),
        default_pack="municipal-2565",
        packs=("municipal-2565",),
        product=True,
    ),
    Method(
        "landfill_fod",
        MethodKind.YEARLY,
        "kg",
        needed=_LANDFILL_NEEDS,
        optional=(*_LANDFILL_OPTIONS, *_RECOVERED),
        of_year=_RECOVERED,
        history=True,
        splits=("deposit", "share"),
        version="2",
        packs=_FOD_PACKS,
    ),
    Method(
        "landfill_municipal",
        MethodKind.YEARLY,
        "kg",
        needed=_LANDFILL_NEEDS,
        optional=_LANDFILL_OPTIONS,
        default_pack="municipal-landfill",
        history=True,
        splits=("deposit", "share"),
        version="2",
        packs=("municipal-landfill",),
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
    Method("treated", MethodKind.FACTOR, optional=("share",)),
    Method("reported_co2e", MethodKind.LINEAR, "kg_co2e", needed=("share",)),
    Method(
        "supplied_heat",
        MethodKind.FACTOR,
        "MJ",
        needed=("boiler_efficiency",),
        optional=("fuel",),
    ),
    Method(
        "composting",
        MethodKind.LINEAR,
        "kg",
        needed=("compost_ch4", "compost_n2o"),
        optional=("moisture", *_RECOVERED),
        of_year=_RECOVERED,
        version="2",
        default_pack="ipcc-2006-biological",
        grade=INTERNATIONAL,
        packs=("ipcc-2006-biological",),
    ),
    Method(
        "anaerobic_digestion",
        MethodKind.LINEAR,
        "kg",
        needed=("digestion_ch4", "digestion_n2o"),
        optional=("moisture", *_RECOVERED),
        of_year=_RECOVERED,
        version="2",
        default_pack="ipcc-2006-biological",
        grade=INTERNATIONAL,
        packs=("ipcc-2006-biological",),
    ),
    Method(
        "waste_incineration",
        MethodKind.LINEAR,
        "kg",
        needed=_BURNING_NEEDS,
        optional=("waste_type", "share", "incinerator"),
        default_pack="ipcc-2019-incineration",
        splits=("share",),
        grade=INTERNATIONAL,
        packs=("ipcc-2019-incineration",),
    ),
    Method(
        "open_burning",
        MethodKind.LINEAR,
        "kg",
        needed=_BURNING_NEEDS,
        optional=("waste_type", "share"),
        default_pack="ipcc-2019-open-burning",
        splits=("share",),
        grade=INTERNATIONAL,
        packs=("ipcc-2019-open-burning",),
    ),
    Method(
        "fertiliser",
        MethodKind.LINEAR,
        "kg",
        needed=_FERTILISER_NEEDS,
        optional=("fertiliser", "formula"),
        grade=INTERNATIONAL,
        packs=_SOIL_PACKS,
    ),
    Method(
        "urea",
        MethodKind.LINEAR,
        "kg",
        needed=(*_FERTILISER_NEEDS, "urea_carbon"),
        optional=("fertiliser", "formula"),
        grade=INTERNATIONAL,
        packs=_SOIL_PACKS,
    ),
    Method(
        "liming",
        MethodKind.LINEAR,
        "kg",
        needed=("lime_carbon",),
        optional=("lime",),
        default_pack="ipcc-lime",
        grade=INTERNATIONAL,
        packs=("ipcc-lime",),
    ),
    Method(
        "livestock",
        MethodKind.YEARLY,
        "animal",
        needed=(
            *("enteric", "animal_mass", "vs_rate", "n_rate", "manure_ch4", "ef3"),
            *("manure_gas", "manure_leach", "ef4", "ef5"),
        ),
        optional=("animal", "productivity", "climate", "manure", "manure_share"),
        default_pack="ipcc-2019-livestock-asia",
        splits=("manure_share",),
        grade=INTERNATIONAL,
        standing=True,
        packs=("ipcc-2019-livestock-asia",),
    ),
    Method(
        "shielding_gas",
        MethodKind.LINEAR,
        "kg",
        needed=("co2_share",),
        optional=("co2_volume_share",),
    ),
    Method("welding_electrode", MethodKind.LINEAR, "kg", needed=("carbon_content",)),
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
    "composting": composting_coefficient,
    "anaerobic_digestion": digestion_coefficient,
    "waste_incineration": incineration_coefficient,
    "open_burning": open_burning_coefficient,
    "fertiliser": fertiliser_coefficient,
    "urea": urea_coefficient,
    "liming": liming_coefficient,
    "shielding_gas": shielding_gas_coefficient,
    "welding_electrode": electrode_coefficient,
}

_YEARS: Mapping[
    str,
    Callable[[Inputs, Decimal | None, int], tuple[MethodResult | None, tuple[Finding, ...]]],
] = {
    "landfill_fod": landfill_fod_year,
    "landfill_municipal": landfill_municipal_year,
    "refrigerant_stock": refrigerant_stock_year,
    "default_leakage": default_leakage_year,
    "livestock": livestock_year,
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
    used = None if answer is None else [one.name for one in answer.parameters]
    return answer, findings + unused_parameters(METHODS[method], inputs, used)


def yearly(
    method: str, inputs: Inputs, quantity: Decimal | None, reporting_year: int
) -> tuple[MethodResult | None, tuple[Finding, ...]]:
    """The gases of a source in one year by a method that looks at its history.

    Findings: those of the method, and ``method.parameter_unused``.

    Args:
        method: code of a yearly method.
        inputs: pack and parameters of the source, its history among them.
        quantity: activity of the reporting year by its lines [activity unit of the method], None
            without lines.
        reporting_year: Christian year of the inventory (of its last day).

    Returns:
        The gases [kg] with their steps, or None, and the findings.
    """
    answer, findings = _YEARS[method](inputs, quantity, reporting_year)
    used = None if answer is None else [one.name for one in answer.parameters]
    return answer, findings + unused_parameters(METHODS[method], inputs, used)
