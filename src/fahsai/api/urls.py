"""The addresses of the API, and what answers when an operation cannot."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from fahsai.api import (
    base_forms,
    biomass,
    calculations,
    documents,
    entities,
    evidence,
    factors,
    gateways,
    groups,
    imports,
    jobs,
    lines,
    measured,
    meters,
    organisations,
    post_readings,
    retention,
    scope3,
    settings,
    trees,
    uncertainty,
    years,
)
from fahsai.api.answers import JSON
from fahsai.api.document import openapi
from fahsai.api.key import LARGEST_BODY, ApiKey
from fahsai.api.problems import RefusedError, field_problem, language_of, problem
from fahsai.api.strict import known_words_only
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.readings_store import Unavailable

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

LOG = logging.getLogger("fahsai.api")

ROOT = "/api/v1"
URLENCODED = "application/x-www-form-urlencoded"

api = NinjaAPI(
    title="Fahsai",
    version="1",
    auth=ApiKey(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
)
api.add_decorator(known_words_only)
for one in (
    *(organisations, groups, biomass, lines, imports, calculations, uncertainty),
    *(documents, evidence, factors, jobs, years, base_forms, entities),
    *(trees, settings, scope3, meters, gateways, measured, post_readings, retention),
):
    api.add_router("", one.router)


@api.exception_handler(AuthenticationError)
def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No key, or one that does not hold."""
    del error
    return problem(request, "key_needed", headers={"WWW-Authenticate": 'Bearer realm="fahsai"'})


@api.exception_handler(NotFoundError)
def absent(request: HttpRequest, error: NotFoundError) -> HttpResponse:
    """Nothing of that name for this actor."""
    del error
    return problem(request, "not_found")


@api.exception_handler(ForbiddenError)
def forbidden(request: HttpRequest, error: ForbiddenError) -> HttpResponse:
    """The account has no role for it, or the key no scope."""
    return problem(request, "forbidden", data={"permission": error.permission.value})


@api.exception_handler(RefusedError)
def refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    """An operation says no itself."""
    return problem(
        request,
        error.code,
        fields=error.fields,
        findings=error.findings,
        headers=error.headers,
        data=error.data,
    )


@api.exception_handler(Unavailable)
def not_now(request: HttpRequest, error: Unavailable) -> HttpResponse:
    """The store of readings is busy, full or away; nothing was changed."""
    LOG.warning("%s met the store of readings away: %s", request.path, error)
    return problem(request, "unavailable", headers={"Retry-After": "5"})


@api.exception_handler(IntegrityError)
def beaten(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    """Somebody else changed the same thing at the same moment, and was first."""
    LOG.warning("%s met another change of the same rows", request.path, exc_info=error)
    return problem(request, "changed_meanwhile")


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Parts of the request that cannot be used, or a body of another media type."""
    fields = [field_problem(one) for one in error.errors]
    in_body = {one["name"] for one in fields if one["where"] == "body"}
    of_json = any(one["loc"][0] == "body" for one in error.errors)
    wanted = JSON if of_json else imports.MULTIPART
    allowed = {wanted} if "file" in in_body else {wanted, URLENCODED}
    if in_body and request.content_type not in allowed:
        return problem(request, "media_type", data={"wanted": wanted})
    return problem(request, "invalid", fields=fields)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """More bytes than a request may have."""
    del error
    return problem(request, "too_large", data={"most": str(LARGEST_BODY // 1024 // 1024)})


@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """A body that is broken before anybody can say what is wrong in it."""
    del error
    return problem(request, "bad_request")


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; it says nothing of anybody, so nobody is asked who they are."""
    return JsonResponse(
        openapi(api, ROOT, language_of(request)),
        json_dumps_params={"ensure_ascii": False},
        headers={"Vary": "Accept-Language"},
    )


urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", document, name="openapi"),
    path("", api.urls),
]
