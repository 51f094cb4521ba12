"""Tokens of meters: what a device shows to send readings of its one meter, and of nothing else.

How they are made, and what is kept of them: :mod:`fahsai.services.keeping.sender_tokens`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import MeterToken
from fahsai.services.access import NotFoundError, admit, admit_part
from fahsai.services.intake_registry import last_used, telling_intake
from fahsai.services.keeping.meters import address_of
from fahsai.services.keeping.sender_tokens import Beginning, draw
from fahsai.services.meters import row_reached

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.access.actor import Actor
    from fahsai.records.models import MeterRow

LONGEST_NAME = 100
MOST_TOKENS = 10
"""Tokens of one meter that work at once."""


class Token(NamedTuple):
    """One token, as people see it; ``mqtt_user`` is its user name at the broker.

    ``last_used_at`` is known of what posts by HTTP, and of what enters a broker of our own.
    """

    id: UUID
    meter_id: UUID
    name: str
    prefix: str
    mqtt_user: str
    made_by: UUID
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    @property
    def works(self) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None

    @property
    def number(self) -> int:
        """Which of the meter's tokens it is, from 1 on: its user name ends with it, but the first.

        No code of a meter holds a slash.
        """
        _, _, rest = self.mqtt_user.partition("/")
        return int(rest.partition("/")[2] or 1)

    @property
    def topic(self) -> str:
        """Where its messages stand in the broker."""
        organisation, _, rest = self.mqtt_user.partition("/")
        return f"fahsai/{organisation}/{rest.partition('/')[0]}"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made; ``secret`` is the whole text, which nobody can show again."""

    token: Token
    secret: str

    @property
    def topic(self) -> str:
        """Where its messages stand in the broker."""
        return self.token.topic


def tokens(actor: Actor, organisation_id: UUID, meter_id: UUID) -> tuple[Token, ...]:
    """The tokens of a meter, the newest first, those that were revoked too.

    Raises:
        NotFoundError, ForbiddenError: there is no such meter that the actor reaches.
    """
    row_reached(admit_part(actor, organisation_id), meter_id)
    rows = MeterToken.rows.of(organisation_id).filter(meter_key=meter_id)
    found = list(rows.order_by("-created_at", "-id"))
    used = last_used(one.mqtt_user for one in found)
    return tuple(_value(one, used) for one in found)


def make_token(
    actor: Actor, organisation_id: UUID, meter_id: UUID, name: str, *, now: datetime
) -> tuple[NewToken | None, tuple[Finding, ...]]:
    """Make a token for the device that sends a meter's readings.

    Returns:
        The token (with ``meter.intake_untold`` where it does not work yet), or None with
        ``meter.token_name_unusable`` or ``meter.tokens_many``.

    Raises:
        NotFoundError, ForbiddenError: what measures is not this actor's to settle.
    """
    with telling_intake(organisation_id) as told:
        organisation = admit(actor, organisation_id, Permission.SETTLE)
        hold_records(organisation_id)
        head = row_reached(admit_part(actor, organisation_id, Permission.SETTLE), meter_id)
        said = _problems(head, name.strip())
        if said:
            return None, said
        address = address_of(organisation.code, head.code)
        row, secret = _made(actor, head, name.strip(), address, now)
        told.of(head.key, head.code)
    return NewToken(_value(row, {}), secret), told.findings


def revoke_token(
    actor: Actor, organisation_id: UUID, meter_id: UUID, token_id: UUID, *, now: datetime
) -> tuple[Token, tuple[Finding, ...]]:
    """End a token at once; one that was revoked before stays as it is.

    Returns:
        The token, with ``meter.intake_untold`` where the intake still takes it.

    Raises:
        NotFoundError, ForbiddenError: there is no such token that is this actor's to end.
    """
    with telling_intake(organisation_id) as told:
        admit(actor, organisation_id, Permission.SETTLE)
        hold_records(organisation_id)
        head = row_reached(admit_part(actor, organisation_id, Permission.SETTLE), meter_id)
        rows = MeterToken.rows.of(organisation_id)
        row = rows.filter(id=token_id, meter_key=meter_id).first()
        if row is None:
            raise NotFoundError(str(token_id))
        told.of(head.key, head.code)
        if row.revoked_at is None:
            row.revoked_at = now
            rows.filter(id=row.id).update(revoked_at=now, revoked_by=actor.id)
            _tell(actor, row, verb="meter_token.revoked")
    return _value(row, last_used([row.mqtt_user])), told.findings


def _problems(head: MeterRow, name: str) -> tuple[Finding, ...]:
    said = []
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        longest = str(LONGEST_NAME)
        said.append(finding("meter.token_name_unusable", Level.ERROR, head.code, longest=longest))
    rows = MeterToken.rows.of(head.organisation_id).filter(meter_key=head.key, revoked_at=None)
    if rows.count() >= MOST_TOKENS:
        most = str(MOST_TOKENS)
        said.append(finding("meter.tokens_many", Level.ERROR, head.code, most=most))
    return tuple(said)


def _made(
    actor: Actor, head: MeterRow, name: str, address: str, now: datetime
) -> tuple[MeterToken, str]:
    """The stored row, and the text that is shown once."""
    rows = MeterToken.rows.of(head.organisation_id)
    before = rows.filter(meter_key=head.key).count()
    text = draw(head.organisation_id, Beginning.METER)
    row = rows.create(
        meter_key=head.key,
        name=name,
        mqtt_user=f"{address}/{before + 1}" if before else address,
        made_by=actor.id,
        created_at=now,
        **text.columns,
    )
    _tell(actor, row, verb="meter_token.made")
    return row, text.secret


def _tell(actor: Actor, row: MeterToken, *, verb: str) -> None:
    record_event(
        organisation_id=row.organisation_id,
        actor_id=actor.id,
        verb=verb,
        object_type="meter_token",
        object_id=row.id,
        payload={"meter": row.meter_key, "prefix": row.prefix},
    )


def _value(row: MeterToken, used: Mapping[str, datetime]) -> Token:
    return Token(
        id=row.id,
        meter_id=row.meter_key,
        name=row.name,
        prefix=row.prefix,
        mqtt_user=row.mqtt_user,
        made_by=row.made_by,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        last_used_at=used.get(row.mqtt_user),
    )
