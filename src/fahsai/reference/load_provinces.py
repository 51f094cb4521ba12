"""The provinces of Thailand."""

from __future__ import annotations

from functools import cache

from fahsai.core.thai.provinces import Province, ProvinceTable
from fahsai.reference.csv_table import csv_rows


@cache
def load_provinces() -> ProvinceTable:
    """Every province of ``provinces.csv``."""
    return ProvinceTable.of(
        Province(
            code=row["code"],
            name_th=row["name_th"],
            name_en=row["name_en"],
            aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
        )
        for row in csv_rows("provinces.csv")
    )
