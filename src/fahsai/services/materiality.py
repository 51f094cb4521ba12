"""Materiality of a year: its unresolved errors beside the total that is verified."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.assurance.materiality import (
    WITH_AMOUNT,
    Materiality,
    MaterialityBase,
    Misstatement,
    materiality,
)
from fahsai.core.finding import Finding
from fahsai.core.quantity.exact import ZERO, exact
from fahsai.services.access import admit
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.review import points

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import PeriodKind

USUAL_THRESHOLD = Decimal(5)
"""The threshold of the form [%], where what was entered is no number."""


class YearMateriality(NamedTuple):
    """What the unresolved errors of a version come to."""

    year: YearResult
    materiality: Materiality
    findings: tuple[Finding, ...]


def materiality_of_year(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    number: int | None = None,
    kind: PeriodKind | None = None,
) -> YearMateriality:
    """The materiality of a version of a year.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
        ForbiddenError: the actor sees some units only.
    """
    admit(actor, organisation_id)
    year = calculate_year(
        actor, organisation_id, year_be, today=today, number=number, kind=kind, of_lines=False
    )
    return materiality_of(actor, year)


def materiality_of(actor: Actor, year: YearResult) -> YearMateriality:
    """The materiality of a result that was read before.

    Unresolved are the points of the version, of a kind that says that a figure is wrong, that are
    neither closed nor withdrawn.
    """
    owner, settings = year.version.organisation_id, year.settings
    admit(actor, owner)
    errors = [
        Misstatement(one.code, one.amount)
        for one in points(actor, owner, year.version)
        if one.open and one.kind in WITH_AMOUNT
    ]
    found, said = materiality(
        errors,
        year.calculation.by_class,
        MaterialityBase(settings.materiality_base),
        threshold(settings.materiality_percent),
        year.version.name,
    )
    return YearMateriality(year, found, said)


def threshold(text: str) -> Decimal:
    """The threshold that the settings of a version write [%].

    >>> threshold("3.5"), threshold("ร้อยละ 5")
    (Decimal('3.5'), Decimal('5'))
    """
    try:
        value = exact(text.strip().removesuffix("%").strip())
    except DecimalException:
        return USUAL_THRESHOLD
    return value if value.is_finite() and value > ZERO else USUAL_THRESHOLD
