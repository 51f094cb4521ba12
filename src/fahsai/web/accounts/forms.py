"""The forms of signing in: the library checks them, our words speak.

Their words stand under ``[account_forms.<name>.<field>]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from django import forms

from fahsai.core.thai.digits import to_arabic
from fahsai.services.sign_in_audit import SignInVerb, note_sign_in
from fahsai.web.accounts.adapters import said
from fahsai.web.accounts.guessing import code_is_new, too_many_failures
from fahsai.web.accounts.spoken import page_language
from fahsai.web.forms import Printable, speak
from fahsai.words.load import words

if TYPE_CHECKING:
    from django.http import HttpRequest


class Spoken(Printable):
    """Labels, help and messages of a form of the library, in the language of the page."""

    words_of: ClassVar[str]

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        speak(self, words("web")["account_forms"][self.words_of], page_language())
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class _TypedTwice(Spoken):
    """A new password, typed twice alike."""

    def add_error(self, field: str | None, error: Any) -> None:
        """The library's one message that is no error of a field: the two are not alike."""
        if field == "password2" and not isinstance(error, forms.ValidationError):
            error = said("account_errors", "passwords_differ")
        super().add_error(field, error)


class _TakenOnce(Spoken):
    """A code that is taken once, and not at all from where too many were wrong.

    Thai digits are digits.
    """

    user: Any

    def clean_code(self) -> str:
        """The code.

        Raises:
            ValidationError: it is wrong, was used before, or comes from a place of guessers.
        """
        if too_many_failures(context.request):
            raise get_adapter().validation_error("too_many_login_attempts")
        self.cleaned_data["code"] = to_arabic(self.cleaned_data["code"])
        code = str(super().clean_code())  # type: ignore[misc]  # of the library's form
        if not code_is_new(self.user.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SignIn(Spoken, account.LoginForm):  # type: ignore[misc]  # untyped library
    """Address and password."""

    words_of = "sign_in"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class PasswordAgain(Spoken, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    words_of = "password_again"


class ChangePassword(_TypedTwice, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""

    words_of = "change_password"


class SetPassword(_TypedTwice, account.SetPasswordForm):  # type: ignore[misc]
    """A first password, for an account without one."""

    words_of = "new_password"


class AskReset(Spoken, account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link for a new password."""

    words_of = "ask_reset"

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Send the link; of an unknown address as much is written down as of a known one."""
        if not self.users:
            note_sign_in(SignInVerb.RESET_ASKED, None)
        return str(super().save(request, **options))


class ResetPassword(_TypedTwice, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password that the link is for."""

    words_of = "new_password"


class EnterCode(_TakenOnce, second.AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or a recovery code."""

    words_of = "code"


class CodeAgain(_TakenOnce, second.ReauthenticateForm):  # type: ignore[misc]
    """A code, before something that matters."""

    words_of = "code"


class AddCodes(_TakenOnce, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    words_of = "first_code"


class RemoveCodes(Spoken, totp.DeactivateTOTPForm):  # type: ignore[misc]
    """Nothing to fill in."""

    words_of = "nothing"


class MakeRecoveryCodes(Spoken, recovery.GenerateRecoveryCodesForm):  # type: ignore[misc]
    """Nothing to fill in."""

    words_of = "nothing"


class AddPasskey(Spoken, passkey.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; the browser fills in the credential."""

    words_of = "passkey"


class NamePasskey(Spoken, passkey.EditWebAuthnForm):  # type: ignore[misc]
    """What a passkey is called."""

    words_of = "passkey"


class UsePasskey(Spoken, passkey.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as second factor."""

    words_of = "passkey"


class PasskeyAgain(Spoken, passkey.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, before something that matters."""

    words_of = "passkey"


class PasskeySignIn(Spoken, passkey.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""

    words_of = "passkey"


class SetUp(Spoken, forms.Form):
    """The first account."""

    words_of = "set_up"

    token = forms.CharField(
        max_length=200, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )
    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(max_length=254, widget=forms.EmailInput({"autocomplete": "username"}))
    password1 = forms.CharField(
        strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, token_needed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not token_needed:
            del self.fields["token"]

    def clean(self) -> dict[str, Any]:
        """The two passwords are alike."""
        given = super().clean() or {}
        first, second_time = given.get("password1"), given.get("password2")
        if first and second_time and first != second_time:
            self.add_error("password2", said("account_errors", "passwords_differ"))
        return given
