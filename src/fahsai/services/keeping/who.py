"""Who acted, by name: rows and events keep ids only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.records.models import Account
from fahsai.services.actors import LOCAL_OWNER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Who(NamedTuple):
    """Somebody who acted; the name is empty where nobody of that id is known any more.

    The local owner has no name of his own: pages say who that is.
    """

    id: UUID
    name: str
    local_owner: bool = False


def who_acted(ids: Iterable[UUID]) -> Mapping[UUID, Who]:
    """Those who acted, by id; a closed account still has its name, and nothing else is told."""
    wanted = set(ids)
    found = {key: Who(key, "") for key in wanted}
    for key, name in Account.objects.filter(id__in=wanted).values_list("id", "name"):
        found[key] = Who(key, name)
    if LOCAL_OWNER.id in wanted:
        found[LOCAL_OWNER.id] = Who(LOCAL_OWNER.id, "", local_owner=True)
    return found
