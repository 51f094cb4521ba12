"""The secret of an invitation's link: which organisation, and 256 bits that nobody can guess.

The link names the organisation, so that the invitation is looked for among the rows of one
organisation only, as every other row is.  Of the secret only a hash is kept.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.records import wall
from fahsai.records.models import Invitation

if TYPE_CHECKING:
    from datetime import datetime

SECRET_BYTES = 32
WHOSE_BYTES = 16
LENGTH = (WHOSE_BYTES + SECRET_BYTES) * 4 // 3


def new_token(organisation_id: UUID) -> str:
    """The secret of a new link; only the letter that is sent ever holds it."""
    return urlsafe_b64encode(organisation_id.bytes + secrets.token_bytes(SECRET_BYTES)).decode()


def hash_of(token: str) -> str:
    """What is kept of a secret."""
    return sha256(token.encode()).hexdigest()


def invitation_of_token(token: str) -> Invitation | None:
    """The invitation of a link, whatever became of it; None when there never was one.

    From here on the connection works for the organisation of the link.
    """
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        whose = UUID(bytes=urlsafe_b64decode(token)[:WHOSE_BYTES])
    except ValueError:
        return None
    wall.work_for(whose)
    return Invitation.rows.of(whose).filter(token_sha256=hash_of(token)).first()


def open_at(row: Invitation, now: datetime) -> bool:
    """Whether somebody may still take it up."""
    return row.accepted_at is None and row.revoked_at is None and now < row.expires_at
