"""Handing in last year's filled TCFO_R_01, and what it makes of the base year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from fahsai.core.access.roles import Permission
from fahsai.core.quantity.exact import EXACT
from fahsai.core.quantity.rounding import round_half_up
from fahsai.core.thai.era import BE_OFFSET
from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.base_form_upload import (
    accept_base_form,
    look_at_form_again,
    offer_base_form,
)
from fahsai.services.jobs import Work
from fahsai.services.take_base_year import OtherLines
from fahsai.services.uploads import Purpose
from fahsai.web.files import FilesField, received
from fahsai.web.forms import WordedForm
from fahsai.web.here import organisation_here
from fahsai.web.pages import form_page, printed
from fahsai.web.shown import exact_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.services.jobs import Job
    from fahsai.web.here import OrganisationHere
    from fahsai.web.shown import Shown

FIRST_BE, LAST_BE = 2450, 2700
LONGEST = 4000
THOUSAND = Decimal(1000)
ACCEPT, AGAIN = "accept", "again"


class BaseFormUpload(WordedForm):
    """A filled form, and its year where it does not say."""

    words_of: ClassVar[str] = "base_form_upload"

    workbook = FilesField(Purpose.WORKBOOK, many=False)
    form_year = forms.IntegerField(required=False, min_value=1900, max_value=LAST_BE)
    year_kind = forms.ChoiceField(required=False)

    def __init__(self, shown: Shown, *args: Any, **options: Any) -> None:
        super().__init__(shown, *args, **options)
        kinds = [(one, shown.word("base_form_kinds", one)) for one in YEAR_KINDS]
        unsaid = ("", shown.word("base_form_kinds", "unsaid"))
        self.fields["year_kind"].choices = [unsaid, *kinds]  # type: ignore[attr-defined]

    def clean_form_year(self) -> int | None:
        """The year in Buddhist numbers; both eras are understood."""
        year: int | None = self.cleaned_data["form_year"]
        return year if year is None or year >= FIRST_BE else year + BE_OFFSET


class TakeForm(WordedForm):
    """What has to be said before a form becomes the base year."""

    words_of: ClassVar[str] = "base_form_take"

    lines = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, shown: Shown, result: Mapping[str, Any], *args: Any, **options: Any) -> None:
        super().__init__(shown, *args, **options)
        choices = [
            (one.value, shown.word("base_form_lines", one.value))
            for one in (OtherLines.KEEP, OtherLines.REPLACE)
        ]
        self.fields["lines"].choices = choices  # type: ignore[attr-defined]
        self.fields["lines"].required = bool(result["asks_records"])
        self.fields["reason"].required = bool(result["asks_reason"])
        if not result["asks_records"]:
            del self.fields["lines"]
        else:
            del self.fields["reason"]


class FigureShown(NamedTuple):
    """One sum of the form beside ours."""

    name: str
    stated: str
    computed: str
    apart: str
    differs: bool


class LineShown(NamedTuple):
    """One row of the form beside ours, with the causes of its difference."""

    place: str
    label: str
    stated: str
    computed: str
    as_stated: bool
    causes: tuple[str, ...]


class FollowingShown(NamedTuple):
    """A year after the base year."""

    name: str
    before: str
    after: str


class BaseFormShown(NamedTuple):
    """What a form makes of the base year."""

    year: str
    lead: str
    taken: bool
    figures: tuple[FigureShown, ...]
    lines: tuple[LineShown, ...]
    following: tuple[FollowingShown, ...]


@form_page
def base_form(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Choose a filled form; what it would make is shown before anything is stored."""
    here = organisation_here(request, actor, code, Permission.SETTLE)
    form = BaseFormUpload(here.shown, request)
    if request.method == "POST":
        books, _ = received(request, form, "workbook")
        if form.is_valid() and books:
            kind = form.cleaned_data["year_kind"]
            started = offer_base_form(
                actor,
                here.owner,
                books[0],
                today=localdate(),
                year_be=form.cleaned_data["form_year"],
                kind=YEAR_KINDS[kind] if kind else None,
            )
            return HttpResponseRedirect(reverse("job", args=(code, started)))
    return printed(
        request,
        "doing/form.html",
        here=here,
        form=form,
        title=here.shown.word("base_form", "title"),
        lead=here.shown.word("base_form", "lead"),
        button=here.shown.word("base_form", "button"),
    )


def take_form(
    request: HttpRequest,
    actor: Actor,
    here: OrganisationHere,
    found: Job,
    result: Mapping[str, Any] | None,
) -> TakeForm | None:
    """What is asked before a form that was looked at can be taken; None where nobody may."""
    may = actor.may_in_all(here.owner, Permission.SETTLE)
    if not may or found.work is not Work.BASE_LOOK or result is None or not result["changes"]:
        return None
    return TakeForm(here.shown, result, request)


def pressed(
    actor: Actor, here: OrganisationHere, found: Job, form: TakeForm | None, do: str
) -> HttpResponse | None:
    """Where a pressed button leads; None where the form has to be filled first."""
    if do == AGAIN and (form is None or "lines" not in form.fields):
        following = look_at_form_again(actor, here.owner, found.id)
    elif form is None or do not in {ACCEPT, AGAIN}:
        following = found.id
    elif not form.is_valid():
        return None
    elif "lines" in form.fields:
        lines = OtherLines(form.cleaned_data["lines"])
        following = look_at_form_again(actor, here.owner, found.id, lines)
    else:
        reason = form.cleaned_data["reason"].replace("\r\n", "\n")
        following = accept_base_form(actor, here.owner, found.id, reason)
    return HttpResponseRedirect(reverse("job", args=(here.code, following)))


def base_form_shown(result: Mapping[str, Any], shown: Shown) -> BaseFormShown:
    """What a job says of its form, in words."""
    year = shown.year(result["year_be"])
    lead = "lead_would"
    if result["import"] is None:
        lead = "lead_kept"
    elif result["accepted"]:
        lead = "lead_taken"
    return BaseFormShown(
        year=year,
        lead=shown.word("base_form", lead, year=year, sheet=result["sheet"]),
        taken=result["accepted"],
        figures=tuple(_figure(one, shown) for one in result["figures"]),
        lines=tuple(_line(one, result["sheet"], shown) for one in result["lines"]),
        following=tuple(
            FollowingShown(
                one["version"],
                "–" if one["before"] is None else shown.year(one["before"]),
                "–" if one["after"] is None else shown.year(one["after"]),
            )
            for one in result["following"]
        ),
    )


def _figure(one: Mapping[str, Any], shown: Shown) -> FigureShown:
    name = shown.common("base_form_figures", one["name"].replace("gas.", "gas_"))
    apart = _tonnes(one["difference_kg"]) if one["differs"] else "0"
    return FigureShown(
        name, _tonnes(one["stated_kg"]), _tonnes(one["computed_kg"]), apart, one["differs"]
    )


def _line(one: Mapping[str, Any], sheet: str, shown: Shown) -> LineShown:
    causes = tuple(f"{_tonnes(part['kg'])} {part[shown.language.value]}" for part in one["parts"])
    return LineShown(
        f"{sheet}!{one['cell']}",
        one["label"],
        _tonnes(one["stated_kg"]),
        _tonnes(one["computed_kg"]),
        one["as_stated"],
        causes,
    )


def _tonnes(kg: str | None) -> str:
    """A mass [kg CO2e] as a text [t CO2e, six decimals at most]."""
    if kg is None:
        return "–"
    return exact_text(round_half_up(EXACT.divide(Decimal(kg), THOUSAND), 6))
