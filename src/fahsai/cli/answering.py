"""The processes that answer requests: this one, and some beside it on the same address."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING

from fahsai.cli.beside import Keeper, end_with_parent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import uvicorn

STARTING = 15.0
"""How long the processes beside may take to start [s]."""


def listening(host: str, port: int, count: int) -> list[socket.socket]:
    """Sockets on one address, among which the system spreads whoever connects.

    Each process has its own: of one that all share, whichever wakes first takes everybody.

    Raises:
        OSError: the address is taken or cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as alone:  # ours would share the port with another of our servers
        alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        alone.bind((host, port))
    found = []
    for _ in range(count):
        one = socket.socket(family)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        one.bind((host, port))
        found.append(one)
    return found


def answerers(sockets: Sequence[socket.socket]) -> list[Keeper]:
    """A process for each socket, not started yet."""
    call = "from fahsai.cli.answering import answer_beside; answer_beside({})"
    return [Keeper(call.format(one.fileno()), files=[one.fileno()]) for one in sockets]


def wait_for(sockets: Sequence[socket.socket], patience: float = STARTING) -> None:
    """Wait until others listen on their sockets; should one never come, the rest still answer.

    Whoever came before that would all be sent to this process, and stay there.
    """
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if all(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) for one in sockets):
            return
        time.sleep(0.02)


def answer_beside(file: int) -> None:
    """Answer on an inherited socket, as a child of `fahsai serve`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")
    end_with_parent()
    answering().run(sockets=[socket.socket(fileno=file)])


def answering() -> uvicorn.Server:
    """What answers whoever connects until a signal ends it, with all of it loaded."""
    import uvicorn

    config = uvicorn.Config(
        "fahsai.site.asgi:application",
        log_level="warning",
        lifespan="off",
        proxy_headers=False,  # fahsai.web.security reads them, by FAHSAI_PROXIES
        server_header=False,
    )
    config.load()  # before there is a loop: starting Django asks the database
    return uvicorn.Server(config)
