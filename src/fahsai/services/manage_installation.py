"""What whoever manages the installation sees and does: accounts, and organisations of nobody.

It opens no organisation's data: who takes over an organisation without an administrator becomes
that, as an event of the organisation says for good.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import transaction

from fahsai.core.access.duties import conflicting_duties
from fahsai.core.access.roles import Role
from fahsai.records import wall
from fahsai.records.models import Account, Event
from fahsai.services.access import NotFoundError
from fahsai.services.accounts import close_account
from fahsai.services.actors import INSTALLATION_ID, LOCAL_OWNER, NOBODY_ID
from fahsai.services.deployment import deployment_findings
from fahsai.services.keeping.memberships import roles_of
from fahsai.services.keeping.unmanaged import Unmanaged, manage, unmanaged

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding

MOST = 200
"""Events that one question answers."""


class ListedAccount(NamedTuple):
    """One account of the installation."""

    id: UUID
    email: str
    name: str
    last_sign_in: datetime | None
    open: bool
    manages_installation: bool


class AccountHappening(NamedTuple):
    """One event of an account: to whom and by whom, "" where that is nobody known."""

    id: UUID
    at: datetime
    verb: str
    whom: str
    by: str


def admit_manager(actor: Actor) -> None:
    """Let in whoever manages the installation, never by a key of the API.

    Raises:
        NotFoundError: to all others there is no such page.
    """
    if not actor.manages_installation or actor.limits is not None:
        raise NotFoundError("installation")


def accounts(actor: Actor) -> tuple[ListedAccount, ...]:
    """Every account, closed ones last, by address.

    Raises:
        NotFoundError: the actor does not manage the installation.
    """
    admit_manager(actor)
    return tuple(_listed(row) for row in Account.objects.order_by("-is_active", "email"))


def account(actor: Actor, account_id: UUID) -> ListedAccount:
    """An open account of somebody else.

    Raises:
        NotFoundError: there is none, or the actor does not manage the installation.
    """
    admit_manager(actor)
    row = Account.objects.filter(id=account_id, is_active=True).exclude(id=actor.id).first()
    if row is None:
        raise NotFoundError("account")
    return _listed(row)


def close_account_of(actor: Actor, account_id: UUID) -> None:
    """Close the account of somebody else: so one who manages the installation always stays.

    Raises:
        NotFoundError: as of :func:`account`.
    """
    close_account(actor, account(actor, account_id).id)


def unmanaged_organisations(actor: Actor) -> tuple[str, ...]:
    """The codes of the organisations without an administrator.

    Raises:
        NotFoundError: the actor does not manage the installation.
    """
    admit_manager(actor)
    return tuple(one.code for one in unmanaged())


@transaction.atomic
def take_over(actor: Actor, code: str) -> tuple[bool, tuple[Finding, ...]]:
    """Become the administrator of an organisation that has none.

    Returns:
        Whether that was done; ``access.duties_conflict`` where a role that the actor holds there
        does not go with it.

    Raises:
        NotFoundError: there is no such organisation without an administrator, or the actor does
            not manage the installation.
    """
    one = unmanaged_organisation(actor, code)
    wall.work_for(one.id)
    held = roles_of(one.id, actor.id)
    said = conflicting_duties((*held, Role.ADMINISTRATOR), code)
    if said:
        return False, said
    manage(one, actor.id)
    return True, ()


def unmanaged_organisation(actor: Actor, code: str) -> Unmanaged:
    """The organisation of a code, where it has no administrator.

    Raises:
        NotFoundError: as of :func:`take_over`.
    """
    admit_manager(actor)
    for one in unmanaged():
        if one.code == code:
            return one
    raise NotFoundError(code)


def account_events(actor: Actor, start: int, most: int) -> tuple[tuple[AccountHappening, ...], int]:
    """Events of all accounts, the newest first: ``most`` of them after ``start``, and how many.

    Raises:
        NotFoundError: the actor does not manage the installation.
    """
    admit_manager(actor)
    wall.work_for(INSTALLATION_ID)
    rows = Event.rows.of(INSTALLATION_ID)
    found = list(rows.order_by("-at", "-id")[start : start + min(most, MOST)])
    total = rows.count()
    wanted = {row.actor_id for row in found} | {row.object_id for row in found}
    names = {row.id: row.name for row in Account.objects.filter(id__in=wanted)}
    names |= {NOBODY_ID: "", LOCAL_OWNER.id: LOCAL_OWNER.name}
    return tuple(
        AccountHappening(
            row.id,
            row.at,
            row.verb,
            names.get(row.object_id, str(row.object_id)),
            names.get(row.actor_id, str(row.actor_id)),
        )
        for row in found
    ), total


def readiness(actor: Actor) -> tuple[Finding, ...]:
    """What ``fahsai check --deploy`` says.

    Raises:
        NotFoundError: the actor does not manage the installation.
    """
    admit_manager(actor)
    return deployment_findings()


def _listed(row: Account) -> ListedAccount:
    return ListedAccount(
        id=row.id,
        email=row.email,
        name=row.name,
        last_sign_in=row.last_login,
        open=row.is_active,
        manages_installation=row.manages_installation,
    )
