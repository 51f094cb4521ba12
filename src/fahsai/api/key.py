"""Who asks: the account behind a key, or the local owner of this machine.

Cookies of the pages open nothing here, for reading neither, so no page of a stranger can use
them.  As long as the installation is its local owner's, requests from this machine need no key
(:class:`fahsai.web.security.LocalOwnerOnly` refuses all others before); what changes something is
then refused when a browser says that another site asked for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils import timezone
from ninja.security.http import HttpAuthBase

from fahsai.api.limits import spend
from fahsai.api.problems import RefusedError
from fahsai.services.accounts import local_owner_holds
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.api_keys import actor_of_key

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor

READING = ("GET", "HEAD", "OPTIONS")
OWN_SITE = ("same-origin", "none")
LARGEST_BODY = 10 * 1024 * 1024  # [bytes]


class ApiKey(HttpAuthBase):
    """``Authorization: Bearer fahsai_…``, or no header at all for the local owner."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Who asks; None where nobody does.

        Raises:
            RefusedError: too many requests, a body of too many bytes, or another site asks.
        """
        actor = _asking(request)
        if actor is not None and _body_size(request) > LARGEST_BODY:
            most = str(LARGEST_BODY // 1024 // 1024)
            raise RefusedError("too_large", most=most)
        return actor


def asking(request: HttpRequest) -> Actor:
    """Who asks, in an operation: the key was looked at before."""
    return request.auth  # type: ignore[attr-defined,no-any-return]  # set by ninja


def _asking(request: HttpRequest) -> Actor | None:
    header = request.headers.get("Authorization")
    if header is None:
        if not local_owner_holds():
            return None
        if request.method not in READING and _of_another_site(request):
            raise RefusedError("cross_site")
        return LOCAL_OWNER
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "bearer":
        return None
    actor = actor_of_key(text.strip(), now=timezone.now())
    if actor is not None:
        spend(text.split("_")[1])
    return actor


def _of_another_site(request: HttpRequest) -> bool:
    """Whether a browser says that a page of another site asks; other programs say nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in OWN_SITE
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def _body_size(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdecimal() else 0
