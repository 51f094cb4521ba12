"""Tokens of meters: what a device shows to send readings of its one meter, and of nothing else.

A token reads ``fahsaim_<prefix>_<secret>`` and has 63 letters, because many gateways have a field
of 64.  The prefix is public: it names the organisation, so that the row policies of the database
hold from the first question on, and its row names the meter.  The secret has 128 bits, which
nobody guesses; of the whole only hashes are kept: its SHA-256, and the line of the password file
of the broker, where each token has a user name of its own, so that a device gets a new token
before the old one ends.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import Q

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.mqtt.credentials import password_hash
from fahsai.records import wall
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import MeterToken
from fahsai.services.access import NotFoundError, admit, admit_part
from fahsai.services.intake_registry import telling_intake
from fahsai.services.keeping.meters import address_of, meter_head
from fahsai.services.meters import row_reached

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.records.models import MeterRow

LONGEST_NAME = 100
MOST_TOKENS = 10
"""Tokens of one meter that work at once."""

NOTED_EVERY = timedelta(minutes=1)
"""Between two notes of a token's last use: not every message writes."""

_SHAPE = re.compile(r"fahsaim_([a-z2-7]{32})_[A-Za-z0-9_-]{22}")
_ID_BYTES, _OWN_BYTES, _SECRET_BYTES = 16, 4, 16


class Token(NamedTuple):
    """One token, as people see it; ``mqtt_user`` is its user name at the broker."""

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


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made; ``secret`` is the whole text, which nobody can show again."""

    token: Token
    topic: str
    secret: str


class Bearer(NamedTuple):
    """Whose readings a token lets in."""

    organisation_id: UUID
    meter_id: UUID
    token_id: UUID


def tokens(actor: Actor, organisation_id: UUID, meter_id: UUID) -> tuple[Token, ...]:
    """The tokens of a meter, the newest first, those that were revoked too.

    Raises:
        NotFoundError, ForbiddenError: there is no such meter that the actor reaches.
    """
    row_reached(admit_part(actor, organisation_id), meter_id)
    rows = MeterToken.rows.of(organisation_id).filter(meter_key=meter_id)
    return tuple(map(_value, rows.order_by("-created_at", "-id")))


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
    return NewToken(_value(row), f"fahsai/{address}", secret), told.findings


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
    return _value(row), told.findings


def bearer_of(text: str, *, now: datetime) -> Bearer | None:
    """Whose meter a token sends readings of; None for what is no token and for a revoked one."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    prefix = found[1]
    organisation_id = UUID(bytes=b32decode(prefix.upper())[:_ID_BYTES])
    wall.work_for(organisation_id)
    row = MeterToken.rows.of(organisation_id).filter(prefix=prefix).first()
    if row is None or not compare_digest(row.token_sha256, _sha256(text)):
        return None
    if row.revoked_at is not None or meter_head(organisation_id, row.meter_key) is None:
        return None
    before = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY)
    MeterToken.rows.of(organisation_id).filter(before, id=row.id).update(last_used_at=now)
    return Bearer(organisation_id, row.meter_key, row.id)


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
    prefix = _prefix(head.organisation_id)
    while rows.filter(prefix=prefix).exists():
        prefix = _prefix(head.organisation_id)
    before = rows.filter(meter_key=head.key).count()
    secret = f"fahsaim_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    row = rows.create(
        meter_key=head.key,
        name=name,
        prefix=prefix,
        token_sha256=_sha256(secret),
        mqtt_user=f"{address}/{before + 1}" if before else address,
        mqtt_hash=password_hash(secret),
        made_by=actor.id,
        created_at=now,
    )
    _tell(actor, row, verb="meter_token.made")
    return row, secret


def _prefix(organisation_id: UUID) -> str:
    own = organisation_id.bytes + secrets.token_bytes(_OWN_BYTES)
    return b32encode(own).decode().lower()


def _tell(actor: Actor, row: MeterToken, *, verb: str) -> None:
    record_event(
        organisation_id=row.organisation_id,
        actor_id=actor.id,
        verb=verb,
        object_type="meter_token",
        object_id=row.id,
        payload={"meter": row.meter_key, "prefix": row.prefix},
    )


def _value(row: MeterToken) -> Token:
    return Token(
        id=row.id,
        meter_id=row.meter_key,
        name=row.name,
        prefix=row.prefix,
        mqtt_user=row.mqtt_user,
        made_by=row.made_by,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()
