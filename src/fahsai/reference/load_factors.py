"""Our tables of published factors, loaded into editions and factor sets.

The tables hold no gas figures for fuels: only the rule, its inputs and the published total.
The gases are computed here by ``core.factors.derive`` each time the tables are loaded.
"""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from fahsai.core.factors.derive import (
    EQUATIONS,
    Carbon,
    blend_biogenic,
    blend_off_road,
    blend_weighted,
    from_ncv,
    from_parts,
)
from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    Edition,
    EmissionFactor,
    FactorGrade,
    FactorSet,
    Publisher,
)
from fahsai.core.quantity.exact import canonical, exact, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.factors.derive import Gases

FACTOR_NAMESPACE = UUID("6e0d4a1c-52f7-5b0b-9a55-3c8f2d7e1b90")
"""Namespace of the ids of published rows: uuid5 of ``edition:key``."""

_PUBLISHED_GRADE = FactorGrade.D  # a national list: form TCFO_R_02 table 3


@cache
def editions() -> Mapping[str, Edition]:
    """All lists we carry, by code."""
    entries = _registry()["editions"]
    return MappingProxyType({code: _edition(code, entry) for code, entry in entries.items()})


@cache
def factor_set(code: str) -> FactorSet:
    """A named set of lists, in their order (``KeyError`` for an unknown name)."""
    known = editions()
    return FactorSet(code, tuple(known[edition] for edition in _registry()["sets"][code]))


@cache
def factor_set_codes() -> tuple[str, ...]:
    """The names :func:`factor_set` knows, oldest first."""
    return tuple(_registry()["sets"])


@cache
def _registry() -> Mapping[str, Any]:
    return tomllib.loads(_text("editions.toml"))


def _text(name: str) -> str:
    return files("fahsai.reference").joinpath(name).read_text("utf-8")


def _edition(code: str, entry: Mapping[str, Any]) -> Edition:
    table = list(csv.DictReader(_text(entry["table"]).splitlines()))
    gases = _all_gases(table)
    rows = tuple(_row(code, entry, line, gases[line["key"]]) for line in table)
    return Edition(
        code=code,
        name_th=entry["name_th"],
        name_en=entry["name_en"],
        publisher=Publisher(entry["publisher"]),
        gwp_set=entry["gwp_set"],
        published_on=entry["published_on"],
        usable_from=entry["usable_from"],
        usable_to=entry.get("usable_to"),
        rows=rows,
        sha256=rows_sha256(rows),
        source=entry["source"],
    )


def _row(
    code: str, entry: Mapping[str, Any], line: Mapping[str, str], gases: Gases
) -> EmissionFactor:
    return EmissionFactor(
        id=uuid5(FACTOR_NAMESPACE, f"{code}:{line['key']}"),
        edition=code,
        key=line["key"],
        activity=line["activity"],
        technology=line["technology"],
        name_th=line["name_th"],
        name_en=line["name_en"],
        unit=line["unit"],
        basis=Basis.BY_GAS if gases else Basis.CO2E_ONLY,
        gases=MappingProxyType(gases),
        published=exact(line["published"]),
        gwp_set=line["gwp_set"] or entry["gwp_set"],
        publisher=Publisher(entry["publisher"]),
        grade=_PUBLISHED_GRADE,
        position=int(line["position"]),
        year=entry["published_on"].year,
        source=line["source"],
        derivation=_derivation(line),
        scope=line["scope"],
        note=line["note"],
    )


def _all_gases(table: list[dict[str, str]]) -> dict[str, Gases]:
    """The gases of every row of a table by key; blends after the rows they are made of."""
    gases: dict[str, Gases] = {}
    for line in sorted(table, key=lambda line: line["rule"] == "blend"):
        gases[line["key"]] = _gases(line, gases)
    return gases


def _gases(line: Mapping[str, str], known: Mapping[str, Gases]) -> Gases:
    inputs = _inputs(line)
    if line["rule"] == "ncv":
        ncv = ratio(inputs.pop("ncv"))
        defaults = {gas: exact(text) for gas, text in inputs.items()}
        return from_ncv(ncv, defaults, Carbon(line["carbon"]))
    if line["rule"] == "parts":
        return from_parts(inputs, Carbon(line["carbon"] or Carbon.FOSSIL))
    if line["rule"] == "blend":
        return _blend(inputs, known)
    return {}


def _blend(inputs: Mapping[str, str], known: Mapping[str, Gases]) -> Gases:
    share = exact(inputs["share"])
    if inputs["weighted"] == "biogenic":
        return blend_biogenic(share, known[inputs["biofuel"]])
    fossil = known[inputs["fossil"]]
    if inputs["weighted"] == "CO2":
        return blend_off_road(share, fossil)
    return blend_weighted(share, fossil, known[inputs["biofuel"]])


def _inputs(line: Mapping[str, str]) -> dict[str, str]:
    """``"ncv=36.42; CO2=74100"`` by name."""
    pairs = (part.split("=") for part in line["inputs"].split("; ") if part)
    return dict(pairs)


_BLEND_NAMES = {
    "share": "share of biofuel [litre/litre]",
    "fossil": "fossil part [row]",
    "biofuel": "biofuel part [row]",
    "weighted": "gases weighted by the share",
}


def _derivation(line: Mapping[str, str]) -> Derivation:
    rule, unit, inputs = line["rule"], line["unit"], _inputs(line)
    if rule == "ncv":
        named = {
            f"{name} [MJ/{unit}]" if name == "ncv" else f"{name} [kg/TJ]": text
            for name, text in inputs.items()
        }
    elif rule == "blend":
        named = {_BLEND_NAMES[name]: text for name, text in inputs.items()}
    else:
        named = {f"{name} [kg/{unit}]": text for name, text in inputs.items()}
    equation = EQUATIONS[f"blend.{inputs['weighted']}" if rule == "blend" else rule]
    return Derivation(
        rule=rule,
        inputs=MappingProxyType(named),
        equation=equation,
        reference=line["inputs_source"] or line["source"],
        circular=line["circular"] == "yes",
    )


def rows_sha256(rows: tuple[EmissionFactor, ...]) -> str:
    """SHA-256 of rows in one canonical text, so that a changed list cannot keep its name.

    Published figures count with their printed digits, gases by their value.
    """
    text = "\n".join(
        json.dumps(_canonical(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        for row in rows
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(row: EmissionFactor) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "key": row.key,
        "activity": row.activity,
        "technology": row.technology,
        "name_th": row.name_th,
        "name_en": row.name_en,
        "unit": row.unit,
        "basis": row.basis,
        "gases": {gas: canonical(mass) for gas, mass in row.gases.items()},
        "published": format(row.published, "f"),
        "gwp_set": row.gwp_set,
        "publisher": row.publisher,
        "grade": row.grade,
        "position": row.position,
        "year": row.year,
        "source": row.source,
        "derivation": {
            "rule": row.derivation.rule,
            "inputs": dict(row.derivation.inputs),
            "equation": row.derivation.equation,
            "reference": row.derivation.reference,
            "circular": row.derivation.circular,
        },
        "scope": row.scope,
        "note": row.note,
    }
