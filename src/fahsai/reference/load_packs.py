"""The parameter packs of the methods, one file a pack in ``packs/``.

A published pack is never edited: a correction is a new version.  Every figure names the table that
shows it.  A parameter that no table we hold shows is not there; the site gives it.  ``assumption``
marks a figure that stands in for a missing measurement.  ``low`` and ``high`` stand where a table
we hold shows the range of the figure, which ``range_source`` names.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fahsai.core.methods.packs import Pack, Parameter
from fahsai.core.quantity.exact import exact

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def packs() -> Mapping[str, Pack]:
    """Every pack by its code."""
    folder = files("fahsai.reference").joinpath("packs")
    return MappingProxyType(
        {
            code: _pack(code, table)
            for file in sorted(folder.iterdir(), key=lambda one: one.name)
            for code, table in tomllib.loads(file.read_text("utf-8")).items()
        }
    )


def _pack(code: str, table: Mapping[str, Any]) -> Pack:
    parameters = [_parameter(row) for row in table["parameters"]]
    return Pack(
        code=code,
        version=table["version"],
        name_th=table["name_th"],
        name_en=table["name_en"],
        source=table["source"],
        parameters=MappingProxyType({one.name: one for one in parameters}),
    )


def _parameter(row: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=row["name"],
        value=exact(row["value"]),
        unit=row["unit"],
        source=row["source"],
        note=row.get("note", ""),
        assumption=row.get("assumption", False),
        low=exact(row["low"]) if "low" in row else None,
        high=exact(row["high"]) if "high" in row else None,
        range_source=row.get("range_source", ""),
    )
