"""The workbooks that users fill in, empty or with content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.units import Dimension
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.gateways.workbooks.template.write import KindChoice, write_template
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units

if TYPE_CHECKING:
    from fahsai.core.quantity.units import MeasureUnit
    from fahsai.gateways.workbooks.template.book import TemplateBook

COMMON_UNITS = (
    *("kWh", "litre", "kg", "tonne", "m3", "person_day", "person", "ream", "sheet"),
    *("km", "MJ", "MMBTU", "scf", "Nm3", "g", "mL", "kL", "MWh", "rai"),
)
"""What bills, receipts and registers of Thai offices are written in, the most frequent first."""

MISTAKEN_UNITS = ("mJ", "mWh", "mW")
"""Thousandths that people mean millions by: last, for whoever really means them."""

NO_QUANTITIES = frozenset(
    {
        Dimension.CONCENTRATION,
        Dimension.DIMENSIONLESS,
        Dimension.ENERGY_PER_MASS,
        Dimension.ENERGY_PER_VOLUME,
        Dimension.FLOW,
        Dimension.MASS_PER_ENERGY,
    }
)
"""What parameters are given in, never a month's activity."""


def activity_template(book: TemplateBook | None = None, language: str = "th") -> bytes:
    """The template of activity data with the kinds of source and units to choose from."""
    choices = [
        KindChoice(kind.code, kind.name_th, kind.name_en, kind.unit) for kind in kinds().values()
    ]
    return write_template(book, kinds=choices, units=unit_choices(language), language=language)


def unit_choices(language: str) -> list[str]:
    """The units of a month's activity as ``name [code]``, the common ones first.

    >>> unit_choices("th")[:3]
    ['กิโลวัตต์-ชั่วโมง [kWh]', 'ลิตร [litre]', 'กก. [kg]']
    """
    units = [unit for unit in load_units().units if unit.dimension not in NO_QUANTITIES]
    last = len(units)
    order = {code: place for place, code in enumerate(COMMON_UNITS)}
    order |= dict.fromkeys(MISTAKEN_UNITS, last + 1)
    units.sort(key=lambda unit: order.get(unit.code, last))
    return [f"{_unit_name(unit, language)} [{unit.code}]" for unit in units]


def _unit_name(unit: MeasureUnit, language: str) -> str:
    """The short name of a unit; the long one where the short one is only its code."""
    if language == "en":
        return unit.name_en if unit.symbol_en == unit.code else unit.symbol_en
    return unit.name_th if unit.symbol_th.isascii() else unit.symbol_th


def report_template() -> bytes:
    """The template of everything in the report that is not activity data."""
    return write_report_template()
