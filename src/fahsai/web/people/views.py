"""The people of an organisation: who they are, and giving and taking roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission, Role
from fahsai.services.access import NotFoundError, admit, organisation_by_code
from fahsai.services.invitations import invitations
from fahsai.services.people import give_role, member, members, take_role
from fahsai.services.units import units
from fahsai.web.language import language_of
from fahsai.web.organisations.forms import ReasonForm
from fahsai.web.pages import form_page, page, printed
from fahsai.web.people.forms import RoleForm
from fahsai.web.people.page import invited_shown, members_shown, role_meanings
from fahsai.web.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.services.people import HeldRole


@page
def people(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Everybody who belongs to the organisation, and who was asked to."""
    known = organisation_by_code(actor, code)
    admit(actor, known.id, Permission.MANAGE_PEOPLE)
    shown = Shown(language_of(request))
    parts = units(actor, known.id)
    return printed(
        request,
        "people/people.html",
        code=code,
        name=shown.organisation(known),
        members=members_shown(members(actor, known.id), parts, shown),
        invited=invited_shown(invitations(actor, known.id), parts, shown),
        owner=actor.local_owner,
        roles=role_meanings(shown),
    )


@form_page
def person(request: HttpRequest, actor: Actor, code: str, account_id: UUID) -> HttpResponse:
    """Somebody's roles, and a form to give another."""
    known = organisation_by_code(actor, code)
    who = member(actor, known.id, account_id)
    shown = Shown(language_of(request))
    parts = units(actor, known.id)
    form = RoleForm(shown, request, units=parts, initial=_held(who.roles, request))
    if form.is_bound and form.is_valid():
        said = give_role(
            actor,
            known.id,
            account_id,
            form.role_given,
            form.units_given,
            form.cleaned_data["reason"],
        )
        if not said:
            messages.success(request, shown.word("people", "given", name=who.name))
            return HttpResponseRedirect(reverse("member", args=(code, account_id)))
        form.refuse(said)
    (values,) = members_shown([who], parts, shown)
    return printed(
        request,
        "people/member.html",
        form=form,
        code=code,
        name=shown.organisation(known),
        member=values,
        own=actor.id == account_id,
        roles=role_meanings(shown),
    )


@form_page
def take(
    request: HttpRequest, actor: Actor, code: str, account_id: UUID, role: str
) -> HttpResponse:
    """Ask before a role is taken."""
    known = organisation_by_code(actor, code)
    who = member(actor, known.id, account_id)
    held = {one.role.value for one in who.roles}
    if role not in held:
        raise NotFoundError(role)
    shown = Shown(language_of(request))
    form = ReasonForm(shown, request)
    if form.is_bound and form.is_valid():
        said = take_role(actor, known.id, account_id, Role(role), form.cleaned_data["reason"])
        if not said:
            messages.success(request, shown.word("people", "taken", name=who.name))
            return HttpResponseRedirect(_after(actor, code, account_id, own_role=role, held=held))
        form.refuse(said)
    return printed(
        request,
        "people/take.html",
        form=form,
        code=code,
        name=shown.organisation(known),
        member=who,
        role=shown.role(role),
    )


def _after(actor: Actor, code: str, account_id: UUID, *, own_role: str, held: set[str]) -> str:
    """Where to go on: who laid down the right to manage people goes home."""
    if actor.id == account_id and own_role == Role.ADMINISTRATOR.value:
        return reverse("home")
    if held == {own_role}:
        return reverse("people", args=(code,))
    return reverse("member", args=(code, account_id))


def _held(roles: Iterable[HeldRole], request: HttpRequest) -> dict[str, object]:
    """The form as it begins: the role that ``?role=collector`` names, with its units."""
    for one in roles:
        if one.role.value == request.GET.get("role"):
            return {"role": one.role.value, "units": [str(key) for key in one.units or ()]}
    return {"role": Role.COLLECTOR.value}
