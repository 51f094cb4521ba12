"""The legal entities of a group by page: the list, one, its end, and what belongs to each."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.core.inventory.group import Belonging
from fahsai.services.entity_links import forget_entity, name_entity
from fahsai.services.legal_entities import (
    add_legal_entity,
    change_legal_entity,
    group_now,
    legal_entity,
    withdraw_legal_entity,
)
from fahsai.services.sources import sources
from fahsai.services.units import units
from fahsai.web.group.forms import (
    ITSELF,
    NOTHING,
    EndForm,
    EntityChangeForm,
    EntityForm,
    PartForm,
)
from fahsai.web.group.shown import belongings_shown, entities_shown, holdings_shown
from fahsai.web.here import organisation_here
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor


@form_page
def entity_list(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The entities with what is held of each today, and a form for a new one."""
    here = organisation_here(request, actor, code, Permission.SETTLE)
    form = EntityForm(here.shown, request)
    if form.is_bound and form.is_valid():
        made, said = add_legal_entity(actor, here.owner, form.cleaned_data["code"], form.entry)
        if made is not None:
            messages.success(request, here.shown.word("entities", "added", code=made.code))
            return HttpResponseRedirect(reverse("entity", args=(code, made.id)))
        form.refuse(said)
    group = group_now(actor, here.owner)
    return printed(
        request,
        "group/entities.html",
        form=form,
        code=code,
        name=here.name,
        entities=entities_shown(group, here.shown),
    )


@form_page
def entity_change(request: HttpRequest, actor: Actor, code: str, entity_id: UUID) -> HttpResponse:
    """One entity: its names, and its holdings in the order of time."""
    here = organisation_here(request, actor, code, Permission.SETTLE)
    kept = legal_entity(actor, here.owner, entity_id)
    names = ("name_th", "name_en", "registration", "country")
    initial = {name: getattr(kept, name) for name in names}
    form = EntityChangeForm(here.shown, request, initial=initial)
    if form.is_bound and form.is_valid():
        changed, said = change_legal_entity(
            actor, here.owner, entity_id, form.entry, form.cleaned_data["reason"]
        )
        if changed is not None:
            messages.success(request, here.shown.word("entities", "changed", code=changed.code))
            return HttpResponseRedirect(reverse("entity", args=(code, entity_id)))
        form.refuse(said)
    group = group_now(actor, here.owner)
    return printed(
        request,
        "group/entity.html",
        form=form,
        code=code,
        name=here.name,
        entity=kept,
        entity_name=here.shown.name(kept.name_th, kept.name_en),
        holdings=holdings_shown(group.held(entity_id), here.shown),
    )


@form_page
def entity_end(request: HttpRequest, actor: Actor, code: str, entity_id: UUID) -> HttpResponse:
    """Ask before an entity ends."""
    here = organisation_here(request, actor, code, Permission.SETTLE)
    kept = legal_entity(actor, here.owner, entity_id)
    form = EndForm(here.shown, request)
    if form.is_bound and form.is_valid():
        gone, said = withdraw_legal_entity(
            actor, here.owner, entity_id, form.cleaned_data["reason"]
        )
        if gone:
            messages.success(request, here.shown.word("entities", "withdrawn", code=kept.code))
            return HttpResponseRedirect(reverse("entities", args=(code,)))
        form.refuse(said)
    return printed(
        request,
        "group/ask.html",
        form=form,
        code=code,
        name=here.name,
        title=here.shown.word("entities", "end_title"),
        lead=f"{kept.code} {here.shown.name(kept.name_th, kept.name_en)}",
        told=here.shown.word("entities", "end_help"),
        button=here.shown.word("entities", "end_button"),
        danger=True,
        back=reverse("entity", args=(code, entity_id)),
    )


@form_page
def entity_parts(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Whose each unit and source is, and a form to say so."""
    here = organisation_here(request, actor, code, Permission.SETTLE)
    shown = here.shown
    of_units, of_sources = units(actor, here.owner), sources(actor, here.owner)
    group = group_now(actor, here.owner)
    subjects = [
        *(
            (f"unit:{one.id}", f"{one.code} {shown.name(one.name_th, one.name_en)}")
            for one in of_units
        ),
        *((f"source:{one.id}", f"{one.code} {shown.source(one)}") for one in of_sources),
    ]
    form = PartForm(shown, request, subjects=subjects, entities=group.entities)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        belonging = Belonging(given["belonging"])
        subject = UUID(given["subject"].partition(":")[2])
        if given["entity"] == NOTHING:
            _, said = forget_entity(actor, here.owner, belonging, subject, given["reason"])
        else:
            entity = None if given["entity"] == ITSELF else UUID(given["entity"])
            _, said = name_entity(actor, here.owner, belonging, subject, entity, given["reason"])
        if not said:
            messages.success(request, shown.word("entity_parts", "done"))
            return HttpResponseRedirect(reverse("entity_parts", args=(code,)))
        form.refuse(said)
    return printed(
        request,
        "group/parts.html",
        form=form,
        code=code,
        name=here.name,
        parts=belongings_shown(group, of_units, of_sources, shown),
    )
