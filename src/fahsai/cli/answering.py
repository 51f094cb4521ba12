"""The processes that answer requests: this one, and some beside it on the same address."""

from __future__ import annotations

import os
import select
import socket
import time
from typing import TYPE_CHECKING

from fahsai.cli.beside import Keeper, end_with_parent

if TYPE_CHECKING:
    import uvicorn

STARTING = 15.0
"""How long the processes beside may take to start [s]."""
WAITING = 2048
"""Connections that a process may keep waiting, as uvicorn does."""


def own_socket(host: str, port: int) -> socket.socket:
    """The socket of the first process on an address that nobody else has.

    Raises:
        OSError: the address is taken or cannot be had.
    """
    with socket.socket(_family(host)) as alone:  # ours would share with another of our servers
        alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        alone.bind((host, port))
    return _sharing(host, port)


class Answerers:
    """Processes that answer on the same address, not started yet.

    Each has a socket of its own, among which the system spreads whoever connects: of one socket
    that all share, whichever wakes first takes everybody.  A process that dies takes its socket
    with it, so nobody is sent to where nobody answers.
    """

    def __init__(self, host: str, port: int, count: int) -> None:
        self._ready, telling = os.pipe()
        self._count = count
        call = f"answer_beside({host!r}, {port}, {telling})"
        call = f"from fahsai.cli.answering import answer_beside; {call}"
        self.keepers = [Keeper(call, files=[telling]) for _ in range(count)]

    def wait(self, patience: float = STARTING) -> None:
        """Wait until all listen; should one never come, the rest still answer.

        Whoever came before that would all be sent to this process, and stay there.
        """
        end, listening = time.monotonic() + patience, 0
        while listening < self._count and (left := end - time.monotonic()) > 0:
            if select.select([self._ready], [], [], left)[0]:
                listening += len(os.read(self._ready, self._count))


def answer_beside(host: str, port: int, telling: int) -> None:
    """Answer on an address as a child of `fahsai serve`, and tell it when that begins."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")
    end_with_parent()
    server = answering()
    one = _sharing(host, port)
    one.listen(WAITING)
    os.write(telling, b".")
    server.run(sockets=[one])


def answering() -> uvicorn.Server:
    """What answers whoever connects until a signal ends it, with all of it loaded."""
    import uvicorn

    config = uvicorn.Config(
        "fahsai.site.asgi:application",
        backlog=WAITING,
        log_level="warning",
        lifespan="off",
        proxy_headers=False,  # fahsai.web.security reads them, by FAHSAI_PROXIES
        server_header=False,
    )
    config.load()  # before there is a loop: starting Django asks the database
    return uvicorn.Server(config)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _sharing(host: str, port: int) -> socket.socket:
    """A socket on an address that others of ours may have too; nobody is let in yet."""
    one = socket.socket(_family(host), socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # With the protocol unsaid asyncio leaves Nagle's delay on, and each answer on an open
    # connection waits 40 ms for the asker's acknowledgement of its headers.
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    one.bind((host, port))
    return one
