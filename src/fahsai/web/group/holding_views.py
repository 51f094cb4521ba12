"""What is held of an entity, by page: a new entry, a correction, one that never was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.services.access import NotFoundError
from fahsai.services.holdings import add_holding, change_holding, withdraw_holding
from fahsai.services.legal_entities import group_now, legal_entity
from fahsai.web.group.forms import EndForm, HoldingChangeForm, HoldingForm, holding_initial
from fahsai.web.here import organisation_here
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.group import Holding, LegalEntity
    from fahsai.web.here import OrganisationHere


@form_page
def holding_new(request: HttpRequest, actor: Actor, code: str, entity_id: UUID) -> HttpResponse:
    """Share and control from a day on."""
    here = organisation_here(request, actor, code, Permission.SETTLE)
    entity = legal_entity(actor, here.owner, entity_id)
    form = HoldingForm(here.shown, request)
    if form.is_bound and form.is_valid():
        made, said = add_holding(actor, here.owner, entity_id, form.entry)
        if made is not None:
            return _done(request, here, entity, "added", said)
        form.refuse(said)
    return _printed(request, here, entity, form, "new")


@form_page
def holding_change(request: HttpRequest, actor: Actor, code: str, holding_id: UUID) -> HttpResponse:
    """A correction of what was entered."""
    here = organisation_here(request, actor, code, Permission.SETTLE)
    held, entity = _held(actor, here, holding_id)
    form = HoldingChangeForm(here.shown, request, initial=holding_initial(held, here.shown))
    if form.is_bound and form.is_valid():
        changed, said = change_holding(
            actor, here.owner, holding_id, form.entry, form.cleaned_data["reason"]
        )
        if changed is not None:
            return _done(request, here, entity, "changed", said)
        form.refuse(said)
    return _printed(request, here, entity, form, "change")


@form_page
def holding_end(request: HttpRequest, actor: Actor, code: str, holding_id: UUID) -> HttpResponse:
    """Ask before an entry is taken back."""
    here = organisation_here(request, actor, code, Permission.SETTLE)
    _, entity = _held(actor, here, holding_id)
    form = EndForm(here.shown, request)
    if form.is_bound and form.is_valid():
        gone, said = withdraw_holding(actor, here.owner, holding_id, form.cleaned_data["reason"])
        if gone:
            return _done(request, here, entity, "withdrawn", said)
        form.refuse(said)
    return _printed(request, here, entity, form, "end")


def _held(actor: Actor, here: OrganisationHere, holding_id: UUID) -> tuple[Holding, LegalEntity]:
    """A holding with its entity.

    Raises:
        NotFoundError: there is none of that id here.
    """
    group = group_now(actor, here.owner)
    for one in group.holdings:
        entity = group.entity(one.entity_id)
        if one.id == holding_id and entity is not None:
            return one, entity
    raise NotFoundError(str(holding_id))


def _done(
    request: HttpRequest,
    here: OrganisationHere,
    entity: LegalEntity,
    what: str,
    said: Iterable[Finding],
) -> HttpResponse:
    messages.success(request, here.shown.word("holdings", what, code=entity.code))
    for one in said:
        messages.warning(request, here.shown.says(one))
    return HttpResponseRedirect(reverse("entity", args=(here.code, entity.id)))


def _printed(
    request: HttpRequest,
    here: OrganisationHere,
    entity: LegalEntity,
    form: HoldingForm | EndForm,
    what: str,
) -> HttpResponse:
    return printed(
        request,
        "group/ask.html",
        form=form,
        code=here.code,
        name=here.name,
        title=here.shown.word("holdings", f"{what}_title"),
        lead=f"{entity.code} {here.shown.name(entity.name_th, entity.name_en)}",
        told=here.shown.word("holdings", f"{what}_help"),
        button=here.shown.word("holdings", f"{what}_button"),
        danger=what == "end",
        back=reverse("entity", args=(here.code, entity.id)),
    )
