"""The rules of a calculation, put together from our reference tables."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import fahsai
from fahsai.core.inventory.rules import Rules
from fahsai.reference.digest import tables_sha256
from fahsai.reference.load_factors import factor_set, factor_set_codes
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_packs import packs
from fahsai.reference.load_units import load_units

if TYPE_CHECKING:
    from datetime import date


@lru_cache(maxsize=16)
def rules_for(factor_set_code: str, *, energy_upstream: bool = False) -> Rules:
    """The rules under a named factor set; its first edition tells the GWP set."""
    chosen = factor_set(factor_set_code)
    return Rules(
        kinds=kinds(),
        units=load_units(),
        gases=load_gases(),
        blends=load_blends(),
        gwp=load_gwp_sets()[chosen.editions[0].gwp_set],
        factor_set=chosen,
        packs=packs(),
        program_version=fahsai.__version__,
        tables_sha256=tables_sha256(),
        energy_upstream=energy_upstream,
    )


def factor_sets() -> tuple[str, ...]:
    """The names of the factor sets that an inventory may be pinned to."""
    return tuple(factor_set_codes())


def factor_set_in_force(report_date: date) -> str:
    """The newest set whose first edition may be used for a report of that date.

    Before the first list came into force the oldest set is taken; the calculation then says so.
    """
    codes = sorted(factor_sets())
    usable = [c for c in codes if factor_set(c).editions[0].usable_on(report_date)]
    return usable[-1] if usable else codes[0]


def factor_set_following(pinned: str, pinned_on: date, report_date: date) -> str:
    """The set of a year whose report date is put right.

    The one that was in force on the old date follows to the new one; one that a person chose
    beside it stays.
    """
    return factor_set_in_force(report_date) if pinned == factor_set_in_force(pinned_on) else pinned
