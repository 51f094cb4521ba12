"""Queries that cannot be read are refused before anything asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

from fahsai.web.pages import not_understood

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class WellFormed:
    """Answers what has too many fields in its address: the page that says so reads them too."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or that it is too much."""
        try:
            request.GET  # noqa: B018 - it is parsed when it is first asked for
        except TooManyFieldsSent as error:
            request.GET = QueryDict()  # nothing of it is looked at
            return not_understood(request, error)
        return self.respond(request)
