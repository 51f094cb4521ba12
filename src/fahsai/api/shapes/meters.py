"""Meters, exchanged registers and tokens, as they are sent and shown."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from fahsai.api.shapes.common import (
    Exact,
    FindingShape,
    PageOf,
    Sha256,
    Words,
    finding_shapes,
)
from fahsai.api.shapes.written import Body, Code, Figure, Name, Text
from fahsai.core.metering.channel import LONGEST_SCALE, Measure
from fahsai.core.metering.declared import LONGEST_EVERY, MOST_CHANNELS, ChannelEntry
from fahsai.core.metering.meter import CHANNEL_NAME, CODE, MeterKind
from fahsai.core.quantity.exact import canonical
from fahsai.services.meters import BEGINNING, MeterEntry
from fahsai.services.replace_register import ExchangeEntry

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.services.meter_tokens import NewToken, Token
    from fahsai.services.meters import Exchange, Measures, MeterRecord

LONGEST_TOKEN_NAME = 100
MOST_EVIDENCE = 20

MeterCode = Annotated[str, Field(pattern=f"^{CODE.pattern}$")]
ChannelName = Annotated[str, Field(pattern=f"^{CHANNEL_NAME.pattern}$")]
Place = Annotated[str, Field(max_length=64, pattern=r"^[^\x00-\x1f]*$")]
Signed = Annotated[str, Field(pattern=r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?$")]


class ChannelBody(Body):
    """One series that a meter sends; figures are in its unit."""

    name: ChannelName
    measure: Measure
    unit: Code
    digits: int = Field(3, ge=0, le=LONGEST_SCALE, description="Decimal places that are kept.")
    every: int = Field(
        0,
        ge=0,
        le=LONGEST_EVERY,
        description="Seconds between two readings; 0: not said, it is learned from the readings.",
    )
    modulus: Figure | None = Field(None, description="Where a register begins at zero again.")
    resolution: Figure | None = Field(None, description="The smallest step of a register.")
    most_per_hour: Figure | None = Field(
        None, description="What can pass in an hour; of a rate its highest value."
    )
    both_ways: bool = Field(default=False, description="Whether a register may fall.")

    @property
    def entry(self) -> ChannelEntry:
        """What the use case takes."""
        return ChannelEntry(
            name=self.name,
            measure=self.measure,
            unit=self.unit,
            digits=self.digits,
            every=self.every,
            modulus=_decimal(self.modulus),
            resolution=_decimal(self.resolution),
            most_per_hour=_decimal(self.most_per_hour),
            both_ways=self.both_ways,
        )


OF_ITS_OWN = frozenset({"channels", "source_from"})
"""Fields that an entry holds in another form."""


class MeterSaid(Body):
    """What people say of a meter; unit, facility, source and main meter by their codes.

    Without channels a new meter has those that are usual for its kind; one that is there keeps
    every channel that is neither named nor dropped.
    """

    kind: MeterKind
    name_th: Name = Field(min_length=1)
    name_en: Name = ""
    serial: Name = ""
    model: Name = ""
    place: Name = ""
    note: Text = ""
    unit: Place = ""
    facility: Place = ""
    source: Place = ""
    source_from: date | Literal["beginning"] | None = Field(
        None,
        description="The first day on which it measures the source; needed where it had another.",
    )
    part_of: Place = Field("", description="The main meter that it stands behind.")
    channels: list[ChannelBody] = Field([], max_length=MOST_CHANNELS)
    started_on: date | None = None
    started_reason: Text = ""
    ended_on: date | None = None
    ended_reason: Text = ""

    @property
    def entry(self) -> MeterEntry:
        """What the use case takes."""
        plain = {
            name: getattr(self, name) for name in MeterSaid.model_fields if name not in OF_ITS_OWN
        }
        return MeterEntry(
            channels=tuple(one.entry for one in self.channels),
            drop_channels=tuple(getattr(self, "drop_channels", ())),
            source_from=BEGINNING if self.source_from == "beginning" else self.source_from,
            **plain,
        )


class MeterBody(MeterSaid):
    """A new meter."""

    code: MeterCode


class MeterChanged(MeterSaid):
    """All that is said of a meter from now on, and why."""

    drop_channels: list[ChannelName] = Field(
        [], max_length=MOST_CHANNELS, description="Channels that it no longer has."
    )
    reason: Text = ""


class ReplacementBody(Body):
    """A register was exchanged: what the old one ended with, and the new one began with."""

    channel: ChannelName
    at: AwareDatetime
    last: Signed | None = None
    first: Signed | None = None
    reason: Text = Field(min_length=1)
    serial: Name = Field("", description="The number of the new device, where it has another.")
    evidence: list[Sha256] = Field([], max_length=MOST_EVIDENCE)
    why: Text = Field("", description="The reason of a correction.")

    @property
    def entry(self) -> ExchangeEntry:
        """What the use case takes."""
        return ExchangeEntry(
            channel=self.channel,
            at=self.at,
            last=_decimal(self.last),
            first=_decimal(self.first),
            reason=self.reason,
            serial=self.serial,
            evidence=tuple(self.evidence),
        )


class TokenBody(Body):
    """What the new token is called, such as the device that uses it."""

    name: Annotated[
        str, Field(min_length=1, max_length=LONGEST_TOKEN_NAME, pattern=r"^[^\x00-\x1f]*$")
    ]


class ChannelShape(Schema):
    """One series of a meter; ``number`` names it in the whole installation."""

    number: int
    name: str
    measure: Measure
    unit: str
    digits: int
    every: int
    modulus: Exact | None
    resolution: Exact | None
    most_per_hour: Exact | None
    both_ways: bool


class ReplacementShape(Schema):
    """An exchanged register, in the unit of its channel."""

    id: UUID
    channel: str
    at: datetime
    last: Exact | None
    first: Exact | None
    reason: str
    evidence: list[Sha256]


class MeasuresShape(Schema):
    """What a meter measures at a time, from a day until another (not inside)."""

    source_id: UUID | None = Field(None, description="null: no source.")
    source: str
    start: date | None = Field(None, description="null: from the beginning.")
    until: date | None = Field(None, description="null: still.")


class MeterShape(Schema):
    """A meter as it stands; ``topic`` is where its messages stand in the broker.

    ``source`` is the last of ``sources``.
    """

    id: UUID
    code: str
    topic: str
    kind: MeterKind
    name: Words
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
    sources: list[MeasuresShape]
    part_of_id: UUID | None
    part_of: str
    channels: list[ChannelShape]
    replacements: list[ReplacementShape]
    started_on: date | None
    started_reason: str
    ended_on: date | None
    ended_reason: str


class MeterPage(PageOf[MeterShape]):
    """Meters by code."""


class MeterKept(Schema):
    """A meter as it stands now, and what is to be known of it."""

    meter: MeterShape
    findings: list[FindingShape]


class MeterWithdrawn(Schema):
    """A meter is none any more, and what is to be known of that."""

    findings: list[FindingShape]


class ReplacementKept(Schema):
    """An exchanged register as it stands now, and what is to be known of it."""

    replacement: ReplacementShape
    findings: list[FindingShape]


class ReplacementWithdrawn(Schema):
    """An exchanged register is none any more, and what is to be known of that."""

    findings: list[FindingShape]


class TokenShape(Schema):
    """A token without its secret; ``mqtt_user`` is its user name at the broker."""

    id: UUID
    number: int
    name: str
    prefix: str
    mqtt_user: str
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class TokenList(Schema):
    """The tokens of a meter, the newest first."""

    items: list[TokenShape]


class TokenKept(Schema):
    """A token as it stands now, and what is to be known of it."""

    token: TokenShape
    findings: list[FindingShape]


class NewTokenShape(TokenKept):
    """A token that was just made: nobody can show its secret again."""

    secret: str
    topic: str


def meter_shape(one: MeterRecord) -> MeterShape:
    """A meter as the API shows it."""
    return MeterShape(
        id=one.id,
        code=one.code,
        topic=one.topic,
        kind=one.kind,
        name=Words(th=one.name_th, en=one.name_en),
        serial=one.serial,
        model=one.model,
        place=one.place,
        note=one.note,
        unit_id=one.unit_id,
        unit=one.unit,
        facility_id=one.facility_id,
        facility=one.facility,
        source_id=one.source_id,
        source=one.source,
        sources=[_measures(span) for span in one.sources],
        part_of_id=one.part_of_id,
        part_of=one.part_of,
        channels=[_channel(numbered.number, numbered.entry) for numbered in one.channels],
        replacements=[_replacement(exchange) for exchange in one.exchanges],
        started_on=one.started_on,
        started_reason=one.started_reason,
        ended_on=one.ended_on,
        ended_reason=one.ended_reason,
    )


def meter_kept(one: MeterRecord, findings: tuple[Finding, ...]) -> MeterKept:
    """A meter that was written."""
    return MeterKept(meter=meter_shape(one), findings=finding_shapes(findings))


def replacement_kept(one: Exchange, findings: tuple[Finding, ...]) -> ReplacementKept:
    """An exchanged register that was written."""
    return ReplacementKept(replacement=_replacement(one), findings=finding_shapes(findings))


def token_shape(one: Token) -> TokenShape:
    """A token as the API shows it."""
    return TokenShape(
        id=one.id,
        number=one.number,
        name=one.name,
        prefix=one.prefix,
        mqtt_user=one.mqtt_user,
        created_at=one.created_at,
        revoked_at=one.revoked_at,
        last_used_at=one.last_used_at,
    )


def new_token_shape(made: NewToken, findings: tuple[Finding, ...]) -> NewTokenShape:
    """A token that was just made."""
    return NewTokenShape(
        token=token_shape(made.token),
        findings=finding_shapes(findings),
        secret=made.secret,
        topic=made.topic,
    )


def _measures(one: Measures) -> MeasuresShape:
    return MeasuresShape(source_id=one.source_id, source=one.source, start=one.start, until=one.end)


def _channel(number: int, entry: ChannelEntry) -> ChannelShape:
    return ChannelShape(
        number=number,
        name=entry.name,
        measure=entry.measure,
        unit=entry.unit,
        digits=entry.digits,
        every=entry.every,
        modulus=_figure(entry.modulus),
        resolution=_figure(entry.resolution),
        most_per_hour=_figure(entry.most_per_hour),
        both_ways=entry.both_ways,
    )


def _replacement(one: Exchange) -> ReplacementShape:
    return ReplacementShape(
        id=one.id,
        channel=one.channel,
        at=one.at,
        last=_figure(one.last),
        first=_figure(one.first),
        reason=one.reason,
        evidence=list(one.evidence),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else canonical(value)
