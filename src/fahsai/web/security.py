"""Who may ask at all, and what a browser may do with an answer."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from fahsai.services.accounts import local_owner_holds
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Respond = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Everything comes from our own host; nothing is inline and nobody frames the pages."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}

ONLY_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""Where browsers come by https they do so for a year [s]; names below ours are not ours to bind."""

LOOPBACK_NAME = "localhost"
FORBIDDEN = 403


class SecurityHeaders:
    """Puts the headers on every answer, refusals, errors and static files included."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer with its headers."""
        response = self.respond(request)
        bound = {**HEADERS, **ONLY_TLS} if settings.FAHSAI.tls else HEADERS
        for name, value in bound.items():
            response.headers[name] = value
        return response


def keeping(request: HttpRequest) -> str:
    """What caches may do with a page: the figures of whoever is signed in are kept nowhere."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return "private, no-store"
    return "private, no-cache"


def client_of(request: HttpRequest) -> str:
    """The address that a request comes from, as far as it can be trusted.

    Each of the ``FAHSAI_PROXIES`` in front adds the address of whoever asked it to the end of
    ``X-Forwarded-For``; what stands before those was written by the client itself.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    said = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    chain = [*(part.strip() for part in said.split(",") if part.strip()), nearest]
    trusted = int(settings.FAHSAI.proxies) + 1
    address = chain[-trusted] if len(chain) >= trusted else nearest
    try:
        return str(ip_address(address))
    except ValueError:
        return nearest


def network_of(request: HttpRequest) -> str:
    """Whom a request counts for: its address, with IPv6 the network that one customer is given."""
    return _network(client_of(request))


def _network(address: str) -> str:
    """The network of an address.

    >>> _network("203.0.113.7"), _network("2001:db8:1:2:3::4"), _network("")
    ('203.0.113.7', '2001:db8:1:2::/64', '')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")
"""What a proxy adds to a request: then its sender may be anywhere."""


class LocalOwnerOnly:
    """Refuses whoever is not on this machine, as long as it is its local owner's alone.

    The name in ``Host`` is looked at too: a page of a stranger may let its own name point at
    127.0.0.1 (DNS rebinding), but it cannot change what the browser writes into ``Host``.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or a refusal that tells nothing."""
        if _is_here(request) or not local_owner_holds():
            return self.respond(request)
        said = words("web")["errors"]["not_local"]
        text = f"{said['th']}\n{said['en']}\n"
        return HttpResponse(text, status=FORBIDDEN, content_type="text/plain; charset=utf-8")


def _is_here(request: HttpRequest) -> bool:
    client = request.META.get("REMOTE_ADDR", "")
    host = request.META.get("HTTP_HOST", "")
    forwarded = any(name in request.META for name in FORWARDED)
    return _is_loopback(client) and _names_loopback(host) and not forwarded


def _is_loopback(address: str) -> bool:
    """Whether an IP address is of this machine.

    >>> _is_loopback("127.0.0.2"), _is_loopback("::1"), _is_loopback("10.0.0.7"), _is_loopback("")
    (True, True, False, False)
    """
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _names_loopback(host: str) -> bool:
    """Whether a ``Host`` header names this machine.

    >>> [_names_loopback(h) for h in ("localhost:8000", "127.0.0.1", "[::1]:8000")]
    [True, True, True]
    >>> [_names_loopback(h) for h in ("fahsai.example", "localhost.example", "", "[::1")]
    [False, False, False, False]
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == LOOPBACK_NAME or _is_loopback(name)
