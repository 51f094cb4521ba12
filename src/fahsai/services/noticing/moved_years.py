"""Which drafts a change of a source moves, a base year among them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.parameter_kinds import stem
from fahsai.core.methods.table import METHODS
from fahsai.core.methods.year_figures import year_said
from fahsai.core.thai.era import BE_OFFSET
from fahsai.reference.load_kinds import kinds
from fahsai.services.keeping.standing import counted_in, recorded, still_emits
from fahsai.services.keeping.versions import every_version

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.keeping.versions import Version

COUNTED_BY = ("kind", "factor_keys", "counted_parameters", "excluded")
"""What of a source moves the figures of every draft that holds it."""

REACHING = ("deposit", "stock")
"""Figures of one year that count in later years too."""

SPAN = ("started_on", "ended_on")
"""What of a source decides in which years it is counted at all."""


def moved_years(
    organisation_id: UUID, before: EmissionSource, after: EmissionSource
) -> tuple[Finding, ...]:
    """What a change of a source moves; a submitted version stays as it was frozen.

    Findings: ``source.years_moved`` (information) names the drafts that hold the source,
    ``source.base_year_moved`` (a warning) a base year among them with the years that name it.
    """
    if not _differ(before, after, (*COUNTED_BY, *SPAN)):
        return ()
    every = every_version(organisation_id)
    newest = {one.inventory_id: one for one in reversed(every)}
    drafts = [
        one
        for one in newest.values()
        if one.state is VersionState.DRAFT and _moves(one, before, after)
    ]
    if not drafts:
        return ()
    names = ", ".join(one.name for one in sorted(drafts, key=lambda one: one.period.start))
    said = [finding("source.years_moved", Level.INFO, after.code, versions=names)]
    for base in drafts:
        naming = ", ".join(one.name for one in newest.values() if _names(one, base))
        if naming:
            moved = finding(
                "source.base_year_moved",
                Level.WARNING,
                after.code,
                base=base.name,
                versions=naming,
            )
            said.append(moved)
    return tuple(said)


def _differ(before: EmissionSource, after: EmissionSource, names: tuple[str, ...]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _moves(version: Version, before: EmissionSource, after: EmissionSource) -> bool:
    """Whether a draft that holds the source counts it otherwise, or dates bring it in or out."""
    known = recorded(version.organisation_id, version.period, after.id)
    was, now = (
        not one.excluded and bool(counted_in(one, version.period, known)) for one in (before, after)
    )
    if was is not now:
        return True
    holds = after.id in known.here or still_emits(after, version.period, known)
    year = version.year_be - BE_OFFSET
    of_then, of_now = (replace(one, parameters=_in_year(one, year)) for one in (before, after))
    return now and holds and _differ(of_then, of_now, COUNTED_BY)


def _in_year(source: EmissionSource, year: int) -> dict[str, str]:
    """The parameters that count in a (Christian) year: what is of another year moves it not.

    What lay there at the end of an earlier year, or was put there in it, counts in later ones.
    """
    kind = kinds().get(source.kind)
    of_year = () if kind is None else METHODS[kind.method].of_year
    found = {}
    for name, text in source.parameters.items():
        said = year_said(name) if stem(name) in (*of_year, *REACHING) else None
        if said is None or said == year or (said < year and stem(name) in REACHING):
            found[name] = text
    return found


def _names(version: Version, base: Version) -> bool:
    """Whether a version has another year as its base."""
    settings = version.settings
    other = version.inventory_id != base.inventory_id
    return other and settings is not None and settings.base_year_be == base.year_be
