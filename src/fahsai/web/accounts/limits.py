"""How long a session lasts, and the answer when too many sign in at the same moment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY

from fahsai.services.password_hashing import BusyError
from fahsai.web.pages import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Respond = Callable[[HttpRequest], HttpResponseBase]

IDLE = 2 * 60 * 60  # [s]
ABSOLUTE = 12 * 60 * 60  # [s]
NOTED_EVERY = 5 * 60  # [s]
SINCE, SEEN = "fahsai_since", "fahsai_seen"
RETRY_AFTER = 10  # [s]
BUSY = 503


def begin_session(request: HttpRequest, **_: Any) -> None:
    """Note when somebody signed in, and throw away the sessions that are over."""
    request.session[SINCE] = request.session[SEEN] = int(time.time())
    request.session.clear_expired()


class SessionLimits:
    """Ends a session that was not used for two hours, and any after twelve hours.

    When it was last used is noted every five minutes only, so that reading a page writes nothing.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, for nobody when the session is over."""
        if SESSION_KEY in request.session:
            now = int(time.time())
            if _over(request, now):
                request.session.flush()  # before anybody asked who it is
            elif now - request.session[SEEN] >= NOTED_EVERY and request.user.is_authenticated:
                request.session[SEEN] = now
                UserSession.objects.create_from_request(request)
        return self.respond(request)


def _over(request: HttpRequest, now: int) -> bool:
    since, seen = request.session.get(SINCE, 0), request.session.get(SEEN, 0)
    return bool(now - since >= ABSOLUTE or now - seen >= IDLE)


class Busy:
    """Says politely that too many passwords are being checked, and when to try again."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        return self.respond(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """The page that asks to come back; None for any other failure."""
        if not isinstance(exception, BusyError):
            return None
        response = refused(request, BUSY, "busy")
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
