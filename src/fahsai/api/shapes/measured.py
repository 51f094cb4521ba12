"""What meters measured, as it is answered: instants in UTC, figures exact with their unit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from fahsai.api.shapes.common import (
    CO2E,
    Amount,
    Class,
    Exact,
    FindingShape,
    amount,
    class_code,
    finding_shapes,
)
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.series import Quality
from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from fahsai.core.inventory.result import ReportingClass
    from fahsai.services.meter_health import MeterHealth
    from fahsai.services.meter_readings import Interval, MeterIntervals, Rates, Readings
    from fahsai.services.quantities import Quantity

Flag = Literal[
    "estimated",
    "missing",
    "reset",
    "rolled_over",
    "replaced",
    "quarantined",
    "conflict",
    "rounded",
    "clock",
    "negative",
    "partial",
]
Origin = Literal["measured", "estimated", "missing", "outside"]
Instant = datetime


class ReadingShape(Schema):
    """One reading as it is kept."""

    at: Instant
    value: Exact
    quality: list[Flag]


class ReadingsShape(Schema):
    """Readings of one channel, by time."""

    meter: str
    channel: str
    unit: str
    readings: list[ReadingShape]
    then: Instant | None = Field(None, description="Where more begin; null: there are no more.")
    findings: list[FindingShape]


class MeterIntervalShape(Schema):
    """What passed in one stretch of time."""

    start: Instant
    end: Instant
    quantity: Exact | None = Field(None, description="null: nothing is known, which is not zero.")
    estimated: Exact = Field(description="The part of it that was not measured.")
    known_seconds: int
    stood_seconds: int = Field(description="In which the meter stood; outside nothing is counted.")
    readings: int
    origin: Origin
    quality: list[Flag]


class MeterIntervalsShape(Schema):
    """The stretches of one channel, without holes."""

    meter: str
    channel: str
    unit: str
    intervals: list[MeterIntervalShape]
    then: Instant | None = None
    findings: list[FindingShape]


class RateShape(Schema):
    """A rate in one stretch of time."""

    start: Instant
    end: Instant
    least: Exact | None = None
    most: Exact | None = None
    mean: Exact | None = None
    readings: int


class RatesShape(Schema):
    """The stretches of one rate; a rate is never summed."""

    meter: str
    channel: str
    unit: str
    rates: list[RateShape]
    then: Instant | None = None
    findings: list[FindingShape]


class ClassAmount(Schema):
    """What counts in one class."""

    reporting_class: Class
    co2e: Amount


class QuantityShape(Schema):
    """A quantity and what it emitted."""

    subject_id: UUID | None = Field(None, description="null: meters without a unit or place.")
    subject: str = Field(description="Its code; empty for meters without a unit or place.")
    name: str
    kind: MeterKind
    start: Instant
    end: Instant
    meters: int = Field(description="Those that count.")
    left_out: list[str] = Field(description="Meters that a main meter of the row has counted.")
    quantity: Exact | None = Field(None, description="null: nothing is known, which is not zero.")
    unit: str
    estimated: Exact
    known: Exact = Field(
        description="The part of the time that its meters stood that anything is known of, 0 to 1."
    )
    readings: int
    quality: list[Flag]
    co2e: Amount | None = Field(None, description="Scopes 1 to 3; null: no source is measured.")
    by_class: list[ClassAmount]
    complete: bool = Field(description="false: a source has no result, so this is not all.")


class QuantitiesShape(Schema):
    """Quantities by subject and stretch of time."""

    quantities: list[QuantityShape]
    findings: list[FindingShape]


class ChannelHealthShape(Schema):
    """A channel and what the keeping of its readings found out."""

    name: str
    unit: str
    last_reading_at: Instant | None = None
    stored: int
    duplicates: int
    conflicts: int
    late: int


class MeterHealthShape(Schema):
    """A meter as it is heard."""

    meter_id: UUID
    code: str
    messages: int
    readings: int
    refused: int
    heard_at: Instant | None = None
    lag_ms: int | None = None
    silent_seconds: int | None = None
    gap_since: Instant | None = Field(None, description="Where a gap began that goes on.")
    flood_minutes: int = Field(description="Minutes with more than 600 messages.")
    flood_most: int = Field(description="Messages of the worst of them.")
    flooded_at: Instant | None = None
    channels: list[ChannelHealthShape]


class MetersHealthShape(Schema):
    """Every meter."""

    meters: list[MeterHealthShape]


class EventsShape(Schema):
    """What happened to the data of a meter, by time."""

    findings: list[FindingShape]


def at(seconds: int) -> datetime:
    """An instant [unix s] as the API says it."""
    return datetime.fromtimestamp(seconds, UTC)


def _maybe(seconds: int | None) -> datetime | None:
    return None if seconds is None else at(seconds)


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else canonical(value)


def flags(quality: Quality) -> list[Flag]:
    """The names of what is to be known."""
    return [one.name.lower() for one in quality if one.name]  # type: ignore[misc]  # the enum's own


def readings_shape(found: Readings) -> ReadingsShape:
    """Readings as they are answered."""
    return ReadingsShape(
        meter=found.meter.code,
        channel=found.channel.name,
        unit=found.channel.unit,
        readings=[
            ReadingShape(at=at(one.at), value=canonical(one.value), quality=flags(one.quality))
            for one in found.rows
        ],
        then=_maybe(found.then),
        findings=finding_shapes(found.findings),
    )


def intervals_shape(found: MeterIntervals) -> MeterIntervalsShape:
    """Intervals as they are answered."""
    return MeterIntervalsShape(
        meter=found.meter.code,
        channel=found.channel.name,
        unit=found.channel.unit,
        intervals=[_interval(one) for one in found.rows],
        then=_maybe(found.then),
        findings=finding_shapes(found.findings),
    )


def _interval(one: Interval) -> MeterIntervalShape:
    return MeterIntervalShape(
        start=at(one.start),
        end=at(one.end),
        quantity=_exact(one.quantity),
        estimated=canonical(one.estimated),
        known_seconds=one.seconds,
        stood_seconds=one.stood,
        readings=one.readings,
        origin=one.origin,
        quality=flags(one.quality),
    )


def rates_shape(found: Rates) -> RatesShape:
    """Rates as they are answered."""
    return RatesShape(
        meter=found.meter.code,
        channel=found.channel.name,
        unit=found.channel.unit,
        rates=[
            RateShape(
                start=at(one.start),
                end=at(one.end),
                least=_exact(one.least),
                most=_exact(one.most),
                mean=_exact(one.mean),
                readings=one.readings,
            )
            for one in found.rows
        ],
        then=_maybe(found.then),
        findings=finding_shapes(found.findings),
    )


def quantity_shape(one: Quantity, names: Mapping[UUID | None, tuple[str, str]]) -> QuantityShape:
    """A quantity as it is answered, with code and name of whose it is."""
    kg = one.co2e_kg
    code, name = names.get(one.subject.id, ("", ""))
    return QuantityShape(
        subject_id=one.subject.id,
        subject=code,
        name=name,
        kind=one.subject.kind,
        start=at(one.start),
        end=at(one.end),
        meters=one.meters,
        left_out=list(one.left_out),
        quantity=_exact(one.quantity),
        unit=one.subject.unit,
        estimated=canonical(one.estimated),
        known=canonical(one.known),
        readings=one.readings,
        quality=flags(one.quality),
        co2e=None if kg is None else amount(kg, CO2E),
        by_class=_classes(one.by_class or {}),
        complete=one.complete,
    )


def _classes(by_class: Mapping[ReportingClass, Decimal]) -> list[ClassAmount]:
    return [
        ClassAmount(reporting_class=class_code(where), co2e=amount(kg, CO2E))
        for where, kg in by_class.items()
    ]


def health_shape(one: MeterHealth) -> MeterHealthShape:
    """A meter as it is heard."""
    return MeterHealthShape(
        meter_id=one.meter.id,
        code=one.meter.code,
        messages=one.messages,
        readings=one.readings,
        refused=one.refused,
        heard_at=None if one.heard_at is None else at(one.heard_at // 1000),
        lag_ms=one.lag,
        silent_seconds=one.silent,
        gap_since=_maybe(one.gap_since),
        flood_minutes=0 if one.flood is None else one.flood.minutes,
        flood_most=0 if one.flood is None else one.flood.most,
        flooded_at=None if one.flood is None else at(one.flood.last // 1000),
        channels=[
            ChannelHealthShape(
                name=channel.channel.name,
                unit=channel.channel.unit,
                last_reading_at=_maybe(channel.last),
                stored=channel.stored,
                duplicates=channel.duplicates,
                conflicts=channel.conflicts,
                late=channel.late,
            )
            for channel in one.channels
        ],
    )
