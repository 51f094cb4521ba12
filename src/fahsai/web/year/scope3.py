"""Scope 3 by category: what each comes to, and how significant the organisation finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import ZERO
from fahsai.services.scope3 import scope3_of_year
from fahsai.services.scope3_categories import category_names
from fahsai.web.said import Said, findings_said
from fahsai.web.shown import Text, percent_text, tonnes_text

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.inventory.scope3 import CategorySum
    from fahsai.core.reports.dossier import Scope3Assessment
    from fahsai.services.scope3 import Scope3Year
    from fahsai.web.shown import Shown
    from fahsai.web.year.asked import Reading


class SourceLink(NamedTuple):
    """A source of a category; ``tonnes`` [t CO2e] is "" where it has no result yet."""

    code: str
    name: Text
    tonnes: str


class CategoryShown(NamedTuple):
    """One category; ``iso`` and ``assessed`` are "" where nothing is known."""

    number: str
    name: str
    iso: str
    tonnes: str
    share: str
    assessed: str
    sources: tuple[SourceLink, ...]


class Scope3Page(NamedTuple):
    """All categories, their sum, and what does not agree with Fr-03.2.

    ``more`` follows the category in the address of the page that assesses it.
    """

    rows: tuple[CategoryShown, ...]
    total: str
    findings: tuple[Said, ...]
    whole: bool
    more: str


def scope3_page(reading: Reading) -> Scope3Page:
    """Scope 3 of a year as a table of its categories."""
    held = scope3_of_year(reading.actor, reading.organisation.id, reading.result)
    return Scope3Page(
        tuple(_row(one, held, reading) for one in held.sums),
        tonnes_text(held.total_kg),
        tuple(findings_said(held.findings, reading.shown)),
        reading.whole,
        reading.query.replace("?", "&"),
    )


def _row(one: CategorySum, held: Scope3Year, reading: Reading) -> CategoryShown:
    shown = reading.shown
    row = held.assessed.get(one.category or 0)
    return CategoryShown(
        number=str(one.category or "–"),
        name=category_names(one.category)[shown.language.value],
        iso=one.iso,
        tonnes=tonnes_text(one.kg) if one.counted else "–",
        share=percent_text(one.kg, held.total_kg) if one.counted else "–",
        assessed=_assessed(row, shown) if reading.whole and one.category else "",
        sources=(
            *(_link(result, shown, counted=True) for result in one.counted),
            *(_link(result, shown, counted=False) for result in one.waiting),
        ),
    )


def _assessed(row: Scope3Assessment | None, shown: Shown) -> str:
    if row is None:
        return shown.word("scope3", "not_assessed")
    if row.significant:
        return shown.word("scope3", "significant")
    return shown.word("scope3", "not_significant" if row.has_source else "no_source")


def _link(result: SourceResult, shown: Shown, *, counted: bool) -> SourceLink:
    tonnes = tonnes_text(_scope_3(result)) if counted else ""
    return SourceLink(result.source.code, shown.source(result.source), tonnes)


def _scope_3(result: SourceResult) -> Decimal:
    return result.by_class.get(ReportingClass.SCOPE_3, ZERO)
