"""What is done with a year as a whole: settings, documents, submitting, reopening."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.assurance.materiality import MaterialityBase
from fahsai.core.finding import Level
from fahsai.core.inventory.group import Approach
from fahsai.core.quantity.exact import canonical
from fahsai.core.thai.dates import parse_date
from fahsai.services.dossier import dossier_of, settings_findings
from fahsai.services.inventories import set_settings, settings_in_use, versions
from fahsai.services.later_documents import make_documents_later
from fahsai.services.materiality import threshold
from fahsai.services.rules import factor_set_following, factor_sets
from fahsai.services.submit import reopen, submit
from fahsai.services.year_documents import documents_of_year
from fahsai.web.forms import WordedForm
from fahsai.web.here import YearHere, year_here
from fahsai.web.pages import form_page, printed
from fahsai.web.said import findings_said
from fahsai.words.load import words
from fahsai.words.messages import message

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.inventories import Settings, Version
    from fahsai.web.shown import Shown


LEAST, WHOLE = Decimal("0.0001"), Decimal(100)
"""What a threshold of materiality may be [%]."""


class SettingsForm(WordedForm):
    """How a year is computed and compared."""

    words_of: ClassVar[str] = "year_settings"

    report_date = forms.CharField(max_length=40)
    factor_set = forms.ChoiceField()
    base_year = forms.ChoiceField(required=False)
    turnaround = forms.BooleanField(required=False)
    energy_upstream = forms.BooleanField(required=False)
    materiality_percent = forms.DecimalField(
        required=False, max_digits=7, decimal_places=4, min_value=LEAST, max_value=WHOLE
    )
    materiality_base = forms.ChoiceField(required=False)
    approach = forms.ChoiceField(required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, here: YearHere, years: list[int], *args: Any, **options: Any) -> None:
        super().__init__(here.shown, *args, **options)
        sets = [(code, here.shown.edition(code)) for code in factor_sets()]
        none = here.shown.word("doing", "no_base_year")
        bases = [("", none), *((str(year), here.shown.year(year)) for year in years)]
        approaches = [(one.value, here.shown.word("approaches", one)) for one in Approach]
        self.fields["approach"].choices = approaches  # type: ignore[attr-defined]
        self.fields["factor_set"].choices = sets  # type: ignore[attr-defined]
        self.fields["base_year"].choices = bases  # type: ignore[attr-defined]
        beside = [(one.value, here.shown.word("known_bases", one)) for one in MaterialityBase]
        self.fields["materiality_base"].choices = beside  # type: ignore[attr-defined]

    def clean_report_date(self) -> date:
        """The date, in either era."""
        day, _ = parse_date(self.cleaned_data["report_date"])
        if day is None:
            raise forms.ValidationError(self.shown.word("form_errors", "date"), code="invalid")
        return day


class ReasonForm(WordedForm):
    """Why a submitted year is opened again."""

    words_of: ClassVar[str] = "reopen"

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class SubmitForm(WordedForm):
    """That somebody means it."""

    words_of: ClassVar[str] = "submit"

    sure = forms.BooleanField()


@form_page
def settings(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Report date, list of factors, base year."""
    here = year_here(request, actor, code, year_be, Permission.SETTLE)
    if here.version.state is not VersionState.DRAFT:
        return frozen(request, actor, here)
    stored = settings_in_use(actor, here.version, here.today)
    years = sorted({one.year_be for one in versions(actor, here.owner)}, reverse=True)
    initial = {
        "report_date": here.shown.day(stored.report_date),
        "factor_set": stored.factor_set,
        "base_year": str(stored.base_year_be or ""),
        "turnaround": stored.turnaround,
        "energy_upstream": stored.energy_upstream,
        "materiality_percent": threshold(stored.materiality_percent),
        "materiality_base": stored.materiality_base,
        "approach": stored.approach,
        "seen": here.version.seen,
    }
    form = SettingsForm(here, years, request, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = _settings(stored, form.cleaned_data)
        refused: tuple[Finding, ...] = ()
        if wanted != here.version.settings:
            seen = form.cleaned_data["seen"]
            _, refused = set_settings(actor, here.version, wanted, seen=seen)
        if not refused:
            said = settings_findings(actor, here.owner, year_be, today=here.today, kind=here.kind)
            messages.success(request, here.shown.word("doing", "settings_done"))
            if wanted.factor_set != form.cleaned_data["factor_set"]:
                edition = here.shown.edition(wanted.factor_set)
                followed = here.shown.word("doing", "edition_followed", edition=edition)
                messages.warning(request, followed)
            for one in said:
                messages.warning(request, message(one, here.shown.language))
            return HttpResponseRedirect(here.back)
        form.refuse(refused)
    return printed(request, "doing/form.html", form=form, **_words(here, "settings"))


def _settings(stored: Settings, given: dict[str, Any]) -> Settings:
    """The settings of the form; a list that nobody chose anew follows the report date."""
    chosen = given["factor_set"]
    if chosen == stored.factor_set:
        chosen = factor_set_following(chosen, stored.report_date, given["report_date"])
    return replace(
        stored,
        factor_set=chosen,
        report_date=given["report_date"],
        base_year_be=int(given["base_year"]) if given["base_year"] else None,
        energy_upstream=given["energy_upstream"],
        turnaround=given["turnaround"],
        materiality_percent=_threshold(stored, given["materiality_percent"]),
        materiality_base=given["materiality_base"] or stored.materiality_base,
        approach=given["approach"] or stored.approach,
    )


def _threshold(stored: Settings, given: Decimal | None) -> str:
    """The threshold as it was written, unless another figure was typed."""
    same = given is None or given == threshold(stored.materiality_percent)
    return stored.materiality_percent if same or given is None else canonical(given)


@form_page
def documents(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Have the documents of a year made."""
    here = year_here(request, actor, code, year_be, Permission.WRITE_REPORT)
    if request.method == "POST":
        job = make_documents_later(
            actor,
            here.owner,
            year_be,
            today=here.today,
            number=here.version.number,
            kind=here.kind,
            query=here.query,
        )
        return HttpResponseRedirect(reverse("job", args=(code, job)))
    dossier = dossier_of(actor, here.owner, year_be, today=here.today, kind=here.kind)
    kept = documents_of_year(actor, here.owner, dossier.result)
    return printed(
        request,
        "doing/documents.html",
        kept=[(one.file_name, reverse("document", args=(code, one.id))) for one in kept],
        incomplete=not dossier.result.calculation.complete,
        **_words(here, "documents"),
    )


@form_page
def hand_over(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Submit a version: first what stands in the way, then the question, then it is frozen."""
    here = year_here(request, actor, code, year_be, Permission.SUBMIT)
    if here.version.state is not VersionState.DRAFT:
        return frozen(request, actor, here)
    form = SubmitForm(here.shown, request)
    if request.method == "POST" and form.is_valid():
        version, findings = submit(actor, here.owner, year_be, today=here.today, kind=here.kind)
        if version is not None:
            messages.success(request, _said_of("submitted", version, here.shown))
            return HttpResponseRedirect(here.back)
        form.refuse(one for one in findings if one.level is Level.ERROR)
    dossier = dossier_of(actor, here.owner, year_be, today=here.today, kind=here.kind)
    found = dossier.dossier.findings
    errors = [one for one in found if one.level is Level.ERROR]
    ready = not errors and dossier.result.calculation.complete
    others = [one for one in found if one.level is not Level.ERROR]
    return printed(
        request,
        "doing/submit.html",
        form=form,
        ready=ready,
        errors=findings_said(errors, here.shown),
        others=findings_said(others, here.shown),
        **_words(here, "submit"),
    )


@form_page
def open_again(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Start the next version of a submitted year, for a reason."""
    here = year_here(request, actor, code, year_be, Permission.SUBMIT)
    form = ReasonForm(here.shown, request)
    if request.method == "POST" and form.is_valid():
        version, findings = reopen(
            actor, here.owner, year_be, form.cleaned_data["reason"], kind=here.kind
        )
        if version is not None:
            messages.success(request, _said_of("reopened", version, here.shown))
            return HttpResponseRedirect(here.back)
        form.refuse(findings)
    if here.version.state is VersionState.DRAFT:
        return printed(request, "doing/plain.html", say="not_submitted", **_words(here, "reopen"))
    return printed(request, "doing/form.html", form=form, **_words(here, "reopen"))


def frozen(request: HttpRequest, actor: Actor, here: YearHere) -> HttpResponse:
    """A submitted year changes no more: what to do instead."""
    may = actor.units(here.owner, Permission.SUBMIT) is None
    return printed(
        request,
        "doing/plain.html",
        say="frozen",
        reopen=here.address("reopen") if may else "",
        **_words(here, "frozen"),
    )


def _said_of(key: str, version: Version, shown: Shown) -> str:
    """What happened to a version, in words."""
    name = shown.word("values", "version", number=str(version.number))
    return shown.word("doing", key, version=name, year=shown.year(version.year_be))


def _words(here: YearHere, name: str) -> dict[str, Any]:
    """Title, lead and button of a form, each in ``[acts]`` under the name of its page."""
    section = words("web")["acts"]
    said = {
        part: here.shown.word("acts", key)
        for part, key in (("title", name), ("lead", f"{name}_lead"), ("button", f"{name}_button"))
        if key in section
    }
    return {"here": here, **said}
