"""The pages by address.

The code of an organisation and the name of a line are words of its people and may hold any
letter, a slash too: :mod:`fahsai.web.converters` spells them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from fahsai.web import converters, views

converters.register()

from fahsai.web.year import urls as year  # noqa: E402 - its addresses need the converters

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

of_a_year: list[URLPattern | URLResolver] = [
    *year.of_a_year,
]

of_an_organisation: list[URLPattern | URLResolver] = [
    path("<int:year_be>/", include(of_a_year)),
    path("documents/<uuid:document_id>/", views.document, name="document"),
    *year.of_an_organisation,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("organisations/<segment:code>/", include(of_an_organisation)),
]
