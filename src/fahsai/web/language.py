"""The language of a page: asked for with ``?lang=``, then kept in a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from fahsai.web.era import era_of, in_era, keep_era
from fahsai.web.security import keeping
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

ASKED = "lang"
COOKIE = "fahsai_language"
KEPT_FOR = 365 * 24 * 60 * 60  # [s]


def language_of(request: HttpRequest) -> Language:
    """The language asked for, else the one kept, else that of the installation."""
    for code in (request.GET.get(ASKED), request.COOKIES.get(COOKIE)):
        if code in tuple(Language):
            return Language(code)
    return Language(settings.LANGUAGE_CODE)


def switch_links(request: HttpRequest) -> tuple[tuple[Language, str], ...]:
    """Each language with the address of the same page in it."""
    links = []
    for language in Language:
        query = request.GET.copy()
        query[ASKED] = language.value
        links.append((language, f"?{query.urlencode()}"))
    return tuple(links)


class KeepLanguage:
    """Keeps the language and the era that were asked for; caches learn that pages depend on it."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with a cookie for each that was asked for."""
        language = language_of(request).value  # for what the libraries say
        with translation.override(language), in_era(era_of(request)):
            response = self.respond(request)
        if request.GET.get(ASKED) in tuple(Language):
            response.set_cookie(
                COOKIE,
                language_of(request).value,
                max_age=KEPT_FOR,
                httponly=True,
                samesite="Strict",
            )
        keep_era(request, response, KEPT_FOR)
        response.headers.setdefault("Cache-Control", keeping(request))
        response.headers.setdefault("Vary", "Cookie")
        return response
