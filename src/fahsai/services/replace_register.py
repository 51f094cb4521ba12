"""Registers of meters that were exchanged: where the old one ended and the new one began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.channel import Measure
from fahsai.core.quantity.exact import canonical
from fahsai.records.locks import hold_records
from fahsai.records.meter_values import numbered
from fahsai.records.models import EvidenceFile, MeterReplacement
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.intake_registry import telling_intake
from fahsai.services.keeping.chains import chain_of
from fahsai.services.keeping.meters import exchange_value, tell_of_meter
from fahsai.services.keeping.parts import own_evidence
from fahsai.services.meters import row_reached

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.metering.declared import ChannelEntry
    from fahsai.records.models import MeterRow
    from fahsai.services.access import Part
    from fahsai.services.keeping.meters import Exchange

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""The intake takes no reading of a time before, so nothing can have been exchanged then."""


@dataclass(frozen=True, slots=True)
class ExchangeEntry:
    """What people say of an exchanged register: ``at`` which instant (with its zone).

    ``last`` is what the old one ended with, ``first`` what the new one began with, both in the
    unit of the channel and None where nobody read it.  ``serial`` is the number of the new device;
    empty where it keeps its own.  ``evidence`` are the SHA-256 of files that are kept.
    """

    channel: str
    at: datetime
    last: Decimal | None = None
    first: Decimal | None = None
    reason: str = ""
    serial: str = ""
    evidence: tuple[str, ...] = ()


def replace_register(
    actor: Actor,
    organisation_id: UUID,
    meter_id: UUID,
    entry: ExchangeEntry,
    *,
    now: datetime,
    why: str = "",
) -> tuple[Exchange | None, tuple[Finding, ...]]:
    """Say that a register was exchanged; one of the same channel and instant is corrected.

    The same again changes nothing.

    Args:
        actor: who says so; it may be a collector of the meter's unit.
        organisation_id: whose meter.
        meter_id: which meter.
        entry: what was exchanged, and why.
        now: the time: nothing is exchanged in the future.
        why: the reason of a correction.

    Returns:
        The exchange (with ``meter.intake_untold`` where it is to be told), or None with
        ``meter.channel_unknown``, ``meter.exchange_of_register``, ``meter.exchange_time``,
        ``meter.exchange_reason_missing``, ``meter.exchange_figure``, ``meter.evidence_unknown`` or
        ``meter.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: the meter's data are not this actor's to enter.
    """
    with telling_intake(organisation_id) as told:
        part = admit_part(actor, organisation_id, Permission.ENTER_DATA)
        hold_records(organisation_id)
        head = row_reached(part, meter_id)
        said = tuple(_problems(actor, part, head, entry, now))
        if said:
            return None, said
        known = _known(head, entry)
        wanted = _columns(entry)
        told.of(head.key, head.code)
        if known is not None and not known.withdrawn and _says(known, wanted):
            row = known
        elif known is not None and not known.withdrawn and not why.strip():
            return None, (finding("meter.reason_missing", Level.ERROR, head.code),)
        else:
            row = _kept(actor, head, known, wanted, why.strip())
        _new_serial(actor, head, entry)
    return exchange_value(row), told.findings


def take_back_exchange(
    actor: Actor, organisation_id: UUID, meter_id: UUID, exchange_id: UUID, reason: str
) -> tuple[bool, tuple[Finding, ...]]:
    """Say that a register was not exchanged after all.

    Args:
        actor: who says so.
        organisation_id: whose meter.
        meter_id: which meter.
        exchange_id: the id of the exchange, or of what it said before it was corrected.
        reason: why it is taken back.

    Returns:
        Whether it is gone, also where it was before; else ``meter.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: there is no such exchange that the actor may enter.
    """
    with telling_intake(organisation_id) as told:
        part = admit_part(actor, organisation_id, Permission.ENTER_DATA)
        hold_records(organisation_id)
        head = row_reached(part, meter_id)
        chain = chain_of(MeterReplacement, organisation_id, exchange_id)
        if not chain or chain[-1].meter_key != meter_id:
            raise NotFoundError(str(exchange_id))
        told.of(head.key, head.code)
        if not chain[-1].withdrawn:
            if not reason.strip():
                return False, (finding("meter.reason_missing", Level.ERROR, head.code),)
            gone = withdraw(chain[-1], actor_id=actor.id, why=reason.strip())
            gone.save()
            _tell(actor, head, gone, verb="meter.exchange_taken_back")
    return True, told.findings


def _problems(
    actor: Actor, part: Part, head: MeterRow, entry: ExchangeEntry, now: datetime
) -> Iterator[Finding]:
    entries = {one.entry.name: one.entry for one in numbered(head)}
    channel = entries.get(entry.channel)
    if channel is None:
        known = ", ".join(entries)
        yield finding(
            "meter.channel_unknown", Level.ERROR, head.code, channel=entry.channel, known=known
        )
    elif channel.measure is not Measure.REGISTER:
        yield finding("meter.exchange_of_register", Level.ERROR, head.code, channel=entry.channel)
    else:
        yield from _figures(head, entry, channel)
    if entry.at.utcoffset() is None or not EARLIEST <= entry.at <= now:
        yield finding("meter.exchange_time", Level.ERROR, head.code, at=entry.at.isoformat())
    if not entry.reason.strip():
        yield finding("meter.exchange_reason_missing", Level.ERROR, head.code)
    for sha256 in _absent(actor, part, entry.evidence):
        yield finding("meter.evidence_unknown", Level.ERROR, head.code, sha256=sha256)


def _figures(head: MeterRow, entry: ExchangeEntry, channel: ChannelEntry) -> Iterator[Finding]:
    """What the register cannot have said."""
    scale = channel.channel(0)
    for which, value in (("last", entry.last), ("first", entry.first)):
        if value is None:
            continue
        negative = value < 0 and not channel.both_ways
        beyond = channel.modulus is not None and abs(value) >= channel.modulus
        if negative or beyond or scale.value(scale.scaled(value)) != value:
            yield finding(
                "meter.exchange_figure",
                Level.ERROR,
                head.code,
                channel=channel.name,
                exchange_figure=which,
                value=canonical(value),
            )


def _absent(actor: Actor, part: Part, hashes: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are no file that the actor sees."""
    rows = EvidenceFile.rows.of(part.organisation.id).current().filter(sha256__in=hashes)
    known = set(rows.values_list("sha256", flat=True))
    if not part.whole:
        known &= own_evidence(actor, part)
    return tuple(one for one in hashes if one not in known)


def _columns(entry: ExchangeEntry) -> dict[str, Any]:
    return {
        "channel": entry.channel,
        "at": entry.at.replace(microsecond=0),
        "last": entry.last,
        "first": entry.first,
        "reason": entry.reason.strip(),
        "evidence": list(dict.fromkeys(entry.evidence)),
    }


def _known(head: MeterRow, entry: ExchangeEntry) -> MeterReplacement | None:
    """The last row of the exchange of that channel and instant, withdrawn or not."""
    rows = MeterReplacement.rows.of(head.organisation_id).heads()
    at = entry.at.replace(microsecond=0)
    return rows.filter(meter_key=head.key, channel=entry.channel, at=at).first()


def _says(row: MeterReplacement, wanted: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in wanted.items())


def _kept(
    actor: Actor, head: MeterRow, known: MeterReplacement | None, wanted: dict[str, Any], why: str
) -> MeterReplacement:
    if known is None:
        row = MeterReplacement(
            organisation_id=head.organisation_id, actor_id=actor.id, meter_key=head.key, **wanted
        )
    else:
        row = supersede(known, actor_id=actor.id, why=why, **wanted)
    row.save()
    _tell(
        actor,
        head,
        row,
        verb="meter.exchanged" if known is None or known.withdrawn else "meter.exchange_corrected",
    )
    return row


def _new_serial(actor: Actor, head: MeterRow, entry: ExchangeEntry) -> None:
    """The number of the new device, where it has another one."""
    serial = entry.serial.strip()
    if not serial or serial == head.serial:
        return
    row = supersede(head, actor_id=actor.id, why=entry.reason.strip(), serial=serial)
    row.save()
    tell_of_meter(
        actor.id,
        head.organisation_id,
        head.key,
        verb="meter.changed",
        code=head.code,
        before=head.id,
        after=row.id,
    )


def _tell(actor: Actor, head: MeterRow, row: MeterReplacement, *, verb: str) -> None:
    tell_of_meter(
        actor.id,
        head.organisation_id,
        head.key,
        verb=verb,
        code=head.code,
        channel=row.channel,
        row=row.id,
    )
