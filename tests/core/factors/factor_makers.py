"""Small factors, lists and sets for the tests of this room."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    Edition,
    EmissionFactor,
    FactorGrade,
    FactorSet,
    Publisher,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def make_factor(
    key: str,
    published: str,
    activity: str = "fuel",
    *,
    unit: str = "kg",
    edition: str = "list",
    publisher: Publisher = Publisher.TGO,
    year: int = 2022,
    grade: FactorGrade = FactorGrade.D,
    position: int = 1,
    gases: Mapping[str, Decimal] | None = None,
    gwp_set: str = "TGO-2022",
) -> EmissionFactor:
    return EmissionFactor(
        id=uuid5(NAMESPACE_OID, f"{edition}:{key}"),
        edition=edition,
        key=key,
        activity=activity,
        technology="",
        name_th=f"ค่า {key}",
        name_en=f"factor {key}",
        unit=unit,
        basis=Basis.BY_GAS if gases else Basis.CO2E_ONLY,
        gases=gases or {},
        published=Decimal(published),
        gwp_set=gwp_set,
        publisher=publisher,
        grade=grade,
        position=position,
        year=year,
        source="made up for a test",
        derivation=Derivation("published", {}, "", ""),
    )


def make_edition(code: str, *rows: EmissionFactor, usable_to: date | None = None) -> Edition:
    return Edition(
        code=code,
        name_th=code,
        name_en=code,
        publisher=Publisher.TGO,
        gwp_set="TGO-2022",
        published_on=date(2022, 1, 1),
        usable_from=date(2022, 1, 1),
        usable_to=usable_to,
        rows=rows,
        sha256="",
        source="made up for a test",
    )


def make_set(*rows: EmissionFactor, own: tuple[EmissionFactor, ...] = ()) -> FactorSet:
    return FactorSet("set", (make_edition("list", *rows),), own)


def convertible(from_unit: str, to_unit: str) -> Decimal | None:
    """Kilograms and tonnes convert; nothing else does."""
    factors = {("t", "kg"): Decimal(1000), ("kg", "t"): Decimal("0.001")}
    return Decimal(1) if from_unit == to_unit else factors.get((from_unit, to_unit))
