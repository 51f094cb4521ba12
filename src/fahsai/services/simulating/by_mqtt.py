"""Made-up messages by MQTT: each meter enters by itself, and keeps a message until it is stored."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING

from fahsai.gateways.mqtt.happening import log
from fahsai.gateways.mqtt.outbox import Outbox, OutboxFullError
from fahsai.gateways.mqtt.publisher import Plan, Publisher
from fahsai.gateways.mqtt.thinned import Together

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fahsai.gateways.mqtt.address import Broker
    from fahsai.gateways.mqtt.happening import Tell
    from fahsai.services.simulating.fleet import Access
    from fahsai.services.simulating.sending import Outgoing

BATCH = 500
"""How many messages of a meter are written to its queue at once, where none waits for its time."""

LIMIT = 32 << 20
"""What the queue of one meter may take of the disk [bytes]: a month of readings by the minute."""

LOOK = 0.1
"""How often is looked whether a queue has room, or is empty [s]."""


class MqttSender:
    """A queue and a connection a meter.  What is not stored yet waits on the disk for next time."""

    def __init__(
        self,
        broker: Broker,
        access: Mapping[str, Access],
        folder: Path,
        plan: Plan | None = None,
        tell: Tell = log,
    ) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._stop, self._together = Event(), Together(tell)
        self._waiting: dict[str, list[tuple[str, bytes]]] = {code: [] for code in access}
        self._queues = {code: Outbox(folder / f"{code}.sqlite3", LIMIT) for code in access}
        self._threads = [
            self._publishing(replace(broker, user=one.mqtt_user, password=one.secret), code, plan)
            for code, one in access.items()
        ]

    def _publishing(self, broker: Broker, code: str, plan: Plan | None) -> Thread:
        queue = self._queues[code]
        name = f"fahsai-simulate-{queue.tag.hex()}"
        publisher = Publisher(broker, name, queue, plan, self._together.of(code))
        thread = Thread(target=publisher.run, args=(self._stop,), name=f"simulate-{code}")
        thread.start()
        return thread

    def send(self, message: Outgoing) -> bool:
        """Queue one message; a queue that is full makes the simulation wait."""
        waiting = self._waiting[message.meter]
        waiting.append((message.topic, message.payload.encode()))
        if len(waiting) >= BATCH:
            self._put(message.meter)
        return True

    def flush(self) -> None:
        """Queue what was sent so far: nothing waits in memory while nothing is sent."""
        for code, waiting in self._waiting.items():
            if waiting:
                self._put(code)

    def left(self) -> int:
        """How many messages are not stored yet, those of the time before with them."""
        held = sum(len(one) for one in self._waiting.values())
        return held + sum(one.waiting() for one in self._queues.values())

    def close(self) -> None:
        """Return when all is stored.

        Whoever interrupts this (KeyboardInterrupt) leaves the rest on the disk for next time.
        """
        try:
            self.flush()
            while not all(one.is_empty() for one in self._queues.values()):
                time.sleep(LOOK)
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()
            for one in self._queues.values():
                one.close()

    def _put(self, code: str) -> None:
        waiting, queue = self._waiting[code], self._queues[code]
        while waiting:
            with suppress(OutboxFullError):
                queue.put(waiting)
                waiting.clear()
                return
            time.sleep(LOOK)
