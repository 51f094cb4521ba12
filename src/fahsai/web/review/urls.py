"""The addresses of review points, and of the sample of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web.review import sample_view, views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

review_of_a_year: list[URLPattern | URLResolver] = [
    path("review/", views.review, name="review"),
    path("review/raise/", views.review_raise, name="review_raise"),
    path("review/<str:point>/", views.review_point, name="review_point"),
    path("review/<str:point>/answer/", views.review_answer, name="review_answer"),
    path("review/<str:point>/close/", views.review_close, name="review_close"),
    path("review/<str:point>/reject/", views.review_reject, name="review_reject"),
    path("review/<str:point>/withdraw/", views.review_withdraw, name="review_withdraw"),
    path("sample/", sample_view.sample, name="sample"),
]
