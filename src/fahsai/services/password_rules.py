"""What a password must be: long enough, and none that everybody knows.

No rules about kinds of letters and no expiry: they make passwords worse (NIST SP 800-63B,
OWASP ASVS 5.0 V6.2).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from hashlib import sha1
from os import SEEK_END
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from fahsai.core.finding import Level, finding
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from fahsai.core.finding import Finding

SHORTEST, LONGEST = 10, 128
SHORTEST_PART = 4
"""A shorter name or part of an address in a password says nothing about its owner."""


def password_findings(password: str, *, email: str = "", name: str = "") -> tuple[Finding, ...]:
    """Why a password must not be used; none when it may."""
    subject = email
    found = []
    if len(password) < SHORTEST:
        found.append(finding("password.short", Level.ERROR, subject, count=str(SHORTEST)))
    if len(password) > LONGEST:
        found.append(finding("password.long", Level.ERROR, subject, count=str(LONGEST)))
        return tuple(found)
    if _tells_of(password, email, name):
        found.append(finding("password.like_owner", Level.ERROR, subject))
    if password.lower().strip() in _common():
        found.append(finding("password.common", Level.ERROR, subject))
    elif is_breached(password):
        found.append(finding("password.breached", Level.ERROR, subject))
    return tuple(found)


def _tells_of(password: str, email: str, name: str) -> bool:
    """Whether little more than the owner's name or address stands in it, spelt either way."""
    plain = _plain(password)
    account, _, domain = email.partition("@")
    for text in (email, account, domain.partition(".")[0], name, *name.split()):
        part = _plain(text)
        if len(part) >= SHORTEST_PART and part in (plain, plain[::-1]):
            return True
        rest = len(plain) - len(part)
        if len(part) >= SHORTEST_PART and part in plain and rest < SHORTEST - SHORTEST_PART:
            return True
    return False


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if not c.isspace())


@cache
def _common() -> frozenset[str]:
    """The 20,000 passwords that are used most (Django's list)."""
    return frozenset(CommonPasswordValidator().passwords)


def is_breached(password: str) -> bool:
    """Whether the password stands in the installation's own list of stolen ones, if it has one.

    The list is a file of SHA-1 hashes, or of their beginnings, in hexadecimal, one a line and
    sorted, as Have I Been Pwned gives it out (``HASH`` or ``HASH:COUNT``).  It is looked up where
    it lies: nothing about the password leaves the machine.
    """
    file: Path | None = settings.FAHSAI.breached_passwords
    if file is None:
        return False
    digest = sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        return _has_beginning(lines, digest)


def _has_beginning(lines: BinaryIO, digest: bytes) -> bool:
    """Binary search for a line that ``digest`` begins with."""
    low, high = 0, lines.seek(0, SEEK_END)
    while low < high:
        middle = (low + high) // 2
        lines.seek(middle)
        if middle:
            lines.seek(middle - 1)
            lines.readline()  # to the beginning of the next line
        start = lines.tell()
        entry = lines.readline().partition(b":")[0].strip().upper()
        if not entry or start >= high:
            high = middle
        elif digest.startswith(entry):
            return True
        elif entry < digest:
            low = lines.tell()
        else:
            high = middle
    return False


class PasswordRules:
    """The same rules for Django's forms, in the language of the page."""

    def validate(self, password: str, user: Any = None) -> None:
        """Accept the password.

        Raises:
            ValidationError: it must not be used, and why.
        """
        found = password_findings(
            password,
            email=getattr(user, "email", ""),
            name=getattr(user, "name", ""),
        )
        if found:
            raise ValidationError(
                [ValidationError(message(one, _language()), code=one.code) for one in found]
            )

    def get_help_text(self) -> str:
        """Nothing: the pages say beside the field what a good password is."""
        return ""


def _language() -> Language:
    asked = get_language() or settings.LANGUAGE_CODE
    return Language(asked) if asked in set(Language) else Language.TH
