"""The meters of an organisation: what measures which source, where, and what it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.sources import BEGINNING
from fahsai.records.locks import hold_records
from fahsai.records.models import MeterRow, MeterToken
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import NotFoundError, admit, admit_part
from fahsai.services.intake_registry import telling_intake
from fahsai.services.keeping import enter_meter
from fahsai.services.keeping.meters import (
    Exchange,
    Measures,
    MeterEntry,
    MeterRecord,
    codes_of,
    exchanges_of,
    meter_head,
    record_of,
    tell_of_meter,
)

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.records.models import MeterReplacement, Organisation
    from fahsai.services.access import Part

__all__ = [
    "BEGINNING",
    "Exchange",
    "Measures",
    "MeterEntry",
    "MeterRecord",
    "add_meter",
    "change_meter",
    "end_meter",
    "meter",
    "meter_entry",
    "meters",
    "withdraw_meter",
]


def meters(actor: Actor, organisation_id: UUID) -> tuple[MeterRecord, ...]:
    """The meters as they stand, by code; of some units only where the actor reaches no other.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation for this actor.
    """
    part = admit_part(actor, organisation_id)
    exchanged: dict[UUID, list[MeterReplacement]] = {}
    for one in exchanges_of(organisation_id):
        exchanged.setdefault(one.meter_key, []).append(one)
    rows = MeterRow.rows.of(organisation_id).current().order_by("code")
    mine = [row for row in rows if part.holds(row.unit_key)]
    codes = codes_of(organisation_id, mine)
    return tuple(
        record_of(part.organisation.code, row, exchanged.get(row.key, ()), codes) for row in mine
    )


def meter(actor: Actor, organisation_id: UUID, meter_id: UUID) -> MeterRecord:
    """One meter as it stands.

    Raises:
        NotFoundError, ForbiddenError: there is none of that id that the actor reaches.
    """
    part = admit_part(actor, organisation_id)
    return _record(part.organisation, row_reached(part, meter_id))


def meter_entry(actor: Actor, organisation_id: UUID, meter_id: UUID) -> MeterEntry:
    """What is said of a meter now, for somebody who wants to say some of it otherwise.

    Raises:
        NotFoundError, ForbiddenError: there is none of that id that the actor reaches.
    """
    part = admit_part(actor, organisation_id)
    return enter_meter.as_stands(row_reached(part, meter_id), enter_meter.meter_places(part))


def add_meter(
    actor: Actor, organisation_id: UUID, code: str, entry: MeterEntry
) -> tuple[MeterRecord | None, tuple[Finding, ...]]:
    """Add a meter; the same one again changes nothing.

    Without channels it has those that are usual for its kind.  Who enters data of some units
    only puts it into one of those.

    Returns:
        The meter with what is to be known of it (``meter.only_rates``, ``meter.intake_untold``,
        ``meter.source_unit_unfit``), or None with ``meter.code_unusable``, ``meter.code_taken``,
        ``meter.intake_unavailable`` and the findings of
        :func:`~fahsai.services.keeping.enter_meter.looked_at`.

    Raises:
        NotFoundError, ForbiddenError: data are not this actor's to enter.
    """
    with telling_intake(organisation_id) as told:
        part = admit_part(actor, organisation_id, Permission.ENTER_DATA)
        hold_records(organisation_id)
        places = enter_meter.meter_places(part)
        code = code.strip()
        last = enter_meter.last_rows(organisation_id, code).get(code)
        entered, said = enter_meter.add(actor, part, places, last, code, entry)
        if entered is None:
            return None, said
        told.of(entered.row.key, entered.row.code)
    return _record(part.organisation, entered.row), (*said, *told.findings)


def change_meter(
    actor: Actor, organisation_id: UUID, meter_id: UUID, entry: MeterEntry, reason: str
) -> tuple[MeterRecord | None, tuple[Finding, ...]]:
    """Say a meter otherwise, for a reason; its code stays, because topics name it by it.

    Channels that the entry does not name stay as they are.

    Returns:
        The meter as it stands now, with ``meter.channel_unit_changed``, ``meter.only_rates``,
        ``meter.source_unit_unfit`` and ``meter.intake_untold`` where they are to be told; or None
        with ``meter.reason_missing``, ``meter.channel_fixed``, ``meter.channel_unknown`` and the
        findings of :func:`add_meter`.

    Raises:
        NotFoundError, ForbiddenError: how the organisation measures is not this actor's to settle.
    """
    with telling_intake(organisation_id) as told:
        organisation = admit(actor, organisation_id, Permission.SETTLE)
        hold_records(organisation_id)
        part = admit_part(actor, organisation_id, Permission.SETTLE)
        head = row_reached(part, meter_id)
        places = enter_meter.meter_places(part)
        entered, said = enter_meter.change(actor, head, entry, places, reason)
        if entered is None:
            return None, said
        told.of(head.key, head.code)
    return _record(organisation, entered.row), (*said, *told.findings)


def end_meter(
    actor: Actor, organisation_id: UUID, meter_id: UUID, ended_on: date | None, reason: str
) -> tuple[MeterRecord | None, tuple[Finding, ...]]:
    """Say on which day a meter was taken out of use, and why; None takes that back.

    Its readings stay.  Tokens that still work are told (``meter.tokens_still_work``).

    Returns:
        The meter as it stands now, or None with ``meter.end_reason_missing`` or
        ``meter.ends_before_start``.

    Raises:
        NotFoundError, ForbiddenError: how the organisation measures is not this actor's to settle.
    """
    with telling_intake(organisation_id) as told:
        part = admit_part(actor, organisation_id, Permission.SETTLE)
        admit(actor, organisation_id, Permission.SETTLE)
        hold_records(organisation_id)
        head = row_reached(part, meter_id)
        said = _unusable_end(head, ended_on, reason)
        if said:
            return None, said
        wanted = (ended_on, "" if ended_on is None else reason.strip())
        told.of(head.key, head.code)
        if (head.ended_on, head.ended_reason) != wanted:
            head = _ended(actor, head, *wanted, why=reason.strip())
    still = _still_working(head) if ended_on is not None else ()
    return _record(part.organisation, head), (*still, *told.findings)


def withdraw_meter(
    actor: Actor, organisation_id: UUID, meter_id: UUID, reason: str, *, now: datetime
) -> tuple[bool, tuple[Finding, ...]]:
    """Take back a meter that was entered by mistake, with its tokens: it takes no readings.

    What it has sent stays stored, and comes back with it should its code be added again.  One
    that is out of use is ended instead (:func:`end_meter`).

    Returns:
        Whether it is gone, also where it was before; else ``meter.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: how the organisation measures is not this actor's to settle.
    """
    with telling_intake(organisation_id) as told:
        admit(actor, organisation_id, Permission.SETTLE)
        hold_records(organisation_id)
        heads = MeterRow.rows.of(organisation_id).heads()
        head = heads.filter(key=meter_id).first()
        if head is None:
            raise NotFoundError(str(meter_id))
        told.of(head.key, head.code)
        if not head.withdrawn:
            if not reason.strip():
                return False, (finding("meter.reason_missing", Level.ERROR, head.code),)
            gone = withdraw(head, actor_id=actor.id, why=reason.strip())
            gone.save()
            working = MeterToken.rows.of(organisation_id).filter(meter_key=head.key)
            working.filter(revoked_at=None).update(revoked_at=now, revoked_by=actor.id)
            tell_of_meter(
                actor.id, organisation_id, head.key, verb="meter.withdrawn", code=head.code
            )
    return True, told.findings


def row_reached(part: Part, meter_id: UUID) -> MeterRow:
    """The row of a meter of a part.

    Raises:
        NotFoundError: there is none of that id in it.
    """
    head = meter_head(part.organisation.id, meter_id)
    if head is None or not part.holds(head.unit_key):
        raise NotFoundError(str(meter_id))
    return head


def _record(organisation: Organisation, row: MeterRow) -> MeterRecord:
    exchanged = exchanges_of(organisation.id, meter_key=row.key)
    return record_of(organisation.code, row, exchanged, codes_of(organisation.id, (row,)))


def _unusable_end(head: MeterRow, ended_on: date | None, reason: str) -> tuple[Finding, ...]:
    said = []
    if not reason.strip():
        said.append(finding("meter.end_reason_missing", Level.ERROR, head.code))
    started = head.started_on
    if started is not None and ended_on is not None and ended_on < started:
        said.append(finding("meter.ends_before_start", Level.ERROR, head.code))
    return tuple(said)


def _ended(
    actor: Actor, head: MeterRow, ended_on: date | None, ended_reason: str, *, why: str
) -> MeterRow:
    row = supersede(head, actor_id=actor.id, why=why, ended_on=ended_on, ended_reason=ended_reason)
    row.save()
    tell_of_meter(
        actor.id,
        head.organisation_id,
        head.key,
        verb="meter.ended" if ended_on is not None else "meter.resumed",
        code=head.code,
        before=head.id,
        after=row.id,
    )
    return row


def _still_working(head: MeterRow) -> tuple[Finding, ...]:
    rows = MeterToken.rows.of(head.organisation_id).filter(meter_key=head.key, revoked_at=None)
    count = rows.count()
    if not count:
        return ()
    return (finding("meter.tokens_still_work", Level.WARNING, head.code, count=str(count)),)
