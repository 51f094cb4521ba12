"""Kinds of emission source: what a source does, which method counts it, where it is reported.

The table itself is ``fahsai/reference/kinds/``; this module holds its shape.  Which
kind an office means by the words of its own sheet is for :mod:`fahsai.core.inventory.recognise`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.result import ReportingClass


STATED = "stated"
"""The family of figures that an earlier form states and that were not calculated anew."""

OCCASIONAL = frozenset({"fugitive", "land", STATED})
"""Families of what happens now and then: a gas filled up, a field dressed, a year stated whole."""


@dataclass(frozen=True, slots=True)
class FactorTerm:
    """One factor a kind needs.

    ``activities`` are tried in order: the first that any edition of the set carries is used;
    falling past the first one is said by a finding (``factor.fallback``).  ``reporting_class``
    is where its gases go; biogenic CO2 goes to its own class whatever stands here.  A
    ``biogenic`` term follows the direct one: it takes the biogenic row of the fuel chosen there
    (where no list has one, that of the activity named behind it), and a neat fuel has none.  An
    ``upstream`` term counts only where the inventory includes it.
    """

    role: str  # "direct", "biogenic", "upstream"
    activities: tuple[str, ...]
    reporting_class: ReportingClass


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of source.

    ``method`` is a key of ``core.methods.table`` (``by_factor``, ``gas_release``,
    ``septic_tank``, ``wastewater_cod``, ``wastewater_bod``, ``landfill_fod``,
    ``landfill_municipal``, ``not_counted`` ...).  ``parameters`` hold for every source of the kind
    that does not say otherwise.  ``billed`` tells whether its activity is bought by
    the unit; what nobody sells (waste, waste water, escaped gases) has no bill.
    ``scope3_category`` is the category of scope 3 unless a source states another one of
    ``categories``; ``parameters`` are the kind's own inputs of its method.
    """

    code: str
    family: str
    name_th: str
    name_en: str
    unit: str
    method: str
    reporting_class: ReportingClass
    terms: tuple[FactorTerm, ...] = ()
    species: str = ""  # for gas_release: a gas or blend code
    scope3_category: int | None = None
    pack: str = ""
    billed: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[int, ...] = ()

    @property
    def every_month(self) -> bool:
        """Whether records of it are looked for in every month of a year."""
        return self.family not in OCCASIONAL
