"""Keys of the API: made by an account for itself, in one organisation, for some of its rights.

A key reads ``fahsai_<prefix>_<secret>``.  The prefix is public: it names the organisation, so
that the row policies of the database hold from the first question on, and tells keys apart.  The
secret has 256 bits; of the whole only the SHA-256 is kept, for a guess of 256 bits needs no slow
hash.
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

from django.db import transaction
from django.db.models import Q

from fahsai.core.access.actor import Actor
from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records import wall
from fahsai.records.events import record_event
from fahsai.records.models import Account as AccountRow
from fahsai.records.models import ApiKey
from fahsai.services.access import ForbiddenError, NotFoundError, admit_part
from fahsai.services.accounts import actor_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.records.tenancy import TenantQuerySet

LONGEST_DAYS = 365
LONGEST_NAME = 100
NOTED_EVERY = timedelta(minutes=1)
"""Between two notes of a key's last use: not every request writes."""

FOR_PEOPLE_ONLY = frozenset({Permission.MANAGE_PEOPLE, Permission.MANAGE_ORGANISATION})
"""What no key is made for: a key that leaks must not let its finder stay."""

_SHAPE = re.compile(r"fahsai_([a-z2-7]{40})_[A-Za-z0-9_-]{43}")
_ID_BYTES, _OWN_BYTES, _SECRET_BYTES = 16, 9, 32


class KeyWanted(NamedTuple):
    """What a person asks of a new key."""

    name: str
    scopes: frozenset[Permission]
    days: int  # until it ends


class Key(NamedTuple):
    """One key, as its people see it."""

    id: UUID
    account_id: UUID
    account: str  # its name
    name: str
    prefix: str
    scopes: tuple[Permission, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    def works(self, now: datetime) -> bool:
        """Whether it opens anything at that moment, as far as the key itself goes."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made; ``secret`` is the whole text, which nobody can show again."""

    key: Key
    secret: str


def scopes_for(actor: Actor, organisation_id: UUID) -> tuple[Permission, ...]:
    """What the actor may make a key for in the organisation; nothing where it is a key itself.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    admit_part(actor, organisation_id)
    if actor.limits is not None:
        return ()
    return tuple(
        one for one in Permission if one not in FOR_PEOPLE_ONLY and actor.may(organisation_id, one)
    )


@transaction.atomic
def make_key(
    actor: Actor, organisation_id: UUID, wanted: KeyWanted, *, now: datetime
) -> tuple[NewKey | None, tuple[Finding, ...]]:
    """Make a key that acts for the actor's own account.

    Findings: ``api_key.account_needed``, ``api_key.name_unusable``, ``api_key.scope_missing``,
    ``api_key.scope_beyond``, ``api_key.days_unusable``.

    Raises:
        NotFoundError: there is no such organisation for this actor.
        ForbiddenError: the actor is itself a key.
    """
    allowed = scopes_for(actor, organisation_id)
    if actor.limits is not None:
        raise ForbiddenError(Permission.SEE)
    problems = tuple(_problems(actor, wanted, allowed))
    if problems:
        return None, problems
    own = organisation_id.bytes + secrets.token_bytes(_OWN_BYTES)
    prefix = b32encode(own).decode().lower()
    secret = f"fahsai_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    row = ApiKey.rows.of(organisation_id).create(
        account_id=actor.id,
        name=wanted.name.strip(),
        prefix=prefix,
        key_sha256=_sha256(secret),
        scopes=sorted(one.value for one in wanted.scopes),
        created_at=now,
        expires_at=now + timedelta(days=wanted.days),
    )
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="api_key.made",
        object_type="api_key",
        object_id=row.id,
        payload={
            "prefix": prefix,
            "scopes": row.scopes,
            "expires_at": row.expires_at.isoformat(),
        },
    )
    return NewKey(_value(row, {actor.id: actor.name}), secret), ()


def keys(actor: Actor, organisation_id: UUID) -> tuple[Key, ...]:
    """The actor's own keys, the newest first; all of the organisation for who manages it.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    admit_part(actor, organisation_id)
    rows = list(_reached(actor, organisation_id).order_by("-created_at", "-id"))
    names = dict(
        AccountRow.objects.filter(id__in={row.account_id for row in rows}).values_list("id", "name")
    )
    return tuple(_value(row, names) for row in rows)


@transaction.atomic
def revoke_key(actor: Actor, organisation_id: UUID, key_id: UUID, *, now: datetime) -> Key:
    """End a key at once: one's own, or any of an organisation that one manages.

    A key that was revoked before stays as it is.

    Raises:
        NotFoundError: there is no such organisation or key for this actor.
        ForbiddenError: the actor is itself a key.
    """
    admit_part(actor, organisation_id)
    if actor.limits is not None:
        raise ForbiddenError(Permission.SEE)
    row = _reached(actor, organisation_id).select_for_update().filter(id=key_id).first()
    if row is None:
        raise NotFoundError(str(key_id))
    if row.revoked_at is None:
        row.revoked_at = now
        ApiKey.rows.of(organisation_id).filter(id=row.id).update(revoked_at=now)
        record_event(
            organisation_id=organisation_id,
            actor_id=actor.id,
            verb="api_key.revoked",
            object_type="api_key",
            object_id=row.id,
            payload={"prefix": row.prefix},
        )
    names = dict(AccountRow.objects.filter(id=row.account_id).values_list("id", "name"))
    return _value(row, names)


def actor_of_key(text: str, *, now: datetime) -> Actor | None:
    """Who acts by a key: its account in its one organisation, and no more than its scopes.

    None for what is no key, one that was revoked or has ended, and one whose account was closed
    or has no role in the organisation any more.
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    prefix = found[1]
    organisation_id = UUID(bytes=b32decode(prefix.upper())[:_ID_BYTES])
    wall.work_for(organisation_id)
    row = ApiKey.rows.of(organisation_id).filter(prefix=prefix).first()
    if row is None or not compare_digest(row.key_sha256, _sha256(text)):
        return None
    if row.revoked_at is not None or row.expires_at <= now:
        return None
    account = actor_of(row.account_id)
    if account is None or not account.knows(organisation_id):
        return None
    _note_use(organisation_id, row.id, now)
    return Actor(
        id=account.id,
        name=account.name,
        memberships=frozenset(
            one for one in account.memberships if one.organisation_id == organisation_id
        ),
        limits=frozenset(Permission(one) for one in row.scopes),
    )


def _note_use(organisation_id: UUID, key_id: UUID, now: datetime) -> None:
    before = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY)
    ApiKey.rows.of(organisation_id).filter(before, id=key_id).update(last_used_at=now)


def _problems(actor: Actor, wanted: KeyWanted, allowed: Iterable[Permission]) -> Iterable[Finding]:
    name = wanted.name.strip()
    if not AccountRow.objects.filter(id=actor.id).exists():
        yield finding("api_key.account_needed", Level.ERROR, name)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        yield finding("api_key.name_unusable", Level.ERROR, name, longest=str(LONGEST_NAME))
    if not wanted.scopes:
        yield finding("api_key.scope_missing", Level.ERROR, name)
    beyond = wanted.scopes - frozenset(allowed)
    if beyond:
        said = ", ".join(sorted(beyond))
        yield finding("api_key.scope_beyond", Level.ERROR, name, scopes=said)
    if not 1 <= wanted.days <= LONGEST_DAYS:
        yield finding("api_key.days_unusable", Level.ERROR, name, longest=str(LONGEST_DAYS))


def _reached(actor: Actor, organisation_id: UUID) -> TenantQuerySet[ApiKey]:
    rows = ApiKey.rows.of(organisation_id)
    if actor.may(organisation_id, Permission.MANAGE_ORGANISATION):
        return rows
    return rows.filter(account_id=actor.id)


def _value(row: ApiKey, names: Mapping[UUID, str]) -> Key:
    return Key(
        id=row.id,
        account_id=row.account_id,
        account=names.get(row.account_id, ""),
        name=row.name,
        prefix=row.prefix,
        scopes=tuple(one for one in Permission if one.value in row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()
