"""The page where a category of scope 3 is assessed: one row of Fr-03.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.reports.dossier import Scope3Assessment
from fahsai.services.calculate_year import calculate_year
from fahsai.services.scope3 import scope3_of_year
from fahsai.services.scope3_categories import category_names
from fahsai.services.scope3_decisions import CATEGORIES, decide_category, forget_category
from fahsai.web.doing.year_pages import frozen
from fahsai.web.forms import WordedForm
from fahsai.web.here import year_here
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.web.shown import Shown

SCORES = ("magnitude", "influence", "risk", "sector", "outsourcing", "engagement")
"""The scores of Fr-03.2 in the order of its columns."""
LONGEST_SCORE, LONGEST = 60, 2000


def _score() -> forms.CharField:
    return forms.CharField(required=False, max_length=LONGEST_SCORE)


class DecisionForm(WordedForm):
    """What is decided of one category; not assessed takes back what was."""

    words_of: ClassVar[str] = "scope3_decision"

    category = forms.ChoiceField()
    assessed = forms.BooleanField(required=False)
    has_source = forms.BooleanField(required=False)
    magnitude = _score()
    influence = _score()
    risk = _score()
    sector = _score()
    outsourcing = _score()
    engagement = _score()
    significant = forms.BooleanField(required=False)
    remark = forms.CharField(required=False, max_length=LONGEST)
    reason = forms.CharField(required=False, max_length=LONGEST)

    def __init__(self, shown: Shown, request: HttpRequest | None = None, **options: Any) -> None:
        super().__init__(shown, request, **options)
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            (str(one), f"{one}. {category_names(one)[shown.language.value]}") for one in CATEGORIES
        ]

    @property
    def decision(self) -> Scope3Assessment | None:
        """What was said, once it is valid; None where the category is not assessed."""
        given = self.cleaned_data
        if not given["assessed"]:
            return None
        scores = {name: given[name].strip() for name in SCORES if given[name].strip()}
        return Scope3Assessment(
            int(given["category"]),
            given["has_source"],
            scores,
            given["significant"],
            given["remark"].strip(),
        )


@form_page
def decide(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Assess the category of ``?category=6``, or take that back."""
    here = year_here(request, actor, code, year_be, Permission.WRITE_REPORT)
    if here.version.state is not VersionState.DRAFT:
        return frozen(request, actor, here)
    asked = request.GET.get("category", "1")
    category = int(asked) if asked in {str(one) for one in CATEGORIES} else CATEGORIES[0]
    year = calculate_year(
        actor, here.owner, year_be, today=here.today, kind=here.kind, of_lines=False
    )
    row = scope3_of_year(actor, here.owner, year).assessed.get(category)
    form = DecisionForm(here.shown, request, initial=_initial(category, row))
    if request.method == "POST" and form.is_valid():
        given, why = form.decision, form.cleaned_data["reason"]
        if given is None:
            number = int(form.cleaned_data["category"])
            _, said = forget_category(actor, here.owner, year_be, number, why=why, kind=here.kind)
        else:
            _, said = decide_category(actor, here.owner, year_be, given, why=why, kind=here.kind)
        if not said:
            messages.success(request, here.shown.word("doing", "category_decided"))
            return HttpResponseRedirect(here.address("year_scope3"))
        form.refuse(said)
    return printed(
        request,
        "doing/form.html",
        here=here,
        form=form,
        title=here.shown.word("acts", "scope3"),
        lead=here.shown.word("acts", "scope3_lead"),
        button=here.shown.word("acts", "scope3_button"),
    )


def _initial(category: int, row: Scope3Assessment | None) -> dict[str, Any]:
    """The fields as the category stands; a new one is assessed."""
    if row is None:
        return {"category": str(category), "assessed": True}
    return {
        "category": str(category),
        "assessed": True,
        "has_source": row.has_source,
        "significant": row.significant,
        "remark": row.remark,
        **row.scores,
    }
