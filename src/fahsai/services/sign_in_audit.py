"""Who signed in, failed to, or changed how: events of the installation itself.

They stand in the one table of events, under the row that stands for the installation; what they
are about is an account's id.  Nothing personal is written: no address that was tried, no IP.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.records import wall
from fahsai.records.events import record_event
from fahsai.records.models import Event, Organisation
from fahsai.services.actors import INSTALLATION_CODE, INSTALLATION_ID, NOBODY_ID

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor

OBJECT = "account"
SHOWN = 20


class SignInVerb(StrEnum):
    """What may happen to an account."""

    CREATED = "account.created"
    CLOSED = "account.closed"
    SIGNED_IN = "account.signed_in"
    FAILED = "account.sign_in_failed"
    SIGNED_OUT = "account.signed_out"
    SESSION_ENDED = "account.session_ended"
    PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 - the name of a deed
    RESET_ASKED = "account.password_reset_asked"
    PASSWORD_RESET = "account.password_reset"  # noqa: S105
    FACTOR_ADDED = "account.second_factor_added"
    FACTOR_REMOVED = "account.second_factor_removed"
    FACTOR_FAILED = "account.second_factor_failed"
    CODES_MADE = "account.recovery_codes_made"
    PROVIDER_CONNECTED = "account.provider_connected"


class AccountEvent(NamedTuple):
    """One thing that happened to an account."""

    at: datetime
    verb: SignInVerb


def note_sign_in(
    verb: SignInVerb, account_id: UUID | None, *, by: UUID | None = None, how: str = ""
) -> None:
    """Write down what happened to an account (None: to none that exists).

    Whatever the connection works for, it works for that again afterwards.

    Args:
        verb: what happened.
        account_id: to whom.
        by: who did it; the account itself where it is not said, nobody for a failure.
        how: the way, as "password" or "totp"; it goes into the hash of the event.
    """
    failed = verb in {SignInVerb.FAILED, SignInVerb.FACTOR_FAILED, SignInVerb.RESET_ASKED}
    actor = by or (NOBODY_ID if failed or account_id is None else account_id)
    with transaction.atomic(), wall.work_aside(INSTALLATION_ID):
        _installation()
        record_event(
            organisation_id=INSTALLATION_ID,
            actor_id=actor,
            verb=verb.value,
            object_type=OBJECT,
            object_id=account_id or NOBODY_ID,
            payload={"how": how},
        )


def own_sign_ins(actor: Actor, count: int = SHOWN) -> tuple[AccountEvent, ...]:
    """What happened to the actor's own account, the newest first."""
    with wall.work_aside(INSTALLATION_ID):
        rows = Event.rows.of(INSTALLATION_ID).filter(object_type=OBJECT, object_id=actor.id)
        newest = list(rows.order_by("-at")[:count])
    known = {verb.value for verb in SignInVerb}
    return tuple(AccountEvent(row.at, SignInVerb(row.verb)) for row in newest if row.verb in known)


def _installation() -> None:
    """The row that stands for the installation, made when it is first needed."""
    if not Organisation.objects.filter(id=INSTALLATION_ID).exists():
        Organisation.objects.get_or_create(id=INSTALLATION_ID, defaults={"code": INSTALLATION_CODE})
