"""How long to wait before the next try: longer each time, never in step with others."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Event


class Backoff:
    """Pauses that double from ``first`` to ``longest`` [s], each shortened by up to a quarter.

    Thousands of gateways that lost one broker must not come back in the same second.
    """

    def __init__(self, first: float, longest: float) -> None:
        self._first, self._longest, self._next = first, longest, first

    def wait(self, stop: Event) -> bool:
        """Pause; whether to go on."""
        pause, self._next = self._next, min(2 * self._next, self._longest)
        return not stop.wait(pause * random.uniform(0.75, 1.0))  # noqa: S311 - no secret

    def at_least(self, seconds: float) -> None:
        """Let the next pause be at least so long [s]."""
        self._next = max(self._next, seconds)

    def reset(self) -> None:
        """Begin anew: it worked."""
        self._next = self._first
