"""The pages of a group, by address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web.group import entity_views, holding_views, year_view

if TYPE_CHECKING:
    from django.urls import URLPattern

of_an_organisation: list[URLPattern] = [
    path("entities/", entity_views.entity_list, name="entities"),
    path("entities/parts/", entity_views.entity_parts, name="entity_parts"),
    path("entities/<uuid:entity_id>/", entity_views.entity_change, name="entity"),
    path("entities/<uuid:entity_id>/withdraw/", entity_views.entity_end, name="entity_withdraw"),
    path("entities/<uuid:entity_id>/holding/", holding_views.holding_new, name="holding_new"),
    path("holdings/<uuid:holding_id>/", holding_views.holding_change, name="holding"),
    path(
        "holdings/<uuid:holding_id>/withdraw/", holding_views.holding_end, name="holding_withdraw"
    ),
]

of_a_year: list[URLPattern] = [path("group/", year_view.year_group, name="year_group")]
