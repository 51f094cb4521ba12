"""The page where somebody says why a warning of a year is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.services.answer_finding import answer_finding, finding_said
from fahsai.web.doing.year_pages import frozen
from fahsai.web.forms import WordedForm
from fahsai.web.here import year_here
from fahsai.web.pages import form_page, printed
from fahsai.web.said import findings_said

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor

LONGEST = 2000


class AnswerForm(WordedForm):
    """Why what was warned of is right."""

    words_of: ClassVar[str] = "answer_finding"

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST)


@form_page
def answer(request: HttpRequest, actor: Actor, code: str, year_be: int, mark: str) -> HttpResponse:
    """What was said, and the field for the reason why it is right."""
    here = year_here(request, actor, code, year_be, Permission.SETTLE)
    item, reason = finding_said(actor, here.owner, year_be, mark, today=here.today, kind=here.kind)
    if here.version.state is not VersionState.DRAFT:
        return frozen(request, actor, here)
    form = AnswerForm(here.shown, request, initial={"reason": reason})
    if request.method == "POST" and form.is_valid():
        kept, refused = answer_finding(
            actor,
            here.owner,
            year_be,
            mark,
            form.cleaned_data["reason"],
            today=here.today,
            kind=here.kind,
        )
        if kept:
            messages.success(request, here.shown.word("doing", "answered"))
            return HttpResponseRedirect(here.address("year_findings"))
        form.refuse(refused)
    (said,) = findings_said((item,), here.shown)
    return printed(
        request,
        "doing/answer.html",
        form=form,
        said=said,
        here=here,
        title=here.shown.word("acts", "answer"),
        lead=here.shown.word("acts", "answer_lead"),
        button=here.shown.word("acts", "answer_button"),
    )
