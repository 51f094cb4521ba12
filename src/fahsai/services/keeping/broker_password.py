"""A token as the password file of Mosquitto keeps it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import pbkdf2_hmac

ITERATIONS = 101
"""As Mosquitto's own program takes; a token is 128 random bits, which nobody guesses slowly."""

SALT_BYTES = 12


def password_hash(token: str, salt: bytes, iterations: int = ITERATIONS) -> str:
    """The hash ``$7$<iterations>$<salt>$<hash>``: PBKDF2 with SHA-512, both parts in base64.

    >>> password_hash("fahsaim", bytes(12))[:26]
    '$7$101$AAAAAAAAAAAAAAAA$8p'

    Reference: Mosquitto 2.0, ``mosquitto_passwd`` (``PW_SHA512_PBKDF2``).
    """
    key = pbkdf2_hmac("sha512", token.encode(), salt, iterations)
    return f"$7${iterations}${b64encode(salt).decode()}${b64encode(key).decode()}"
