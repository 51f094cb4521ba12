"""The reference tables that typed figures are looked up in."""

from __future__ import annotations

from functools import cache

from fahsai.core.inventory.mistakes.case import Tables
from fahsai.reference.load_factors import editions
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets
from fahsai.reference.load_units import load_units


@cache
def tables() -> Tables:
    """Every published row, newest list first, with the GWP sets, units and gases."""
    lists = sorted(editions().values(), key=lambda one: one.published_on, reverse=True)
    return Tables(
        published=tuple(row for one in lists for row in one.rows),
        editions=editions(),
        gwp_sets=load_gwp_sets(),
        units=load_units(),
        gases=load_gases(),
        blends=load_blends(),
    )
