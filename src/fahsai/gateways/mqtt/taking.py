"""One connection of the intake: gather what came, have it stored, acknowledge it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mqtt5

from fahsai.gateways.mqtt.batch import Batch
from fahsai.gateways.mqtt.heartbeat import Heartbeat
from fahsai.gateways.mqtt.link import PATIENCE, Link, LinkLostError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from fahsai.gateways.delivery import Message
    from fahsai.gateways.mqtt.handing_over import Hands
    from fahsai.gateways.mqtt.happening import Tell
    from fahsai.gateways.mqtt.subscription import Subscription

BEST_GRANTED = int(mqtt5.SubAckReasonCode.GRANTED_QOS_EXACTLY_ONCE)
LOOK = 0.25
"""How long to wait for a first message before looking whether to stop [s]."""


@dataclass(slots=True)
class Counts:
    """What a client did since it began."""

    received: int = 0
    redelivered: int = 0
    acknowledged: int = 0
    batches: int = 0
    connections: int = 0
    connected: bool = False
    heard_at: float = 0.0  # [s] of the system's clock, when a message last came


class Taking:
    """Takes what a broker gives by one link."""

    def __init__(
        self, link: Link, asked: Subscription, keep_alive: int | None, hands: Hands, tell: Tell
    ) -> None:
        self._link, self._asked, self._hands, self._tell = link, asked, hands, tell
        self._keep_alive = keep_alive or asked.keep_alive
        self._heart = Heartbeat(link, self._keep_alive / 2)
        self._began = time.monotonic()
        self._subscribed = False

    def run(self, stop: Event, begun: Callable[[], None], counts: Counts) -> None:
        """Subscribe and take until told to stop; ``begun`` is called when the broker agreed.

        Raises:
            LinkLostError: the link broke; all that had come was handed over.
            RefusedError: the broker does not give what is asked for.
        """
        self._begun, self._counts = begun, counts
        self._heart.start()
        try:
            self._subscribe()
            while not stop.is_set():
                batch, broken = self._gather()
                if batch:
                    with self._heart:
                        taken = self._hands.take(batch.messages)
                    self._link.heard_at = time.monotonic()  # nobody listened meanwhile
                    if not taken:
                        return
                    self._count(batch.messages)
                if broken is not None:
                    raise broken
                if batch:
                    self._acknowledge(batch)
        finally:
            self._heart.stop()

    def _subscribe(self) -> None:
        """Subscribe, at every connection: a broker that was killed may have forgotten.

        Messages of the session come before the answer, which is heard among them.
        """
        filters = [
            mqtt5.TopicFilter(
                topic,
                max_qos=mqtt5.QoS.AT_LEAST_ONCE,
                retain_handling=mqtt5.RetainHandling.SEND_IF_SUBSCRIPTION_NOT_EXISTS,
            )
            for topic in self._asked.topics
        ]
        self._link.send(self._link.write(mqtt5.SubscribePacket(1, filters)))

    def _hear(self, answer: mqtt5.SubAckPacket) -> None:
        for topic, code in zip(self._asked.topics, answer.reason_codes, strict=False):
            if int(code) > BEST_GRANTED:
                raise RefusedError("subscription", f"{topic}: {code.name.lower()}")
            if code is mqtt5.SubAckReasonCode.GRANTED_QOS_AT_MOST_ONCE:
                raise RefusedError("quality", f"{topic}: quality 0 only")
        self._subscribed = True
        self._begun()

    def _gather(self) -> tuple[Batch, LinkLostError | RefusedError | None]:
        """What came, and how the link ended if it did: what came before counts all the same.

        After a kill of the broker nobody else may have it any more.
        """
        batch, end = Batch(self._tell, self._hear), float("inf")
        try:
            while len(batch.messages) < self._asked.most:
                now = time.monotonic()
                if now >= end:
                    break
                self._look_after(now)
                batch.add(self._link.arrived(min(end - now, LOOK)))
                if not batch:
                    break
                end = min(end, now + self._asked.linger)
        except (LinkLostError, RefusedError) as error:
            return batch, error
        return batch, None

    def _look_after(self, now: float) -> None:
        """Ping when it is time; give up a broker that says nothing any more."""
        if self._heart.due():
            self._heart.ping()
        silent = now - self._link.heard_at
        if silent > 2 * self._keep_alive:
            raise LinkLostError(f"nothing heard for {silent:.0f} s")
        if not self._subscribed and now - self._began > PATIENCE:
            raise LinkLostError("the subscription was not answered")

    def _acknowledge(self, batch: Batch) -> None:
        """Tell the broker, and publishers that asked for it, that it is stored.

        A link that breaks here may have brought more before: that is handed over too.
        """
        try:
            self._link.send(b"".join(batch.answers(self._link.write)))
            self._counts.acknowledged += len(batch.ids)
        except LinkLostError:
            self._take_the_rest()
            raise

    def _take_the_rest(self) -> None:
        broken = None
        while broken is None:
            rest, broken = self._gather()
            if not rest:
                return
            if not self._hands.take(rest.messages):
                return
            self._count(rest.messages)

    def _count(self, messages: list[Message]) -> None:
        counts = self._counts
        counts.batches += 1
        counts.received += len(messages)
        counts.redelivered += sum(one.redelivered for one in messages)
        counts.heard_at = time.time()
