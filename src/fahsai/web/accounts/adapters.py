"""Where the library that signs people in asks us: its words, mails and decisions are ours."""

from __future__ import annotations

import base64
import logging
import secrets
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.urls import reverse

from fahsai.services.accounts import find_account_by_address
from fahsai.services.sealing import SealedElsewhereError, seal, unseal
from fahsai.services.sign_in_audit import SignInVerb, note_sign_in
from fahsai.web.accounts.guessing import note_failure, too_many_failures
from fahsai.web.accounts.posting import post_aside
from fahsai.web.accounts.spoken import page_language
from fahsai.web.letters import address_in_letter
from fahsai.words.load import words
from fahsai.words.messages import sentence

if TYPE_CHECKING:
    from django.http import HttpRequest

LOG = logging.getLogger("django.fahsai.accounts")
PROGRAM = "Fahsai"
SECOND_FACTOR = "second factor"
"""What secrets of apps and recovery codes are sealed for."""


def said(section: str, key: str, **data: str) -> str:
    """A text about accounts in the language of the page."""
    return sentence(words("web")[section][key][page_language()], data)


def display_name(account: Any) -> str:
    """What an account is called on pages and by authenticators."""
    return str(account.name)


class OwnWords:
    """What is wrong, in our words."""

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """The error of a code of the library."""
        del args
        table = words("web")["account_errors"]
        return ValidationError(said("account_errors", code if code in table else "other"), code)


class AccountAdapter(OwnWords, DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    """Accounts: by invitation only, in two languages, with an audit."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are invited."""
        del request
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Only the passkey page answers a script, with the challenge to sign."""
        return request.path == reverse("mfa_login_webauthn") and super().is_ajax(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The overview of the account."""
        del request
        return reverse("account")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries count for the address alone: by the library for each ``Host`` that is asked for.

        Any port may stand in ``Host``, so there would be ten tries for each.
        """
        del request
        return str(credentials.get("email") or "").strip().lower()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a letter, to a name of ours."""
        account, _, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": account, "key": secret})
        return address_in_letter(self.request, path)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing is checked any more after too many failures, of the account or from there."""
        if too_many_failures(request):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count and write down the failure, about the account if there is one."""
        note_failure(request)
        tried = find_account_by_address(str(credentials.get("email") or ""))
        note_sign_in(SignInVerb.FAILED, tried.id if tried else None, how="password")

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Send the link to the account's own address, and write down that it was asked for.

        What was typed may be another address that only looks alike (a Kelvin sign for a k).
        """
        del email
        note_sign_in(SignInVerb.RESET_ASKED, user.pk)
        post_aside(self._letter("password_reset_key", user.email, context))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done, where we have words for it."""
        del message_context
        text = message or _notice(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of our mails in the language of the page it comes from."""
        self._letter(template_prefix.rpartition("/")[2], email, context).send()

    def _letter(self, key: str, email: str, context: dict[str, Any]) -> EmailMessage:
        mail = words("web")["account_mails"][key]
        language = page_language()
        data = {name: str(context.get(name, "")) for name in ("password_reset_url", "what")}
        return EmailMessage(
            sentence(mail["subject"][language], {}),
            sentence(mail["text"][language], data),
            self.get_from_email(),
            [email],
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner what changed about the account; the change holds if the mail does not."""
        del context
        what = _notice(template_prefix)
        if not what:
            return
        try:
            self.send_mail("account/email/security_notice", email or user.email, {"what": what})
        except (OSError, SMTPException):
            LOG.exception("the notice about account %s could not be sent", user.pk)


def _notice(template: str) -> str:
    """Our words for a message or mail of the library; none where nothing need be said."""
    key = template.rpartition("/")[2].removesuffix(".txt")
    return said("account_notices", key) if key in words("web")["account_notices"] else ""


class SecondFactorAdapter(OwnWords, DefaultMFAAdapter):  # type: ignore[misc]  # untyped library
    """Codes and passkeys."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - its name
        """What a new passkey is called until it gets a name."""
        del user, type
        return said("passkeys", "unnamed")

    def encrypt(self, text: str) -> str:
        """The secret of an app, and the seed of recovery codes, as the records hold them."""
        return seal(text, SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        """What was kept; where the installation has another secret since, what fits no code."""
        try:
            return unseal(encrypted_text, SECOND_FACTOR)
        except SealedElsewhereError:
            LOG.error("a second factor was kept under another FAHSAI_SECRET_KEY")  # noqa: TRY400
            return base64.b32encode(secrets.token_bytes(20)).decode("ascii")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks for a passkey: this host, by the name of the program."""
        return {**super().get_public_key_credential_rp_entity(), "name": PROGRAM}
