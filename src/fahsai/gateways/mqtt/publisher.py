"""The publisher of a gateway: it keeps a message until the other side has it for good.

A broker's acknowledgement is not that yet: what Mosquitto acknowledged and had not handed over is
gone when it is killed.  So with :attr:`Until.STORED` a message leaves the queue when the intake has
said that it is on its disk (a receipt by MQTT 5's correlation data, on the topic that
:func:`fahsai.core.metering.topic.stored_topic` names).  What was sent twice by that is known as a
double where it arrives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.gateways.mqtt import happening
from fahsai.gateways.mqtt.address import LEVEL, Broker
from fahsai.gateways.mqtt.happening import Happening, HappeningKind
from fahsai.gateways.mqtt.link import Entering, LinkLostError, RefusedError, connect
from fahsai.gateways.mqtt.sending import Plan, Sending, Until
from fahsai.gateways.mqtt.waiting import Backoff

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from fahsai.gateways.mqtt.happening import Tell
    from fahsai.gateways.mqtt.outbox import Outbox

__all__ = ["Plan", "Publisher", "Until"]

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0


class Publisher:
    """Sends what waits in a queue to a broker, in order, for as long as it is told to.

    A broker of MQTT 3.1.1 gives no receipts and does not say when nobody listens; its
    acknowledgement must do there, and that is told once (``weaker``).
    """

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        outbox: Outbox,
        plan: Plan | None = None,
        tell: Tell = happening.log,
    ) -> None:
        plan = plan or Plan()
        self._broker, self._client_id, self._outbox = broker, client_id, outbox
        self._plan, self._tell = plan, tell
        self._pauses = Backoff(min(FIRST_PAUSE, plan.longest_pause), plan.longest_pause)
        if broker.level != LEVEL and plan.until is Until.STORED:
            self._plan = plan.acknowledged()
            self._say(HappeningKind.WEAKER, what="receipts", given="MQTT 3.1.1")

    def run(self, stop: Event, over: Callable[[], bool] = lambda: False) -> None:
        """Publish until told to stop, or until it is over; what breaks is tried again."""
        while not stop.is_set():
            try:
                if self._send(stop, over):
                    return
            except RefusedError as error:
                self._say(HappeningKind.REFUSED, code=error.code, why=str(error))
            except LinkLostError as error:
                self._say(HappeningKind.LOST, why=str(error))
            if not stop.is_set():
                self._pauses.wait(stop)

    def _send(self, stop: Event, over: Callable[[], bool]) -> bool:
        """One connection; whether it is all over."""
        link, answer = connect(self._broker, Entering(self._client_id))
        polite = False
        try:
            self._say(HappeningKind.CONNECTED, session="new", broker=str(self._broker))
            sending = Sending(link, answer, self._outbox, self._plan, self._tell)
            while not stop.is_set():
                if over():
                    polite = True
                    return True
                if sending.step():
                    self._pauses.reset()
            polite = True
            return True
        finally:
            link.close(politely=polite)

    def _say(self, kind: HappeningKind, **data: str) -> None:
        self._tell(Happening(kind, data))
