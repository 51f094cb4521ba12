"""What the page of an organisation shows: its profile, its years, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.services.inventories import versions
from fahsai.web.organisations.listed import ListedOrganisation, listed
from fahsai.web.shown import Text

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.web.shown import Shown


class Way(NamedTuple):
    """A link with what it leads to."""

    address: str
    label: str
    help: str


class OrganisationPage(NamedTuple):
    """The page."""

    code: str
    name: Text
    listed: ListedOrganisation
    facts: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    roles: tuple[str, ...]
    may_change: bool
    may_enter: bool
    whole: bool


WAYS = (
    ("open_year", "open_year", Permission.ENTER_DATA),
    ("hand_in_report", "report", Permission.WRITE_REPORT),
    ("pictures", "pictures", Permission.WRITE_REPORT),
    ("people", "people", Permission.MANAGE_PEOPLE),
    ("units", "units", Permission.MANAGE_ORGANISATION),
    ("entities", "entities", Permission.SETTLE),
    ("events", "events", Permission.SEE_HISTORY),
    ("keys", "keys", Permission.SEE),
)
"""Pages of an organisation as a whole, and what each asks for."""


def may_all(actor: Actor, organisation_id: UUID, permission: Permission) -> bool:
    """Whether the actor may do it in the whole organisation, as such pages ask."""
    return actor.units(organisation_id, permission) is None


def _ways(actor: Actor, organisation_id: UUID) -> tuple[tuple[str, str], ...]:
    """The pages that the actor may open, by route and key; of some units is enough to hand in."""
    hand_in = actor.may(organisation_id, Permission.ENTER_DATA)
    return (
        *([("hand_in_activity", "hand_in")] if hand_in else []),
        *((route, key) for route, key, needed in WAYS if may_all(actor, organisation_id, needed)),
    )


def organisation_page(actor: Actor, organisation: Organisation, shown: Shown) -> OrganisationPage:
    """The page of one organisation for one who asks."""
    (entry,) = listed([(organisation, versions(actor, organisation.id))], shown)
    facts = {
        "code": organisation.code,
        "name_th": organisation.name_th,
        "name_en": organisation.name_en,
        "kind": organisation.kind,
        "province": organisation.province,
        "address": organisation.address,
    }
    held = {one.role for one in actor.memberships if one.organisation_id == organisation.id}
    return OrganisationPage(
        code=organisation.code,
        name=shown.organisation(organisation),
        listed=entry,
        facts=tuple(
            (shown.word("organisation_facts", key), value) for key, value in facts.items() if value
        ),
        ways=tuple(
            Way(
                reverse(route, args=(organisation.code,)),
                shown.word("organisation_ways", key),
                shown.word("organisation_ways", f"{key}_help"),
            )
            for route, key in _ways(actor, organisation.id)
        ),
        roles=tuple(shown.role(role) for role in sorted(held)),
        may_enter=may_all(actor, organisation.id, Permission.ENTER_DATA),
        whole=may_all(actor, organisation.id, Permission.SEE),
        may_change=may_all(actor, organisation.id, Permission.MANAGE_ORGANISATION),
    )
