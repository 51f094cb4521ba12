"""The page that starts a year by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.core.thai.era import BE_OFFSET
from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.inventories import versions
from fahsai.services.open_year import FIRST, LAST, open_year
from fahsai.web.forms import WordedForm
from fahsai.web.here import organisation_here
from fahsai.web.pages import form_page, printed
from fahsai.web.year_address import address_query, period_word

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor
    from fahsai.web.shown import Shown


class YearForm(WordedForm):
    """Which year, and how it is counted."""

    words_of: ClassVar[str] = "open_year"

    year = forms.IntegerField(min_value=FIRST - BE_OFFSET, max_value=LAST)
    kind = forms.ChoiceField(widget=forms.RadioSelect, initial="fiscal")

    def __init__(self, shown: Shown, request: HttpRequest | None = None) -> None:
        super().__init__(shown, request)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(word, shown.word("open_kinds", word)) for word in YEAR_KINDS]

    def clean_year(self) -> int:
        """The year in Buddhist numbers; both eras are understood."""
        year: int = self.cleaned_data["year"]
        return year if year >= FIRST else year + BE_OFFSET


@form_page
def start_year(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Choose the year; its first source comes next."""
    here = organisation_here(request, actor, code, Permission.ENTER_DATA)
    form = YearForm(here.shown, request)
    if form.is_bound and form.is_valid():
        kind = YEAR_KINDS[form.cleaned_data["kind"]]
        version, said = open_year(actor, here.owner, form.cleaned_data["year"], kind)
        if version is not None:
            messages.success(
                request, here.shown.word("open_year", "done", year=here.shown.year(version.year_be))
            )
            for one in said:
                messages.warning(request, here.shown.says(one))
            query = address_query(period_word(version, versions(actor, here.owner)))
            return HttpResponseRedirect(reverse("add_source", args=(code, version.year_be)) + query)
        form.refuse(said, "year")
    return printed(request, "organisations/open_year.html", form=form, code=code, name=here.name)
