"""The gases, the GWP sets and the refrigerants."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from fahsai.core.quantity.blends import Blend, BlendTable
from fahsai.core.quantity.exact import exact
from fahsai.core.quantity.gases import Gas, GasFamily, GasTable
from fahsai.core.quantity.gwp import GWPSet
from fahsai.reference.csv_table import csv_rows

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def load_gases() -> GasTable:
    """Every gas of ``gases.csv``."""
    return GasTable.of(
        Gas(
            code=row["code"],
            formula=row["formula"],
            name_th=row["name_th"],
            name_en=row["name_en"],
            family=GasFamily(row["family"]),
            counted=row["counted"] == "yes",
            source=row["source"],
        )
        for row in csv_rows("gases.csv")
    )


@cache
def load_gwp_sets() -> Mapping[str, GWPSet]:
    """Every GWP set by its code: one row of ``gwp_sets.csv``, one column of ``gwp.csv``."""
    values = csv_rows("gwp.csv")
    return MappingProxyType(
        {
            row["code"]: GWPSet(
                code=row["code"],
                name_th=row["name_th"],
                name_en=row["name_en"],
                source=row["source"],
                values=MappingProxyType(
                    {v["gas"]: exact(v[row["code"]]) for v in values if v[row["code"]]}
                ),
            )
            for row in csv_rows("gwp_sets.csv")
        }
    )


@cache
def load_blends() -> BlendTable:
    """Every refrigerant of ``blends.csv``."""
    return BlendTable.of(map(_blend, csv_rows("blends.csv")), load_gases())


def _blend(row: dict[str, str]) -> Blend:
    parts = (part.split("=") for part in row["parts"].split(";"))
    return Blend(
        code=row["code"],
        parts=MappingProxyType({gas.strip(): exact(share) for gas, share in parts}),
        source=row["source"],
        note=row["note"],
    )
