"""Fr-03.2 beside the inventory: does what was assessed agree with what is counted?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.scope3 import STATED, categories_of, category_of_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.inventory.scope3 import CategorySum
    from fahsai.core.reports.dossier import Scope3Assessment

SPENT = "baht_spent"
UPSTREAM_KIND = "electricity.upstream"


def review_scope3(
    year: str,
    year_ce: int,
    sums: Sequence[CategorySum],
    assessed: Iterable[Scope3Assessment],
    kinds: Mapping[str, SourceKind],
) -> tuple[Finding, ...]:
    """What does not fit between the sources of scope 3 and the assessment of Fr-03.2.

    Findings: ``scope3.significant_without_source``, ``scope3.source_denied`` (sources in a
    category that is said to have none), ``scope3.category_unassessed``,
    ``scope3.category_missing``, ``scope3.category_unusable``, ``scope3.upstream_twice``,
    ``scope3.price_year``.

    Args:
        year: name of the version, for findings about the year.
        year_ce: Christian year of the inventory.
        sums: the categories of the calculation.
        assessed: the rows of Fr-03.2; without any, only the sources themselves are looked at.
        kinds: the table of kinds.
    """
    rows = {row.category: row for row in assessed}
    sources = [one for held in sums for one in (*held.counted, *held.waiting)]
    return (
        *(_against(year, sums, rows) if rows else ()),
        *_categories(sources, kinds),
        *_twice(year, sources),
        *_prices(sources, year_ce),
    )


def _against(
    year: str, sums: Sequence[CategorySum], rows: Mapping[int, Scope3Assessment]
) -> Iterator[Finding]:
    for held in sums:
        if held.category is None:
            continue
        row = rows.get(held.category)
        category, codes = str(held.category), _codes((*held.counted, *held.waiting))
        if row is None and not held.empty:
            yield finding(
                "scope3.category_unassessed", Level.WARNING, year, category=category, codes=codes
            )
        elif row is not None and row.significant and held.empty:
            yield finding(
                "scope3.significant_without_source", Level.WARNING, year, category=category
            )
        elif row is not None and not row.has_source and not held.empty:
            yield finding(
                "scope3.source_denied", Level.WARNING, year, category=category, codes=codes
            )


def _categories(
    sources: Iterable[SourceResult], kinds: Mapping[str, SourceKind]
) -> Iterator[Finding]:
    for one in sources:
        source = one.source
        stated = source.parameters.get(STATED, "").strip()
        allowed = categories_of(source.kind, kinds)
        listed = ", ".join(str(number) for number in allowed)
        if stated and stated not in {str(number) for number in allowed}:
            yield finding(
                "scope3.category_unusable",
                Level.WARNING,
                source.code,
                value=stated,
                allowed=listed or str(category_of_source(source, kinds) or "-"),
            )
        elif category_of_source(source, kinds) is None:
            yield finding("scope3.category_missing", Level.WARNING, source.code, allowed=listed)


def _twice(year: str, sources: Iterable[SourceResult]) -> Iterator[Finding]:
    """The upstream of bought electricity: by the year's setting and by a source of its own."""
    counted = [one for one in sources if ReportingClass.SCOPE_3 in one.by_class]
    own = [one for one in counted if one.source.kind == UPSTREAM_KIND]
    by_setting = [one for one in counted if ReportingClass.SCOPE_2 in one.by_class]
    if own and by_setting:
        yield finding(
            "scope3.upstream_twice",
            Level.WARNING,
            year,
            own=_codes(own),
            codes=_codes(by_setting),
        )


def _prices(sources: Iterable[SourceResult], year_ce: int) -> Iterator[Finding]:
    """Spending of one year by a factor of another year's prices."""
    for one in sources:
        years = {
            choice.chosen.year
            for choice in one.choices
            if choice.chosen is not None and choice.chosen.unit == SPENT
        }
        for year in sorted(years - {year_ce}):
            yield finding(
                "scope3.price_year",
                Level.WARNING,
                one.source.code,
                factor_year=str(year),
                activity_year=str(year_ce),
            )


def _codes(results: Iterable[SourceResult]) -> str:
    return ", ".join(one.source.code for one in results)
