"""Materiality: what unresolved errors come to beside the total that is verified."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.assurance.review import ReviewKind
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO, canonical, exact, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HUNDRED = Decimal(100)

WITH_AMOUNT = frozenset({ReviewKind.CAR, ReviewKind.MM, ReviewKind.M})
"""Points that say that a figure is wrong, and so may say by how much."""


class MaterialityBase(StrEnum):
    """What the errors are set beside: the agreement with the verifier says which."""

    SCOPES_1_2 = "scopes_1_2"
    SCOPES_1_2_3 = "scopes_1_2_3"


_CLASSES: Mapping[MaterialityBase, tuple[ReportingClass, ...]] = {
    MaterialityBase.SCOPES_1_2: (ReportingClass.SCOPE_1, ReportingClass.SCOPE_2),
    MaterialityBase.SCOPES_1_2_3: (
        ReportingClass.SCOPE_1,
        ReportingClass.SCOPE_2,
        ReportingClass.SCOPE_3,
    ),
}


class Misstatement(NamedTuple):
    """An unresolved error by the code of its point.

    ``kg`` is what the inventory has too much, or too little below zero [kg CO2e]; None as long as
    nobody said.
    """

    code: str
    kg: Decimal | None


class Materiality(NamedTuple):
    """The errors, what they are set beside, and their share of it [%]; None of nothing."""

    base: MaterialityBase
    base_kg: Decimal
    threshold_percent: Decimal
    errors_kg: Decimal
    percent: Decimal | None
    counted: tuple[Misstatement, ...]
    unquantified: tuple[str, ...]

    @property
    def exceeded(self) -> bool:
        """Whether the errors are material: more than the threshold."""
        if self.percent is None:
            return self.errors_kg > ZERO
        return self.percent > self.threshold_percent


def materiality(
    errors: Iterable[Misstatement],
    by_class: Mapping[ReportingClass, Decimal],
    base: MaterialityBase,
    threshold_percent: Decimal,
    subject: str,
) -> tuple[Materiality, tuple[Finding, ...]]:
    """What the unresolved errors come to; errors of both signs add up, they never make good.

    Equation: ``sum of |error| / sum of the scopes of the base x 100``.
    Reference: form TCFO_R_02 section 2.9 (materiality, 5 %); whether the base holds scope 3 is
    agreed on with the verification body, so it is a setting and stands beside the result.

    Findings: ``materiality.exceeded``; ``materiality.unquantified`` for points that say that
    something is wrong and not by how much.

    Args:
        errors: unresolved errors [kg CO2e].
        by_class: the totals that are verified [kg CO2e].
        base: the scopes that they are set beside.
        threshold_percent: from which share on errors are material [%].
        subject: name of the version, for the findings.
    """
    said = tuple(errors)
    counted = tuple(one for one in said if one.kg is not None)
    open_ones = tuple(one.code for one in said if one.kg is None)
    kg = total(one.kg.copy_abs() for one in counted if one.kg is not None)
    base_kg = total(by_class.get(where, ZERO) for where in _CLASSES[base])
    percent = EXACT.divide(EXACT.multiply(kg, HUNDRED), base_kg) if base_kg > ZERO else None
    result = Materiality(base, base_kg, threshold_percent, kg, percent, counted, open_ones)
    findings = []
    if result.exceeded:
        findings.append(
            finding(
                "materiality.exceeded",
                Level.ERROR,
                subject,
                percent="–" if percent is None else canonical(round(percent, 2)),
                threshold=canonical(threshold_percent),
                materiality_base=base.value,
                codes=", ".join(one.code for one in counted),
            )
        )
    if open_ones:
        findings.append(
            finding(
                "materiality.unquantified",
                Level.INFO,
                subject,
                count=str(len(open_ones)),
                codes=", ".join(open_ones),
            )
        )
    return result, tuple(findings)


def amount_of(
    text: str, kind: ReviewKind, subject: str
) -> tuple[Decimal | None, tuple[Finding, ...]]:
    """The amount [kg CO2e] that somebody gives for a point, None where the text is empty.

    Findings: ``review.amount_unusable``; ``review.amount_not_here`` for a kind of point that does
    not say that a figure is wrong.
    """
    written = text.strip().replace(",", "").replace("−", "-")
    if not written:
        return None, ()
    if kind not in WITH_AMOUNT:
        return None, (finding("review.amount_not_here", Level.ERROR, subject, kind=kind.value),)
    try:
        kg = exact(written)
    except DecimalException:
        kg = Decimal("NaN")
    if not kg.is_finite() or kg.copy_abs() >= LARGEST:
        return None, (finding("review.amount_unusable", Level.ERROR, subject, value=text),)
    return kg, ()


LARGEST = Decimal(10) ** 15
"""No organisation emits as much [kg CO2e]."""
