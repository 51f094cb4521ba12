"""Every address of the installation: the pages."""

from __future__ import annotations

from fahsai.web.urls import urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

handler400 = "fahsai.web.pages.not_understood"
handler403 = "fahsai.web.pages.forbidden"
handler404 = "fahsai.web.pages.not_found"
handler429 = "fahsai.web.pages.too_many"
handler500 = "fahsai.web.pages.failed"
