"""The addresses of signing in, by the names that the library gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache

from fahsai.web.accounts.framed import framed
from fahsai.web.accounts.open_id import open_id_callback, open_id_login
from fahsai.web.accounts.views import Passkeys, Sessions, SignInPage, overview, setup

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

of_passwords: list[URLPattern | URLResolver] = [
    path("change/", framed(account.password_change), name="account_change_password"),
    path("set/", framed(account.password_set), name="account_set_password"),
    path("reset/", framed(account.password_reset), name="account_reset_password"),
    path(
        "reset/done/",
        framed(account.password_reset_done, reads=True),
        name="account_reset_password_done",
    ),
    re_path(
        r"^reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        framed(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "reset/key/done/",
        framed(account.password_reset_from_key_done, reads=True),
        name="account_reset_password_from_key_done",
    ),
]

of_second_factors: list[URLPattern | URLResolver] = [
    path("", framed(second.index, reads=True), name="mfa_index"),
    path("authenticate/", framed(second.authenticate), name="mfa_authenticate"),
    path("reauthenticate/", framed(second.reauthenticate), name="mfa_reauthenticate"),
    path("codes/activate/", framed(totp.activate_totp), name="mfa_activate_totp"),
    path("codes/deactivate/", framed(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "recovery/",
        framed(recovery.view_recovery_codes, reads=True),
        name="mfa_view_recovery_codes",
    ),
    path(
        "recovery/generate/",
        framed(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery/download/",
        framed(recovery.download_recovery_codes, reads=True),
        name="mfa_download_recovery_codes",
    ),
]

of_passkeys: list[URLPattern | URLResolver] = [
    path("", framed(Passkeys.as_view(), reads=True), name="mfa_list_webauthn"),
    path("add/", framed(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("login/", framed(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path(
        "reauthenticate/",
        framed(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("<int:pk>/edit/", framed(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("<int:pk>/remove/", framed(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
]

of_open_id: list[URLPattern | URLResolver] = [
    path("login/", framed(open_id_login), name="openid_connect_login"),
    path("login/callback/", framed(open_id_callback, reads=True), name="openid_connect_callback"),
]

of_accounts: list[URLPattern | URLResolver] = [
    path("", never_cache(overview), name="account"),
    path("login/", framed(SignInPage.as_view()), name="account_login"),
    path("logout/", framed(account.logout), name="account_logout"),
    path("inactive/", framed(account.account_inactive, reads=True), name="account_inactive"),
    path("reauthenticate/", framed(account.reauthenticate), name="account_reauthenticate"),
    path("password/", include(of_passwords)),
    path("second/", include(of_second_factors)),
    path("passkeys/", include(of_passkeys)),
    path("sessions/", framed(Sessions.as_view()), name="usersessions_list"),
    path("provider/<slug:provider_id>/", include(of_open_id)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include(of_accounts)),
    path("setup/", never_cache(setup), name="setup"),
]
