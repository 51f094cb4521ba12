"""What keeps guessers out besides the library: failures by address, and codes that were used.

The library counts failures by account (``ACCOUNT_RATE_LIMITS``).  Of an address on the network it
would forget them as soon as anybody there enters a right code; and it remembers a used code for
half a minute, while a code is taken for three of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa import app_settings

from fahsai.services.tries import count, first_time, so_far
from fahsai.web.security import network_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

MOST_FAILURES, WITHIN = 100, 300  # [s]; an office shares one address, so the limit is wide


def note_failure(request: HttpRequest) -> None:
    """A wrong password or code came from this address."""
    count(_name(request), WITHIN)


def too_many_failures(request: HttpRequest) -> bool:
    """Whether so many came from this address that nothing more is taken from it for a while."""
    return so_far(_name(request)) >= MOST_FAILURES


def code_is_new(account_id: UUID, code: str) -> bool:
    """Whether a right code of an account was not used before; now it was."""
    taken_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    bare = "".join(one for one in code if one.isalnum()).casefold()  # "123-456" is "123 456"
    return first_time(f"code:{account_id}:{bare}", taken_for)


def _name(request: HttpRequest) -> str:
    return f"failures:{network_of(request)}"
