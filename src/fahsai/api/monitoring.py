"""Addresses for machines that watch the installation: ``/health/…`` and ``/metrics``.

They tell nothing of anybody's figures.  ``/metrics`` names meters, so it wants the token of
``FAHSAI_METRICS_TOKEN``; without one it exists on this machine alone, for its local owner.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from fahsai.services.accounts import local_owner_holds
from fahsai.services.monitoring import health, metrics
from fahsai.services.readings_store import Unavailable

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

TEXT = "text/plain; version=0.0.4; charset=utf-8"
NOT_NOW = 503
NO_STORE = {"Cache-Control": "no-store"}


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    del request
    return HttpResponse("ok\n", content_type="text/plain", headers=NO_STORE)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """All parts work: 200, or 503 with those that do not."""
    del request
    found = health()
    return JsonResponse(
        {"ready": found.ready, **found.parts},
        status=200 if found.ready else NOT_NOW,
        headers=NO_STORE,
    )


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The measures, in the text format of Prometheus.

    Raises:
        Http404: to everybody without the token.
    """
    if not _may_watch(request):
        raise Http404
    try:
        return HttpResponse(metrics(), content_type=TEXT, headers=NO_STORE)
    except Unavailable:
        return HttpResponse(status=NOT_NOW, headers=NO_STORE)


def _may_watch(request: HttpRequest) -> bool:
    token: str = settings.FAHSAI.metrics_token
    if not token:
        return local_owner_holds()
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())


urlpatterns: list[URLPattern] = [
    path("health/live", live, name="live"),
    path("health/ready", ready, name="ready"),
    path("metrics", measures, name="metrics"),
]
