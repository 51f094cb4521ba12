"""Signing in through the installation's provider of identities (OpenID Connect).

Whoever the provider vouches for by a verified e-mail address of an account signs in as that
account.  Nobody becomes an account that way: people are invited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views as library
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from requests import RequestException

from fahsai.services.accounts import find_account_by_address
from fahsai.services.sign_in_audit import SignInVerb, note_sign_in
from fahsai.web.accounts.adapters import OwnWords
from fahsai.web.pages import WRITING, printed, refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

UNAUTHORISED, BAD_GATEWAY = 401, 502


class OpenIdAdapter(OwnWords, DefaultSocialAccountAdapter):  # type: ignore[misc]  # untyped library
    """Whom the provider's people are here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: people are invited."""
        del request, sociallogin
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let somebody in who is known already, or whose verified address is an account's.

        Raises:
            ImmediateHttpResponse: anybody else, with the page that says so.
        """
        if sociallogin.state.get("process") not in {None, "login"}:
            _refuse(request, "not_invited")
        if sociallogin.is_existing:
            return
        verified = [one.email for one in sociallogin.email_addresses if one.verified is True]
        account = next(filter(None, map(find_account_by_address, verified)), None)
        if account is None:
            note_sign_in(SignInVerb.FAILED, None, how="openid")
            _refuse(request, "not_invited")
        sociallogin.connect(request, get_user_model()._default_manager.get(pk=account.id))  # noqa: SLF001
        note_sign_in(SignInVerb.PROVIDER_CONNECTED, account.id, how="openid")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say that the provider did not confirm who it is.

        Raises:
            ImmediateHttpResponse: always, with that page.
        """
        del provider, error, exception, extra_context
        _refuse(request, "provider_refused")

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """The account's own adapter sends mails."""
        from allauth.account.adapter import get_adapter

        get_adapter().send_notification_mail(*args, **options)


def _refuse(request: HttpRequest, problem: str) -> NoReturn:
    raise ImmediateHttpResponse(refused(request, UNAUTHORISED, problem))


def provider_app() -> dict[str, Any] | None:
    """The installation's provider as the library knows it, None where it has none."""
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    return next(iter(providers["openid_connect"]["APPS"]), None)


def open_id_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Start the way to the provider.

    The answer is a page that leads there, not a redirect: our policy lets no form be sent to
    another host, and browsers apply that to what a form's answer redirects to.
    """
    if request.method not in WRITING:
        return HttpResponseNotAllowed(WRITING)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_login"))
    try:
        response: HttpResponse = library.login(request, provider_id)
    except RequestException:
        return refused(request, BAD_GATEWAY, "provider_silent")
    if not isinstance(response, HttpResponseRedirect):
        return response
    provider = provider_app() or {}
    return printed(
        request, "accounts/leaving.html", provider=provider["name"], address=response.url
    )


def open_id_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way back from the provider."""
    try:
        answer: HttpResponse = library.callback(request, provider_id)
    except RequestException:
        return refused(request, BAD_GATEWAY, "provider_silent")
    return answer
