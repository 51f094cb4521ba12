"""The parameters that methods know: their unit and the range that makes sense."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class ParameterKind(NamedTuple):
    """The unit of a parameter and its highest sensible value; the lowest is always zero."""

    unit: str
    highest: Decimal | None = None


_SHARE = ParameterKind("1", Decimal(1))

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
    # solid waste
    "doc": _SHARE,
    "docf": _SHARE,
    "k": ParameterKind("1/year"),
    "ch4_fraction": _SHARE,
    "ox": _SHARE,
    "share": _SHARE,
    "deposit": ParameterKind("t"),
}
"""By stem: ``mcf.deep`` and ``mcf`` are both of the kind ``mcf``."""

RESERVED = ("pack", "conversion", "uncertainty")
"""Names that a source may carry for the calculation itself; methods pass over them."""


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
