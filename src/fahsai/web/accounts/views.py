"""The pages of one's own account that the library does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import ListWebAuthnView
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from fahsai.services.accounts import administered, find_account
from fahsai.services.setting_up import set_up, setup_open, token_needed
from fahsai.services.sign_in_audit import SignInVerb, note_sign_in, own_sign_ins
from fahsai.web.accounts.adapters import said
from fahsai.web.accounts.browsers import browser_name
from fahsai.web.accounts.forms import SetUp
from fahsai.web.accounts.open_id import provider_app
from fahsai.web.language import language_of
from fahsai.web.pages import WRITING, page, printed, sign_in
from fahsai.web.shown import Shown
from fahsai.words.messages import message

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor


class Happened(NamedTuple):
    """One line of the history of an account."""

    at: str
    what: str


class SessionShown(NamedTuple):
    """One browser that the account is signed in with."""

    id: int
    browser: str
    ip: str
    since: str
    seen: str
    here: bool


@page
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Name, address, ways to sign in, and what happened lately."""
    account = find_account(actor.id)
    if account is None:  # the local owner has none
        return sign_in(request)
    shown = Shown(language_of(request))
    kinds = list(Authenticator.objects.filter(user_id=actor.id).values_list("type", flat=True))
    return printed(
        request,
        "accounts/overview.html",
        account=account,
        has_password=request.user.is_authenticated and request.user.has_usable_password(),
        codes=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        sessions=UserSession.objects.filter(user_id=actor.id).count(),
        happened=[
            Happened(shown.instant(one.at), shown.word("account_events", one.verb.value))
            for one in own_sign_ins(actor)
        ],
    )


class SignInPage(LoginView):  # type: ignore[misc]  # untyped library
    """Address and password, a passkey, or the installation's provider of identities."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """With the provider, if there is one."""
        return {**super().get_context_data(**options), "open_id": provider_app()}

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in; what that writes is committed at once, for many may sign in together."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
        return answer


class PasskeyShown(NamedTuple):
    """One passkey of the account."""

    id: int
    name: str
    added: str
    used: str


class Passkeys(ListWebAuthnView):  # type: ignore[misc]  # untyped library
    """The passkeys of the account."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """The passkeys as the page shows them."""
        context: dict[str, Any] = super().get_context_data(**options)
        shown = Shown(language_of(self.request))
        context["passkeys"] = [
            PasskeyShown(
                id=one.pk,
                name=one.wrap().name,
                added=shown.instant(one.created_at),
                used=shown.instant(one.last_used_at)
                if one.last_used_at
                else shown.word("passkeys", "never"),
            )
            for one in context["authenticators"]
        ]
        return context


class Sessions(ListUserSessionsView):  # type: ignore[misc]  # untyped library
    """Where the account is signed in; each session, or all others, can be ended."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """The sessions as the page shows them, this one first."""
        context: dict[str, Any] = super().get_context_data(**options)
        shown = Shown(language_of(self.request))
        listed = [
            SessionShown(
                id=one.pk,
                browser=browser_name(one.user_agent) or shown.word("own_sessions", "unknown"),
                ip=one.ip,
                since=shown.instant(one.created_at),
                seen=shown.instant(one.last_seen_at),
                here=one.is_current(),
            )
            for one in context["sessions"]
        ]
        context["listed"] = sorted(listed, key=lambda one: not one.here)
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """End one session (``session``) or all others."""
        del form
        user = self.request.user
        mine = UserSession.objects.filter(user_id=user.pk)
        asked = self.request.POST.get("session", "")
        if asked:
            mine = mine.filter(pk=int(asked)) if asked.isdecimal() else mine.none()
        ended = [one for one in mine if asked or not one.is_current()]
        for _ in ended:
            note_sign_in(SignInVerb.SESSION_ENDED, user.pk)
        if ended:
            messages.success(self.request, said("account_notices", "sessions_logged_out"))
        end_sessions(self.request, ended)
        return HttpResponseRedirect(self.get_success_url())


def setup(request: HttpRequest) -> HttpResponse:
    """Make the first account with the token that the server printed, and sign it in."""
    if request.method not in WRITING:
        return HttpResponseNotAllowed(WRITING)
    if not setup_open():
        return HttpResponseRedirect(reverse("account_login"))
    needed = token_needed()
    form = SetUp(request.POST if request.method == "POST" else None, token_needed=needed)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        account, found = set_up(
            token=given.get("token", ""),
            email=given["email"],
            name=given["name"],
            password=given["password1"],
        )
        if account is not None:
            codes = ", ".join(administered(account.id))
            if codes:
                shown = Shown(language_of(request))
                messages.success(request, shown.word("installation", "administers", codes=codes))
            return signed_in(request, account.id)
        for one in found:
            field = FIELDS.get(one.code.partition(".")[0])
            form.add_error(
                field if field in form.fields else None, message(one, language_of(request))
            )
    return printed(request, "accounts/setup.html", form=form, token_needed=needed)


setup.methods = WRITING  # type: ignore[attr-defined]  # as web.pages says of its own

FIELDS = {"setup": "token", "account": "email", "password": "password1"}
"""The field that a finding is about, by the room of its code."""


def signed_in(request: HttpRequest, account_id: UUID, address: str = "") -> HttpResponse:
    """Sign in somebody who has just proved who it is (set-up, an accepted invitation).

    Args:
        request: the request that is being answered.
        account_id: the account.
        address: where to go then; the first page where it is not said.
    """
    user = get_user_model()._default_manager.get(pk=account_id)  # noqa: SLF001 - Django's own way
    response: HttpResponse = perform_login(request, user, redirect_url=address or reverse("home"))
    return response
