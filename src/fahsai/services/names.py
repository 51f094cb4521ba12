"""The names of units, lists of factors and GWP sets, for people."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fahsai.reference.load_factors import editions, factor_set, factor_set_codes
from fahsai.reference.load_gases import load_gases, load_gwp_sets
from fahsai.reference.load_provinces import load_provinces
from fahsai.reference.load_units import load_units

if TYPE_CHECKING:
    from collections.abc import Mapping


class Named(NamedTuple):
    """A name in both languages."""

    th: str
    en: str


@cache
def unit_symbols() -> Mapping[str, Named]:
    """How a unit is written after a number, by its code."""
    return {unit.code: Named(unit.symbol_th, unit.symbol_en) for unit in load_units().units}


@cache
def edition_names() -> Mapping[str, Named]:
    """The names of the published lists, and of the sets by the list that stands first in them."""
    names = {code: Named(one.name_th, one.name_en) for code, one in editions().items()}
    for code in factor_set_codes():
        first = factor_set(code).editions[0]
        names.setdefault(code, Named(first.name_th, first.name_en))
    return names


@cache
def gwp_set_names() -> Mapping[str, Named]:
    """The names of the sets of global warming potentials, by code."""
    return {code: Named(one.name_th, one.name_en) for code, one in load_gwp_sets().items()}


@cache
def gas_names() -> Mapping[str, Named]:
    """The names of the gases, by code."""
    return {gas.code: Named(gas.name_th, gas.name_en) for gas in load_gases().gases}


@cache
def province_names() -> tuple[Named, ...]:
    """The names of the provinces, in the order of their Thai names."""
    named = (Named(one.name_th, one.name_en) for one in load_provinces().provinces)
    return tuple(sorted(named, key=lambda one: one.th))
