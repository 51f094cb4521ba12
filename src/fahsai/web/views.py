"""The pages: each asks the services and prints what comes back."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from urllib.parse import quote

from django.http import (
    Http404,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.access import NotFoundError, organisation_by_code, organisations
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.documents import read_document
from fahsai.services.explain import explain
from fahsai.services.inventories import versions
from fahsai.services.receipts import file_names, receipts
from fahsai.services.year_documents import documents_of_year
from fahsai.web.assets import BUILT, STYLESHEET
from fahsai.web.language import language_of, switch_links
from fahsai.web.organisations_page import listed
from fahsai.web.shown import Shown, page_words
from fahsai.web.trace_page import Asked, trace_page
from fahsai.web.year_page import year_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.thai.period import PeriodKind

Given = ParamSpec("Given")
READING = ("GET", "HEAD")
LONGEST_NUMBER = 4
"""Digits of a version's number."""


def page(
    view: Callable[Concatenate[HttpRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """A page that only reads; what the actor may not see does not exist."""

    @wraps(view)
    def answer(request: HttpRequest, /, *given: Given.args, **named: Given.kwargs) -> HttpResponse:
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        try:
            return view(request, *given, **named)
        except NotFoundError as error:
            raise Http404 from error

    return answer


def printed(
    request: HttpRequest, template: str, *, status: int = 200, **values: Any
) -> HttpResponse:
    """A template with what every page needs: its language, words and fonts."""
    language = language_of(request)
    frame = {
        "lang": language.value,
        "w": page_words(language),
        "switch": switch_links(request),
        "fonts": (BUILT / STYLESHEET).exists(),
    }
    return render(request, f"fahsai/{template}", {**frame, **values}, status=status)


@page
def home(request: HttpRequest) -> HttpResponse:
    """The organisations and their years; with one organisation its newest year at once."""
    entries = listed(
        ((one, versions(LOCAL_OWNER, one.id)) for one in organisations(LOCAL_OWNER)),
        Shown(language_of(request)),
    )
    if len(entries) == 1 and entries[0].years:
        newest = entries[0].years[0]
        address = reverse("year", args=(entries[0].code, newest.year_be))
        return HttpResponseRedirect(address + newest.query)
    return printed(request, "organisations.html", organisations=entries)


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
def year(request: HttpRequest, code: str, year_be: int) -> HttpResponse:
    """Totals, gases, documents, findings, lines and imports of a year: its newest version's.

    ``?version=1`` asks for an older one, ``?period=calendar`` for the calendar year where a
    fiscal one has the same number.
    """
    organisation = organisation_by_code(LOCAL_OWNER, code)
    number = asked_version(request)
    _, kind = asked_period(request)
    result = calculate_year(
        LOCAL_OWNER, organisation.id, year_be, today=localdate(), number=number, kind=kind
    )
    kept = (
        documents_of_year(LOCAL_OWNER, organisation.id, result),
        receipts(LOCAL_OWNER, organisation.id),
        versions(LOCAL_OWNER, organisation.id),
    )
    shown = Shown(language_of(request))
    lines = lines_of_calculation(result)
    return printed(request, "year.html", page=year_page(organisation, result, lines, kept, shown))


@page
def line(request: HttpRequest, code: str, year_be: int, name: str) -> HttpResponse:
    """The chain of a source (``S05``) or of one of its records (``S05/2564-10``)."""
    organisation = organisation_by_code(LOCAL_OWNER, code)
    number = asked_version(request)
    period, kind = asked_period(request)
    trace = explain(
        LOCAL_OWNER, organisation.id, year_be, name, today=localdate(), number=number, kind=kind
    )
    files = file_names(LOCAL_OWNER, organisation.id)
    asked = Asked(organisation, year_be, name, files, number, period)
    shown = Shown(language_of(request))
    return printed(request, "trace.html", page=trace_page(asked, trace, shown))


@page
def document(request: HttpRequest, code: str, document_id: UUID) -> HttpResponse:
    """A document as a file to keep; a browser never opens it inside the pages."""
    del request
    organisation = organisation_by_code(LOCAL_OWNER, code)
    made = read_document(LOCAL_OWNER, organisation.id, document_id)
    response = HttpResponse(made.data, content_type=made.media_type)
    name = quote(made.file_name, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page (or not for this actor)."""
    del exception
    return printed(request, "error.html", status=404, problem="not_found")


def failed(request: HttpRequest) -> HttpResponse:
    """The program failed; what went wrong stands in the log, not on the page."""
    return printed(request, "error.html", status=500, problem="failed")
