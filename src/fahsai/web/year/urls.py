"""The addresses of the pages of a year, and of the files behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web.year import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

of_a_year: list[URLPattern | URLResolver] = [
    path("", views.year, name="year"),
    path("sources/", views.sources, name="year_sources"),
    path("scope3/", views.scope3, name="year_scope3"),
    path("trees/", views.trees, name="year_trees"),
    path("lines/", views.lines, name="year_lines"),
    path("lines/<segment:name>/", views.line, name="line"),
    path("lines/<segment:name>/<segment:record>/", views.record, name="record"),
    path("findings/", views.findings, name="year_findings"),
    path("uncertainty/", views.uncertainty, name="year_uncertainty"),
    path("documents/", views.documents, name="year_documents"),
    path("cells/", views.cells, name="year_cells"),
    path("imports/", views.imports, name="year_imports"),
    path("imports/<uuid:receipt_id>/", views.receipt, name="year_receipt"),
    path("compare/", views.compare, name="year_compare"),
    path("base-year/", views.base_year, name="base_year"),
    path("versions/", views.versions, name="year_versions"),
]

of_an_organisation: list[URLPattern | URLResolver] = [
    path("evidence/<str:sha256>/", views.evidence, name="evidence"),
]
