"""A form's own figures beside ours: by line, by scope, by gas and in total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.difference import SHEET_NOISE, Part
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO, canonical, total
from fahsai.core.quantity.gases import GasFamily
from fahsai.services.calculate_file import spreadsheet_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.result import Calculation
    from fahsai.gateways.workbooks.annual.values import AnnualSheet
    from fahsai.services.calculate_file import FileLine

TOTAL, APART = "total", "separate"
GAS = "gas."
"""What the name of a gas of scope 1 begins with."""

_FAMILY = {
    "CO2": GasFamily.CO2,
    "CH4_FOSSIL": GasFamily.CH4,
    "CH4": GasFamily.CH4,
    "N2O": GasFamily.N2O,
    "SF6": GasFamily.SF6,
    "NF3": GasFamily.NF3,
    "HFC": GasFamily.HFCS,
    "PFC": GasFamily.PFCS,
}
_BESIDE = (ReportingClass.SEPARATE, ReportingClass.BIOGENIC)


class FormLine(NamedTuple):
    """A row of the form; ``ours`` is None where nothing was calculated [kg CO2e].

    ``parts`` are the causes of the difference; ``as_stated`` tells that the form's figure counts.
    """

    cell: str
    label: str
    stated: Decimal | None
    ours: Decimal | None
    parts: tuple[Part, ...] = ()
    as_stated: bool = False


class FormFigure(NamedTuple):
    """One sum of the form and ours [kg CO2e]; None where one of them has no such figure.

    ``name`` is ``total``, a scope ``1`` to ``3``, ``separate``, or a gas of scope 1: ``gas.CH4``.
    """

    name: str
    stated: Decimal | None
    ours: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Ours less the form's; None where one of them is missing."""
        if self.stated is None or self.ours is None:
            return None
        return EXACT.subtract(self.ours, self.stated)

    @property
    def differs(self) -> bool:
        """Whether it differs by more than a spreadsheet's own noise."""
        difference = self.difference
        return difference is not None and abs(difference) > SHEET_NOISE


@dataclass(frozen=True, slots=True)
class FormCompared:
    """The form beside the calculation; ``complete`` where every row of it has a result."""

    lines: tuple[FormLine, ...]
    figures: tuple[FormFigure, ...]
    complete: bool

    def figure(self, name: str) -> FormFigure:
        """The sum of that name."""
        return next(one for one in self.figures if one.name == name)

    @property
    def stated(self) -> Mapping[str, str]:
        """The form's own sums as they are kept [kg CO2e]."""
        return {one.name: canonical(one.stated) for one in self.figures if one.stated is not None}


def form_lines(lines: tuple[FileLine, ...], stated: frozenset[str]) -> tuple[FormLine, ...]:
    """The rows of the form with our results; ``stated`` are the cells of those that stay."""
    return tuple(
        FormLine(
            line.row.cell,
            line.row.label,
            spreadsheet_number(line.row.kg),
            _ours(line),
            line.parts,
            line.row.cell in stated,
        )
        for line in lines
    )


def _ours(line: FileLine) -> Decimal | None:
    """What the row comes to in the section where it stands."""
    if line.result is None or not line.result.complete:
        return None
    if line.row.counted:
        return line.result.total_kg
    return total(line.result.by_class.get(one, ZERO) for one in _BESIDE)


def form_figures(sheet: AnnualSheet, calculation: Calculation) -> tuple[FormFigure, ...]:
    """The sums that the form prints, each beside ours."""
    printed = {APART if one.separate else one.scope: one for one in sheet.section_totals}
    ours = {one.value: kg for one, kg in calculation.by_class.items()}
    ours[APART] = total(calculation.by_class.get(one, ZERO) for one in _BESIDE)
    figures = [FormFigure(TOTAL, _shown(sheet.total), calculation.total_kg)]
    for name in ("1", "2", "3", APART):
        stated = printed[name].value if name in printed else None
        figures.append(FormFigure(name, _shown(stated), ours.get(name, ZERO)))
    figures.extend(_gases(sheet, calculation))
    return tuple(figures)


def _shown(value: Decimal | None) -> Decimal | None:
    return None if value is None else spreadsheet_number(value)


def _gases(sheet: AnnualSheet, calculation: Calculation) -> list[FormFigure]:
    """The gases of scope 1, which alone the form splits; fossil and other CH4 together."""
    section = next((one for one in sheet.section_totals if one.scope == "1"), None)
    stated: dict[str, Decimal] = {}
    for name, kg in section.gases.items() if section else ():
        family = _FAMILY.get(name)
        if family is not None:
            stated[family] = EXACT.add(stated.get(family, ZERO), kg)
    ours = {
        str(gas): kg
        for (where, gas), kg in calculation.gases.items()
        if where is ReportingClass.SCOPE_1
    }
    if not stated:
        return []
    return [
        FormFigure(f"{GAS}{gas}", _shown(stated.get(gas, ZERO)), ours.get(gas, ZERO))
        for gas in dict.fromkeys((*GasFamily, *ours))
        if stated.get(gas) or ours.get(gas)
    ]
