"""The threads that answer: few, whole requests at a time, nothing left from the one before."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.utils import translation

from fahsai.site.threads import FewThreads

if TYPE_CHECKING:
    from django.http import HttpRequest

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "GET",
    "path": "/",
    "raw_path": b"/",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "server": ("localhost", 80),
    "client": ("127.0.0.1", 1),
}


def _ask(handler: FewThreads, times: int) -> list[bytes]:
    """What comes back when ``times`` ask at once."""

    async def one() -> bytes:
        body = b""
        asked = False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if asked:
                await asyncio.sleep(60)
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            nonlocal body
            body += message.get("body", b"")

        await handler(SCOPE, receive, send)
        return body

    async def everybody() -> list[bytes]:
        return list(await asyncio.gather(*(one() for _ in range(times))))

    # Closing old connections is of no concern here and would ask for a database.
    request_started.disconnect(close_old_connections)
    try:
        return asyncio.run(everybody())
    finally:
        request_started.connect(close_old_connections)


class _Handler(FewThreads):
    """Answers with the thread and the language it finds, and leaves another language behind."""

    busy, most = 0, 0
    counting = threading.Lock()

    def get_response(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        del request
        with self.counting:
            self.busy += 1
            self.most = max(self.most, self.busy)
        found = translation.get_language()
        translation.activate("en" if found == "th" else "th")
        time.sleep(0.01)
        with self.counting:
            self.busy -= 1
        return HttpResponse(f"{threading.current_thread().name} {found}")


def test_so_many_are_answered_at_once_and_no_more() -> None:
    handler = _Handler(at_once=3)
    answers = _ask(handler, 20)
    assert len(answers) == 20
    assert handler.most <= 3
    assert len({one.split()[0] for one in answers}) <= 3


def test_the_language_of_one_request_is_not_that_of_the_next() -> None:
    answers = _ask(_Handler(at_once=1), 6)
    assert len({one.split()[1] for one in answers}) == 1


def test_no_middleware_changes_threads() -> None:
    handler = FewThreads(at_once=1)
    assert not asyncio.iscoroutinefunction(vars(handler)["_middleware_chain"])
