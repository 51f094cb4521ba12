"""The one place that reads the tokens of gateways, whoever asks: people, programs, the intake."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.readings.values import RegisteredGateway, TokenGrant
from fahsai.records.models import GatewayToken, GatewayTokenMeter, MeterRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

MOST_METERS = 500
"""Meters that one gateway may be named; of more it gets all of a facility or organisation."""


class Reach(StrEnum):
    """Of which meters a gateway sends readings."""

    ORGANISATION = "organisation"  # of all, also of those that come
    FACILITY = "facility"  # of those that stand in one place, as they come and go
    METERS = "meters"  # of those that are named


def known_gateways(organisation_id: UUID, code: str) -> tuple[RegisteredGateway, ...]:
    """The gateways with a token that works, as the intake is to know them."""
    rows = list(GatewayToken.rows.of(organisation_id).filter(revoked_at=None).order_by("number"))
    if not rows:
        return ()
    reached = reached_meters(organisation_id, rows)
    return tuple(
        RegisteredGateway(
            one.id,
            code,
            TokenGrant(one.token_sha256, one.mqtt_user, one.mqtt_hash),
            None if one.reach == Reach.ORGANISATION else reached[one.id],
        )
        for one in rows
    )


def reached_meters(
    organisation_id: UUID, tokens: Iterable[GatewayToken]
) -> Mapping[UUID, tuple[str, ...]]:
    """The codes of the meters that each token reaches now, by the token's id."""
    wanted = list(tokens)
    meters = MeterRow.rows.of(organisation_id).current().order_by("code")
    known = list(meters.values_list("key", "code", "facility_key"))
    named: dict[UUID, set[UUID]] = {}
    links = GatewayTokenMeter.rows.of(organisation_id).filter(
        token_id__in=[one.id for one in wanted if one.reach == Reach.METERS]
    )
    for token_id, meter_key in links.values_list("token_id", "meter_key"):
        named.setdefault(token_id, set()).add(meter_key)
    found: dict[UUID, tuple[str, ...]] = {}
    for one in wanted:
        if one.reach == Reach.ORGANISATION:
            found[one.id] = tuple(code for _, code, _ in known)
        elif one.reach == Reach.FACILITY:
            found[one.id] = tuple(code for *_, code, place in known if place == one.facility_key)
        else:
            mine = named.get(one.id, set())
            found[one.id] = tuple(code for key, code, _ in known if key in mine)
    return found
