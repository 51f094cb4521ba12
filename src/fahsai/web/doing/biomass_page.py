"""The questions on renewable biomass of one source (form section 3.2.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from fahsai.core.access.roles import Permission
from fahsai.core.inventory.biomass import NO, YES, BiomassOrigin, BiomassQuestion
from fahsai.services.biomass import BiomassGiven, answer_biomass, biomass_source
from fahsai.services.sources import source_seen
from fahsai.web.biomass_words import answer_words, origin_words
from fahsai.web.files import tell
from fahsai.web.forms import WordedForm
from fahsai.web.here import Crumb, YearHere, year_here
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.services.biomass import BiomassSource
    from fahsai.web.shown import Shown

SEEN = "seen"
LONGEST = 2000


class BiomassForm(WordedForm):
    """The origin, the questions on it, and what proves the answers."""

    words_of: ClassVar[str] = "biomass"

    origin = forms.ChoiceField(required=False)
    land = forms.ChoiceField(required=False)
    carbon = forms.ChoiceField(required=False)
    law = forms.ChoiceField(required=False)
    pools = forms.ChoiceField(required=False)
    non_fossil = forms.ChoiceField(required=False)
    evidence = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, shown: Shown, request: HttpRequest, **options: Any) -> None:
        super().__init__(shown, request, **options)
        nothing = ("", shown.word("biomass_answers", "open"))
        self._choose("origin", [nothing, *origin_words(shown)])
        for question in BiomassQuestion:
            self._choose(question.value, answer_words(shown))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def given(self) -> BiomassGiven:
        """What was answered."""
        said = self.cleaned_data
        return BiomassGiven(
            BiomassOrigin(said["origin"]) if said["origin"] else None,
            {one: said[one.value] == YES for one in BiomassQuestion if said[one.value]},
            said["evidence"].strip(),
        )


@form_page
def biomass(request: HttpRequest, actor: Actor, code: str, year_be: int, name: str) -> HttpResponse:
    """Answer the questions of one source."""
    here = year_here(request, actor, code, year_be, Permission.SETTLE)
    source, now = source_seen(actor, here.owner, name)
    held = biomass_source(actor, here.owner, source.id)
    here = _above(here, held)
    seen = request.POST.get(SEEN, "") if request.method == "POST" else now
    form = BiomassForm(here.shown, request, initial=_initial(held))
    if request.method == "POST" and form.is_valid():
        after, findings = answer_biomass(actor, here.owner, name, form.given(), seen=seen)
        form.refuse(findings if after is None else ())
        if after is not None:
            verdict = here.shown.word("biomass_verdicts", after.answers.verdict.value)
            done = here.shown.word("biomass", "answered", source=name, verdict=verdict)
            messages.success(request, done)
            tell(request, findings, here.shown)
            return HttpResponseRedirect(here.back)
    word = here.shown.word
    return printed(
        request,
        "doing/biomass.html",
        here=here,
        form=form,
        title=word("biomass", "title"),
        lead=word("biomass", "lead" if held.asked else "not_asked"),
        button=word("biomass", "button"),
        verdict=word("biomass_verdicts", held.answers.verdict.value),
        asked=held.asked,
        seen=seen,
    )


def _above(here: YearHere, held: BiomassSource) -> YearHere:
    """The page under that of its source, and back to it."""
    source = held.source
    label = f"{source.code} {here.shown.source(source)}"
    crumb = Crumb(label, here.address("line", source.code))
    return replace(here, above=crumb, back=crumb.address)


def _initial(held: BiomassSource) -> dict[str, str]:
    """The stored answers, as the fields hold them."""
    answers = held.answers
    words = {question.value: YES if yes else NO for question, yes in answers.given.items()}
    origin = answers.origin.value if answers.origin else ""
    return {"origin": origin, **words, "evidence": answers.evidence}
