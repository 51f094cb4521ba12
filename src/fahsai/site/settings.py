"""Django's settings; what an installation may choose is in :mod:`fahsai.site.config`."""

from __future__ import annotations

import os

from django.http.request import split_domain_port

from fahsai.site.config import Config, open_id_apps, read_config
from fahsai.site.logs import logging_settings

FAHSAI: Config = read_config(os.environ)

SECRET_KEY = FAHSAI.secret_key
DEBUG = False
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *(split_domain_port(name)[0] for name in FAHSAI.hosts),  # any port is let in, as Django does
]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if FAHSAI.tls and FAHSAI.proxies else None
)
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in FAHSAI.hosts] if FAHSAI.tls else []
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # [bytes] of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
ROOT_URLCONF = "fahsai.site.urls"
ASGI_APPLICATION = "fahsai.site.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "fahsai.web",  # before allauth, whose pages it replaces by its own of the same name
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "fahsai.records",
]

MIDDLEWARE = [
    "fahsai.web.security.SecurityHeaders",
    "fahsai.api.middleware.Problems",
    "fahsai.web.security.LocalOwnerOnly",
    "fahsai.web.well_formed.WellFormed",
    "fahsai.web.static_files.WholeFiles",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fahsai.site.wall.NobodyYet",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fahsai.web.language.KeepLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fahsai.web.accounts.limits.SessionLimits",
    "fahsai.web.accounts.limits.Busy",
    "django.contrib.messages.middleware.MessageMiddleware",
    "fahsai.web.limits.RateLimits",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": FAHSAI.database}
if FAHSAI.owner_database != FAHSAI.database:
    DATABASES["owner"] = FAHSAI.owner_database  # migrates; nothing else is ever asked of it
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"  # of the libraries' tables; ours name theirs

LANGUAGE_CODE = FAHSAI.language
LANGUAGES = [("th", "ไทย"), ("en", "English")]
USE_I18N = True
USE_TZ = True  # instants are stored in UTC, whatever zone they are shown in
TIME_ZONE = "Asia/Bangkok"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from the package: nothing to collect, nothing to configure
WHITENOISE_ALLOW_ALL_ORIGINS = False  # the files are for our own pages

LOGGING = logging_settings(FAHSAI.log)

# A file is measured while it comes in, and let go as soon as it is too large.
FILE_UPLOAD_HANDLERS = [
    "fahsai.web.measured.Measured",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Accounts: who signs in, and how.

AUTH_USER_MODEL = "records.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

PASSWORD_HASHERS = ["fahsai.services.password_hashing.Argon2"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "fahsai.services.password_rules.PasswordRules"}]
PASSWORD_RESET_TIMEOUT = 60 * 60  # [s]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

# Installations on one machine share their cookies, whatever their ports: each has names of its own.
SESSION_COOKIE_NAME = f"fahsai_session_{FAHSAI.mark}"
CSRF_COOKIE_NAME = f"fahsai_form_{FAHSAI.mark}"
SESSION_COOKIE_AGE = 12 * 60 * 60  # [s] as SessionLimits, which has the last word
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # the way back from an OpenID provider is a cross-site link
SESSION_COOKIE_SECURE = FAHSAI.tls
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = FAHSAI.tls
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fahsai.web.pages.stale_form"

EMAIL_BACKEND = FAHSAI.mail.backend
EMAIL_HOST, EMAIL_PORT = FAHSAI.mail.host, FAHSAI.mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = FAHSAI.mail.user, FAHSAI.mail.password
EMAIL_USE_TLS = FAHSAI.mail.tls
EMAIL_TIMEOUT = 10  # [s]: whoever asked for the letter is waiting
DEFAULT_FROM_EMAIL = FAHSAI.mail.sender

# How people sign in (django-allauth); its addresses stand in fahsai.web.accounts.urls.

CACHES = {
    # Counts tries and remembers codes that were used, for all processes that answer together.
    "default": {
        "BACKEND": "fahsai.site.shared_cache.SharedCache",
        "LOCATION": FAHSAI.home / "counts.sqlite3",
    }
}

ALLAUTH_TRUSTED_PROXY_COUNT = FAHSAI.proxies

ACCOUNT_ADAPTER = "fahsai.web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "fahsai.web.accounts.adapters.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation reached the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to people who are not from here
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True  # as long as SessionLimits allows, for everybody
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if FAHSAI.tls else "http"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a name
ACCOUNT_RATE_LIMITS = {
    # An office shares one address, so the limits of an address are wide (that of failures stands
    # in fahsai.web.accounts.guessing); those of an account hold against guessing: ten wrong
    # passwords or codes in a quarter of an hour.
    "login": "300/m/ip",
    "login_failed": "10/15m/key",
    "reset_password": "20/m/ip,3/15m/key",
}
ACCOUNT_FORMS = {
    "login": "fahsai.web.accounts.forms.SignIn",
    "change_password": "fahsai.web.accounts.forms.ChangePassword",
    "set_password": "fahsai.web.accounts.forms.SetPassword",
    "reset_password": "fahsai.web.accounts.forms.AskReset",
    "reset_password_from_key": "fahsai.web.accounts.forms.ResetPassword",
    "reauthenticate": "fahsai.web.accounts.forms.PasswordAgain",
}

MFA_ADAPTER = "fahsai.web.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # see ACCOUNT_EMAIL_VERIFICATION
MFA_TOTP_ISSUER = "Fahsai"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong
MFA_FORMS = {
    "authenticate": "fahsai.web.accounts.forms.EnterCode",
    "reauthenticate": "fahsai.web.accounts.forms.CodeAgain",
    "activate_totp": "fahsai.web.accounts.forms.AddCodes",
    "deactivate_totp": "fahsai.web.accounts.forms.RemoveCodes",
    "generate_recovery_codes": "fahsai.web.accounts.forms.MakeRecoveryCodes",
    "add_webauthn": "fahsai.web.accounts.forms.AddPasskey",
    "edit_webauthn": "fahsai.web.accounts.forms.NamePasskey",
    "authenticate_webauthn": "fahsai.web.accounts.forms.UsePasskey",
    "reauthenticate_webauthn": "fahsai.web.accounts.forms.PasskeyAgain",
    "login_webauthn": "fahsai.web.accounts.forms.PasskeySignIn",
}

SOCIALACCOUNT_ADAPTER = "fahsai.web.accounts.open_id.OpenIdAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": open_id_apps(FAHSAI.open_id)}
}
