"""The pages by address.

The code of an organisation and the name of a line are words of its people and may hold any
letter, a slash too; that is why the longer addresses come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("organisations/<path:code>/<int:year_be>/lines/<path:name>/", views.line, name="line"),
    path(
        "organisations/<path:code>/documents/<uuid:document_id>/", views.document, name="document"
    ),
    path("organisations/<path:code>/<int:year_be>/", views.year, name="year"),
]

handler404 = "fahsai.web.views.not_found"
handler500 = "fahsai.web.views.failed"
