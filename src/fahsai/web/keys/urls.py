"""The addresses of keys, below an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web.keys import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

of_an_organisation: list[URLPattern | URLResolver] = [
    path("keys/", views.keys, name="keys"),
    path("keys/<uuid:key_id>/revoke/", views.revoke, name="revoke_key"),
]
