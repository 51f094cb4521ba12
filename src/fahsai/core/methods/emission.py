"""What a method yields: masses of gases, for one unit of activity or for a whole year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from fahsai.core.methods.packs import Resolved
from fahsai.core.methods.steps import MethodStep

BIOGENIC_METHANE = "CH4_biogenic"
"""The gas code of methane from excreta, wastewater and waste (never fossil)."""


class GasEmission(NamedTuple):
    """The mass of one gas [kg]."""

    gas: str
    mass_kg: Decimal


class MethodResult(NamedTuple):
    """The gases of one source in one year, how they came about and from which parameters."""

    emissions: tuple[GasEmission, ...]
    steps: tuple[MethodStep, ...]
    parameters: tuple[Resolved, ...]


class Coefficient(NamedTuple):
    """The gases of one unit of activity [kg per unit]; each line is multiplied by it.

    ``parameter_steps`` of the packs turns ``parameters`` into printed steps.
    """

    gases: Mapping[str, Decimal]
    steps: tuple[MethodStep, ...]
    parameters: tuple[Resolved, ...]
