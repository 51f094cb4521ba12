"""The pages of people, by address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web.people import invitations, join, views

if TYPE_CHECKING:
    from django.urls import URLPattern

joining: list[URLPattern] = [path("invitations/<str:token>/", join.join, name="join")]

of_an_organisation: list[URLPattern] = [
    path("people/", views.people, name="people"),
    path("people/invite/", invitations.new, name="invite"),
    path("people/<uuid:account_id>/", views.person, name="member"),
    path("people/<uuid:account_id>/<str:role>/take/", views.take, name="take_role"),
    path(
        "people/invitations/<uuid:invitation_id>/again/", invitations.again, name="invitation_again"
    ),
    path(
        "people/invitations/<uuid:invitation_id>/revoke/", invitations.end, name="invitation_revoke"
    ),
]
