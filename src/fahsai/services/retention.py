"""How long readings stay: after that only their intervals do, and proof of what was removed.

What a submitted version rests on is never removed: the readings of a meter any of whose sources,
now or before, stands in it, of every month that touches its year.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.channel import Channel
from fahsai.core.metering.length import day_of
from fahsai.core.metering.meter import Meter
from fahsai.readings.values import Removal
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.meter_values import meter_value
from fahsai.records.models import Event, MeterRow, RetentionPolicy
from fahsai.records.supersede import supersede
from fahsai.services.access import admit, admit_part
from fahsai.services.keeping.frozen import sources_of
from fahsai.services.keeping.meters import current_meters, sources_ever
from fahsai.services.keeping.versions import every_version
from fahsai.services.metering.month_ends import seals_of
from fahsai.services.readings_store import readings_store
from fahsai.services.settling import places_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import Period
    from fahsai.services.settling import Place

REMOVED = "readings.removed"
SHORTEST, LONGEST = 3, 1200
"""Months that readings may be kept, if not for ever."""


class Retention(NamedTuple):
    """How many months readings stay, None: for ever; who said so and why."""

    keep_months: int | None
    why: str
    actor_id: UUID | None


class Removed(NamedTuple):
    """Readings of one channel in one month that were removed, with the proof of what they were.

    ``sha256`` is that of the lines ``channel,ts,value,quality`` of all of them, by time, each
    ended by a line feed; an export of before has these whole numbers (``channel``, ``ts``,
    ``whole``, ``flags``).
    """

    meter: Meter
    channel: Channel
    removal: Removal


def retention(actor: Actor, organisation_id: UUID) -> Retention:
    """How long readings stay: for ever where nobody said otherwise.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation for this actor.
    """
    admit_part(actor, organisation_id)
    row = RetentionPolicy.rows.of(organisation_id).current().first()
    return Retention(None, "", None) if row is None else _value(row)


@transaction.atomic
def set_retention(
    actor: Actor, organisation_id: UUID, keep_months: int | None, why: str
) -> tuple[Retention | None, tuple[Finding, ...]]:
    """Say how many months readings stay, or None for ever.

    Returns:
        The policy, or None with ``retention.reason_missing`` or ``retention.months_unusable``.

    Raises:
        NotFoundError, ForbiddenError: the organisation is not this actor's to manage.
    """
    admit(actor, organisation_id, Permission.MANAGE_ORGANISATION)
    hold_records(organisation_id)
    said = tuple(_problems(keep_months, why))
    if said:
        return None, said
    rows = RetentionPolicy.rows.of(organisation_id)
    head = rows.current().first()
    if head is not None and head.keep_months == keep_months:
        return _value(head), ()
    if head is None:
        row = RetentionPolicy(
            organisation_id=organisation_id,
            actor_id=actor.id,
            keep_months=keep_months,
            why=why.strip(),
        )
    else:
        row = supersede(head, actor_id=actor.id, keep_months=keep_months, why=why.strip())
    row.save()
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="retention.set",
        object_type="retention",
        object_id=row.id,
        payload={"keep_months": keep_months, "why": row.why},
    )
    return _value(row), ()


def removed(actor: Actor, organisation_id: UUID) -> tuple[Removed, ...]:
    """What was removed of the meters that the actor reaches, the oldest first.

    Proof stays also of meters and channels that are no longer there.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    part = admit_part(actor, organisation_id)
    mine = {
        number: one
        for number, one in _ever(organisation_id).items()
        if part.holds(one.meter.unit_id)
    }
    return _named(mine, readings_store().removals(mine))


def apply_retention(actor: Actor, organisation_id: UUID, *, today: date) -> tuple[Removed, ...]:
    """Remove readings that are older than the policy keeps them; nothing where they stay for ever.

    Whole months go, when their intervals are settled.  Each removal is an event with its proof;
    one that was interrupted, at whatever point, is ended first and has its one event too.

    Raises:
        NotFoundError, ForbiddenError: the organisation is not this actor's to manage.
        Unavailable: the store of readings cannot now; what was removed before has its proof.
    """
    admit(actor, organisation_id, Permission.MANAGE_ORGANISATION)
    store = readings_store()
    ever = _ever(organisation_id)
    store.end_removals()
    _tell(actor, organisation_id, store.removals(ever))
    policy = retention(actor, organisation_id)
    if policy.keep_months is None:
        return ()
    meters = current_meters(organisation_id)
    found = store.remove(
        _numbers(meters),
        _months_before(today, policy.keep_months),
        why=policy.why,
        who=str(policy.actor_id),
        protected=_protection(organisation_id, meters),
        sealed=seals_of(store, places_of(meters)),
    )
    _tell(actor, organisation_id, found)
    return _named(ever, found)


@transaction.atomic
def _tell(actor: Actor, organisation_id: UUID, proofs: Sequence[Removal]) -> None:
    """Write the event of each removal that has none: by its own id, so that it never has two."""
    if not proofs:
        return
    hold_records(organisation_id)
    told = set(
        Event.rows.of(organisation_id)
        .filter(verb=REMOVED, object_type="retention")
        .values_list("object_id", flat=True)
    )
    for one in proofs:
        key = uuid5(organisation_id, f"{one.channel}/{one.month}/{one.sha256}")
        if key in told:
            continue
        record_event(
            organisation_id=organisation_id,
            actor_id=actor.id,
            verb="readings.removed",
            object_type="retention",
            object_id=key,
            payload={
                "channel": one.channel,
                "month": one.month,
                "rows": one.rows,
                "first": one.first,
                "last": one.last,
                "total": str(one.total),
                "sha256": one.sha256,
            },
        )


def _ever(organisation_id: UUID) -> dict[int, Place]:
    """Every channel that the organisation ever declared, as it was declared last, by its number."""
    rows = MeterRow.rows.of(organisation_id).order_by("id")  # in the order in which they were made
    return places_of(meter_value(one) for one in rows)


def _problems(keep_months: int | None, why: str) -> Iterable[Finding]:
    if not why.strip():
        yield finding("retention.reason_missing", Level.ERROR, "-")
    if keep_months is not None and not SHORTEST <= keep_months <= LONGEST:
        yield finding(
            "retention.months_unusable",
            Level.ERROR,
            str(keep_months),
            least=str(SHORTEST),
            most=str(LONGEST),
        )


def _protection(organisation_id: UUID, meters: Iterable[Meter]) -> Callable[[int, int], bool]:
    """Whether a submitted version rests on the readings of a channel in a month.

    It may rest on them by any source that the meter ever had, or was ever said to have.
    """
    ever = sources_ever(organisation_id)
    sources_by = {channel.number: ever[one.id] for one in meters for channel in one.channels}
    resting: dict[UUID, list[Period]] = {}
    for version in every_version(organisation_id):
        if version.state is VersionState.SUBMITTED:
            for source in sources_of(version):
                resting.setdefault(source.id, []).append(version.period)

    def protected(channel: int, month: int) -> bool:
        first, after = _days(month)
        return any(
            one.start <= after and first < one.end
            for source_id in sources_by.get(channel, ())
            for one in resting.get(source_id, ())
        )

    return protected


def _days(month: int) -> tuple[date, date]:
    """The days in Thailand that a month (YYYYMM of UTC) touches: its first, and its last."""
    year, number = divmod(month, 100)
    start = int(datetime(year, number, 1, tzinfo=UTC).timestamp())
    end = int(datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC).timestamp())
    return day_of(start), day_of(end - 1)


def _months_before(today: date, months: int) -> int:
    """The first instant of the month that lies so many months before this one [unix s]."""
    place = today.year * 12 + today.month - 1 - months
    return int(datetime(place // 12, place % 12 + 1, 1, tzinfo=UTC).timestamp())


def _numbers(meters: Iterable[Meter]) -> list[int]:
    return [channel.number for one in meters for channel in one.channels]


def _named(known: Mapping[int, Place], found: Iterable[Removal]) -> tuple[Removed, ...]:
    places = ((known[one.channel], one) for one in found)
    return tuple(Removed(place.meter, place.channel, one) for place, one in places)


def _value(row: RetentionPolicy) -> Retention:
    return Retention(row.keep_months, row.why, row.actor_id)
