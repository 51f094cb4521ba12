"""Answering in a few threads of our own, each with a connection that stays open.

Django's own handler gives every request a thread and a connection of its own and changes threads
between middlewares.  Fifty people at once are then fifty threads that keep each other from
working, and fifty connections.  Here requests wait in one line, first come first served, until
one of a few threads takes them from the first middleware to the last.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

AT_ONCE = 8
"""Requests that are worked on at the same time: more than a small server's processors, so that a
long calculation or a password being checked keeps nobody waiting; few enough not to crowd."""


class FewThreads(ASGIHandler):
    """Django's handler with every middleware and view in one of ``at_once`` threads.

    A request takes its place when all of its body is there, and leaves it before its answer is
    sent: a slow line holds none.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's
        """All of it as plain functions, whatever the caller thinks."""
        del is_async
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, made in one of the threads."""
        loop = asyncio.get_running_loop()
        # A context of its own: the language of one request is not that of the next.
        return await loop.run_in_executor(self._threads, copy_context().run, self._answer, request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()  # one that is broken or too old; the others stay
        try:
            return self.get_response(request)
        finally:
            close_old_connections()
