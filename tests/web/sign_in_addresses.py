"""Every address of the installation, with a plain page where people sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import path

from fahsai.site import urls

if TYPE_CHECKING:
    from django.http import HttpRequest

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500


def plain(request: HttpRequest) -> HttpResponse:
    """A page that says nothing."""
    del request
    return HttpResponse("")


urlpatterns = [
    *urls.urlpatterns,
    path("accounts/sign-in-of-tests/", plain, name="account_login"),
    path("accounts/set-up-of-tests/", plain, name="setup"),
]
