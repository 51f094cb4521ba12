"""Bodies that are too big or do not come, at the door of the server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fahsai.site import bodies
from fahsai.site.bodies import BoundedBodies

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest


async def _program(scope: Any, receive: Any, send: Any) -> None:
    """Reads the whole body and says how long it was, as Django does."""
    del scope
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length += len(message["body"])
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


def answer(
    pieces: Iterable[bytes], headers: Iterable[tuple[bytes, bytes]] = (), *, stalls: bool = False
) -> tuple[int, bytes]:
    """Status and body of the answer to a request whose body comes in pieces."""
    waiting = list(pieces)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.sleep(60)
        piece = waiting.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting) or stalls}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": list(headers)}
    asyncio.run(BoundedBodies(_program, largest=10)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


def test_what_fits_comes_through_whole() -> None:
    assert answer([b"12345", b"67890"]) == (200, b"10")
    assert answer([b""]) == (200, b"0")


def test_what_is_too_big_is_refused_in_both_languages() -> None:
    for given in (answer([b"12345", b"678901"]), answer([b""], [(b"content-length", b"11")])):
        status, text = given
        assert status == 413
        assert "ใหญ่เกินไป" in text.decode()
        assert "too big" in text.decode()


def test_what_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    status, text = answer([b"1"], stalls=True)
    assert status == 408
    assert "ช้าเกินไป" in text.decode()
