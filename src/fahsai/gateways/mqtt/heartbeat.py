"""Pings while the one thread of a client is busy storing what came."""

from __future__ import annotations

import contextlib
import time
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

import mqtt5

from fahsai.gateways.mqtt.link import LinkLostError

if TYPE_CHECKING:
    from types import TracebackType

    from fahsai.gateways.mqtt.link import Link

LEAST = 0.05


class Heartbeat:
    """Keeps a link alive: ``with heart:`` around work that does not look at it.

    A broker drops a client that is silent for one and a half times its keep-alive; a database that
    is slow for minutes must not cost the connection.
    """

    def __init__(self, link: Link, every: float) -> None:
        self._link, self._every = link, every
        self._ping = link.write(mqtt5.PingReqPacket())
        self._busy, self._over = False, Event()
        self._thread = Thread(target=self._beat, name="mqtt-heartbeat", daemon=True)

    def start(self) -> Self:
        """Begin; nothing is sent unless somebody is busy."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def __enter__(self) -> None:
        self._busy = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._link.lock:  # a ping that is being sent is sent to its end
            self._busy = False

    def due(self) -> bool:
        """Whether nothing was sent for too long."""
        return time.monotonic() - self._link.sent_at >= self._every

    def ping(self) -> None:
        """Send a ping.

        Raises:
            LinkLostError: the link is broken.
        """
        self._link.send(self._ping)

    def _beat(self) -> None:
        while not self._over.wait(max(self._every / 4, LEAST)):
            with self._link.lock:
                if self._busy and self.due():
                    with contextlib.suppress(LinkLostError):  # the client will see it itself
                        self.ping()
