"""A small intake on this machine, for tests of those who post to one."""

from __future__ import annotations

from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


class ReadingServer(ThreadingHTTPServer):
    """Keeps what it takes; answers in turn with ``answers``, then with 200.

    ``refuse``: whose messages it cannot read.  ``hang_up``: how often it takes a message and then
    breaks the line without an answer.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[tuple[str, str]] = []
        self.answers: list[int] = []
        self.headers: dict[str, str] = {}
        self.kind = "application/json; charset=utf-8"
        self.refuse = ""
        self.hang_up = 0
        self.connections = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/v1/readings"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ReadingServer

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        token = self.headers["Authorization"]
        server = self.server
        status = server.answers.pop(0) if server.answers else 200
        if status == 200:
            assert self.path == "/api/v1/readings"
            server.taken.append((token, body))
            if server.hang_up:
                server.hang_up -= 1
                self.close_connection = True
                return
            status = 400 if token == server.refuse else 200
        self.send_response(status)
        self.send_header("Content-Type", server.kind)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "2")
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def reading_server() -> Iterator[ReadingServer]:
    server = ReadingServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
