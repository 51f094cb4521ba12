"""Tokens of gateways: what one box on site shows to send readings of the meters behind it.

It reaches the meters that are named when it is made, or those of a facility, or all of the
organisation; nothing of another organisation in any case.  Another choice is another token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import Max

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.topic import every_meter_of, topic_of
from fahsai.gateways.mqtt.credentials import gateway_account
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import Facility, GatewayToken, GatewayTokenMeter, MeterRow
from fahsai.services.access import NotFoundError, admit
from fahsai.services.intake_registry import last_used, telling_intake
from fahsai.services.keeping.gateways import MOST_METERS, Reach, reached_meters
from fahsai.services.keeping.sender_tokens import Beginning, draw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.access.actor import Actor
    from fahsai.records.models import Organisation

__all__ = [
    "LONGEST_NAME",
    "MOST_METERS",
    "MOST_TOKENS",
    "GatewayEntry",
    "GatewayTokenValue",
    "NewGatewayToken",
    "Reach",
    "gateway_tokens",
    "make_gateway_token",
    "revoke_gateway_token",
]

LONGEST_NAME = 100
MOST_TOKENS = 100
"""Tokens of an organisation's gateways that work at once.

A broker looks through the topics of each by name (:data:`fahsai.gateways.mqtt.credentials`).
"""


@dataclass(frozen=True, slots=True)
class GatewayEntry:
    """What people say of a gateway: its name, and one of three kinds of reach.

    ``meters`` are codes, ``facility`` is the code of a place; ``every_meter`` of the organisation.
    """

    name: str
    meters: tuple[str, ...] = ()
    facility: str = ""
    every_meter: bool = False


class GatewayTokenValue(NamedTuple):
    """A gateway's token, as people see it; ``mqtt_user`` is its user name at the broker.

    ``meters`` are the codes that it reaches now, ``topics`` where it may send to: a pattern where
    that is every meter of the organisation.  ``facility`` is a code.
    """

    id: UUID
    number: int
    name: str
    prefix: str
    mqtt_user: str
    reach: Reach
    facility: str
    meters: tuple[str, ...]
    topics: tuple[str, ...]
    made_by: UUID
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    @property
    def works(self) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None


@dataclass(frozen=True, slots=True)
class NewGatewayToken:
    """A token that was just made; ``secret`` is the whole text, which nobody can show again."""

    token: GatewayTokenValue
    secret: str


def gateway_tokens(actor: Actor, organisation_id: UUID) -> tuple[GatewayTokenValue, ...]:
    """The tokens of an organisation's gateways, the newest first, those that were revoked too.

    Raises:
        NotFoundError, ForbiddenError: the organisation is not this actor's to see as a whole.
    """
    organisation = admit(actor, organisation_id)
    rows = GatewayToken.rows.of(organisation_id).order_by("-number")
    return _values(organisation, rows)


def make_gateway_token(
    actor: Actor, organisation_id: UUID, entry: GatewayEntry, *, now: datetime
) -> tuple[NewGatewayToken | None, tuple[Finding, ...]]:
    """Make a token for a gateway.

    Returns:
        The token (with ``gateway.intake_untold`` where it does not work yet, and
        ``gateway.reaches_nothing`` where its place has no meter yet), or None with
        ``gateway.name_unusable``, ``gateway.tokens_many``, ``gateway.reach_unclear``,
        ``gateway.meters_many``, ``gateway.meter_unknown`` or ``gateway.facility_unknown``.

    Raises:
        NotFoundError, ForbiddenError: what measures is not this actor's to settle.
    """
    with telling_intake(organisation_id) as told:
        organisation = admit(actor, organisation_id, Permission.SETTLE)
        hold_records(organisation_id)
        said = (*_unusable(organisation_id, entry), *_unclear(entry))
        if said:
            return None, said
        keys, said = _keys(organisation_id, entry)
        if said:
            return None, said
        row, secret = _made(actor, organisation, entry, keys, now)
        told.of_gateway(row.name)
    (value,) = _values(organisation, [row])
    said = told.findings
    if not value.meters:
        said = (finding("gateway.reaches_nothing", Level.WARNING, value.name), *said)
    return NewGatewayToken(value, secret), said


def revoke_gateway_token(
    actor: Actor, organisation_id: UUID, token_id: UUID, *, now: datetime
) -> tuple[GatewayTokenValue, tuple[Finding, ...]]:
    """End a token at once; one that was revoked before stays as it is.

    Returns:
        The token, with ``gateway.intake_untold`` where the intake still takes it.

    Raises:
        NotFoundError, ForbiddenError: there is no such token that is this actor's to end.
    """
    with telling_intake(organisation_id) as told:
        organisation = admit(actor, organisation_id, Permission.SETTLE)
        hold_records(organisation_id)
        rows = GatewayToken.rows.of(organisation_id)
        row = rows.filter(id=token_id).first()
        if row is None:
            raise NotFoundError(str(token_id))
        told.of_gateway(row.name)
        if row.revoked_at is None:
            row.revoked_at = now
            rows.filter(id=row.id).update(revoked_at=now, revoked_by=actor.id)
            _tell(actor, row, verb="gateway_token.revoked")
    (value,) = _values(organisation, [row])
    return value, told.findings


def _unusable(organisation_id: UUID, entry: GatewayEntry) -> tuple[Finding, ...]:
    said = []
    name = entry.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        longest = str(LONGEST_NAME)
        said.append(finding("gateway.name_unusable", Level.ERROR, name or "-", longest=longest))
    working = GatewayToken.rows.of(organisation_id).filter(revoked_at=None).count()
    if working >= MOST_TOKENS:
        most = str(MOST_TOKENS)
        said.append(finding("gateway.tokens_many", Level.ERROR, name or "-", most=most))
    return tuple(said)


def _unclear(entry: GatewayEntry) -> tuple[Finding, ...]:
    """One of the three ways, and not too many meters by name."""
    name = entry.name.strip() or "-"
    if sum(map(bool, (entry.meters, entry.facility.strip(), entry.every_meter))) != 1:
        return (finding("gateway.reach_unclear", Level.ERROR, name),)
    if len(entry.meters) > MOST_METERS:
        most = str(MOST_METERS)
        return (finding("gateway.meters_many", Level.ERROR, name, most=most),)
    return ()


class _Keys(NamedTuple):
    meters: tuple[UUID, ...]
    facility: UUID | None


def _keys(organisation_id: UUID, entry: GatewayEntry) -> tuple[_Keys, tuple[Finding, ...]]:
    """What the codes of an entry mean; a finding for each that means nothing."""
    name = entry.name.strip()
    if entry.facility.strip():
        code = entry.facility.strip()
        place = Facility.rows.of(organisation_id).current().filter(code=code).first()
        if place is None:
            told = finding("gateway.facility_unknown", Level.ERROR, name, facility=code)
            return _Keys((), None), (told,)
        return _Keys((), place.key), ()
    known = dict(MeterRow.rows.of(organisation_id).current().values_list("code", "key"))
    wanted = dict.fromkeys(code.strip() for code in entry.meters)
    unknown = tuple(
        finding("gateway.meter_unknown", Level.ERROR, name, meter=code)
        for code in wanted
        if code not in known
    )
    return _Keys(tuple(known[code] for code in wanted if code in known), None), unknown


def _made(
    actor: Actor, organisation: Organisation, entry: GatewayEntry, keys: _Keys, now: datetime
) -> tuple[GatewayToken, str]:
    """The stored rows, and the text that is shown once."""
    rows = GatewayToken.rows.of(organisation.id)
    number = 1 + (rows.aggregate(last=Max("number"))["last"] or 0)
    text = draw(organisation.id, Beginning.GATEWAY)
    reach = Reach.METERS
    if entry.every_meter:
        reach = Reach.ORGANISATION
    elif keys.facility is not None:
        reach = Reach.FACILITY
    row = rows.create(
        number=number,
        name=entry.name.strip(),
        reach=reach.value,
        facility_key=keys.facility,
        mqtt_user=gateway_account(organisation.code, f"gateway-{number}", "").name,
        made_by=actor.id,
        created_at=now,
        **text.columns,
    )
    for key in keys.meters:
        GatewayTokenMeter.rows.of(organisation.id).create(token=row, meter_key=key)
    _tell(actor, row, verb="gateway_token.made")
    return row, text.secret


def _tell(actor: Actor, row: GatewayToken, *, verb: str) -> None:
    links = GatewayTokenMeter.rows.of(row.organisation_id).filter(token_id=row.id)
    record_event(
        organisation_id=row.organisation_id,
        actor_id=actor.id,
        verb=verb,
        object_type="gateway_token",
        object_id=row.id,
        payload={
            "prefix": row.prefix,
            "reach": row.reach,
            "facility": row.facility_key,
            "meters": sorted(str(key) for key in links.values_list("meter_key", flat=True)),
        },
    )


def _values(
    organisation: Organisation, rows: Iterable[GatewayToken]
) -> tuple[GatewayTokenValue, ...]:
    found = list(rows)
    reached = reached_meters(organisation.id, found)
    used = last_used(one.mqtt_user for one in found)
    wanted = {one.facility_key for one in found}
    heads = Facility.rows.of(organisation.id).heads().values_list("key", "code")
    places = {key: code for key, code in heads if key in wanted}
    return tuple(
        GatewayTokenValue(
            id=one.id,
            number=one.number,
            name=one.name,
            prefix=one.prefix,
            mqtt_user=one.mqtt_user,
            reach=Reach(one.reach),
            facility="" if one.facility_key is None else places.get(one.facility_key, ""),
            meters=reached[one.id],
            topics=_topics(organisation.code, Reach(one.reach), reached[one.id]),
            made_by=one.made_by,
            created_at=one.created_at,
            revoked_at=one.revoked_at,
            last_used_at=used.get(one.mqtt_user),
        )
        for one in found
    )


def _topics(code: str, reach: Reach, meters: tuple[str, ...]) -> tuple[str, ...]:
    if reach is Reach.ORGANISATION:
        return (every_meter_of(code),)
    return tuple(topic_of(code, meter) for meter in meters)
