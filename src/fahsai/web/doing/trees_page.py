"""The census of trees of a year: a table to write, to paste or to hand in as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Level
from fahsai.core.thai.dates import parse_date
from fahsai.services.trees import census_text, table_of_book, table_of_text, write_census
from fahsai.services.uploads import Purpose
from fahsai.web.doing.year_pages import frozen
from fahsai.web.files import FilesField, received
from fahsai.web.forms import WordedForm
from fahsai.web.here import year_here
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor

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
            given = form.cleaned_data
            table: Sequence[Sequence[str]] | None = table_of_text(given["table"])
            if books:
                table, said = table_of_book(books[0].data, books[0].name)
                form.refuse([one for one in said if one.level is Level.ERROR], "workbook")
            if table is not None:
                census, findings = write_census(
                    actor,
                    here.owner,
                    year_be,
                    table,
                    day=given["measured_on"],
                    seen=given["seen"],
                    language=shown.language,
                    why=given["why"].strip(),
                    kind=here.kind,
                )
                errors = [one for one in findings if one.level is Level.ERROR]
                if not errors:
                    count = str(len(census.rows)) if census else "0"
                    messages.success(request, shown.word("trees", "done", count=count))
                    for one in findings:
                        messages.warning(request, shown.says(one))
                    return HttpResponseRedirect(here.address("year_trees"))
                form.refuse(errors, "workbook" if books else "table")
    return printed(
        request,
        "doing/form.html",
        here=here,
        form=form,
        title=shown.word("acts", "trees"),
        lead=shown.word("acts", "trees_lead"),
        button=shown.word("acts", "trees_button"),
    )
