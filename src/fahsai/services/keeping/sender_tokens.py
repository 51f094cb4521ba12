"""What the tokens of meters and of gateways have in common: their text, and when they were used.

A token reads ``fahsaim_<prefix>_<secret>`` (``fahsaig_`` of a gateway) and has 63 letters, because
many gateways have a field of 64.  The prefix is public: it begins with the organisation's id.  The
secret has 128 bits, which nobody guesses; of the whole only hashes are kept: its SHA-256, and the
line of the password file of the broker, where each token has a user name of its own, so that a
device gets a new token before the old one ends.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from fahsai.gateways.mqtt.credentials import password_hash
from fahsai.records.models import GatewayToken, MeterToken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

_OWN_BYTES, _SECRET_BYTES = 4, 16


class Beginning(StrEnum):
    """How a token begins: it tells people and devices whose it is."""

    METER = "fahsaim"
    GATEWAY = "fahsaig"


class Text(NamedTuple):
    """A token that was just drawn; ``secret`` is the whole of it."""

    prefix: str
    secret: str

    @property
    def columns(self) -> dict[str, str]:
        """What is kept of it."""
        return {
            "prefix": self.prefix,
            "token_sha256": token_sha256(self.secret),
            "mqtt_hash": password_hash(self.secret),
        }


def draw(organisation_id: UUID, beginning: Beginning) -> Text:
    """A token that nobody of the organisation has."""
    prefix = _prefix(organisation_id)
    while any(
        model.rows.of(organisation_id).filter(prefix=prefix).exists()
        for model in (MeterToken, GatewayToken)
    ):
        prefix = _prefix(organisation_id)
    return Text(prefix, f"{beginning}_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}")


def token_sha256(text: str) -> str:
    """What the intake knows a token by."""
    return sha256(text.encode()).hexdigest()


def moments(used: Mapping[str, int]) -> dict[str, datetime]:
    """Times [unix ms] as instants."""
    return {user: datetime.fromtimestamp(at / 1000, UTC) for user, at in used.items()}


def _prefix(organisation_id: UUID) -> str:
    own = organisation_id.bytes + secrets.token_bytes(_OWN_BYTES)
    return b32encode(own).decode().lower()
