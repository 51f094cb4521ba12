"""Secrets in the records that only this installation can read: whoever has a copy cannot."""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealedElsewhereError(ValueError):
    """It was sealed under another secret, or is not what was sealed."""


def seal(text: str, purpose: str) -> str:
    """A text that ``unseal`` gives back for the same purpose."""
    return _fernet(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, purpose: str) -> str:
    """What was sealed.

    Raises:
        SealedElsewhereError: under another secret, for another purpose, or changed since.
    """
    try:
        return _fernet(settings.SECRET_KEY, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealedElsewhereError(purpose) from error


@cache
def _fernet(secret: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
