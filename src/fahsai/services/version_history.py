"""The versions of a year with every state they have been in: who, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.access.states import VersionState
from fahsai.records.models import Account, InventoryVersion
from fahsai.records.models import VersionState as VersionStateRow
from fahsai.services.access import NotFoundError, admit
from fahsai.services.actors import LOCAL_OWNER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.access.actor import Actor
    from fahsai.services.keeping.versions import Version


class StateChange(NamedTuple):
    """A version came into a state; ``who`` is the name of an account, empty for a closed one."""

    state: VersionState
    at: datetime
    actor_id: UUID
    who: str
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
    names = names_of(one.actor_id for one in states)
    return tuple(
        VersionHistory(
            row.number,
            row.reason,
            tuple(
                StateChange(
                    VersionState(one.state),
                    one.created_at,
                    one.actor_id,
                    names.get(one.actor_id, ""),
                    one.reason,
                )
                for one in states
                if one.version_id == row.id
            ),
        )
        for row in sorted(rows, key=lambda row: -row.number)
    )


def names_of(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The names of those who acted, for whoever may see what they did."""
    found = dict(Account.objects.filter(id__in=set(ids)).values_list("id", "name"))
    return {LOCAL_OWNER.id: LOCAL_OWNER.name} | found
