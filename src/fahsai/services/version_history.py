"""The versions of a year with every state they have been in: who, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.access.states import VersionState
from fahsai.records.models import InventoryVersion
from fahsai.records.models import VersionState as VersionStateRow
from fahsai.services.access import NotFoundError, admit
from fahsai.services.keeping.who import Who, who_acted

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.services.keeping.versions import Version


class StateChange(NamedTuple):
    """A version came into a state."""

    state: VersionState
    at: datetime
    who: Who
    reason: str


class VersionHistory(NamedTuple):
    """One version of the year with its states, the first first."""

    number: int
    reason: str
    states: tuple[StateChange, ...]


def version_history(
    actor: Actor, organisation_id: UUID, version: Version
) -> tuple[VersionHistory, ...]:
    """Every version of the year that ``version`` belongs to, the newest first.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the year is another's.
    """
    admit(actor, organisation_id)
    rows = list(InventoryVersion.rows.of(organisation_id).filter(inventory_id=version.inventory_id))
    if not rows:
        raise NotFoundError(version.name)
    numbers = {row.id: row for row in rows}
    states = list(
        VersionStateRow.rows.of(organisation_id)
        .filter(version_id__in=list(numbers))
        .order_by("created_at", "id")
    )
    people = who_acted(one.actor_id for one in states)
    return tuple(
        VersionHistory(
            row.number,
            row.reason,
            tuple(
                StateChange(
                    VersionState(one.state),
                    one.created_at,
                    people[one.actor_id],
                    one.reason,
                )
                for one in states
                if one.version_id == row.id
            ),
        )
        for row in sorted(rows, key=lambda row: -row.number)
    )
