"""The page of an organisation's history."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.services.events import (
    Happening,
    Wanted,
    doers,
    event_count,
    events,
    kinds_of_things,
)
from fahsai.services.inventories import versions
from fahsai.web.here import organisation_here
from fahsai.web.organisations.forms import EventFilter
from fahsai.web.pager import paged
from fahsai.web.pages import page, printed
from fahsai.web.who import who_text
from fahsai.web.year_address import address_query, period_word
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor
    from fahsai.services.inventories import Version
    from fahsai.web.shown import Shown

SIZE = 100
OF_ROLES = {"membership", "invitation"}


class EventShown(NamedTuple):
    """One event in words; ``address`` leads to its object ("" where it has no page)."""

    at: str
    who: str
    verb: str
    thing: str
    address: str
    sha256: str


@page
def history(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Who did what, and when, the newest first."""
    here = organisation_here(request, actor, code, Permission.SEE_HISTORY)
    known, shown = here.organisation, here.shown
    people = [(str(one.id), who_text(one, shown)) for one in doers(actor, known.id)]
    kinds = [(one, thing_name(one, shown)) for one in kinds_of_things(actor, known.id)]
    form = EventFilter(shown, what=kinds, who=people, data=request.GET)
    wanted = _wanted(form) if form.is_valid() else Wanted()
    total = event_count(actor, known.id, wanted)
    pager = paged(range(total), request, shown, SIZE)
    first = pager.items[0] if pager.items else 0
    found = events(actor, known.id, wanted, start=first, most=SIZE)
    every = versions(actor, known.id)
    return printed(
        request,
        "organisations/events.html",
        code=code,
        name=shown.organisation(known),
        form=form,
        filtered=wanted != Wanted(),
        total=total,
        pager=pager,
        events=tuple(_event(one, code, every, shown) for one in found),
    )


def thing_name(kind: str, shown: Shown) -> str:
    """What kind of thing an event is about; a kind without words is its code."""
    entry = words("events")["things"].get(kind)
    return kind if entry is None else str(entry[shown.language])


def verb_name(verb: str, shown: Shown) -> str:
    """What was done; a verb without words is its code."""
    entry = words("events")["verbs"].get(verb)
    return verb if entry is None else str(entry[shown.language])


def _wanted(form: EventFilter) -> Wanted:
    given = form.cleaned_data
    return Wanted(
        object_type=given["what"],
        actor_id=UUID(given["who"]) if given["who"] else None,
        first_day=given["first_day"],
        last_day=given["last_day"],
    )


def _event(happened: Happening, code: str, versions: Sequence[Version], shown: Shown) -> EventShown:
    thing = happened.thing
    name = thing.name
    if thing.type in OF_ROLES and name:
        name = " · ".join(part for part in (shown.role(name), thing.whom) if part)
    if thing.version is not None:
        number = shown.word("values", "version", number=str(thing.version.number))
        name = f"{shown.year(thing.version.year_be)} {number}"
    return EventShown(
        at=shown.instant(happened.at),
        who=who_text(happened.who, shown),
        verb=verb_name(happened.verb, shown),
        thing=f"{thing_name(thing.type, shown)} {name}".strip(),
        address=_address(happened, code, versions),
        sha256=happened.payload_sha256,
    )


def _address(happened: Happening, code: str, versions: Sequence[Version]) -> str:
    """Where the object of an event is shown."""
    thing = happened.thing
    if thing.type == "document" and thing.name:
        return reverse("document", args=(code, thing.id))
    if thing.version is not None:
        query = address_query(period_word(thing.version, versions), thing.version.number)
        return reverse("year", args=(code, thing.version.year_be)) + query
    if thing.type == "import_receipt" and thing.years:
        return reverse("year_receipt", args=(code, max(thing.years), thing.id))
    if thing.type == "source" and thing.name:  # in whichever of its years that was
        return reverse("history", args=(code, "source", thing.id))
    return ""
