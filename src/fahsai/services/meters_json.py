"""Meters and tokens as plain JSON for programs that read commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.records.meter_values import Numbered
    from fahsai.services.gateway_tokens import GatewayTokenValue
    from fahsai.services.meter_tokens import Token
    from fahsai.services.meters import Exchange, MeterRecord


def meter_json(one: MeterRecord) -> dict[str, Any]:
    """A meter as it stands; figures are exact texts in the unit of their channel."""
    return {
        "id": str(one.id),
        "code": one.code,
        "topic": one.topic,
        "kind": one.kind.value,
        "name": {"th": one.name_th, "en": one.name_en},
        **{name: getattr(one, name) for name in ("serial", "model", "place", "note")},
        **{name: getattr(one, name) for name in ("unit", "facility", "source", "part_of")},
        "sources": [
            {
                "source": span.source,
                "from": span.start and span.start.isoformat(),
                "until": span.end and span.end.isoformat(),
            }
            for span in one.sources
        ],
        "channels": [_channel(channel) for channel in one.channels],
        "replacements": [_exchange(exchange) for exchange in one.exchanges],
        "started_on": one.started_on and one.started_on.isoformat(),
        "started_reason": one.started_reason,
        "ended_on": one.ended_on and one.ended_on.isoformat(),
        "ended_reason": one.ended_reason,
    }


def token_json(one: Token) -> dict[str, Any]:
    """A token without its secret."""
    return {**_token(one), "topic": one.topic}


def gateway_token_json(one: GatewayTokenValue) -> dict[str, Any]:
    """A gateway's token without its secret, and the meters that it reaches now."""
    return {
        **_token(one),
        "reach": one.reach.value,
        "facility": one.facility,
        "meters": list(one.meters),
        "topics": list(one.topics),
    }


def _token(one: Token | GatewayTokenValue) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "number": one.number,
        "name": one.name,
        "prefix": one.prefix,
        "mqtt_user": one.mqtt_user,
        "created_at": one.created_at.isoformat(),
        "revoked_at": one.revoked_at and one.revoked_at.isoformat(),
        "last_used_at": one.last_used_at and one.last_used_at.isoformat(),
    }


def _channel(one: Numbered) -> dict[str, Any]:
    entry = one.entry
    return {
        "number": one.number,
        "name": entry.name,
        "measure": entry.measure.value,
        "unit": entry.unit,
        "digits": entry.digits,
        "every": entry.every,
        "modulus": _figure(entry.modulus),
        "resolution": _figure(entry.resolution),
        "most_per_hour": _figure(entry.most_per_hour),
        "both_ways": entry.both_ways,
    }


def _exchange(one: Exchange) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "channel": one.channel,
        "at": one.at.isoformat(),
        "last": _figure(one.last),
        "first": _figure(one.first),
        "reason": one.reason,
        "evidence": list(one.evidence),
    }


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else canonical(value)
