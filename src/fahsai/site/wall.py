"""Each request begins with no organisation at all: what an earlier one said is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from fahsai.records import wall

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class NobodyYet:
    """Clears for whom the connection worked before, should it be an old one."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        if connection.connection is not None:
            wall.leave()
        return self.respond(request)
