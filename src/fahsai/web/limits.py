"""How often somebody may ask: enough for people, too little for guessing and flooding.

Counted by the minute: whoever is signed in by account (writing only), everybody else by address.
All processes of the server count together; nothing of it is kept longer than the minute.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from fahsai.services.accounts import local_owner_holds
from fahsai.services.tries import count
from fahsai.web.pages import READING, refused
from fahsai.web.security import network_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

WINDOW = 60  # [s]
TOO_MANY = 429


class Limit(NamedTuple):
    """How many requests of a kind are answered in one window."""

    kind: str
    most: int


WRITING = Limit("writing", 240)
"""Of one account: faster than anybody fills in forms."""

ASKING = Limit("asking", 1200)
"""Of one address where nobody is signed in: an office behind one address has many people."""

SENDING = Limit("sending", 240)
"""The same, for what is sent: sign-ins of a whole office on a Monday morning."""


class RateLimits:
    """Answers 429 with ``Retry-After`` to whoever asks too often; never to the local owner."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or that it was too often."""
        now = int(time.time())
        window = now // WINDOW
        over = [
            limit
            for limit, who in _counted(request)
            if count(f"{limit.kind}:{who}:{window}", WINDOW) > limit.most
        ]
        if not over or (not request.user.is_authenticated and local_owner_holds()):
            return self.respond(request)
        response = refused(request, TOO_MANY, "too_many")
        response.headers["Retry-After"] = str((window + 1) * WINDOW - now)
        return response


def _counted(request: HttpRequest) -> Iterator[tuple[Limit, str]]:
    """The limits that hold for a request, each with whom it counts for."""
    writes = request.method not in READING
    if request.user.is_authenticated:
        if writes:
            yield WRITING, str(request.user.pk)
        return
    yield ASKING, network_of(request)
    if writes:
        yield SENDING, network_of(request)
