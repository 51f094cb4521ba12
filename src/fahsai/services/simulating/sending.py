"""The ways on which made-up messages leave: into a file, or to the intake over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from fahsai.gateways.post_readings import Poster


class Outgoing(NamedTuple):
    """A message on its way: from which meter, where to, and when it arrives [unix s]."""

    meter: str
    topic: str
    payload: str
    arrived: int


class Sender(Protocol):
    """A way on which messages leave."""

    def send(self, message: Outgoing) -> bool:
        """Send one message; False where the other side read it and refuses it for good."""

    def flush(self) -> None:
        """Let go of what was sent so far: the next message is not due yet."""

    def left(self) -> int:
        """How many messages are not where they belong yet."""

    def close(self) -> None:
        """Return when all of them are."""


class FileSender:
    """Writes one JSON line a message, with the time at which it arrives."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def send(self, message: Outgoing) -> bool:
        """Write one line; a file refuses nothing."""
        line = {
            "topic": message.topic,
            "payload": message.payload,
            "arrived": message.arrived,
        }
        self._file.write(f"{json.dumps(line, ensure_ascii=False)}\n")
        return True

    def flush(self) -> None:
        """Nothing stays in memory."""
        self._file.flush()

    def left(self) -> int:
        """None: a message was sent when :meth:`send` returned."""
        return 0

    def close(self) -> None:
        """The file is whoever's who opened it."""
        self._file.flush()


class LineSender:
    """Writes topic, tabulator and payload: the lines that ``fahsai forward`` reads.

    No payload holds a line end or a tabulator.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def send(self, message: Outgoing) -> bool:
        """Write one line; a file refuses nothing."""
        self._file.write(f"{message.topic}\t{message.payload}\n")
        return True

    def flush(self) -> None:
        """Nothing stays in memory."""
        self._file.flush()

    def left(self) -> int:
        """None: a message was sent when :meth:`send` returned."""
        return 0

    def close(self) -> None:
        """The file is whoever's who opened it."""
        self._file.flush()


class HttpSender:
    """Posts each message with the token of its meter."""

    def __init__(self, poster: Poster, tokens: Mapping[str, str]) -> None:
        self._poster, self._tokens = poster, tokens

    def send(self, message: Outgoing) -> bool:
        """Post one message and wait for the answer.

        Raises:
            UnreachableError: nobody answers, or only says to come back later.
        """
        status = self._poster.post(self._tokens[message.meter], message.payload.encode())
        return status < REFUSED

    def flush(self) -> None:
        """Each message has gone already."""

    def left(self) -> int:
        """None: a message was sent when :meth:`send` returned."""
        return 0

    def close(self) -> None:
        """Leave the connection."""
        self._poster.close()


REFUSED = 400
"""From this status on a message was not taken."""
