"""The page on which a source is added by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.services.access import organisation_by_code
from fahsai.services.add_source import SourceEntry
from fahsai.services.add_source import add_source as add
from fahsai.services.inventories import version_of_year
from fahsai.services.places import places
from fahsai.web.doing.fields import DayField
from fahsai.web.forms import Choice, WordedForm
from fahsai.web.kind_choices import kind_choices
from fahsai.web.language import language_of
from fahsai.web.pages import form_page, printed
from fahsai.web.shown import Shown
from fahsai.web.year_address import address_query, asked_period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Facility, Unit
    from fahsai.services.places import Places

LONGEST = 300
FIELDS = {
    "source.kind_unknown": "kind",
    "source.name_missing": "name_th",
    "source.unit_needed": "unit",
    "source.place_unknown": "unit",
    "source.already_there": "name_th",
}


class SourceForm(WordedForm):
    """What is asked of a new source."""

    words_of = "add_source"

    kind = forms.ChoiceField()
    name_th = forms.CharField(max_length=LONGEST)
    name_en = forms.CharField(max_length=LONGEST, required=False)
    unit = forms.ChoiceField(required=False)
    facility = forms.ChoiceField(required=False)
    place = forms.CharField(max_length=LONGEST, required=False)
    equipment = forms.CharField(max_length=LONGEST, required=False)
    capacity = forms.CharField(max_length=LONGEST, required=False)
    utility_account = forms.CharField(max_length=LONGEST, required=False)
    started_on = DayField()
    started_reason = forms.CharField(max_length=LONGEST, required=False)

    def __init__(self, shown: Shown, request: HttpRequest, places: Places) -> None:
        super().__init__(shown, request)
        choose = ("", shown.word("entering", "choose"))
        nowhere = choose if places.unit_needed else ("", shown.word("entering", "no_place"))
        self._offer("kind", (choose, *kind_choices(shown)))
        self._offer("unit", (nowhere, *_places(places.units, shown)))
        facilities = _places(places.facilities, shown)
        self._offer("facility", (("", shown.word("entering", "no_place")), *facilities))
        self.fields["unit"].required = places.unit_needed

    def _offer(self, name: str, choices: Iterable[Choice]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(choices)


def _places(entries: Iterable[Unit | Facility], shown: Shown) -> list[tuple[str, str]]:
    return [
        (one.code, f"{one.code} {shown.name(one.name_th, one.name_en)}".strip()) for one in entries
    ]


@form_page
def add_source(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Add a source, then go on to its months in that year."""
    organisation = organisation_by_code(actor, code)
    word, kind = asked_period(request)
    known = places(actor, organisation.id, Permission.ENTER_DATA)
    version = version_of_year(actor, organisation.id, year_be, kind=kind)
    shown = Shown(language_of(request))
    form = SourceForm(shown, request, known)
    if request.method == "POST" and form.is_valid():
        source, findings = add(actor, organisation.id, SourceEntry(**form.cleaned_data))
        if source is not None:
            told = shown.word("entering", "added", code=source.code)
            messages.success(request, told)
            address = reverse("months", args=(organisation.code, year_be, source.code))
            return HttpResponseRedirect(address + address_query(word))
        for item in findings:
            form.refuse((item,), FIELDS.get(item.code))
    return printed(
        request,
        "entering/new_source.html",
        form=form,
        code=organisation.code,
        organisation=shown.organisation(organisation),
        year_be=version.year_be,
        year=shown.year(version.year_be),
        query=address_query(word),
    )
