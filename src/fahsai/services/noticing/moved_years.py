"""Which drafts a change of a source moves, a base year among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.services.keeping.standing import counted_in, recorded, still_emits
from fahsai.services.keeping.versions import every_version

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.keeping.versions import Version

COUNTED_BY = ("kind", "factor_keys", "counted_parameters", "excluded")
"""What of a source moves the figures of every draft that holds it."""

SPAN = ("started_on", "ended_on")
"""What of a source decides in which years it is counted at all."""


def moved_years(
    organisation_id: UUID, before: EmissionSource, after: EmissionSource
) -> tuple[Finding, ...]:
    """What a change of a source moves; a submitted version stays as it was frozen.

    Findings: ``source.years_moved`` (information) names the drafts that hold the source,
    ``source.base_year_moved`` (a warning) a base year among them with the years that name it.
    """
    figures, dates = (_differ(before, after, names) for names in (COUNTED_BY, SPAN))
    if not figures and not dates:
        return ()
    every = every_version(organisation_id)
    newest = {one.inventory_id: one for one in reversed(every)}
    drafts = [
        one
        for one in newest.values()
        if one.state is VersionState.DRAFT and _moves(one, before, after, figures=figures)
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


def _moves(
    version: Version, before: EmissionSource, after: EmissionSource, *, figures: bool
) -> bool:
    """Whether a draft that holds the source counts it otherwise, or dates bring it in or out."""
    known = recorded(version.organisation_id, version.period)
    was, now = (
        not one.excluded and bool(counted_in(one, version.period, known)) for one in (before, after)
    )
    if was is not now:
        return True
    holds = after.id in known.here or still_emits(after, version.period, known)
    return figures and now and holds


def _names(version: Version, base: Version) -> bool:
    """Whether a version has another year as its base."""
    settings = version.settings
    other = version.inventory_id != base.inventory_id
    return other and settings is not None and settings.base_year_be == base.year_be
