"""The totals of a year: scopes, what stands beside them, and the gases of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.quantity.exact import ZERO, total
from fahsai.core.quantity.gases import GasFamily
from fahsai.web.shown import percent_text, tonnes_text
from fahsai.web.year.bars import Segment, segments
from fahsai.web.year.gases import gas_label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from fahsai.core.inventory.result import Calculation
    from fahsai.web.shown import Shown

APART = (
    ReportingClass.SEPARATE,
    ReportingClass.BIOGENIC,
    ReportingClass.REMOVAL,
    ReportingClass.OUTSIDE,
)
"""The classes that stand beside the total; the first two are always shown."""

GAS_ORDER = (
    GasFamily.CO2,
    GasFamily.CH4,
    GasFamily.N2O,
    GasFamily.HFCS,
    GasFamily.PFCS,
    GasFamily.SF6,
    GasFamily.NF3,
    GasFamily.OTHER,
    GasFamily.CO2E,
)
"""The order of the form; a figure whose gases are not known comes last."""

ALWAYS = (ReportingClass.SEPARATE, ReportingClass.BIOGENIC)


class Card(NamedTuple):
    """One total [t CO2e]; ``share`` [%] is "" for what is not part of the total."""

    key: str
    label: str
    note: str
    tonnes: str
    share: str


class GasRow(NamedTuple):
    """One class over the gases [t CO2e], with its bar."""

    key: str
    label: str
    cells: tuple[str, ...]
    tonnes: str
    bar: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class GasTable:
    """The classes over the gases: the picture and its table; the last row adds them up."""

    gases: tuple[tuple[str, str], ...]
    rows: tuple[GasRow, ...]
    total: GasRow
    summary: str


class Totals(NamedTuple):
    """The total, the scopes it is made of, and what is reported apart."""

    total: Card
    scopes: tuple[Card, ...]
    apart: tuple[Card, ...]
    gases: GasTable


def totals(calculation: Calculation, shown: Shown) -> Totals:
    """The totals of a calculation, ready to print."""
    return Totals(
        _total(calculation, shown),
        tuple(_card(calculation, where, shown) for where in TOTALLED),
        tuple(
            _card(calculation, where, shown)
            for where in APART
            if where in ALWAYS or calculation.by_class.get(where, ZERO)
        ),
        _gas_table(calculation, shown),
    )


def _total(calculation: Calculation, shown: Shown) -> Card:
    key = "total" if calculation.complete else "total_incomplete"
    tonnes = tonnes_text(calculation.total_kg)
    return Card("total", shown.word("year", key), shown.word("year", "total_note"), tonnes, "")


def _card(calculation: Calculation, where: ReportingClass, shown: Shown) -> Card:
    kg = calculation.by_class.get(where, ZERO)
    return Card(
        key=where.value,
        label=shown.common("classes", where),
        note=shown.word("class_notes", where),
        tonnes=tonnes_text(kg),
        share=percent_text(kg, calculation.total_kg) if where in TOTALLED else "",
    )


def _gas_table(calculation: Calculation, shown: Shown) -> GasTable:
    held = {gas for (where, gas), kg in calculation.gases.items() if where in TOTALLED and kg}
    order = [*(gas.value for gas in GAS_ORDER if gas in held), *sorted(held - set(GAS_ORDER))]
    longest = max((calculation.by_class.get(where, ZERO) for where in TOTALLED), default=ZERO)

    def row(where: ReportingClass) -> GasRow:
        masses = [(gas, calculation.gases.get((where, gas), ZERO)) for gas in order]
        return GasRow(
            key=where.value,
            label=shown.common("classes", where),
            cells=tuple(_cell(kg) for _, kg in masses),
            tonnes=tonnes_text(calculation.by_class.get(where, ZERO)),
            bar=segments(masses, longest),
        )

    rows = tuple(row(where) for where in TOTALLED)
    return GasTable(
        gases=tuple((gas, gas_label(gas, shown)) for gas in order),
        rows=rows,
        total=_gas_total(calculation, order, shown),
        summary=shown.word(
            "year",
            "chart_summary",
            parts=", ".join(f"{one.label} {one.tonnes}" for one in rows),
        ),
    )


def _gas_total(calculation: Calculation, order: Sequence[str], shown: Shown) -> GasRow:
    sums = []
    for gas in order:
        masses = [calculation.gases.get((where, gas), ZERO) for where in TOTALLED]
        sums.append(_cell(total(masses)))
    label_ = shown.word("year", "total")
    return GasRow("total", label_, tuple(sums), tonnes_text(calculation.total_kg), ())


def _cell(kg: Decimal) -> str:
    """A dash for nothing at all; 0.00 is a little."""
    return tonnes_text(kg) if kg else "–"
