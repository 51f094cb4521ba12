"""Django's settings; what an installation may choose is in :mod:`fahsai.site.config`."""

from __future__ import annotations

import os

from fahsai.site.config import Config, read_config

FAHSAI: Config = read_config(os.environ)

SECRET_KEY = FAHSAI.secret_key
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *FAHSAI.hosts]
ROOT_URLCONF = "fahsai.site.urls"
ASGI_APPLICATION = "fahsai.site.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
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
    "fahsai.web",
]

MIDDLEWARE = [
    "fahsai.web.security.SecurityHeaders",
    "fahsai.web.security.LocalOwnerOnly",
    "fahsai.web.static_files.WholeFiles",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fahsai.site.wall.NobodyYet",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fahsai.web.language.KeepLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"  # of the libraries' tables; ours name theirs

LANGUAGE_CODE = FAHSAI.language
LANGUAGES = [("th", "ไทย"), ("en", "English")]
USE_I18N = True
USE_TZ = True  # instants are stored in UTC, whatever zone they are shown in
TIME_ZONE = "Asia/Bangkok"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from the package: nothing to collect, nothing to configure
WHITENOISE_ALLOW_ALL_ORIGINS = False  # the files are for our own pages

LOGGING = {  # a page that fails tells the reader nothing: what went wrong goes to the terminal
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["terminal"], "level": "ERROR", "propagate": False}},
}

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
DEFAULT_FROM_EMAIL = FAHSAI.mail.sender
