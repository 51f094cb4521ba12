"""The addresses of histories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web.history import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

history_of_a_record: list[URLPattern | URLResolver] = [
    path("history/<str:kind>/<uuid:key>/", views.record_history, name="history"),
]
