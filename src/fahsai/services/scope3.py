"""Scope 3 of a year by its fifteen categories, beside the assessment of Fr-03.2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import ZERO
from fahsai.core.reports.dossier import Scope3Assessment
from fahsai.core.reports.scope3_review import review_scope3
from fahsai.core.thai.period import BE_OFFSET
from fahsai.records.form_values import form_value
from fahsai.records.models import FormRecord, FormRecordKind
from fahsai.reference.load_kinds import kinds
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.keeping.frozen import rows_of
from fahsai.services.scope3_categories import categories_of_calculation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.scope3 import CategorySum
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.inventories import Version


@dataclass(frozen=True, slots=True)
class Scope3Year:
    """The categories of a year with what was assessed of them.

    ``total_kg`` [kg CO2e] is scope 3, the sum of ``sums``; ``assessed`` is empty for who sees
    some units only: Fr-03.2 speaks of the whole organisation.
    """

    sums: tuple[CategorySum, ...]
    total_kg: Decimal
    assessed: Mapping[int, Scope3Assessment]
    findings: tuple[Finding, ...]


def scope3_of_year(actor: Actor, organisation_id: UUID, year: YearResult) -> Scope3Year:
    """Scope 3 of a year by category, and what does not agree with Fr-03.2.

    Findings: those of :func:`~fahsai.core.reports.scope3_review.review_scope3`.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the result is another's.
    """
    part = admit_part(actor, organisation_id)
    version, calculation = year.version, year.calculation
    if version.organisation_id != organisation_id:
        raise NotFoundError(version.name)
    sums = categories_of_calculation(calculation)
    assessed = _assessed(version) if part.whole else {}
    year_ce = calculation.period.year_be - BE_OFFSET
    said = review_scope3(version.name, year_ce, sums, assessed.values(), kinds())
    total_kg = calculation.by_class.get(ReportingClass.SCOPE_3, ZERO)
    return Scope3Year(sums, total_kg, assessed, said)


def _assessed(version: Version) -> Mapping[int, Scope3Assessment]:
    own = {None, version.inventory_id}
    rows = (
        form_value(row)
        for row in rows_of(version, FormRecord)
        if row.kind == FormRecordKind.SCOPE3 and row.inventory_id in own
    )
    return {row.category: row for row in rows if isinstance(row, Scope3Assessment)}
