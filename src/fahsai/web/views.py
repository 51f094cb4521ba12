"""The pages: each asks the services and prints what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse

from fahsai.services.access import organisation_by_code, organisations
from fahsai.services.documents import read_document
from fahsai.services.inventories import versions
from fahsai.web.language import language_of
from fahsai.web.organisations_page import listed
from fahsai.web.pages import page, printed
from fahsai.web.shown import Shown
from fahsai.web.year.views import attachment

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor


@page
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The organisations and their years; with one organisation its newest year at once."""
    entries = listed(
        ((one, versions(actor, one.id)) for one in organisations(actor)),
        Shown(language_of(request)),
    )
    if len(entries) == 1 and entries[0].years:
        newest = entries[0].years[0]
        address = reverse("year", args=(entries[0].code, newest.year_be))
        return HttpResponseRedirect(address + newest.query)
    return printed(request, "organisations.html", organisations=entries)


@page
def document(request: HttpRequest, actor: Actor, code: str, document_id: UUID) -> HttpResponse:
    """A document as a file to keep; a browser never opens it inside the pages."""
    del request
    organisation = organisation_by_code(actor, code)
    made = read_document(actor, organisation.id, document_id)
    return attachment(made.data, made.file_name, made.media_type)
