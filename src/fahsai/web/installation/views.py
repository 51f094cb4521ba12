"""The installation: who may sign in, what nobody manages, what happened, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from fahsai.services import manage_installation as service
from fahsai.web.language import language_of
from fahsai.web.pager import pages_of
from fahsai.web.pages import form_page, page, printed
from fahsai.web.said import Said, findings_said
from fahsai.web.shown import Shown
from fahsai.words.load import words

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor
    from fahsai.services.manage_installation import AccountHappening, ListedAccount


class AccountShown(NamedTuple):
    """One account; ``close`` leads to closing it ("" where that cannot be done here)."""

    name: str
    email: str
    last_sign_in: str
    state: str
    open: bool
    manages: bool
    close: str


class EventShown(NamedTuple):
    """One event of an account in words."""

    at: str
    what: str
    whom: str
    by: str


@page
def installation(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Accounts, organisations without an administrator, sign-ins, and what is missing."""
    service.admit_manager(actor)
    shown = Shown(language_of(request))
    pager = pages_of(
        lambda start, count: service.account_events(actor, start, count), request, shown
    )
    return printed(
        request,
        "installation/installation.html",
        accounts=[_account(one, actor, shown) for one in service.accounts(actor)],
        unmanaged=service.unmanaged_organisations(actor),
        findings=findings_said(service.readiness(actor), shown),
        pager=pager,
        events=[_event(one, shown) for one in pager.items],
    )


@form_page
def close_account(request: HttpRequest, actor: Actor, account_id: UUID) -> HttpResponse:
    """Ask, then close the account of somebody else."""
    found = service.account(actor, account_id)
    shown = Shown(language_of(request))
    if request.method == "POST":
        service.close_account_of(actor, account_id)
        messages.success(request, shown.word("installation", "closed_done", email=found.email))
        return HttpResponseRedirect(reverse("installation"))
    return printed(
        request,
        "installation/ask.html",
        title=shown.word("installation", "close_title"),
        subject=f"{found.name} · {found.email}",
        lead=shown.word("installation", "close_lead"),
        button=shown.word("installation", "close"),
        danger=True,
    )


@form_page
def take_over(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Ask, then become the administrator of an organisation that has none."""
    found = service.unmanaged_organisation(actor, code)
    shown = Shown(language_of(request))
    refused: tuple[Said, ...] = ()
    if request.method == "POST":
        done, said = service.take_over(actor, code)
        if done:
            messages.success(request, shown.word("installation", "taken_over", code=found.code))
            return HttpResponseRedirect(reverse("organisation", args=(found.code,)))
        refused = findings_said(said, shown)
    return printed(
        request,
        "installation/ask.html",
        title=shown.word("installation", "take_over_title"),
        subject=found.code,
        lead=shown.word("installation", "take_over_lead"),
        button=shown.word("installation", "take_over"),
        findings=refused,
    )


def _account(one: ListedAccount, actor: Actor, shown: Shown) -> AccountShown:
    last = one.last_sign_in
    closable = one.open and one.id != actor.id
    return AccountShown(
        name=one.name,
        email=one.email,
        last_sign_in=shown.instant(last) if last else shown.word("installation", "never"),
        state=shown.word("installation", "open" if one.open else "closed"),
        open=one.open,
        manages=one.manages_installation,
        close=reverse("close_account", args=(one.id,)) if closable else "",
    )


def _event(one: AccountHappening, shown: Shown) -> EventShown:
    known = words("web")["account_events"]
    what = shown.word("account_events", one.verb) if one.verb in known else one.verb
    nobody = shown.word("installation", "nobody")
    return EventShown(shown.instant(one.at), what, one.whom or nobody, one.by or nobody)
