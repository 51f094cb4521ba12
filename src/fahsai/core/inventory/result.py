"""What a calculation yields: components per gas and class, per line, per source, in total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.factors.choice import FactorChoice
from fahsai.core.inventory.activity import EmissionSource
from fahsai.core.methods.steps import MethodStep
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.core.quantity.exact import EXACT, ZERO, total

if TYPE_CHECKING:
    from datetime import date

    from fahsai.core.thai.period import Period


class ReportingClass(StrEnum):
    """Where a result component is reported (ขอบเขต 1-3, รายงานแยก, ...)."""

    SCOPE_1 = "1"
    SCOPE_2 = "2"
    SCOPE_3 = "3"
    SEPARATE = "separate"
    BIOGENIC = "biogenic"
    REMOVAL = "removal"
    OUTSIDE = "outside"

    # Results are kept in mappings by class: the hash of the text is C code, an Enum's is not.
    __hash__ = str.__hash__


TOTALLED = (ReportingClass.SCOPE_1, ReportingClass.SCOPE_2, ReportingClass.SCOPE_3)
"""The classes that make the organisation's total; all others stand apart."""


def sums_by_class(
    gases: Mapping[tuple[ReportingClass, str], Decimal],
) -> Mapping[ReportingClass, Decimal]:
    """The sums of a table by class and gas family, by class [kg CO2e]."""
    sums: dict[ReportingClass, Decimal] = {}
    for (where, _), kg in gases.items():
        sums[where] = EXACT.add(sums.get(where, ZERO), kg)
    return sums


def gases_of(
    results: Iterable[SourceResult],
) -> Mapping[tuple[ReportingClass, str], Decimal]:
    """The sums of some sources by class and gas family [kg CO2e], in the order they come."""
    sums: dict[tuple[ReportingClass, str], Decimal] = {}
    for result in results:
        for key, kg in result.gases.items():
            sums[key] = EXACT.add(sums.get(key, ZERO), kg)
    return sums


class Component(NamedTuple):
    """One gas of one term of one line.

    ``mass_kg`` is the mass of the gas (None when the factor is CO2e only), ``co2e_kg`` its
    CO2 equivalent [kg]; for biogenic CO2 that is its mass.
    """

    reporting_class: ReportingClass
    gas: str
    mass_kg: Decimal | None
    co2e_kg: Decimal
    term: int  # index into the recipe's terms: which factor made it


class LineResult(NamedTuple):
    """The result of one activity line; of one source where its method counts a whole year."""

    line_ids: tuple[UUID, ...]
    source_id: UUID
    quantity: Decimal  # as recorded; of a whole year, in the method's unit
    components: tuple[Component, ...]


class SourceResult(NamedTuple):
    """All results of one source in the inventory's period.

    ``gases`` [kg CO2e] by class and gas family of the forms (CO2, CH4, N2O, SF6, NF3, HFCs,
    PFCs, other, CO2_biogenic, CO2e); ``quantity`` is the year's activity in ``unit``
    as recorded.  ``choices`` explain the factor of each term; ``steps`` the method.  With no
    result (a factor to be chosen, a unit not understood) ``complete`` is False.
    """

    source: EmissionSource
    method: str
    quantity: Decimal
    unit: str
    lines: Sequence[LineResult]
    gases: Mapping[tuple[ReportingClass, str], Decimal]
    choices: tuple[FactorChoice, ...]
    steps: tuple[MethodStep, ...]
    complete: bool
    activity_points: int  # A of form section 8 (the worst grade of the lines)
    factor_points: int  # B

    @property
    def of_whole_year(self) -> bool:
        """Whether the method counts the year at once, so that no record has a part of its own."""
        method = METHODS.get(self.method)
        return method is not None and method.kind is MethodKind.YEARLY

    @property
    def by_class(self) -> Mapping[ReportingClass, Decimal]:
        """The sums of ``gases`` by class [kg CO2e]."""
        return sums_by_class(self.gases)

    @property
    def total_kg(self) -> Decimal:
        """The part counted in scopes 1 to 3 [kg CO2e]."""
        return total(kg for (where, _), kg in self.gases.items() if where in TOTALLED)


@dataclass(frozen=True, slots=True)
class Calculation:
    """An immutable result.

    ``sha256`` is the hash of its inputs, by which a kept calculation is named and found again
    (:func:`~fahsai.core.inventory.fingerprint.inputs_sha256`); it is empty until it is kept.
    ``by_class`` and ``gases`` [kg CO2e] add up ``sources`` exactly; ``complete`` is False when
    any source has no result, and such a total cannot be submitted.
    """

    sha256: str
    period: Period
    report_date: date
    factor_set: str
    gwp_set: str
    packs: tuple[str, ...]
    program_version: str
    sources: tuple[SourceResult, ...]
    by_class: Mapping[ReportingClass, Decimal]
    gases: Mapping[tuple[ReportingClass, str], Decimal]
    total_kg: Decimal
    complete: bool
