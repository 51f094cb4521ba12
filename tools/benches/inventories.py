"""Inventories to measure with: a few common kinds, or one factor of seven gases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    EmissionFactor,
    FactorGrade,
    Publisher,
)
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.calculate import InventoryInput
from fahsai.core.thai.period import fiscal_year
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.rules import Rules

EDITION = "tgo-cfo-2022-04"
MIXED = {
    "mobile.diesel": "litre",
    "stationary.lpg": "kg",
    "electricity.paid": "kWh",
    "water.pwa": "m3",
    "stationary.wood": "kg",
}
"""Common kinds with the units they are recorded in."""

SEVEN = {"other.scope1": "kg"}
"""The kind that is counted with a factor of the organisation's own."""
GASES = {
    "CO2": "2.7406",
    "CH4_fossil": "0.000143",
    "N2O": "0.0000286",
    "HFC-134a": "0.00000117",
    "CF4": "0.00000023",
    "SF6": "0.000000019",
    "NF3": "0.000000011",
}
"""One of each of the seven families [kg per kg]."""


def inventory(
    sources: int, kinds: Mapping[str, str] | None = None, months: int = 12
) -> InventoryInput:
    """A year of so many sources with a line a month each.

    Args:
        sources: how many.
        kinds: theirs, in turn, with units; the common ones without.
        months: how many lines each has.
    """
    period = fiscal_year(2565)
    columns = period.months()[:months]  # one object a month, as a sheet's heading gives them
    given = list((kinds or MIXED).items())
    made = []
    lines = []
    for number in range(sources):
        kind, unit = given[number % len(given)]
        source_id = uuid5(NAMESPACE_URL, f"source {number}")
        made.append(EmissionSource(source_id, f"S{number:05}", kind, f"แหล่ง {number}"))
        for place, month in enumerate(columns):
            lines.append(
                ActivityLine(
                    uuid5(source_id, str(place)),
                    source_id,
                    month,
                    Decimal(f"{1000 + number * 7 + place}.{place:02}"),
                    unit,
                    Origin.PAID,
                    Grade.Y,
                )
            )
    return InventoryInput(period, date(2022, 12, 15), tuple(made), tuple(lines))


def rules(own: tuple[EmissionFactor, ...] = ()) -> Rules:
    """The rules of an edition, with factors of the organisation's own."""
    published = rules_for(EDITION)
    return replace(published, factor_set=replace(published.factor_set, own=own))


def factor_of_seven_gases() -> EmissionFactor:
    """A made-up factor that gives a mass of each of the seven families."""
    return EmissionFactor(
        id=uuid5(NAMESPACE_URL, "seven gases"),
        edition="own",
        key="seven",
        activity="other.scope1",
        technology="",
        name_th="ก๊าซทั้งเจ็ดกลุ่ม",
        name_en="all seven families",
        unit="kg",
        basis=Basis.BY_GAS,
        gases=MappingProxyType({gas: Decimal(text) for gas, text in GASES.items()}),
        published=Decimal(0),
        gwp_set="AR5",
        publisher=Publisher.OWN,
        grade=FactorGrade.D,
        position=1,
        year=2022,
        source="made up",
        derivation=Derivation("published", {}, "", "made up"),
    )
