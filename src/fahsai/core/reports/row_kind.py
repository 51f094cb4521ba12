"""The text that says which kind of source a printed row is, written and read back.

``KIND``, with the species of a refrigerant behind it in brackets, and with the factor that a
person chose behind an equals sign, as the command line's ``--choose`` takes it:
``refrigerant (R-410A)``, ``landfill.sent=tgo-cfp-2022-07:waste.landfill.sanitary``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fahsai.core.inventory.biomass import ORIGIN as BIOMASS_ORIGIN
from fahsai.core.inventory.biomass import BiomassOrigin
from fahsai.core.inventory.supplied_heat import FUEL
from fahsai.core.inventory.supplied_heat import METHOD as SUPPLIED_HEAT

_WRITTEN = re.compile(
    r"(?P<kind>[a-z0-9_]+(?:\.[a-z0-9_]+)*)"
    r"(?: \((?P<species>[A-Za-z0-9_-]+)\))?"
    r"(?:=(?P<factor>[^\s:=]+:[^\s=]+))?"
)


COUNTED_PART = "counted_part"
"""Stands for a species where a row prints the part that counts: nothing is left to share."""

NOT_RENEWABLE = "not_renewable"
"""In the place of a species: the biomass is not renewable, its CO2 stands in scope 1."""
CO2_ALONE = "CO2_biogenic"
"""In the place of a species: a row of that CO2 alone; the row before it is its source."""


class RowKind(NamedTuple):
    """A kind of source, the species (or fuel) of it, the factor ``edition:key`` a person chose."""

    kind: str
    species: str = ""
    factor: str = ""


def written(row: RowKind) -> str:
    """The text of a row's kind.

    >>> written(RowKind("refrigerant", "R-410A"))
    'refrigerant (R-410A)'
    """
    species = f" ({row.species})" if row.species else ""
    factor = f"={row.factor}" if row.factor else ""
    return f"{row.kind}{species}{factor}"


def row_kind_said(text: str) -> RowKind | None:
    """What such a text says; ``None`` when it is anything else.

    >>> row_kind_said("landfill.sent=tgo-cfp-2022-07:waste.landfill.sanitary").factor
    'tgo-cfp-2022-07:waste.landfill.sanitary'
    >>> row_kind_said("ไฟฟ้า") is None
    True
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    return RowKind(match["kind"], match["species"] or "", match["factor"] or "")


def parameters_said(said: RowKind, method: str) -> dict[str, str]:
    """What a row says behind its kind: a species, a fuel, a part that is counted, counted CO2.

    Args:
        said: what the row says it is.
        method: the method of that kind.

    >>> parameters_said(RowKind("refrigerant", "R-410A"), "gas_release")
    {'species': 'R-410A'}
    """
    if method == SUPPLIED_HEAT:
        return {FUEL: said.species}
    if said.species in {NOT_RENEWABLE, CO2_ALONE}:
        return {BIOMASS_ORIGIN: BiomassOrigin.OTHER.value}
    if said.species == COUNTED_PART:
        return {"share": "1"}
    return {"species": said.species} if said.species else {}
