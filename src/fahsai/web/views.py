"""The pages: each asks the services and prints what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse

from fahsai.services.access import organisation_by_code, organisations
from fahsai.services.documents import read_document
from fahsai.services.inventories import versions
from fahsai.web.downloads import attachment
from fahsai.web.language import language_of
from fahsai.web.organisations.listed import listed
from fahsai.web.pages import page, printed
from fahsai.web.shown import Shown

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor
    from fahsai.web.organisations.listed import ListedOrganisation


@page
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The organisations and their years; with one organisation its newest year at once."""
    entries = _listed(request, actor)
    if len(entries) == 1 and entries[0].years:
        newest = entries[0].years[0]
        address = reverse("year", args=(entries[0].code, newest.year_be))
        return HttpResponseRedirect(address + newest.query)
    return _list(request, actor, entries)


@page
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The organisations and their years, one organisation too."""
    return _list(request, actor, _listed(request, actor))


def _listed(request: HttpRequest, actor: Actor) -> tuple[ListedOrganisation, ...]:
    return listed(
        ((one, versions(actor, one.id)) for one in organisations(actor)),
        Shown(language_of(request)),
    )


def _list(
    request: HttpRequest, actor: Actor, entries: tuple[ListedOrganisation, ...]
) -> HttpResponse:
    return printed(
        request,
        "organisations.html",
        organisations=entries,
        may_found=actor.may_found,
        owner=actor.local_owner,
        manages=actor.manages_installation,
    )


@page
def document(request: HttpRequest, actor: Actor, code: str, document_id: UUID) -> HttpResponse:
    """A document as a file to keep; a browser never opens it inside the pages."""
    del request
    organisation = organisation_by_code(actor, code)
    made = read_document(actor, organisation.id, document_id)
    return attachment(made.data, made.file_name, made.media_type)
