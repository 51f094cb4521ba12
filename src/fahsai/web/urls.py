"""The pages by address.

The code of an organisation and the name of a line are words of its people and may hold any
letter, a slash too: :mod:`fahsai.web.converters` spells them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from fahsai.web import converters, views
from fahsai.web.accounts import urls as accounts
from fahsai.web.doing import urls as doing
from fahsai.web.entering import urls as entering
from fahsai.web.group import urls as group
from fahsai.web.history.urls import history_of_a_record
from fahsai.web.installation import urls as installation
from fahsai.web.keys import urls as keys
from fahsai.web.organisations import urls as organisations
from fahsai.web.people import urls as people
from fahsai.web.review.urls import review_of_a_year

converters.register()

from fahsai.web.year import urls as year  # noqa: E402 - its addresses need the converters

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

of_a_year: list[URLPattern | URLResolver] = [
    *year.of_a_year,
    *entering.of_a_year,
    *review_of_a_year,
    *doing.of_a_year,
    *group.of_a_year,
]

of_an_organisation: list[URLPattern | URLResolver] = [
    path("<int:year_be>/", include(of_a_year)),
    path("documents/<uuid:document_id>/", views.document, name="document"),
    *year.of_an_organisation,
    *organisations.of_an_organisation,
    *group.of_an_organisation,
    *people.of_an_organisation,
    *history_of_a_record,
    *keys.of_an_organisation,
    *doing.of_an_organisation,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("organisations/", views.listing, name="organisations"),
    *organisations.founding,
    *people.joining,
    path("organisations/<segment:code>/", include(of_an_organisation)),
    *installation.urlpatterns,
    *accounts.urlpatterns,
]
