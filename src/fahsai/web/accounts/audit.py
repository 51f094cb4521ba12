"""What the libraries tell of signing in becomes an event each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as second
from django.contrib.auth import signals as django

from fahsai.services.sign_in_audit import SignInVerb, note_sign_in
from fahsai.web.accounts.guessing import note_failure
from fahsai.web.accounts.limits import begin_session

if TYPE_CHECKING:
    from django.dispatch import Signal
    from django.http import HttpRequest

NOTED: tuple[tuple[Signal, SignInVerb], ...] = (
    (django.user_logged_out, SignInVerb.SIGNED_OUT),
    (account.password_changed, SignInVerb.PASSWORD_CHANGED),
    (account.password_set, SignInVerb.PASSWORD_CHANGED),
    (account.password_reset, SignInVerb.PASSWORD_RESET),
    (second.authenticator_added, SignInVerb.FACTOR_ADDED),
    (second.authenticator_removed, SignInVerb.FACTOR_REMOVED),
    (second.authenticator_reset, SignInVerb.CODES_MADE),
    (second.authentication_failed, SignInVerb.FACTOR_FAILED),
)


def listen() -> None:
    """Write an event for each of these from now on."""
    django.user_logged_in.connect(begin_session, dispatch_uid="fahsai.begin_session")
    account.user_logged_in.connect(_signed_in, dispatch_uid="fahsai.signed_in")
    second.authentication_failed.connect(_wrong_code, dispatch_uid="fahsai.wrong_code")
    for signal, verb in NOTED:
        signal.connect(_noting(verb), weak=False, dispatch_uid=f"fahsai.{id(signal)}.{verb}")


def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    used = [
        str(one.get("type") or one["method"]) for one in get_authentication_records(request, user)
    ]
    note_sign_in(SignInVerb.SIGNED_IN, user.pk, how=" ".join(used))


def _wrong_code(request: HttpRequest, **_: Any) -> None:
    note_failure(request)


def _noting(verb: SignInVerb) -> Any:
    def note(user: Any = None, authenticator: Any = None, **_: Any) -> None:
        if user is None:  # somebody signed out who was not signed in
            return
        note_sign_in(verb, user.pk, how=getattr(authenticator, "type", ""))

    return note
