"""Refusals as ``application/problem+json`` (RFC 9457), in Thai or English.

Every code is stable and has its words in ``words/api.toml``.  No answer tells how the program is
made: what failed stands in the log.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse

from fahsai.services.calculation_json import findings_json
from fahsai.words.load import words
from fahsai.words.messages import Language, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest

    from fahsai.core.finding import Finding

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[str, int] = {
    "bad_request": 400,
    "key_needed": 401,
    "meter_token_needed": 401,
    "forbidden": 403,
    "cross_site": 403,
    "not_local": 403,
    "meter_not_yours": 403,
    "not_found": 404,
    "no_channel": 404,
    "method_not_allowed": 405,
    "in_progress": 409,
    "changed_meanwhile": 409,
    "biomass_not_asked": 409,
    "too_large": 413,
    "media_type": 415,
    "invalid": 422,
    "import_refused": 422,
    "base_year_refused": 409,
    "group_refused": 409,
    "trees_refused": 409,
    "settings_refused": 409,
    "intervals_refused": 409,
    "scope3_refused": 409,
    "source_refused": 409,
    "meter_refused": 409,
    "gateway_refused": 409,
    "answer_refused": 422,
    "nothing_read": 422,
    "quantities_refused": 409,
    "readings_removed": 409,
    "times_refused": 409,
    "idempotency_key_reused": 422,
    "too_many_requests": 429,
    "too_many_from_here": 429,
    "failed": 500,
    "unavailable": 503,
}
"""The HTTP status of each problem."""

PLACES = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}
"""Parts of a request by ninja's words for them; all others are the body."""


class RefusedError(Exception):
    """A request is refused with one of the problems."""

    def __init__(
        self,
        code: str,
        *,
        findings: Iterable[Finding] = (),
        fields: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **data: str,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.findings = tuple(findings)
        self.fields = tuple(fields)
        self.headers = headers or {}
        self.data = data


def language_of(request: HttpRequest) -> Language:
    """The first language of ``Accept-Language`` that we speak, else the installation's."""
    asked: list[tuple[float, Language]] = []
    for part in request.headers.get("Accept-Language", "").split(","):
        tag, _, quality = part.strip().partition(";")
        base = tag.strip().lower().partition("-")[0]
        if base in tuple(Language):
            asked.append((_quality(quality), Language(base)))
    best = max(asked, key=lambda one: one[0], default=(0.0, None))
    return best[1] if best[1] and best[0] > 0 else Language(settings.LANGUAGE_CODE)


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def problem(
    request: HttpRequest,
    code: str,
    *,
    fields: Iterable[Mapping[str, Any]] = (),
    findings: Iterable[Finding] = (),
    headers: Mapping[str, str] | None = None,
    data: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer of a refusal."""
    language = language_of(request)
    said = words("api")["problems"][code]
    status = STATUS[code]
    body = {
        "type": f"urn:fahsai:problem:{code}",
        "code": code,
        "status": status,
        "title": said["title"][language],
        "detail": sentence(said["detail"][language], dict(data or {})),
        "fields": list(fields),
        "findings": findings_json(findings),
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    response.headers["Content-Language"] = language.value
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def field_problem(error: Mapping[str, Any]) -> dict[str, str]:
    """One error of the library that reads requests, in our words."""
    place = [str(part) for part in error["loc"]]
    code = str(error["type"])
    table = words("api")["field_errors"]
    known = table.get(code, table["invalid"])
    data = {name: str(value) for name, value in error.get("ctx", {}).items()}
    return {
        "where": PLACES.get(place[0], "body"),
        "name": place[-1] if place else "",
        "code": code,
        **{language.value: sentence(known[language], data) for language in Language},
    }
