"""The cells of the documents: what stands where, and the way from each to what it rests on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from django import forms
from django.urls import reverse

from fahsai.services.document_cells import cells_of_year
from fahsai.web.forms import WordedForm
from fahsai.web.pager import Pager, paged
from fahsai.web.year.sources import choose
from fahsai.words.places import place_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.reports.cells import DocumentCell
    from fahsai.services.document_cells import CellsOfDocument
    from fahsai.web.year.asked import Reading

PAGE_SIZE = 100
SCOPES = {"5.1": "1", "5.2": "2", "5.3": "3", "5.4": "separate"}
"""The sections of the report whose totals are of one class."""


class CellsForm(WordedForm):
    """The filter of the cells; it is sent by GET and changes nothing."""

    words_of: ClassVar[str] = "year_cells"

    document = forms.ChoiceField(required=False)
    section = forms.ChoiceField(required=False)
    text = forms.CharField(required=False, max_length=200)


class CellShown(NamedTuple):
    """One cell; the address is that of its source, or of the sources that it adds up."""

    document: str
    place: str
    label: str
    text: str
    address: str
    source: str  # the code of its source, empty for a total
    base_year: bool


class CellList(NamedTuple):
    """One page of the cells with the filter that found them."""

    form: CellsForm
    pager: Pager[CellShown]
    found: str
    undocumented: bool


def cell_list(request: HttpRequest, reading: Reading) -> CellList:
    """The cells that the address asks for."""
    shown = reading.shown
    documents = cells_of_year(reading.actor, reading.organisation.id, reading.result)
    form = _form(request, reading, documents)
    asked = form.cleaned_data if form.is_valid() else {}
    text = asked.get("text", "").strip().casefold()
    found = [
        cell
        for one in documents
        if asked.get("document") in {None, "", one.kind}
        for cell in one.cells
        if asked.get("section") in {None, "", section_of(cell)}
        and (not text or text in f"{cell.label} {cell.text} {cell.place}".casefold())
    ]
    page = paged(found, request, shown, PAGE_SIZE)
    codes: dict[UUID | None, str] = {
        one.source.id: one.source.code for one in reading.result.calculation.sources
    }
    return CellList(
        form,
        page.showing(_cell(one, codes, reading) for one in page.items),
        shown.word("year_cell_list", "found", count=f"{len(found):,}"),
        undocumented=not documents,
    )


def section_of(cell: DocumentCell) -> str:
    """The section of a report or the sheet of a workbook that a cell stands in."""
    return re.split(r"[/!]", cell.place, maxsplit=1)[0]


def _form(
    request: HttpRequest, reading: Reading, documents: tuple[CellsOfDocument, ...]
) -> CellsForm:
    shown = reading.shown
    form = CellsForm(shown, data=request.GET)
    everything = [("", shown.word("year_filter", "all"))]
    sections = {section_of(cell): one.kind for one in documents for cell in one.cells}
    choose(form, "document", [*everything, *((one.kind, one.kind) for one in documents)])
    choose(
        form,
        "section",
        [*everything, *((section, f"{kind} {section}") for section, kind in sections.items())],
    )
    return form


def _cell(cell: DocumentCell, codes: Mapping[UUID | None, str], reading: Reading) -> CellShown:
    code = codes.get(cell.source_id, "")
    return CellShown(
        document=cell.document,
        place=place_words(cell.place, reading.shown.language),
        label=" ".join(cell.label.split()),
        text=cell.text,
        address=_address(cell, code, reading),
        source=code,
        base_year=cell.base_year,
    )


def _address(cell: DocumentCell, code: str, reading: Reading) -> str:
    year_be, query = reading.result.version.year_be, reading.query
    organisation = reading.organisation.code
    if cell.base_year:
        base = reading.result.settings.base_year_be
        if base is None or base not in {one.year_be for one in reading.versions}:
            return ""
        year_be, query = base, ""
    if cell.source_id is not None:
        return reverse("line", args=(organisation, year_be, code)) + query if code else ""
    address = reverse("year_sources", args=(organisation, year_be)) + query
    scope = SCOPES.get(section_of(cell), "")
    return f"{address}{'&' if query else '?'}scope={scope}" if scope else address
