"""What a request may bring: so much, and so slowly, before the program looks at it at all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Message = Mapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

LARGEST = 256 * 1024 * 1024
"""The most that one request may bring [bytes]: several workbooks and pictures at once."""

PATIENCE = 20.0
"""How long the next piece may take to arrive [s]."""

TOO_BIG, TOO_SLOW = 413, 408


class _RefusedError(Exception):
    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status, self.problem = status, problem


class BoundedBodies:
    """Takes a body piece by piece and gives up on one that is too big or does not come.

    The whole body is on its way to a file or to memory before a view sees it; without bounds a
    few connections could fill the disk or hold every place in the server.
    """

    def __init__(self, application: Application, largest: int = LARGEST) -> None:
        self.application, self.largest = application, largest

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer, or refuse the body."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        body = _Body(receive, self.largest)
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            body.announced(scope)
            await self.application(scope, body, answer)
        except _RefusedError as refused:
            body.refused = refused
        if body.refused is not None and not started:
            await _refuse(send, body.refused)


class _Body:
    """The receiving side: counts what comes and how long it takes until all of it is there."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self.receive, self.largest = receive, largest
        self.taken = 0
        self.complete = False
        self.refused: _RefusedError | None = None

    def announced(self, scope: Message) -> None:
        """Refuse at once what says that it is too big."""
        for name, value in scope["headers"]:
            if name == b"content-length" and int(value) > self.largest:
                raise _RefusedError(TOO_BIG, "too_big")

    async def __call__(self) -> Message:
        """The next piece; a refused body looks to the program like a client that left."""
        if self.complete:
            return await self.receive()
        try:
            message = await asyncio.wait_for(self.receive(), PATIENCE)
        except TimeoutError:
            self.refused = _RefusedError(TOO_SLOW, "too_slow")
            return {"type": "http.disconnect"}
        self.taken += len(message.get("body", b""))
        self.complete = not message.get("more_body", False)
        if self.taken > self.largest:
            self.refused = _RefusedError(TOO_BIG, "too_big")
            return {"type": "http.disconnect"}
        return message


async def _refuse(send: Send, refused: _RefusedError) -> None:
    """A plain answer in both languages; the connection is not used again."""
    said = words("web")["errors"][refused.problem]
    text = f"{said['th']}\n{said['en']}\n".encode()
    await send(
        {
            "type": "http.response.start",
            "status": refused.status,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"x-content-type-options", b"nosniff"),
                (b"connection", b"close"),
                (b"content-length", str(len(text)).encode()),
            ],
        }
    )
    await send({"type": "http.response.body", "body": text})
