"""The records of the years before a version's, of the sources whose method looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.access.states import VersionState
from fahsai.core.inventory.earlier import EarlierYear, earlier_years
from fahsai.core.methods.table import METHODS
from fahsai.records.convert import line_value
from fahsai.records.models import ActivityRow, Inventory
from fahsai.records.models import VersionState as VersionStateRow
from fahsai.reference.load_kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.records.tenancy import TenantQuerySet
    from fahsai.services.keeping.versions import Version


def keeps_history(source: EmissionSource) -> bool:
    """Whether the records of earlier years count in a source: what lies in a landfill decays on."""
    kind = kinds().get(source.kind)
    return kind is not None and METHODS[kind.method].history


def earlier_of(version: Version, sources: Iterable[EmissionSource]) -> tuple[EarlierYear, ...]:
    """The records of the years before a version's, of those of the sources that look at them.

    Of a draft as they stand now; of a submitted version as they stood when it was.
    """
    owner = version.organisation_id
    keys = [one.id for one in sources if keeps_history(one) and not one.excluded]
    if not keys:
        return ()
    rows = ActivityRow.rows.of(owner).filter(
        source_key__in=keys, period_start__lt=version.period.start
    )
    lines = stood(version, rows.order_by("source_key", "period_start", "id"))
    kept = [row.period for row in Inventory.rows.of(owner)] if lines else []
    return earlier_years(version.period, lines, kept)


def stood(version: Version, rows: TenantQuerySet[ActivityRow]) -> list[ActivityLine]:
    """Some lines of other years: as they stand, for a submitted version as they stood then.

    Rows are only ever added, so what stood at a moment are the rows of before it that no row of
    before it supersedes.
    """
    if version.state is VersionState.DRAFT:
        return [line_value(row) for row in rows.current()]
    states = VersionStateRow.rows.of(version.organisation_id).filter(version_id=version.id)
    then = states.filter(state=VersionState.SUBMITTED.value).latest("created_at").created_at
    there = list(rows.filter(created_at__lte=then))
    superseded = {row.supersedes_id for row in there}
    return [line_value(row) for row in there if row.id not in superseded and not row.withdrawn]
