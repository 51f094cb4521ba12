"""The pages of an organisation itself, by address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web.organisations import events, open_year, views

if TYPE_CHECKING:
    from django.urls import URLPattern

founding: list[URLPattern] = [path("found/", views.found, name="found")]

of_an_organisation: list[URLPattern] = [
    path("", views.organisation, name="organisation"),
    path("profile/", views.profile, name="profile"),
    path("years/start/", open_year.start_year, name="open_year"),
    path("units/", views.unit_list, name="units"),
    path("units/<uuid:unit_id>/", views.unit_change, name="unit"),
    path("units/<uuid:unit_id>/withdraw/", views.unit_end, name="unit_withdraw"),
    path("events/", events.history, name="events"),
]
