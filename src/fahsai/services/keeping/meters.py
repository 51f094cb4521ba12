"""The one place that reads and tells of meters, whoever asks: pages, programs, the intake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.sources import spans
from fahsai.records.events import record_event
from fahsai.records.meter_values import Numbered, meter_value, numbered, sources_value
from fahsai.records.models import (
    Facility,
    MeterReplacement,
    MeterRow,
    MeterToken,
    OrgUnit,
    Source,
)
from fahsai.services.keeping.frozen import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fahsai.core.metering.declared import ChannelEntry
    from fahsai.core.metering.meter import Meter

METER = "meter"
"""What events and histories call a meter."""


@dataclass(frozen=True, slots=True)
class MeterEntry:
    """What people say of a meter; ``unit``, ``facility``, ``source`` and ``part_of`` are codes.

    ``source_from`` is the day from which on it measures ``source``
    (:data:`~fahsai.core.metering.sources.BEGINNING`: it always did); None where that stays as it
    is.  ``part_of`` is the main meter that it stands behind.  Without channels it has those that
    are usual for its kind; channels of a meter that is there stay unless ``drop_channels`` names
    them.
    """

    kind: MeterKind
    name_th: str
    name_en: str = ""
    serial: str = ""
    model: str = ""
    place: str = ""
    note: str = ""
    unit: str = ""
    facility: str = ""
    source: str = ""
    source_from: date | None = None
    part_of: str = ""
    channels: tuple[ChannelEntry, ...] = ()
    drop_channels: tuple[str, ...] = ()
    started_on: date | None = None
    started_reason: str = ""
    ended_on: date | None = None
    ended_reason: str = ""


TEXTS = (
    *("name_th", "name_en", "serial", "model", "place", "note"),
    *("started_reason", "ended_reason"),
)
"""The texts of an entry that stand in the row as they are, without spaces around them."""


class Exchange(NamedTuple):
    """An exchanged register; ``last`` and ``first`` in the unit of its channel."""

    id: UUID
    channel: str
    at: datetime
    last: Decimal | None
    first: Decimal | None
    reason: str
    evidence: tuple[str, ...]  # SHA-256 of files


class Measures(NamedTuple):
    """What a meter measures from ``start`` to ``end`` (not inside); None where it is open.

    ``source`` is the code of the source, empty where it measures none.
    """

    source_id: UUID | None
    source: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class MeterRecord:
    """A meter as it stands; ``unit``, ``facility`` and ``source`` are the codes of their ids.

    ``sources`` are all that it measures, by time; ``source`` is the last.  ``part_of`` is the code
    of the main meter that it stands behind.

    ``address`` names it and its organisation, wherever a name has to be its own in the whole
    installation: ``fahsai/<address>`` is its topic.
    """

    id: UUID
    code: str
    address: str
    kind: MeterKind
    name_th: str
    name_en: str
    serial: str
    model: str
    place: str
    note: str
    unit_id: UUID | None
    unit: str
    facility_id: UUID | None
    facility: str
    source_id: UUID | None
    source: str
    sources: tuple[Measures, ...]
    part_of_id: UUID | None
    part_of: str
    channels: tuple[Numbered, ...]
    exchanges: tuple[Exchange, ...]
    started_on: date | None
    started_reason: str
    ended_on: date | None
    ended_reason: str

    @property
    def topic(self) -> str:
        """Where its messages stand in the broker."""
        return f"fahsai/{self.address}"


def address_of(organisation_code: str, meter_code: str) -> str:
    """The name of a meter in the whole installation; codes of organisations are people's words.

    >>> address_of("อบต./+#", "E01")
    '%E0%B8%AD%E0%B8%9A%E0%B8%95.%2F%2B%23/E01'
    """
    return f"{quote(organisation_code, safe='')}/{meter_code}"


def meter_head(organisation_id: UUID, meter_id: UUID) -> MeterRow | None:
    """The row of a meter as it stands; the caller has asked who may."""
    return MeterRow.rows.of(organisation_id).current().filter(key=meter_id).first()


def exchanges_of(organisation_id: UUID, **which: Any) -> list[MeterReplacement]:
    """The exchanged registers as they stand, in the order of time."""
    rows = MeterReplacement.rows.of(organisation_id).current().filter(**which)
    return list(rows.order_by("at", "channel"))


def codes_of(organisation_id: UUID, rows: Iterable[MeterRow]) -> Mapping[UUID, str]:
    """The codes of all that the meters belong to; what was withdrawn keeps its last one."""
    keys: set[UUID | None] = set()
    for row in rows:
        keys |= {row.unit_key, row.facility_key, row.part_of_key, *sources_value(row).ever}
    found: dict[UUID, str] = {}
    for model in (OrgUnit, Facility, Source, MeterRow):
        heads = model.rows.of(organisation_id).heads()
        found.update((key, code) for key, code in heads.values_list("key", "code") if key in keys)
    return found


def record_of(
    organisation_code: str,
    row: MeterRow,
    exchanges: Iterable[MeterReplacement],
    codes: Mapping[UUID, str],
) -> MeterRecord:
    """A meter with the registers that were exchanged in it."""

    def code(key: UUID | None) -> str:
        return "" if key is None else codes.get(key, "")

    return MeterRecord(
        id=row.key,
        code=row.code,
        address=address_of(organisation_code, row.code),
        kind=MeterKind(row.kind),
        unit=code(row.unit_key),
        facility=code(row.facility_key),
        source=code(row.source_key),
        sources=tuple(
            Measures(key, code(key), start, end) for start, end, key in spans(sources_value(row))
        ),
        part_of_id=row.part_of_key,
        part_of=code(row.part_of_key),
        name_th=row.name_th,
        name_en=row.name_en,
        serial=row.serial,
        model=row.model,
        place=row.place,
        note=row.note,
        unit_id=row.unit_key,
        facility_id=row.facility_key,
        source_id=row.source_key,
        channels=numbered(row),
        exchanges=tuple(map(exchange_value, exchanges)),
        started_on=row.started_on,
        started_reason=row.started_reason,
        ended_on=row.ended_on,
        ended_reason=row.ended_reason,
    )


def exchange_value(row: MeterReplacement) -> Exchange:
    """An exchanged register, its instant in UTC."""
    return Exchange(
        row.id,
        row.channel,
        row.at.astimezone(UTC),
        row.last,
        row.first,
        row.reason,
        tuple(row.evidence),
    )


def current_meters(organisation_id: UUID) -> tuple[Meter, ...]:
    """Every meter of an organisation as the core knows it, by code."""
    exchanged: dict[UUID, list[MeterReplacement]] = {}
    for one in exchanges_of(organisation_id):
        exchanged.setdefault(one.meter_key, []).append(one)
    rows = MeterRow.rows.of(organisation_id).current().order_by("code")
    return tuple(meter_value(row, exchanged.get(row.key, ())) for row in rows)


def mains_ever(organisation_id: UUID) -> Mapping[UUID, UUID | None]:
    """The main meter of each meter of an organisation, whoever asks; also of withdrawn ones.

    What stands behind a withdrawn meter still stands behind that one's own main meter.  This says
    what has been counted already; nothing of it may be shown to who does not reach the meters.
    """
    rows = MeterRow.rows.of(organisation_id).heads()
    return dict(rows.values_list("key", "part_of_key"))


def sources_ever(organisation_id: UUID) -> Mapping[UUID, frozenset[UUID]]:
    """Every source that each meter ever was said to measure, at any time, by the meter's id."""
    found: dict[UUID, frozenset[UUID]] = {}
    for row in MeterRow.rows.of(organisation_id):
        found[row.key] = found.get(row.key, frozenset()) | sources_value(row).ever
    return found


def current_meter(organisation_id: UUID, meter_id: UUID) -> Meter | None:
    """One of them."""
    row = meter_head(organisation_id, meter_id)
    if row is None:
        return None
    return meter_value(row, exchanges_of(organisation_id, meter_key=meter_id))


def working_tokens(
    organisation_id: UUID, meter_ids: Sequence[UUID] | None = None
) -> Mapping[UUID, tuple[MeterToken, ...]]:
    """The tokens that were not revoked, the oldest first, by meter: of some, or of all (None)."""
    found: dict[UUID, tuple[MeterToken, ...]] = {}
    rows = MeterToken.rows.of(organisation_id).filter(revoked_at=None)
    if meter_ids is not None and len(meter_ids) <= CHUNK:
        rows = rows.filter(meter_key__in=meter_ids)
    for row in rows.order_by("created_at", "id"):
        found[row.meter_key] = (*found.get(row.meter_key, ()), row)
    return found


def tell_of_meter(
    actor_id: UUID, organisation_id: UUID, meter_id: UUID, *, verb: str, **payload: Any
) -> None:
    """Write the event of a meter that was added, changed, ended or got another register."""
    record_event(
        organisation_id=organisation_id,
        actor_id=actor_id,
        verb=verb,
        object_type=METER,
        object_id=meter_id,
        payload=payload,
    )
