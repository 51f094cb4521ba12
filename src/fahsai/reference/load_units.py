"""The closed table of units."""

from __future__ import annotations

from functools import cache

from fahsai.core.quantity.exact import ratio
from fahsai.core.quantity.units import Dimension, MeasureUnit, UnitTable
from fahsai.reference.csv_table import csv_rows


def _several(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _unit(row: dict[str, str]) -> MeasureUnit:
    return MeasureUnit(
        code=row["code"],
        symbol_th=row["symbol_th"],
        symbol_en=row["symbol_en"],
        name_th=row["name_th"],
        name_en=row["name_en"],
        ucum=row["ucum"],
        dimension=Dimension(row["dimension"]),
        factor=ratio(row["factor"]),
        aliases=_several(row["aliases"]),
        of=row["of"],
        source=row["source"],
    )


@cache
def load_units() -> UnitTable:
    """Every unit of ``units.csv``, with the doubtful spellings of ``units_ambiguous.csv``."""
    doubtful = {
        row["spelling"]: _several(row["candidates"]) for row in csv_rows("units_ambiguous.csv")
    }
    return UnitTable.of((_unit(row) for row in csv_rows("units.csv")), doubtful)
