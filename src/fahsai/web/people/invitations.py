"""Inviting people: a new invitation, sending it again, revoking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.services.access import admit, organisation_by_code
from fahsai.services.invitations import invitation, invite, revoke, send_again
from fahsai.services.units import units
from fahsai.web.language import language_of
from fahsai.web.letters import address_in_letter
from fahsai.web.pages import WRITING, form_page, printed
from fahsai.web.people.forms import InvitationForm
from fahsai.web.people.page import invited_shown, role_meanings
from fahsai.web.shown import Shown
from fahsai.words.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding

POST = WRITING[-1]


@form_page
def new(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Invite somebody by e-mail."""
    known = organisation_by_code(actor, code)
    admit(actor, known.id, Permission.MANAGE_PEOPLE)
    shown = Shown(language_of(request))
    form = InvitationForm(shown, request, units=units(actor, known.id))
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        made, said = invite(
            actor, known.id, email, form.role_given, form.units_given, link=_link(request)
        )
        if made is not None:
            _tell(request, shown, said, shown.word("people", "invited", email=made.email))
            return HttpResponseRedirect(reverse("people", args=(code,)))
        form.refuse(said)
    return printed(
        request,
        "people/invite.html",
        form=form,
        code=code,
        name=shown.organisation(known),
        owner=actor.local_owner,
        roles=role_meanings(shown),
    )


@form_page
def again(request: HttpRequest, actor: Actor, code: str, invitation_id: UUID) -> HttpResponse:
    """Ask, then send a fresh link."""
    known = organisation_by_code(actor, code)
    kept = invitation(actor, known.id, invitation_id)
    shown = Shown(language_of(request))
    if request.method == POST:
        _, said = send_again(actor, known.id, invitation_id, link=_link(request))
        _tell(request, shown, said, shown.word("people", "sent_again", email=kept.email))
        return HttpResponseRedirect(reverse("people", args=(code,)))
    (values,) = invited_shown([kept], units(actor, known.id), shown)
    name = shown.organisation(known)
    return printed(request, "people/again.html", code=code, name=name, invited=values)


@form_page
def end(request: HttpRequest, actor: Actor, code: str, invitation_id: UUID) -> HttpResponse:
    """Ask, then let nobody take it up any more."""
    known = organisation_by_code(actor, code)
    kept = invitation(actor, known.id, invitation_id)
    shown = Shown(language_of(request))
    if request.method == POST:
        revoke(actor, known.id, invitation_id)
        messages.success(request, shown.word("people", "revoked", email=kept.email))
        return HttpResponseRedirect(reverse("people", args=(code,)))
    (values,) = invited_shown([kept], units(actor, known.id), shown)
    name = shown.organisation(known)
    return printed(request, "people/revoke.html", code=code, name=name, invited=values)


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
