"""The pages of keys: the list, making one, revoking one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from fahsai.services.access import NotFoundError
from fahsai.services.api_keys import keys as keys_of
from fahsai.services.api_keys import make_key, revoke_key, scopes_for
from fahsai.web.here import organisation_here
from fahsai.web.keys.forms import KeyForm
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.services.api_keys import Key
    from fahsai.web.shown import Shown

SHOWN_OF_PREFIX = 8
"""The last letters of the public part of a key: enough to tell one's keys apart."""


class ShownKey(NamedTuple):
    """One key of the list."""

    id: UUID
    name: str
    mark: str
    account: str
    scopes: str
    until: str
    used: str
    state: str
    tag: str
    works: bool


@form_page
def keys(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The keys that the actor may see; a new one is shown whole on the answer, and never again."""
    here = organisation_here(request, actor, code)
    allowed = scopes_for(actor, here.owner)
    form = KeyForm(here.shown, allowed, request)
    made = None
    if form.is_bound and form.is_valid():
        now = timezone.now()
        made, findings = make_key(actor, here.owner, form.wanted(), now=now)
        form.refuse(findings)
    listed = [_shown(one, here.shown, timezone.now()) for one in keys_of(actor, here.owner)]
    answer = printed(
        request,
        "keys/keys.html",
        status=200 if made or not form.is_bound else 422,
        organisation=here.name,
        code=code,
        form=KeyForm(here.shown, allowed) if made else form,
        made=made,
        keys=listed,
        accounts=not actor.local_owner,
    )
    if made:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@form_page
def revoke(request: HttpRequest, actor: Actor, code: str, key_id: UUID) -> HttpResponse:
    """Ask, then end a key."""
    here = organisation_here(request, actor, code)
    key = next((one for one in keys_of(actor, here.owner) if one.id == key_id), None)
    if key is None:
        raise NotFoundError(str(key_id))
    if request.method == "POST":
        revoke_key(actor, here.owner, key_id, now=timezone.now())
        messages.success(request, here.shown.word("keys", "revoked", name=key.name))
        return HttpResponseRedirect(reverse("keys", args=(code,)))
    return printed(
        request,
        "keys/revoke.html",
        organisation=here.name,
        code=code,
        key=_shown(key, here.shown, timezone.now()),
    )


def _shown(key: Key, shown: Shown, now: datetime) -> ShownKey:
    state = "works" if key.works(now) else "ended" if key.revoked_at is None else "taken_back"
    return ShownKey(
        id=key.id,
        name=key.name,
        mark=key.prefix[-SHOWN_OF_PREFIX:],
        account=key.account,
        scopes=", ".join(shown.word("key_scopes", one.value) for one in key.scopes),
        until=shown.day(timezone.localdate(key.expires_at)),
        used=shown.instant(key.last_used_at) if key.last_used_at else shown.word("keys", "unused"),
        state=shown.word("keys", state),
        tag="tag-good" if state == "works" else "tag-draft",
        works=state == "works",
    )
