"""A source in a year of which its records are the rows of a filled form.

A form prints of some sources not what was recorded but what it came to: the kilograms that leaked
instead of the stock, the part that counts instead of the whole, CO2e alone.  The parameter
``form.2567`` of a source holds the kind of its row in the form of that year; in that year it is
counted by the row, in every other one as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.inventory.activity import UNCERTAINTY
from fahsai.core.inventory.biomass import STEM as BIOMASS
from fahsai.core.inventory.scope3 import STATED as CATEGORY
from fahsai.core.methods.table import METHODS
from fahsai.core.reports.row_kind import parameters_said, row_kind_said
from fahsai.gateways.workbooks.book import TCFO_R_01
from fahsai.reference.load_kinds import kinds
from fahsai.services.keeping.frozen import current_lines, current_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import SourceResult
    from fahsai.services.inventories import Version

FORM = "form."
OF_THE_SOURCE = (BIOMASS, CATEGORY, UNCERTAINTY)
"""Parameters that say what a source is, however it is counted."""


def printed(source: EmissionSource, year_be: int, text: str) -> EmissionSource:
    """The source with the kind of its row in the form of a year; an empty text takes it away."""
    name = f"{FORM}{year_be}"
    if source.parameters.get(name, "") == text:
        return source
    others = {key: value for key, value in source.parameters.items() if key != name}
    return replace(source, parameters={**others, name: text} if text else others)


def as_entered(source: EmissionSource) -> EmissionSource:
    """The source as it is counted where its records are its own."""
    if not any(name.startswith(FORM) for name in source.parameters):
        return source
    own = {key: text for key, text in source.parameters.items() if not key.startswith(FORM)}
    return replace(source, parameters=own)


def in_year(source: EmissionSource, year_be: int) -> EmissionSource:
    """The source as it is counted in a year: by its row in the form where that year has one.

    A factor that a person chose for it holds where the row is of its own kind.
    """
    said = row_kind_said(source.parameters.get(f"{FORM}{year_be}", ""))
    own = as_entered(source)
    if said is None or said.kind not in kinds():
        return own
    picked = {"direct": said.factor} if said.factor else {}
    kept = {key: text for key, text in own.parameters.items() if key.startswith(OF_THE_SOURCE)}
    return replace(
        own,
        kind=said.kind,
        parameters={**kept, **parameters_said(said, kinds()[said.kind].method)},
        factor_keys=(own.factor_keys or picked) if said.kind == own.kind else picked,
    )


def sources_in_year(version: Version) -> tuple[EmissionSource, ...]:
    """The sources as they stand, each as it is counted in the year of a draft.

    One whose form gave way to other records is counted by those.
    """
    every = current_sources(version.organisation_id)
    name = f"{FORM}{version.year_be}"
    if not any(name in source.parameters for source in every):
        return tuple(as_entered(source) for source in every)
    rows = current_lines(version).filter(layout=TCFO_R_01)
    of_form = frozenset(rows.values_list("source_key", flat=True))
    return tuple(
        in_year(source, version.year_be) if source.id in of_form else as_entered(source)
        for source in every
    )


def as_counted(result: SourceResult, source: EmissionSource, year_be: int) -> EmissionSource:
    """The source of a kept result as it was counted then: by its form, or by its own records."""
    of_form = in_year(source, year_be)
    kind = kinds().get(of_form.kind)
    counted = kind is not None and METHODS[kind.method].code == result.method
    return of_form if counted else as_entered(source)


def in_years(sources: Iterable[EmissionSource], year_be: int) -> tuple[EmissionSource, ...]:
    """The sources, each as it is counted in a year."""
    return tuple(in_year(source, year_be) for source in sources)
