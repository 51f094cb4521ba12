"""The addresses of the installation's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web import converters
from fahsai.web.installation import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

converters.register()

urlpatterns: list[URLPattern | URLResolver] = [
    path("installation/", views.installation, name="installation"),
    path(
        "installation/accounts/<uuid:account_id>/close/", views.close_account, name="close_account"
    ),
    path("installation/organisations/<segment:code>/take-over/", views.take_over, name="take_over"),
]
