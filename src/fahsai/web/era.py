"""The era of a page's years: asked for with ``?era=``, then kept in a cookie.

Every value of a request is shown in one era, so it is known to whatever shows one
(:class:`fahsai.web.shown.Shown`) without being handed on.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from fahsai.core.thai.era import ERA_OF, Era

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from fahsai.words.messages import Language

ASKED = "era"
COOKIE = "fahsai_era"

_asked: ContextVar[Era | None] = ContextVar("era", default=None)


def era_asked() -> Era | None:
    """The era that this request's reader wants; None for that of the language."""
    return _asked.get()


def era_of(request: HttpRequest) -> Era | None:
    """The era asked for, else the one kept; None where the reader never chose."""
    for code in (request.GET.get(ASKED), request.COOKIES.get(COOKIE)):
        if code in tuple(Era):
            return Era(code)
    return None


def era_links(request: HttpRequest, language: Language) -> tuple[tuple[Era, str, bool], ...]:
    """Each era with the address of the same page in it, and whether the page is in it."""
    here = era_of(request) or ERA_OF[language.value]
    links = []
    for era in Era:
        query = request.GET.copy()
        query[ASKED] = era.value
        links.append((era, f"?{query.urlencode()}", era is here))
    return tuple(links)


@contextmanager
def in_era(era: Era | None) -> Iterator[None]:
    """Show years in that era for as long as a request is answered."""
    token = _asked.set(era)
    try:
        yield
    finally:
        _asked.reset(token)


def keep_era(request: HttpRequest, response: HttpResponse, seconds: int) -> None:
    """Keep the era that was asked for in a cookie."""
    if request.GET.get(ASKED) in tuple(Era):
        response.set_cookie(
            COOKIE, request.GET[ASKED], max_age=seconds, httponly=True, samesite="Strict"
        )
