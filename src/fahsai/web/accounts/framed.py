"""The library's pages in our frame."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from fahsai.services.accounts import accounts_exist
from fahsai.web.pages import READING, WRITING, frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]


def framed(view: View, *, reads: bool = False) -> View:
    """A view of the library, with the words and the frame of our pages; never kept by caches.

    Args:
        view: answers with a template that is not rendered yet, or with a redirect.
        reads: whether it is never sent a form.
    """
    methods = READING if reads else WRITING

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if request.method not in methods:
            return HttpResponseNotAllowed(methods)
        if not accounts_exist():
            return HttpResponseRedirect(reverse("setup"))
        response = view(request, *given, **named)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            response.context_data = {**frame(request), **(response.context_data or {})}
        return response

    answer.methods = methods  # type: ignore[attr-defined]  # as web.pages says of its own
    return answer
