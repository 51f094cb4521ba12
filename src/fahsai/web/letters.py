"""The links in letters: to a name that the installation says is its own, whatever was asked for.

Whoever asks for a letter to somebody else chooses the ``Host`` of the request; the secret in the
link must not be led anywhere by that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_in_letter(request: HttpRequest, path: str) -> str:
    """The whole address of a page of ours, for a letter.

    Where ``FAHSAI_HOSTS`` names the server the address has one of those names, and the port that
    the server listens on or none; a loopback name or another port becomes the first of the names.
    Who serves the pages on an unusual port behind a proxy writes it there (``name:8443``).
    """
    config = settings.FAHSAI
    asked = request.get_host()
    known = {own for name in config.hosts for own in (name, f"{name}:{config.bind.port}")}
    host = asked if not config.hosts or asked.lower() in known else config.hosts[0]
    scheme = "https" if config.tls else "http"
    return f"{scheme}://{host}{path}"
