"""Declaring the base-year policy, and recording what changed since a base year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from fahsai.core.access.roles import Permission
from fahsai.core.inventory.base_year import (
    COMMON_THRESHOLD,
    BaseYearChange,
    BaseYearPolicy,
    ChangeKind,
)
from fahsai.core.quantity.exact import EXACT, canonical
from fahsai.core.thai.numbers import parse_number
from fahsai.services.access import NotFoundError
from fahsai.services.base_year import base_year_of
from fahsai.services.base_year_records import (
    amend_change,
    base_year_changes,
    base_year_policy,
    record_change,
    set_base_year_policy,
)
from fahsai.services.inventories import settings_in_use, versions
from fahsai.web.doing.fields import DayField
from fahsai.web.forms import WordedForm
from fahsai.web.here import Crumb, YearHere, year_here
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.services.base_year_records import KeptChange

LONGEST = 4000
LONGEST_NUMBER = 60
KG = Decimal(1000)
REMOVE = "remove"


class NumberField(forms.CharField):
    """An exact number as people write it: Thai digits, separators, a minus."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_NUMBER, **options})

    default_error_messages: ClassVar[dict[str, Any]] = {"number": ""}

    def clean(self, value: Any) -> Decimal | None:
        """The number.

        Raises:
            ValidationError: it is none; the message is the form's own.
        """
        text = super().clean(value)
        number = parse_number(text)[0] if text else None
        if text and number is None:
            raise forms.ValidationError(self.error_messages["number"], code="number")
        return number


class PolicyForm(WordedForm):
    """From which effect on a base year is calculated anew, and why that changes."""

    words_of: ClassVar[str] = "base_policy"

    threshold = NumberField()
    structural = forms.BooleanField(required=False)
    method = forms.BooleanField(required=False)
    error = forms.BooleanField(required=False)
    text = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    reason = forms.CharField(required=False, max_length=LONGEST)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def policy(self) -> BaseYearPolicy:
        """What was declared."""
        given = self.cleaned_data
        return BaseYearPolicy(
            threshold_percent=given["threshold"],
            structural=given["structural"],
            method=given["method"],
            error=given["error"],
            text=given["text"].replace("\r\n", "\n").strip(),
        )


class ChangeForm(WordedForm):
    """What changed since a base year, by how much, and why."""

    words_of: ClassVar[str] = "base_change"

    base_year = forms.ChoiceField()
    change_kind = forms.ChoiceField()
    happened_on = DayField(required=True)
    effect = NumberField()
    reason = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(required=False, max_length=200)
    included_in = forms.ChoiceField(required=False)
    why = forms.CharField(required=False, max_length=LONGEST)
    answers = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, here: YearHere, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(here.shown, *args, **options)
        known = versions(actor, here.owner)
        years = sorted({one.year_be for one in known}, reverse=True)
        numbers = range(1, max((one.number for one in known), default=1) + 1)
        kinds = [(one.value, here.shown.word("base_kinds", one.value)) for one in ChangeKind]
        not_yet = here.shown.word("base_year", "not_included")
        lists = {
            "base_year": [(str(year), here.shown.year(year)) for year in years],
            "change_kind": [("", here.shown.word("base_year", "choose_kind")), *kinds],
            "included_in": [
                ("", not_yet),
                *((str(n), here.shown.word("values", "version", number=str(n))) for n in numbers),
            ],
        }
        for name, found in lists.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    @property
    def change(self) -> BaseYearChange:
        """What was said of it."""
        given = self.cleaned_data
        return BaseYearChange(
            base_year_be=int(given["base_year"]),
            change_kind=ChangeKind(given["change_kind"]),
            happened_on=given["happened_on"],
            effect_kg=Decimal(canonical(EXACT.multiply(given["effect"], KG))),
            reason=given["reason"].replace("\r\n", "\n").strip(),
            source_code=given["source"].strip(),
            included_in=int(given["included_in"] or 0),
            answers=given["answers"],
        )


def _here(request: HttpRequest, actor: Actor, code: str, year_be: int) -> YearHere:
    here = year_here(request, actor, code, year_be, Permission.SETTLE)
    page = Crumb(here.shown.word("year_rooms", "base_year"), here.address("base_year"))
    return YearHere(
        here.organisation,
        here.shown,
        page.address,
        page,
        version=here.version,
        query=here.query,
    )


@form_page
def policy(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Declare the policy."""
    here = _here(request, actor, code, year_be)
    kept = base_year_policy(actor, here.owner)
    stands = kept.policy or BaseYearPolicy(COMMON_THRESHOLD)
    initial = {
        "threshold": canonical(stands.threshold_percent),
        "structural": stands.structural,
        "method": stands.method,
        "error": stands.error,
        "text": stands.text,
        "seen": kept.seen,
    }
    form = PolicyForm(here.shown, request, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        _, findings = set_base_year_policy(
            actor, here.owner, form.policy, reason=given["reason"], seen=given["seen"]
        )
        if not findings:
            return _done(request, here, "policy_done")
        form.refuse(findings)
    return _form_page(request, here, form, "base_policy")


@form_page
def new_change(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Record a change; ``?of=ended-S05`` fills in what the records show."""
    here = _here(request, actor, code, year_be)
    form = ChangeForm(here, actor, request, initial=_proposed(request, actor, here))
    if request.method == "POST" and form.is_valid():
        number, findings = record_change(actor, here.owner, form.change)
        if number is not None:
            return _done(request, here, "change_done")
        form.refuse(findings)
    return _form_page(request, here, form, "base_change")


@form_page
def change(
    request: HttpRequest, actor: Actor, code: str, year_be: int, change: int
) -> HttpResponse:
    """Say a recorded change otherwise, or take it back."""
    here = _here(request, actor, code, year_be)
    kept = _kept(actor, here, change)
    initial = {**_initial(kept.change, here), "seen": kept.seen}
    form = ChangeForm(here, actor, request, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wanted = None if REMOVE in request.POST else form.change
        _, findings = amend_change(
            actor, here.owner, change, wanted, given["why"], seen=given["seen"] or kept.seen
        )
        if not findings:
            return _done(request, here, "change_done")
        form.refuse(findings)
    return _form_page(request, here, form, "base_amend", remove=REMOVE)


def _kept(actor: Actor, here: YearHere, number: int) -> KeptChange:
    for one in base_year_changes(actor, here.owner):
        if one.number == number:
            return one
    raise NotFoundError(str(number))


def _proposed(request: HttpRequest, actor: Actor, here: YearHere) -> Mapping[str, Any]:
    """What the form begins with: a proposal, or the base year alone."""
    asked = request.GET.get("of", "")
    if asked:
        seen = base_year_of(actor, here.owner, here.year_be, today=here.today, kind=here.kind)
        for one in seen.proposals:
            if one.key == asked:
                kind = "" if one.kind is None else one.kind.value
                return {**_initial(one.change, here), "change_kind": kind}
    base = settings_in_use(actor, here.version, here.today).base_year_be
    return {"base_year": str(base or here.year_be)}


def _initial(change: BaseYearChange, here: YearHere) -> dict[str, Any]:
    """A change as the fields of the form hold it."""
    return {
        "base_year": str(change.base_year_be),
        "change_kind": change.change_kind.value,
        "happened_on": here.shown.day(change.happened_on),
        "effect": canonical(change.effect_kg.scaleb(-3, EXACT)),
        "reason": change.reason,
        "source": change.source_code,
        "included_in": str(change.included_in or ""),
        "answers": change.answers,
    }


def _done(request: HttpRequest, here: YearHere, word: str) -> HttpResponse:
    messages.success(request, here.shown.word("base_year", word))
    return HttpResponseRedirect(here.back)


def _form_page(
    request: HttpRequest, here: YearHere, form: WordedForm, name: str, **more: Any
) -> HttpResponse:
    said = here.shown.word
    return printed(
        request,
        "doing/base_year.html",
        here=here,
        form=form,
        title=said("acts", name),
        lead=said("acts", f"{name}_lead"),
        button=said("acts", f"{name}_button"),
        **more,
    )
