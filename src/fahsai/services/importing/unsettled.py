"""A workbook by somebody who enters data and may not settle how it is computed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.services.importing.settled import OF_NEW, stays_apart

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.access import Part

OF_KNOWN = (*OF_NEW, "kind", "facility_id")


def unsettled(
    wanted: EmissionSource,
    before: EmissionSource | None,
    part: Part,
    places: Mapping[UUID, str],
    *,
    kept: Collection[str] = (),
) -> tuple[EmissionSource, tuple[Finding, ...]]:
    """The source without what the file would settle about it.

    Args:
        wanted: the source as the file says it.
        before: as it stands; None for a new one.
        part: what the importer reaches.  A source of others, and one that would go to them,
            stays as the file says it: such a file is refused as a whole.
        places: the codes of units and facilities, to name them.
        kept: what of a new source is taken from the file all the same.

    Findings: ``source.settling_left`` with what stays and, in parentheses, what the file says.
    """
    if before is None:
        after = replace(wanted, **{name: OF_NEW[name] for name in OF_NEW if name not in kept})
    elif not part.holds(before.unit_id):
        return wanted, ()
    else:
        after = replace(wanted, **{name: getattr(before, name) for name in OF_KNOWN})
        if part.holds(wanted.unit_id):
            after = replace(after, unit_id=before.unit_id)
    left = stays_apart(after, wanted, places)
    if not left:
        return after, ()
    told = finding("source.settling_left", Level.WARNING, after.code, left=left)
    return after, (told,)
