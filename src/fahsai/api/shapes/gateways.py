"""Tokens of gateways, as they are sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from fahsai.api.shapes.common import FindingShape, finding_shapes
from fahsai.api.shapes.meters import LONGEST_TOKEN_NAME, MeterCode, Place
from fahsai.api.shapes.written import Body
from fahsai.services.gateway_tokens import MOST_METERS, GatewayEntry, Reach

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.services.gateway_tokens import GatewayTokenValue, NewGatewayToken


class GatewayTokenBody(Body):
    """What a gateway is called, and its reach: meters by code, a facility, or every meter."""

    name: Annotated[
        str, Field(min_length=1, max_length=LONGEST_TOKEN_NAME, pattern=r"^[^\x00-\x1f]*$")
    ]
    meters: list[MeterCode] = Field([], max_length=MOST_METERS)
    facility: Place = ""
    every_meter: bool = Field(default=False, description="All of the organisation, now and later.")

    @property
    def entry(self) -> GatewayEntry:
        """What the use case takes."""
        return GatewayEntry(self.name, tuple(self.meters), self.facility, self.every_meter)


class GatewayTokenShape(Schema):
    """A gateway's token without its secret; ``meters`` are those that it reaches now."""

    id: UUID
    number: int
    name: str
    prefix: str
    mqtt_user: str
    reach: Reach
    facility: str
    meters: list[str]
    topics: list[str] = Field(description="Where it may send to; + stands for every meter.")
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class GatewayTokenList(Schema):
    """The tokens of an organisation's gateways, the newest first."""

    items: list[GatewayTokenShape]


class GatewayTokenKept(Schema):
    """A token as it stands now, and what is to be known of it."""

    token: GatewayTokenShape
    findings: list[FindingShape]


class NewGatewayTokenShape(GatewayTokenKept):
    """A token that was just made: nobody can show its secret again."""

    secret: str


def gateway_token_shape(one: GatewayTokenValue) -> GatewayTokenShape:
    """A token as the API shows it."""
    return GatewayTokenShape(
        id=one.id,
        number=one.number,
        name=one.name,
        prefix=one.prefix,
        mqtt_user=one.mqtt_user,
        reach=one.reach,
        facility=one.facility,
        meters=list(one.meters),
        topics=list(one.topics),
        created_at=one.created_at,
        revoked_at=one.revoked_at,
        last_used_at=one.last_used_at,
    )


def new_gateway_token_shape(
    made: NewGatewayToken, findings: tuple[Finding, ...]
) -> NewGatewayTokenShape:
    """A token that was just made."""
    return NewGatewayTokenShape(
        token=gateway_token_shape(made.token),
        findings=finding_shapes(findings),
        secret=made.secret,
    )
