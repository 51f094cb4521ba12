"""The activity lines of a year: filtered, and a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django import forms

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.inventory.result import ReportingClass
from fahsai.services.receipts import file_names
from fahsai.services.year_boundary import boundary_of_year
from fahsai.services.year_lines import LinesWanted, lines_of_year
from fahsai.web.forms import WordedForm
from fahsai.web.pager import Pager, pages_of
from fahsai.web.shown import Text, exact_text, kilograms_text
from fahsai.web.year.sources import NO_UNIT, choose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.inventory.boundary import Unit
    from fahsai.services.year_lines import ListedLine
    from fahsai.web.shown import Shown
    from fahsai.web.year.asked import Reading

PAGE_SIZE = 50
MOST_LISTED = 60
"""Among more sources nobody looks for one in a list: its code is typed."""

PROVEN = {"yes": True, "no": False}


class LinesForm(WordedForm):
    """The filter of the lines; it is sent by GET and changes nothing."""

    words_of: ClassVar[str] = "year_lines"

    source: forms.Field = forms.ChoiceField(required=False)
    month = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    origin = forms.ChoiceField(required=False)
    grade = forms.ChoiceField(required=False)
    proven = forms.ChoiceField(required=False)
    file = forms.ChoiceField(required=False)


class LinesByCodeForm(LinesForm):
    """The same where there are too many sources to choose from a list."""

    source: forms.Field = forms.CharField(required=False, max_length=100)

    def __init__(self, shown: Shown, **options: Any) -> None:
        super().__init__(shown, **options)
        field = self.fields["source"]
        field.help_text = shown.word("year_filter", "type_code")
        field.widget.attrs["aria-describedby"] = "source-help"


class EvidenceLink(NamedTuple):
    """A file of evidence by its hash."""

    name: str
    sha256: str


class LineShown(NamedTuple):
    """One line, with what it came to [kg CO2e] by class."""

    code: str
    source_code: str
    when: str  # what its code has after the source's, the end of its address
    name: Text
    period: str
    quantity: str
    measure: str
    sums: tuple[tuple[str, str], ...]
    origin: str
    grade: str
    evidence: tuple[EvidenceLink, ...]
    place: str
    raw: str


class LineList(NamedTuple):
    """One page of the lines with the filter that found them."""

    form: LinesForm
    pager: Pager[LineShown]
    found: str
    filtered: bool


def line_list(request: HttpRequest, reading: Reading) -> LineList:
    """The lines that the address asks for."""
    actor, owner, shown = reading.actor, reading.organisation.id, reading.shown
    units = boundary_of_year(actor, owner, reading.result).units
    files = file_names(actor, owner) if reading.whole else {}
    form = _form(request, reading, units, files)
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = _wanted(asked, reading)

    def read(start: int, count: int) -> tuple[tuple[ListedLine, ...], int]:
        found = lines_of_year(actor, owner, reading.result, wanted, start=start, count=count)
        return found.lines, found.total

    page = pages_of(read, request, shown, PAGE_SIZE)
    return LineList(
        form,
        page.showing(_line(one, shown) for one in page.items),
        shown.word("year_line_list", "found", count=f"{page.total:,}"),
        filtered=any(asked.values()),
    )


def _form(
    request: HttpRequest, reading: Reading, units: tuple[Unit, ...], files: Mapping[str, str]
) -> LinesForm:
    shown = reading.shown
    sources = [one.source for one in reading.result.calculation.sources]
    listed = len(sources) <= MOST_LISTED
    form = (LinesForm if listed else LinesByCodeForm)(shown, data=request.GET)
    months = reading.result.version.period.months()
    choices = {
        "month": [(f"{month.start:%Y-%m}", shown.month(month)) for month in months],
        "unit": [
            *((str(one.id), f"{one.code} {shown.name(one.name_th, one.name_en)}") for one in units),
            (NO_UNIT, shown.word("year_filter", "no_unit")),
        ],
        "origin": [(one.value, shown.common("origins", one)) for one in Origin],
        "grade": [(one.value, shown.word("year_grades", one.value)) for one in Grade],
        "proven": [(key, shown.word("year_proven", key)) for key in PROVEN],
        "file": list(files.items()),
    }
    if listed:
        choices["source"] = [(one.code, f"{one.code} {shown.source(one)}") for one in sources]
    if not reading.whole:
        del form.fields["file"], choices["file"]
    for name, found in choices.items():
        choose(form, name, [("", shown.word("year_filter", "all")), *found])
    return form


def _wanted(asked: Mapping[str, str], reading: Reading) -> LinesWanted:
    months = {f"{one.start:%Y-%m}": one for one in reading.result.version.period.months()}
    return LinesWanted(
        sources=_sources(asked, reading),
        month=months.get(asked.get("month", "")),
        origin=Origin(asked["origin"]) if asked.get("origin") else None,
        grade=Grade(asked["grade"]) if asked.get("grade") else None,
        proven=PROVEN.get(asked.get("proven", "")),
        file=asked.get("file", ""),
    )


def _sources(asked: Mapping[str, str], reading: Reading) -> frozenset[UUID] | None:
    code, unit = asked.get("source", "").casefold(), asked.get("unit", "")
    if not code and not unit:
        return None
    return frozenset(
        one.source.id
        for one in reading.result.calculation.sources
        if code in {"", one.source.code.casefold()}
        and unit in {"", str(one.source.unit_id) if one.source.unit_id else NO_UNIT}
    )


def _line(listed: ListedLine, shown: Shown) -> LineShown:
    line, place = listed.line, listed.line.provenance
    sums = listed.by_class or {}
    return LineShown(
        code=listed.code,
        source_code=listed.source.code,
        when=listed.code.rpartition("/")[2],
        name=shown.source(listed.source),
        period=shown.period(line.period),
        quantity=exact_text(line.quantity),
        measure=shown.unit(line.unit),
        sums=tuple(
            (shown.common("classes", where), kilograms_text(sums[where]))
            for where in ReportingClass
            if where in sums
        ),
        origin=shown.common("origins", line.origin),
        grade=line.grade.value,
        evidence=tuple(EvidenceLink(*one) for one in listed.evidence),
        place="" if place is None else f"{place.sheet}!{place.cell}",
        raw="" if place is None else place.raw,
    )
