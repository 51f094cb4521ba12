"""Who enters and leaves a broker of our own, by its log: nothing else knows whose token is in use.

Mosquitto says so in lines like these (``connection_messages``), and amqtt in the same words::

    …: New client connected from 127.0.0.1:40112 as hall-1 (p5, c0, k60, u'TCFO-012/E01').
    …: Client hall-1 closed its connection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

STARTS = re.compile(r"mosquitto version \S+ starting$")
ENTERS = re.compile(r": New client connected from \S+ as (.*) \(p\d, c\d, k\d+, u'([^']*)'\)\.$")
"""The user stands at the end, behind whatever a client calls itself."""

LEAVES = re.compile(
    r": (?:Client (.*) (?:disconnected|closed its connection|has exceeded timeout|"
    r"already connected, closing old connection)|Socket error on client (.*), disconnecting)"
)
NEVER_IN = re.compile(r"not authori[sz]ed\.?$")
"""Somebody without a right came under the name of a client, who stays."""

LONGEST_LOOK = 4 << 20
"""What is read of a log at once [bytes]; the rest is there the next time."""


class Entered:
    """The users of a log as it grows, from now on."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._clients: dict[str, str] = {}  # users
        self._file, self._at = self._place()
        self._rest = b""

    def look(self) -> frozenset[str]:
        """The users that entered since the last look, also those who left again."""
        file, size = self._place()
        if file != self._file or size < self._at:  # a new log was begun
            self._file, self._at, self._rest = file, 0, b""
        if size == self._at:
            return frozenset()
        with self._log.open("rb") as log:
            log.seek(self._at)
            found = log.read(LONGEST_LOOK)
        self._at += len(found)
        *lines, self._rest = (self._rest + found).split(b"\n")
        new = (self._hear(line.decode("utf-8", "replace")) for line in lines)
        return frozenset(user for user in new if user is not None)

    @property
    def connected(self) -> frozenset[str]:
        """The users that are connected, as of the last look."""
        return frozenset(self._clients.values())

    def _hear(self, line: str) -> str | None:
        """The user who enters by this line, if somebody does."""
        if STARTS.search(line):
            self._clients.clear()
        elif enters := ENTERS.search(line):
            client, user = enters.groups()
            self._clients[client] = user
            return user
        elif NEVER_IN.search(line):
            return None
        elif leaves := LEAVES.search(line):
            self._clients.pop(leaves[1] or leaves[2], None)
        return None

    def _place(self) -> tuple[int, int]:
        """Which file it is, and how long [bytes]."""
        try:
            found = self._log.stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_ino, found.st_size
