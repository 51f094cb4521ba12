"""The parameters that methods know: their unit and the range that makes sense."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class ParameterKind(NamedTuple):
    """The unit of a parameter and its highest sensible value; the lowest is always zero.

    ``own_word`` marks figures that an organisation takes from elsewhere when no table we hold
    shows them: each use is said, so that a verifier asks for the proof.
    """

    unit: str
    highest: Decimal | None = None
    own_word: bool = False


_ONE = Decimal(1)
_SHARE = ParameterKind("1", _ONE)
_OWN_SHARE = ParameterKind("1", _ONE, own_word=True)

PARAMETER_KINDS: Mapping[str, ParameterKind] = {
    # septic tank and wastewater
    "u": _SHARE,
    "t": _SHARE,
    "bo_bod": ParameterKind("kg CH4/kg BOD"),
    "bo_cod": ParameterKind("kg CH4/kg COD"),
    "mcf": _SHARE,
    "bod_g_per_person_day": ParameterKind("g BOD/person/day"),
    "bod_mg_per_litre": ParameterKind("mg/L"),
    "cod_mg_per_litre": ParameterKind("mg/L"),
    "wastewater_share": _SHARE,
    "sludge_kg_cod": ParameterKind("kg COD"),
    "recovered_kg": ParameterKind("kg CH4"),
    # heat of a supplier
    "boiler_efficiency": _SHARE,
    # solid waste
    "doc": _SHARE,
    "docf": _SHARE,
    "k": ParameterKind("1/year"),
    "ch4_fraction": _SHARE,
    "ox": _SHARE,
    "share": _SHARE,
    "deposit": ParameterKind("t"),
    # the value chain (scope 3)
    "distance_km": ParameterKind("km"),
    "trips": ParameterKind("trip"),
    "persons": ParameterKind("person"),
    "km_per_unit": ParameterKind("km/unit of fuel"),
    "load_tonnes": ParameterKind("t"),
    "uses": ParameterKind("use"),
    "per_use": ParameterKind("unit of energy or fuel/use"),
    # refrigerants and SF6
    "leak_rate": ParameterKind("1/year", _ONE, own_word=True),
    "stock": ParameterKind("kg"),
    "returned": ParameterKind("kg"),
    "new_capacity": ParameterKind("kg"),
    "retired_capacity": ParameterKind("kg"),
    # composting and digestion
    "compost_ch4": ParameterKind("g CH4/kg"),
    "compost_n2o": ParameterKind("g N2O/kg"),
    "digestion_ch4": ParameterKind("g CH4/kg"),
    "digestion_n2o": ParameterKind("g N2O/kg"),
    # burning of waste
    "dm": _SHARE,
    "cf": _SHARE,
    "fcf": _SHARE,
    "of": _SHARE,
    "burn_ch4": ParameterKind("g CH4/t", own_word=True),
    "burn_n2o": ParameterKind("g N2O/t", own_word=True),
    # fertiliser, urea and lime
    "n_content": _SHARE,
    "ef1": ParameterKind("kg N2O-N/kg N", _ONE, own_word=True),
    "ef4": ParameterKind("kg N2O-N/kg N", _ONE, own_word=True),
    "ef5": ParameterKind("kg N2O-N/kg N", _ONE, own_word=True),
    "frac_gas": _OWN_SHARE,
    "frac_leach": _OWN_SHARE,
    "urea_carbon": _SHARE,
    "lime_carbon": _SHARE,
    # welding
    "co2_share": _SHARE,
    "co2_volume_share": _SHARE,
    "carbon_content": _OWN_SHARE,
    # livestock
    "enteric": ParameterKind("kg CH4/head/year", own_word=True),
    "animal_mass": ParameterKind("kg"),
    "vs_rate": ParameterKind("kg VS/1000 kg/day", own_word=True),
    "manure_ch4": ParameterKind("g CH4/kg VS", own_word=True),
    "n_rate": ParameterKind("kg N/1000 kg/day", own_word=True),
    "ef3": ParameterKind("kg N2O-N/kg N", _ONE, own_word=True),
    "manure_gas": _OWN_SHARE,
    "manure_leach": _OWN_SHARE,
    "manure_share": _SHARE,
}
"""By stem: ``mcf.deep`` and ``mcf`` are both of the kind ``mcf``."""

RESERVED = ("pack", "conversion", "biomass", "scope3_category", "uncertainty", "form")
"""Stems that a source may carry for the calculation itself; methods pass over them."""


def stem(name: str) -> str:
    """The kind of a parameter name.

    >>> stem("mcf.anaerobic_shallow")
    'mcf'
    """
    return name.partition(".")[0]


def kind_of(name: str) -> ParameterKind:
    """The kind of a parameter; an unknown one is a programming error.

    >>> kind_of("doc.food").unit
    '1'
    """
    return PARAMETER_KINDS[stem(name)]
