"""What every page has in common: who asks, what it is printed with, what answers a refusal."""

from __future__ import annotations

import logging
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import IntegrityError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.accounts import accounts_exist, actor_of, local_owner_holds
from fahsai.services.actors import LOCAL_OWNER
from fahsai.web.assets import BUILT, STYLESHEET
from fahsai.web.era import era_links
from fahsai.web.language import language_of, switch_links
from fahsai.web.shown import page_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from fahsai.core.access.actor import Actor

LOG = logging.getLogger("fahsai.web")

Given = ParamSpec("Given")
READING = ("GET", "HEAD")
WRITING = (*READING, "POST")


class SignInNeededError(Exception):
    """Nobody has signed in."""


def asking(request: HttpRequest) -> Actor:
    """Who asks: the account that signed in, or the local owner of this machine.

    Raises:
        SignInNeededError: nobody, or somebody whose account was closed since.
    """
    known = getattr(request, "fahsai_actor", None)
    if known is not None:
        return known  # type: ignore[no-any-return]  # set below, once a request
    actor = None
    if request.user.is_authenticated:
        actor = actor_of(request.user.pk)
    elif local_owner_holds():
        actor = LOCAL_OWNER
    if actor is None:
        raise SignInNeededError
    request.fahsai_actor = actor  # type: ignore[attr-defined]  # roles do not change in a request
    return actor


def page(
    view: Callable[Concatenate[HttpRequest, Actor, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """A page that only reads, for whoever may; what the actor may not see does not exist."""
    return _answering(view, READING)


def form_page(
    view: Callable[Concatenate[HttpRequest, Actor, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """A page whose form may be sent as well."""
    return _answering(view, WRITING)


def open_form_page(
    view: Callable[Concatenate[HttpRequest, Actor | None, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """A form for whoever holds its link, signed in or not (then the actor is None)."""
    return _answering(view, WRITING, asked_by=_anybody)


def _anybody(request: HttpRequest) -> Actor | None:
    """Who asks, or None for nobody."""
    try:
        return asking(request)
    except SignInNeededError:
        return None


def _answering(
    view: Callable[Concatenate[HttpRequest, Any, Given], HttpResponse],
    methods: tuple[str, ...],
    asked_by: Callable[[HttpRequest], Actor | None] = asking,
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, /, *given: Given.args, **named: Given.kwargs) -> HttpResponse:
        if request.method not in methods:
            return HttpResponseNotAllowed(methods)
        try:
            return view(request, asked_by(request), *given, **named)
        except SignInNeededError:
            return sign_in(request)
        except NotFoundError as error:
            raise Http404 from error
        except ForbiddenError:
            return forbidden(request)
        except IntegrityError:
            LOG.warning("%s met another change of the same rows", request.path, exc_info=True)
            return beaten(request)

    answer.methods = methods  # type: ignore[attr-defined]  # the tests walk every page with them
    return answer


def sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the page where people sign in, and from there back here."""
    name = "account_login" if accounts_exist() else "setup"
    back = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse(name)}?{back}")


def printed(
    request: HttpRequest, template: str, *, status: int = 200, **values: Any
) -> HttpResponse:
    """A template with what every page needs: its language, words, fonts and who is signed in."""
    return render(request, f"fahsai/{template}", {**frame(request), **values}, status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows."""
    language = language_of(request)
    user = getattr(request, "user", None)
    signed_in = user if user is not None and user.is_authenticated else None
    return {
        "lang": language.value,
        "w": page_words(language),
        "switch": switch_links(request),
        "eras": era_links(request, language),
        "fonts": (BUILT / STYLESHEET).exists(),
        "signed_in": signed_in,
        "local": signed_in is None and local_owner_holds(),
    }


def refused(request: HttpRequest, status: int, problem: str) -> HttpResponse:
    """A page that says what went wrong and the way out, by the key of its words."""
    said = page_words(language_of(request))["errors"]
    return printed(
        request, "error.html", status=status, problem=said[problem], help=said[f"{problem}_help"]
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The actor belongs here and may not do this."""
    del exception
    return refused(request, 403, "forbidden")


def beaten(request: HttpRequest) -> HttpResponse:
    """Somebody else changed the same thing at the same moment, and was first."""
    return refused(request, 409, "beaten")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not one of ours, or too old: it is to be loaded and filled in again."""
    del reason
    return refused(request, 403, "stale_form")


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent is no request of ours: too big, too many fields, or broken."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return refused(request, 413, "too_big")
    return refused(request, 400, "not_understood")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page (or not for this actor)."""
    del exception
    return refused(request, 404, "not_found")


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody tries too often: guessing, or a script."""
    return refused(request, 429, "too_many")


def failed(request: HttpRequest) -> HttpResponse:
    """The program failed; what went wrong stands in the log, not on the page."""
    return refused(request, 500, "failed")
