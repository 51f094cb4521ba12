"""The pages of an organisation: each asks the services and prints what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.services.access import ForbiddenError
from fahsai.services.found import found_organisation
from fahsai.services.profile import change_profile
from fahsai.services.units import add_unit, change_unit, unit, units, withdraw_unit
from fahsai.web.here import organisation_here
from fahsai.web.language import language_of
from fahsai.web.organisations.forms import (
    FoundForm,
    ProfileForm,
    ReasonForm,
    UnitChangeForm,
    UnitForm,
)
from fahsai.web.organisations.page import organisation_page
from fahsai.web.organisations.tree import unit_tree
from fahsai.web.pages import form_page, page, printed
from fahsai.web.shown import Shown

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor

PROFILE = ("name_th", "name_en", "kind", "province", "address")


@page
def organisation(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One organisation: what it is, its years, and the ways to all that belongs to it."""
    here = organisation_here(request, actor, code)
    values = organisation_page(actor, here.organisation, here.shown)
    return printed(request, "organisations/organisation.html", page=values)


@form_page
def found(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new organisation."""
    if not actor.may_found:
        raise ForbiddenError(Permission.MANAGE_ORGANISATION)
    shown = Shown(language_of(request))
    form = FoundForm(shown, request)
    if form.is_bound and form.is_valid():
        made, said = found_organisation(actor, **form.cleaned_data)
        if made is not None:
            messages.success(request, shown.word("found", "done"))
            return HttpResponseRedirect(reverse("organisation", args=(made.code,)))
        form.refuse(said)
    return printed(request, "organisations/found.html", form=form)


@form_page
def profile(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Name, kind and place of an organisation."""
    here = organisation_here(request, actor, code, Permission.MANAGE_ORGANISATION)
    form = ProfileForm(
        here.shown, request, initial={name: getattr(here.organisation, name) for name in PROFILE}
    )
    if form.is_bound and form.is_valid():
        changed, said = change_profile(actor, here.owner, **form.cleaned_data)
        if changed is not None:
            messages.success(request, here.shown.word("profile", "done"))
            return HttpResponseRedirect(reverse("organisation", args=(code,)))
        form.refuse(said)
    return printed(request, "organisations/profile.html", form=form, code=code, name=here.name)


@form_page
def unit_list(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The units as a tree, and a form for a new one."""
    here = organisation_here(request, actor, code, Permission.MANAGE_ORGANISATION)
    kept = units(actor, here.owner)
    form = UnitForm(here.shown, request, units=kept)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        parent = _key(given["parent"])
        made, said = add_unit(
            actor, here.owner, given["code"], given["name_th"], given["name_en"], parent
        )
        if made is not None:
            messages.success(request, here.shown.word("units", "added", code=made.code))
            return HttpResponseRedirect(reverse("units", args=(code,)))
        form.refuse(said)
    return printed(
        request,
        "organisations/units.html",
        form=form,
        code=code,
        name=here.name,
        tree=unit_tree(kept, here.shown),
    )


@form_page
def unit_change(request: HttpRequest, actor: Actor, code: str, unit_id: UUID) -> HttpResponse:
    """Another name or place of a unit."""
    here = organisation_here(request, actor, code, Permission.MANAGE_ORGANISATION)
    kept = unit(actor, here.owner, unit_id)
    others = [one for one in units(actor, here.owner) if one.id != unit_id]
    initial = {
        "name_th": kept.name_th,
        "name_en": kept.name_en,
        "parent": str(kept.parent_id or ""),
    }
    form = UnitChangeForm(here.shown, request, units=others, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        parent = _key(given["parent"])
        changed, said = change_unit(
            actor,
            here.owner,
            unit_id,
            given["name_th"],
            given["name_en"],
            parent,
            given["reason"],
        )
        if changed is not None:
            messages.success(request, here.shown.word("units", "changed", code=changed.code))
            return HttpResponseRedirect(reverse("units", args=(code,)))
        form.refuse(said)
    return printed(
        request,
        "organisations/unit.html",
        form=form,
        code=code,
        name=here.name,
        unit=kept,
        unit_name=here.shown.name(kept.name_th, kept.name_en),
    )


@form_page
def unit_end(request: HttpRequest, actor: Actor, code: str, unit_id: UUID) -> HttpResponse:
    """Ask before a unit ends."""
    here = organisation_here(request, actor, code, Permission.MANAGE_ORGANISATION)
    kept = unit(actor, here.owner, unit_id)
    form = ReasonForm(here.shown, request)
    if form.is_bound and form.is_valid():
        gone, said = withdraw_unit(actor, here.owner, unit_id, form.cleaned_data["reason"])
        if gone:
            messages.success(request, here.shown.word("units", "withdrawn", code=kept.code))
            return HttpResponseRedirect(reverse("units", args=(code,)))
        form.refuse(said)
    return printed(
        request,
        "organisations/unit_end.html",
        form=form,
        code=code,
        name=here.name,
        unit=kept,
        unit_name=here.shown.name(kept.name_th, kept.name_en),
    )


def _key(text: str) -> UUID | None:
    """The unit that a form names; the form has checked that it is one of its list."""
    return UUID(text) if text else None
