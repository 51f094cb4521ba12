"""The form that says how well the figures of one source are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from fahsai.core.access.roles import Permission
from fahsai.core.inventory.activity import UNCERTAINTY
from fahsai.core.inventory.uncertainty.interval import interval
from fahsai.core.inventory.uncertainty.stated import ACTIVITY, FACTOR, REASON
from fahsai.core.thai.digits import to_arabic
from fahsai.services.sources import source_seen
from fahsai.services.uncertainty import state_intervals
from fahsai.web.doing.source_page import SEEN, source_here
from fahsai.web.forms import WordedForm
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.web.shown import Shown

LONGEST, LONGEST_REASON = 60, 2000
UPSTREAM = "upstream"
STATED = (ACTIVITY, FACTOR, UPSTREAM)


def _interval() -> forms.CharField:
    return forms.CharField(required=False, max_length=LONGEST)


def _reason() -> forms.CharField:
    return forms.CharField(required=False, max_length=LONGEST_REASON)


class IntervalForm(WordedForm):
    """The interval of the quantity, of the factor, of the factor upstream; each with its reason."""

    words_of: ClassVar[str] = "intervals"

    activity = _interval()
    activity_reason = _reason()
    factor = _interval()
    factor_reason = _reason()
    upstream = _interval()
    upstream_reason = _reason()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, shown: Shown, source: EmissionSource, *args: Any, **options: Any) -> None:
        super().__init__(shown, *args, **options)
        if f"{UNCERTAINTY}{UPSTREAM}" not in source.parameters and not source.kind.startswith(
            "electricity"
        ):
            del self.fields[UPSTREAM], self.fields[f"{UPSTREAM}_reason"]

    def clean(self) -> dict[str, Any]:
        """Each interval can be read and has its reason."""
        given: dict[str, Any] = super().clean() or {}
        for what in STATED:
            text = to_arabic(given.get(what, "")).strip()
            if text and interval(text) is None:
                self.add_error(what, self.shown.word("known", "unreadable"))
            elif text and not given.get(f"{what}_reason", "").strip():
                self.add_error(f"{what}_reason", self.shown.word("known", "reason_needed"))
        return given

    def asked(self) -> dict[str, tuple[str, str]]:
        """What was typed: interval and reason by what they are of."""
        return {
            what: (to_arabic(self.cleaned_data[what]), self.cleaned_data[f"{what}_reason"])
            for what in STATED
            if what in self.fields
        }


@form_page
def intervals(
    request: HttpRequest, actor: Actor, code: str, year_be: int, name: str
) -> HttpResponse:
    """State how well a source is known; an empty interval takes back what was stated."""
    here, _ = source_here(request, actor, code, year_be, name, Permission.SETTLE)
    source, now = source_seen(actor, here.owner, name)
    initial = {"seen": now}
    for what in STATED:
        initial[what] = source.parameters.get(f"{UNCERTAINTY}{what}", "")
        initial[f"{what}_reason"] = source.parameters.get(f"{UNCERTAINTY}{what}{REASON}", "")
    form = IntervalForm(here.shown, source, request, initial=initial)
    if request.method == "POST" and form.is_valid():
        after, said = state_intervals(
            actor, here.owner, source.code, form.asked(), seen=form.cleaned_data[SEEN]
        )
        if after is not None:
            messages.success(request, here.shown.word("known", "stated", source=source.code))
            return HttpResponseRedirect(here.address("year_uncertainty"))
        form.refuse(said)
    return printed(
        request,
        "doing/form.html",
        here=here,
        form=form,
        title=here.shown.word("known", "state"),
        lead=here.shown.word("known", "state_lead"),
        button=here.shown.word("known", "state_button"),
    )
