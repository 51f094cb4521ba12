"""Under ``/api/`` every refusal is a problem, whoever refuses: Django, a middleware, a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.api.problems import MEDIA_TYPE, STATUS, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

ROOT = "/api/"
REFUSED = 400
FAILED = 500
CODES = {
    400: "bad_request",
    403: "not_local",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    429: "too_many_from_here",
}
"""What a refusal of anybody but the operations means, by its status."""

KEPT = ("Allow", "Retry-After")


class Problems:
    """Puts pages and texts that refuse a request of the API into the API's one shape."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        response = self.respond(request)
        if not request.path_info.startswith(ROOT):
            return response
        if response.status_code < REFUSED or response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        code = CODES.get(response.status_code, "bad_request")
        if response.status_code >= FAILED:
            code = "failed"
        kept = {name: response.headers[name] for name in KEPT if name in response.headers}
        said = problem(request, code, headers=kept)
        said.status_code = response.status_code if code == "bad_request" else STATUS[code]
        return said
