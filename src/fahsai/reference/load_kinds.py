"""The kinds of source and the rules that recognise them.

One file a family in ``kinds/``.  A kind names the method that counts it, the unit its activity is
normally recorded in and the factor terms it needs.  ``billed`` kinds are bought by the unit, so
that a bill can prove the figure.  The ``activities`` of a term are tried in order (a later one only
with a finding); a name with "|" means that the label does not tell the fuels apart, so all of them
are candidates.  Sources: TGO guideline for local governments (form TCFO_R_02 sections 3.2 and 8),
TGO workbook TCFO_R_01 (lists "EF TGO AR5"), GHG Protocol scope 3 categories.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fahsai.core.inventory.kinds import FactorTerm, SourceKind
from fahsai.core.inventory.recognise import RecognitionRule
from fahsai.core.inventory.result import ReportingClass

if TYPE_CHECKING:
    from collections.abc import Mapping

FAMILIES = (
    "stationary",
    "mobile",
    "offroad",
    "biomass",
    "fugitive",
    "waste",
    "land",
    "electricity",
    "heat",
    "scope3",
    "scope3_goods",
    "scope3_freight",
    "scope3_travel",
    "scope3_sold",
    "other",
    "stated",
)
"""The files of ``kinds/`` in the order in which people are shown the kinds.

Scope 3 is one family in several files.
"""


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("fahsai.reference").joinpath(name).read_text("utf-8"))


def _term(row: Mapping[str, Any]) -> FactorTerm:
    return FactorTerm(
        role=row["role"],
        activities=tuple(row["activities"]),
        reporting_class=ReportingClass(row["reporting_class"]),
    )


@cache
def kinds() -> Mapping[str, SourceKind]:
    """Every kind of source by its code."""
    return MappingProxyType(
        {
            code: SourceKind(
                code=code,
                family=row["family"],
                name_th=row["name_th"],
                name_en=row["name_en"],
                unit=row["unit"],
                billed=row.get("billed", False),
                method=row["method"],
                reporting_class=ReportingClass(row["reporting_class"]),
                terms=tuple(_term(t) for t in row.get("terms", ())),
                species=row.get("species", ""),
                scope3_category=row.get("scope3_category"),
                pack=row.get("pack", ""),
                parameters=MappingProxyType(dict(row.get("parameters", {}))),
                categories=tuple(row.get("categories", ())),
            )
            for family in FAMILIES
            for code, row in _toml(f"kinds/{family}.toml").items()
        }
    )


@cache
def recognition_rules() -> tuple[RecognitionRule, ...]:
    """The recognition rules in their order."""
    return tuple(
        RecognitionRule(
            kind=row.get("kind", ""),
            label=re.compile(row["label"]),
            group=re.compile(row["group"]) if "group" in row else None,
            never=re.compile(row["never"]) if "never" in row else None,
            dimension=row.get("dimension", ""),
            scope=row.get("scope", ""),
        )
        for row in _toml("recognition.toml")["rules"]
    )
