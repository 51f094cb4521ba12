"""Inviting people: a new invitation, sending it again, revoking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.services.invitations import invitation, invite, revoke, send_again
from fahsai.services.units import units
from fahsai.web.here import organisation_here
from fahsai.web.letters import address_in_letter
from fahsai.web.pages import WRITING, form_page, printed
from fahsai.web.people.forms import InvitationForm
from fahsai.web.people.page import invited_shown, role_meanings
from fahsai.words.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.web.shown import Shown

POST = WRITING[-1]


@form_page
def new(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Invite somebody by e-mail."""
    here = organisation_here(request, actor, code, Permission.MANAGE_PEOPLE)
    form = InvitationForm(here.shown, request, units=units(actor, here.owner))
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        made, said = invite(
            actor,
            here.owner,
            email,
            form.role_given,
            form.units_given,
            link=_link(request),
        )
        if made is not None:
            _tell(request, here.shown, said, here.shown.word("people", "invited", email=made.email))
            return HttpResponseRedirect(reverse("people", args=(code,)))
        form.refuse(said)
    return printed(
        request,
        "people/invite.html",
        form=form,
        code=code,
        name=here.name,
        owner=actor.local_owner,
        roles=role_meanings(here.shown),
    )


@form_page
def again(request: HttpRequest, actor: Actor, code: str, invitation_id: UUID) -> HttpResponse:
    """Ask, then send a fresh link."""
    here = organisation_here(request, actor, code)
    kept = invitation(actor, here.owner, invitation_id)
    if request.method == POST:
        _, said = send_again(actor, here.owner, invitation_id, link=_link(request))
        _tell(request, here.shown, said, here.shown.word("people", "sent_again", email=kept.email))
        return HttpResponseRedirect(reverse("people", args=(code,)))
    (values,) = invited_shown([kept], units(actor, here.owner), here.shown)
    return printed(request, "people/again.html", code=code, name=here.name, invited=values)


@form_page
def end(request: HttpRequest, actor: Actor, code: str, invitation_id: UUID) -> HttpResponse:
    """Ask, then let nobody take it up any more."""
    here = organisation_here(request, actor, code)
    kept = invitation(actor, here.owner, invitation_id)
    if request.method == POST:
        revoke(actor, here.owner, invitation_id)
        messages.success(request, here.shown.word("people", "revoked", email=kept.email))
        return HttpResponseRedirect(reverse("people", args=(code,)))
    (values,) = invited_shown([kept], units(actor, here.owner), here.shown)
    return printed(request, "people/revoke.html", code=code, name=here.name, invited=values)


def _link(request: HttpRequest) -> Callable[[str], str]:
    """Makes the whole address of the page that takes an invitation up."""
    return lambda token: address_in_letter(request, reverse("join", args=(token,)))


def _tell(request: HttpRequest, shown: Shown, said: Iterable[Finding], done: str) -> None:
    """Say what was done, or what stood in the way."""
    texts = [message(one, shown.language) for one in said]
    for text in texts:
        messages.warning(request, text)
    if not texts:
        messages.success(request, done)
