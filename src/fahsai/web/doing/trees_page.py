"""The census of trees of a year: a table to write, to paste or to hand in as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Level
from fahsai.core.thai.dates import parse_date
from fahsai.services.census_upload import census_rows, offer_census
from fahsai.services.jobs import job
from fahsai.services.trees import census_text, table_of_text, write_census
from fahsai.services.uploads import Purpose
from fahsai.web.doing.year_pages import frozen
from fahsai.web.files import FilesField, received
from fahsai.web.forms import WordedForm
from fahsai.web.here import year_here
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.uploads import Upload
    from fahsai.web.here import YearHere

LONGEST = 200_000


class CensusForm(WordedForm):
    """The rows of a census; a workbook takes the place of the written table."""

    words_of: ClassVar[str] = "tree_census"

    table = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 16})
    )
    workbook = FilesField(Purpose.WORKBOOK, many=False, required=False)
    measured_on = forms.CharField(required=False, max_length=40)
    why = forms.CharField(required=False, max_length=2000)
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_measured_on(self) -> date | None:
        """The date, in either era."""
        text = self.cleaned_data["measured_on"].strip()
        day, _ = parse_date(text)
        if text and day is None:
            raise forms.ValidationError(self.shown.word("form_errors", "date"), code="invalid")
        return day


@form_page
def tree_census(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Write the census of trees of a year."""
    here = year_here(request, actor, code, year_be, Permission.WRITE_REPORT)
    if here.version.state is not VersionState.DRAFT:
        return frozen(request, actor, here)
    shown = here.shown
    stored = census_text(actor, here.owner, year_be, language=shown.language, kind=here.kind)
    initial = {"table": stored.text, "seen": stored.seen}
    form = CensusForm(shown, request, initial=initial)
    if request.method == "POST":
        books, _ = received(request, form, "workbook")
        if form.is_valid():
            write = _write_book if books else _write_table
            answer = write(request, actor, here, form, *books)
            if answer is not None:
                return answer
    return printed(
        request,
        "doing/form.html",
        here=here,
        form=form,
        title=shown.word("acts", "trees"),
        lead=shown.word("acts", "trees_lead"),
        button=shown.word("acts", "trees_button"),
    )


def _write_table(
    request: HttpRequest, actor: Actor, here: YearHere, form: CensusForm
) -> HttpResponse | None:
    """Store what was written or pasted; what stands in the way goes to the form (None)."""
    given = form.cleaned_data
    census, findings = write_census(
        actor,
        here.owner,
        here.year_be,
        table_of_text(given["table"]),
        day=given["measured_on"],
        seen=given["seen"],
        language=here.shown.language,
        why=given["why"].strip(),
        kind=here.kind,
    )
    errors = [one for one in findings if one.level is Level.ERROR]
    if errors:
        form.refuse(errors, "table")
        return None
    return _stored(request, here, len(census.rows) if census else 0, findings)


def _write_book(
    request: HttpRequest, actor: Actor, here: YearHere, form: CensusForm, book: Upload
) -> HttpResponse | None:
    """Have a workbook stored: a small one at once, of a large one its job tells."""
    given = form.cleaned_data
    started = offer_census(
        actor,
        here.owner,
        here.year_be,
        book,
        day=given["measured_on"],
        seen=given["seen"],
        language=here.shown.language,
        why=given["why"].strip(),
        kind=here.kind,
        query=here.query,
    )
    written = job(actor, here.owner, started)
    rows = census_rows(written)
    if rows is not None:
        return _stored(request, here, rows, written.findings)
    if not written.ended:
        return HttpResponseRedirect(reverse("job", args=(here.code, started)))
    form.refuse((one for one in written.findings if one.level is Level.ERROR), "workbook")
    return None


def _stored(
    request: HttpRequest, here: YearHere, rows: int, findings: Iterable[Finding]
) -> HttpResponse:
    messages.success(request, here.shown.word("trees", "done", count=str(rows)))
    for one in findings:
        messages.warning(request, here.shown.says(one))
    return HttpResponseRedirect(here.address("year_trees"))
