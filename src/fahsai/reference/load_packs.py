"""The parameter packs of the methods."""

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
    text = files("fahsai.reference").joinpath("packs.toml").read_text("utf-8")
    return MappingProxyType(
        {code: _pack(code, table) for code, table in tomllib.loads(text).items()}
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
    )
