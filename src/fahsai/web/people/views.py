"""The people of an organisation: who they are, and giving and taking roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission, Role
from fahsai.services.access import NotFoundError
from fahsai.services.invitations import invitations
from fahsai.services.people import give_role, member, members, take_role
from fahsai.services.units import units
from fahsai.web.here import organisation_here
from fahsai.web.organisations.forms import ReasonForm
from fahsai.web.pages import form_page, page, printed
from fahsai.web.people.forms import RoleForm
from fahsai.web.people.page import invited_shown, members_shown, role_meanings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.services.people import HeldRole


@page
def people(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Everybody who belongs to the organisation, and who was asked to."""
    here = organisation_here(request, actor, code, Permission.MANAGE_PEOPLE)
    parts = units(actor, here.owner)
    return printed(
        request,
        "people/people.html",
        code=code,
        name=here.name,
        members=members_shown(members(actor, here.owner), parts, here.shown),
        invited=invited_shown(invitations(actor, here.owner), parts, here.shown),
        owner=actor.local_owner,
        roles=role_meanings(here.shown),
    )


@form_page
def person(request: HttpRequest, actor: Actor, code: str, account_id: UUID) -> HttpResponse:
    """Somebody's roles, and a form to give another."""
    here = organisation_here(request, actor, code)
    who = member(actor, here.owner, account_id)
    parts = units(actor, here.owner)
    form = RoleForm(here.shown, request, units=parts, initial=_held(who.roles, request))
    if form.is_bound and form.is_valid():
        said = give_role(
            actor,
            here.owner,
            account_id,
            form.role_given,
            form.units_given,
            form.cleaned_data["reason"],
        )
        if not said:
            messages.success(request, here.shown.word("people", "given", name=who.name))
            return HttpResponseRedirect(reverse("member", args=(code, account_id)))
        form.refuse(said)
    (values,) = members_shown([who], parts, here.shown)
    return printed(
        request,
        "people/member.html",
        form=form,
        code=code,
        name=here.name,
        member=values,
        own=actor.id == account_id,
        roles=role_meanings(here.shown),
    )


@form_page
def take(
    request: HttpRequest, actor: Actor, code: str, account_id: UUID, role: str
) -> HttpResponse:
    """Ask before a role is taken."""
    here = organisation_here(request, actor, code)
    who = member(actor, here.owner, account_id)
    held = {one.role.value for one in who.roles}
    if role not in held:
        raise NotFoundError(role)
    form = ReasonForm(here.shown, request)
    if form.is_bound and form.is_valid():
        said = take_role(actor, here.owner, account_id, Role(role), form.cleaned_data["reason"])
        if not said:
            messages.success(request, here.shown.word("people", "taken", name=who.name))
            return HttpResponseRedirect(_after(actor, code, account_id, own_role=role, held=held))
        form.refuse(said)
    return printed(
        request,
        "people/take.html",
        form=form,
        code=code,
        name=here.name,
        member=who,
        role=here.shown.role(role),
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
