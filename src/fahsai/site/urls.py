"""Every address of the installation: the API with its reference, and the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from fahsai.api import urls as api_urls
from fahsai.api.document import openapi
from fahsai.api.monitoring import urlpatterns as monitoring
from fahsai.web.api_reference.views import reference_page
from fahsai.web.urls import urlpatterns as pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from django.urls import URLPattern, URLResolver

    from fahsai.words.messages import Language

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


def api_document(language: Language) -> Mapping[str, Any]:
    """What the API says of itself, for the page that people read."""
    return openapi(api_urls.api, api_urls.ROOT, language)


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", reference_page(api_document), name="api_reference"),
    path("api/v1/", include(api_urls)),
    *monitoring,
    *pages,
]

handler400 = "fahsai.web.pages.not_understood"
handler403 = "fahsai.web.pages.forbidden"
handler404 = "fahsai.web.pages.not_found"
handler429 = "fahsai.web.pages.too_many"
handler500 = "fahsai.web.pages.failed"
