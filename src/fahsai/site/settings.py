"""Django's settings; what an installation may choose is in :mod:`fahsai.site.config`."""

from __future__ import annotations

import os

from fahsai.site.config import Config, read_config

FAHSAI: Config = read_config(os.environ)

SECRET_KEY = FAHSAI.secret_key
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "fahsai.web.urls"
ASGI_APPLICATION = "fahsai.site.asgi.application"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "fahsai.records",
    "fahsai.web",
]

MIDDLEWARE = [
    "fahsai.web.security.SecurityHeaders",
    "fahsai.web.security.LoopbackOnly",
    "fahsai.web.static_files.WholeFiles",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fahsai.web.language.KeepLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": FAHSAI.database}

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

SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
