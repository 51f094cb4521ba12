"""The pages: each asks the services and prints what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.access import NotFoundError, organisation_by_code, organisations
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.documents import read_document
from fahsai.services.explain import explain
from fahsai.services.inventories import version_of_year, versions
from fahsai.services.receipts import file_names, receipts
from fahsai.services.year_documents import documents_of_year
from fahsai.web.language import language_of
from fahsai.web.organisations.page import versions_seen
from fahsai.web.organisations_page import listed
from fahsai.web.pages import page, printed
from fahsai.web.shown import Shown
from fahsai.web.trace_page import Asked, trace_page
from fahsai.web.year_page import year_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.core.thai.period import PeriodKind
    from fahsai.web.organisations_page import ListedOrganisation

LONGEST_NUMBER = 4
"""Digits of a version's number."""


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
        ((one, versions_seen(actor, one.id)) for one in organisations(actor)),
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
    )


def asked_version(request: HttpRequest) -> int | None:
    """The number of an older version that the address names (``?version=1``), if any.

    Raises:
        NotFoundError: it is no number of a version.
    """
    text = request.GET.get("version", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise NotFoundError(text)
    return int(text)


def asked_period(request: HttpRequest) -> tuple[str, PeriodKind | None]:
    """Which of two years of the same number the address names (``?period=calendar``), if it does.

    Raises:
        NotFoundError: it is no kind of year.
    """
    word = request.GET.get("period", "")
    if word and word not in YEAR_KINDS:
        raise NotFoundError(word)
    return word, YEAR_KINDS.get(word)


@page
def year(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Totals, gases, documents, findings, lines and imports of a year: its newest version's.

    ``?version=1`` asks for an older one, ``?period=calendar`` for the calendar year where a
    fiscal one has the same number.
    """
    organisation = organisation_by_code(actor, code)
    number = asked_version(request)
    _, kind = asked_period(request)
    result = calculate_year(
        actor, organisation.id, year_be, today=localdate(), number=number, kind=kind
    )
    kept = (
        () if result.part else documents_of_year(actor, organisation.id, result),
        receipts(actor, organisation.id),
        versions(actor, organisation.id),
    )
    shown = Shown(language_of(request))
    lines = lines_of_calculation(result)
    return printed(
        request,
        "year.html",
        page=year_page(organisation, result, lines, kept, shown),
        part=result.part,
        may_enter=_may_enter(actor, organisation, result.version.state, number),
    )


def _may_enter(
    actor: Actor, organisation: Organisation, state: VersionState, number: int | None
) -> bool:
    """Whether the page leads on to where figures are entered by hand."""
    draft = state is VersionState.DRAFT and number is None
    return draft and actor.may(organisation.id, Permission.ENTER_DATA)


@page
def line(request: HttpRequest, actor: Actor, code: str, year_be: int, name: str) -> HttpResponse:
    """The chain of a source (``S05``) with all its records."""
    return _traced(request, actor, code, year_be, name)


@page
def record(
    request: HttpRequest, actor: Actor, code: str, year_be: int, name: str, record: str
) -> HttpResponse:
    """The chain of one record of a source (``S05/2564-10``)."""
    return _traced(request, actor, code, year_be, f"{name}/{record}")


def _traced(request: HttpRequest, actor: Actor, code: str, year_be: int, name: str) -> HttpResponse:
    organisation = organisation_by_code(actor, code)
    number = asked_version(request)
    period, kind = asked_period(request)
    trace = explain(
        actor, organisation.id, year_be, name, today=localdate(), number=number, kind=kind
    )
    files = file_names(actor, organisation.id)
    asked = Asked(organisation, year_be, name, files, number, period)
    shown = Shown(language_of(request))
    version = version_of_year(actor, organisation.id, year_be, number=number, kind=kind)
    return printed(
        request,
        "trace.html",
        page=trace_page(asked, trace, shown),
        may_enter=_may_enter(actor, organisation, version.state, number),
    )


@page
def document(request: HttpRequest, actor: Actor, code: str, document_id: UUID) -> HttpResponse:
    """A document as a file to keep; a browser never opens it inside the pages."""
    del request
    organisation = organisation_by_code(actor, code)
    made = read_document(actor, organisation.id, document_id)
    response = HttpResponse(made.data, content_type=made.media_type)
    name = quote(made.file_name, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
