"""Posting readings to an intake over HTTP, as a device does that has no broker."""

from __future__ import annotations

import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT = 30.0
"""How long one answer may take [s]."""

INTAKE = "/api/v1/readings"
"""Where an intake takes readings, if its address names no path."""

TRIES, FIRST_PAUSE, LONGEST_PAUSE = 8, 0.5, 30.0
"""How often a message is offered before giving up, and how long between two tries [s]."""

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same message is welcome later."""

WRONG = 400
"""From this status on an answer is a refusal."""

ELSEWHERE = frozenset({301, 302, 303, 307, 308, 404, 405})
"""Answers of an address at which no readings are taken."""


class UnreachableError(ConnectionError):
    """Nobody took a message; whether it was stored is not known where the line broke."""


class NoIntakeError(UnreachableError):
    """Somebody answers at the address, and takes no readings there."""


class Poster:
    """One connection that stays open.  A message that may have been lost is posted again.

    That doubles nothing: the intake keeps one reading of a meter and a time.
    """

    def __init__(self, url: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"not an address of an intake: {url}")
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=TIMEOUT)
        self._path = INTAKE if parts.path in {"", "/"} else parts.path
        self._url, self._sleep = url, sleep

    def post(self, token: str, payload: bytes) -> int:
        """Post one payload; the status of the answer, which is never one of ``AGAIN``.

        Raises:
            NoIntakeError: what answers takes no readings there.
            UnreachableError: nobody took it in ``TRIES`` tries.
        """
        why = ""
        for pause in _pauses():
            try:
                status, after = self._once(token, payload)
            except NoIntakeError:
                raise
            except (OSError, HTTPException) as error:
                self._connection.close()
                why, after = f"{type(error).__name__}: {error}", 0.0
            else:
                if status not in AGAIN:
                    return status
                why = f"HTTP {status}"
            self._sleep(max(pause, min(after, LONGEST_PAUSE)))
        raise UnreachableError(f"{self._url}: {why}")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _once(self, token: str, payload: bytes) -> tuple[int, float]:
        """One try: the status, and how long to wait before another one [s]."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection.request("POST", self._path, body=payload, headers=headers)
        with self._connection.getresponse() as answer:
            answer.read()
            after = answer.getheader("Retry-After", "")
            kind = answer.getheader("Content-Type", "").partition(";")[0].strip()
            if answer.status in ELSEWHERE or (answer.status < WRONG and kind != "application/json"):
                raise NoIntakeError(f"{self._url}: HTTP {answer.status}, {kind or '-'}")
            return answer.status, float(after) if after.isdecimal() else 0.0


def _pauses() -> list[float]:
    """How long to wait after each try [s]."""
    return [min(FIRST_PAUSE * 2**place, LONGEST_PAUSE) for place in range(TRIES)]
