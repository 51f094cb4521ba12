"""The addresses of pages that do things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web import converters
from fahsai.web.doing import (
    answer_page,
    base_form_page,
    base_year_pages,
    biomass_page,
    data_page,
    interval_page,
    job_page,
    scope3_page,
    source_page,
    table_page,
    trees_page,
    writing_pages,
    year_pages,
)

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

converters.register()

of_a_year: list[URLPattern | URLResolver] = [
    path("settings/", year_pages.settings, name="year_settings"),
    path("documents/make/", year_pages.documents, name="make_documents"),
    path("submit/", year_pages.hand_over, name="submit"),
    path("reopen/", year_pages.open_again, name="reopen"),
    path("base-year/policy/", base_year_pages.policy, name="base_policy"),
    path("base-year/change/", base_year_pages.new_change, name="base_change"),
    path("base-year/change/<int:change>/", base_year_pages.change, name="base_change_amend"),
    path("trees/census/", trees_page.tree_census, name="tree_census"),
    path("scope3/decide/", scope3_page.decide, name="scope3_decide"),
    path("findings/<slug:mark>/answer/", answer_page.answer, name="answer_finding"),
    path("texts/", writing_pages.year_texts, name="texts"),
    path("lines/<segment:name>/do/settle/", source_page.settle, name="settle"),
    path("lines/<segment:name>/do/biomass/", biomass_page.biomass, name="biomass"),
    path("lines/<segment:name>/do/uncertainty/", interval_page.intervals, name="intervals"),
    path("lines/<segment:name>/do/evidence/", source_page.evidence, name="add_evidence"),
]

of_an_organisation: list[URLPattern | URLResolver] = [
    path("hand-in/activity/", data_page.activity, name="hand_in_activity"),
    path("hand-in/activity/template/", data_page.template, name="activity_template"),
    path("hand-in/report/", data_page.report, name="hand_in_report"),
    path("hand-in/report/template/", data_page.empty_report, name="report_template"),
    path("hand-in/base-year/", base_form_page.base_form, name="hand_in_base_year"),
    path("pictures/", writing_pages.year_pictures, name="pictures"),
    path("pictures/<uuid:picture_id>/", writing_pages.small, name="picture"),
    path("pictures/<uuid:picture_id>/remove/", writing_pages.remove, name="remove_picture"),
    path("jobs/<uuid:job_id>/", job_page.job_page, name="job"),
    path("jobs/<uuid:job_id>/columns/", table_page.map_table, name="map_table"),
]
