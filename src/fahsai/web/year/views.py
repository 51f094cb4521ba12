"""The pages of a year: each asks the services and prints what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect

from fahsai.services.access import NotFoundError, organisation_by_code
from fahsai.services.evidence_files import read_file
from fahsai.services.explain import explain_in
from fahsai.services.receipts import file_names
from fahsai.web.downloads import attachment
from fahsai.web.pages import page, printed
from fahsai.web.year.asked import read_year
from fahsai.web.year.base_year import base_year_page
from fahsai.web.year.cells import cell_list
from fahsai.web.year.compare import comparison
from fahsai.web.year.documents import document_list
from fahsai.web.year.findings import finding_list
from fahsai.web.year.frame import year_frame
from fahsai.web.year.imports import import_list, receipt_page
from fahsai.web.year.left_out import list_instead
from fahsai.web.year.lines import line_list
from fahsai.web.year.overview import overview
from fahsai.web.year.scope3 import scope3_page
from fahsai.web.year.sources import source_list
from fahsai.web.year.trace import Asked, trace_page
from fahsai.web.year.trees import trees_page
from fahsai.web.year.uncertainty import uncertainty_page
from fahsai.web.year.versions import version_list

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor
    from fahsai.web.year.asked import Reading


def _room(
    request: HttpRequest, reading: Reading, room: str, template: str, content: object
) -> HttpResponse:
    return printed(request, f"year/{template}.html", year=year_frame(reading, room), page=content)


@page
def year(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Totals, months, hot spots, tasks and documents of a year: its newest version's.

    ``?version=1`` asks for an older one, ``?period=calendar`` for the calendar year where a
    fiscal one has the same number; so it is on every page of a year.
    """
    reading = read_year(request, actor, code, year_be)
    return _room(request, reading, "overview", "overview", overview(reading))


@page
def sources(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The sources, filtered and sorted."""
    reading = read_year(request, actor, code, year_be)
    return _room(request, reading, "sources", "sources", source_list(request, reading))


@page
def scope3(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Scope 3 by its categories."""
    reading = read_year(request, actor, code, year_be)
    return _room(request, reading, "scope3", "scope3", scope3_page(reading))


@page
def trees(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The trees: a stock for disclosure."""
    reading = read_year(request, actor, code, year_be, whole_only=True)
    return _room(request, reading, "trees", "trees", trees_page(reading))


@page
def lines(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The activity lines, filtered."""
    reading = read_year(request, actor, code, year_be)
    return _room(request, reading, "lines", "lines", line_list(request, reading))


@page
def findings(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """What the program noticed in the data."""
    reading = read_year(request, actor, code, year_be)
    return _room(request, reading, "findings", "findings", finding_list(request, reading))


@page
def uncertainty(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """How well the total is known, the quality scores, and what unresolved errors come to."""
    reading = read_year(request, actor, code, year_be, whole_only=True)
    content = uncertainty_page(request, reading)
    return _room(request, reading, "uncertainty", "uncertainty", content)


@page
def documents(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The documents to download."""
    reading = read_year(request, actor, code, year_be, whole_only=True)
    return _room(request, reading, "documents", "documents", document_list(reading))


@page
def cells(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The cells of the documents, each with the way to what it rests on."""
    reading = read_year(request, actor, code, year_be, whole_only=True)
    return _room(request, reading, "cells", "cells", cell_list(request, reading))


@page
def imports(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The receipts of the files that were imported."""
    reading = read_year(request, actor, code, year_be, whole_only=True)
    return _room(request, reading, "imports", "imports", import_list(reading))


@page
def receipt(
    request: HttpRequest, actor: Actor, code: str, year_be: int, receipt_id: UUID
) -> HttpResponse:
    """One receipt: read, stored, rejected, and what it changed."""
    reading = read_year(request, actor, code, year_be, whole_only=True)
    content = receipt_page(request, reading, receipt_id)
    return _room(request, reading, "imports", "receipt", content)


@page
def versions(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """All versions of the year."""
    reading = read_year(request, actor, code, year_be, whole_only=True)
    return _room(request, reading, "versions", "versions", version_list(reading))


@page
def compare(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The version of the page beside another (``?from=2564:v1``), by cause and by source."""
    reading = read_year(request, actor, code, year_be)
    return _room(request, reading, "compare", "compare", comparison(request, reading))


@page
def base_year(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The base year: the policy, the changes since, and whether it is calculated anew."""
    reading = read_year(request, actor, code, year_be, whole_only=True)
    return _room(request, reading, "base_year", "base_year", base_year_page(reading))


@page
def line(request: HttpRequest, actor: Actor, code: str, year_be: int, name: str) -> HttpResponse:
    """The chain of a source (``S05``) with all its records."""
    return _traced(request, actor, code, year_be, name, name)


@page
def record(
    request: HttpRequest, actor: Actor, code: str, year_be: int, name: str, record: str
) -> HttpResponse:
    """The chain of one record of a source (``S05/2564-10``)."""
    return _traced(request, actor, code, year_be, name, f"{name}/{record}")


def _traced(
    request: HttpRequest, actor: Actor, code: str, year_be: int, source: str, name: str
) -> HttpResponse:
    reading = read_year(request, actor, code, year_be)
    organisation = reading.organisation
    try:
        trace = explain_in(actor, organisation.id, reading.result, name)
    except NotFoundError:
        if any(one.source.code == source for one in reading.result.calculation.sources):
            raise
        return HttpResponseRedirect(list_instead(reading, source))
    files = file_names(actor, organisation.id) if reading.whole else {}
    asked = Asked(organisation, year_be, name, files, reading.number, reading.period_word)
    content = trace_page(asked, trace, reading.shown)
    return _room(request, reading, "trace", "trace", content)


@page
def evidence(request: HttpRequest, actor: Actor, code: str, sha256: str) -> HttpResponse:
    """A file of evidence, or an imported workbook, as a file to keep."""
    del request
    organisation = organisation_by_code(actor, code)
    kept = read_file(actor, organisation.id, sha256)
    return attachment(kept.data, kept.name, kept.media_type)
