"""Who sends readings: ``Authorization: Bearer`` with the token of a meter, or of a gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja.security.http import HttpAuthBase

from fahsai.api.problems import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="fahsai meter"'}
LARGEST = 1024 * 1024
"""What one message may bring [bytes]."""


class MeterToken(HttpAuthBase):
    """The text of a token; whose it is the intake finds out."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> str:
        """The token.

        Raises:
            RefusedError: there is none, or the message has too many bytes.
        """
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not text.strip():
            raise RefusedError("meter_token_needed", headers=CHALLENGE)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()) or int(length) > LARGEST:
            raise RefusedError("too_large", most=str(LARGEST // 1024 // 1024))
        return text.strip()
