"""Taking up an invitation: the page behind the link of the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from fahsai.services.join import Offer, accept, accept_with_new_account, offer
from fahsai.web.language import language_of
from fahsai.web.pages import WRITING, open_form_page, printed, sign_in
from fahsai.web.people.forms import NewAccountForm
from fahsai.web.shown import Shown
from fahsai.words.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding

POST = WRITING[-1]
GONE, FORBIDDEN = 410, 403
OVER = {"invitation.used", "invitation.revoked", "invitation.expired"}


@open_form_page
def join(request: HttpRequest, actor: Actor | None, token: str) -> HttpResponse:
    """Say yes: with the account that signed in, or with one made here."""
    offered = offer(actor, token)
    shown = Shown(language_of(request))
    if offered.refused:
        return _refusal(request, offered, offered.refused, shown)
    if actor is not None:
        return _with_account(request, actor, token, offered, shown)
    if offered.has_account:
        return sign_in(request)
    return _with_new_account(request, token, offered, shown)


def _with_account(
    request: HttpRequest, actor: Actor, token: str, offered: Offer, shown: Shown
) -> HttpResponse:
    if request.method == POST:
        done, said = accept(actor, token)
        if not done:
            return _refusal(request, offered, said, shown)
        messages.success(request, shown.word("join", "done"))
        return HttpResponseRedirect(reverse("organisation", args=(offered.organisation.code,)))
    return printed(request, "people/join.html", **_facts(offered, shown), actor=actor.name)


def _with_new_account(
    request: HttpRequest, token: str, offered: Offer, shown: Shown
) -> HttpResponse:
    form = NewAccountForm(shown, request)
    if form.is_bound and form.is_valid():
        done, said = accept_with_new_account(token, **form.cleaned_data)
        if done:
            messages.success(request, shown.word("join", "made", email=offered.email))
            target = reverse("organisation", args=(offered.organisation.code,))
            query = urlencode({"next": target})
            return HttpResponseRedirect(f"{reverse('account_login')}?{query}")
        form.refuse(said)
    facts = _facts(offered, shown)
    return printed(request, "people/join.html", **facts, form=form, email=offered.email)


def _facts(offered: Offer, shown: Shown) -> dict[str, Any]:
    return {
        "organisation": shown.organisation(offered.organisation),
        "role": shown.role(offered.role),
        "means": shown.word("role_means", offered.role.value),
        "units": ", ".join(offered.units),
    }


def _refusal(
    request: HttpRequest, offered: Offer, said: Sequence[Finding], shown: Shown
) -> HttpResponse:
    status = GONE if said[0].code in OVER else FORBIDDEN
    texts = tuple(message(one, shown.language) for one in said)
    name = shown.organisation(offered.organisation)
    return printed(
        request, "people/join_refused.html", status=status, organisation=name, texts=texts
    )
