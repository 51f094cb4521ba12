"""The intake's subscriber: what comes is acknowledged only after it was stored.

One thread reads the socket, hands over what it found as one batch, and then acknowledges the batch:
so one batch is one durable commit, and a slow store slows the broker instead of losing anything.
The session outlives the connection: what the broker could not hand over, or was not told to be
stored, comes again.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import mqtt5

from fahsai.gateways.mqtt import happening
from fahsai.gateways.mqtt.handing_over import Hands
from fahsai.gateways.mqtt.happening import Happening, HappeningKind
from fahsai.gateways.mqtt.link import LinkLostError, RefusedError, connect
from fahsai.gateways.mqtt.taking import Counts, Taking
from fahsai.gateways.mqtt.waiting import Backoff

if TYPE_CHECKING:
    from threading import Event

    from fahsai.gateways.delivery import Deliver
    from fahsai.gateways.mqtt.address import Broker
    from fahsai.gateways.mqtt.handing_over import SetAside
    from fahsai.gateways.mqtt.happening import Tell
    from fahsai.gateways.mqtt.subscription import Subscription

OTHER_PAUSE = 60.0
"""How long to leave a broker to another intake that took our place [s]."""
STEADY = 10.0
"""A connection that lived so long did not die young [s]."""
UNSTEADY = 3
REFUSED_PAUSE = 15.0
"""How long to leave a broker that refused us [s]: somebody must mend something first."""


class Client:
    """Takes messages from a broker for as long as it is told to.

    ``set_aside`` keeps a message that ``deliver`` fell over (a fault of ours), with the reason; it
    is then acknowledged, so that one message holds up no other.
    """

    def __init__(
        self,
        broker: Broker,
        subscription: Subscription,
        set_aside: SetAside,
        tell: Tell = happening.log,
    ) -> None:
        self._broker, self._asked = broker, subscription
        self._set_aside, self._tell = set_aside, tell
        self._pauses = Backoff(subscription.first_pause, subscription.longest_pause)
        self._young = 0
        self.counts = Counts()

    def run(self, deliver: Deliver, stop: Event) -> None:
        """Take messages until told to stop; what breaks is tried again.

        ``deliver`` gets messages in the order of the broker, each batch once a commit.
        """
        hands = Hands(deliver, self._set_aside, self._tell, stop)
        while not stop.is_set():
            try:
                self._take(hands, stop)
            except RefusedError as error:
                self._say(HappeningKind.REFUSED, code=error.code, why=str(error))
                self._pauses.at_least(min(REFUSED_PAUSE, self._asked.longest_pause))
            except LinkLostError as error:
                self._say_lost(error)
            self.counts.connected = False
            if not stop.is_set():
                self._pauses.wait(stop)

    def _take(self, hands: Hands, stop: Event) -> None:
        """One connection, from its beginning to its end; closed politely, unless it broke."""
        link, answer = connect(self._broker, self._asked.entering())
        polite, began = False, time.monotonic()
        try:
            self._check(answer)
            taking = Taking(link, self._asked, answer.server_keep_alive, hands, self._tell)
            taking.run(stop, lambda: self._begun(answer), self.counts)
            polite = True
        finally:
            link.close(politely=polite)
            if self.counts.connected:
                self._note(time.monotonic() - began)

    def _check(self, answer: mqtt5.ConnAckPacket) -> None:
        """Refuse a broker that cannot do what the promise rests on; tell what is merely less."""
        if answer.max_qos is mqtt5.QoS.AT_MOST_ONCE:
            raise RefusedError("quality", f"{self._broker} acknowledges nothing (quality 0 only)")
        if not answer.wildcard_subscription_available:
            raise RefusedError("wildcards", f"{self._broker} knows no subscriptions by pattern")
        given = answer.session_expiry_interval
        if given is not None and given < self._asked.expiry:
            self._say(HappeningKind.WEAKER, what="session_expiry", given=str(given))

    def _begun(self, answer: mqtt5.ConnAckPacket) -> None:
        """The broker has taken the subscription."""
        self.counts.connections += 1
        self.counts.connected = True
        kept = "kept" if answer.session_present else "new"
        self._say(HappeningKind.CONNECTED, session=kept, broker=str(self._broker))

    def _note(self, lived: float) -> None:
        """Connections that die young are begun ever more slowly, and told of after three.

        Mosquitto 2.0 does not say when another client took our place: two intakes of one name
        would throw each other out for ever.
        """
        if lived > STEADY:
            self._pauses.reset()
            self._young = 0
            return
        self._young += 1
        if self._young % UNSTEADY == 0:
            self._say(HappeningKind.UNSTEADY, client=self._asked.client_id, times=str(self._young))

    def _say_lost(self, error: LinkLostError) -> None:
        reason = error.reason
        if reason is mqtt5.DisconnectReasonCode.SESSION_TAKEN_OVER:
            self._say(HappeningKind.TAKEN_OVER, client=self._asked.client_id)
            self._pauses.at_least(min(OTHER_PAUSE, 2 * self._asked.longest_pause))
            return
        why = {"why": str(error)} | ({"reason": reason.name.lower()} if reason is not None else {})
        self._say(HappeningKind.LOST, **why)

    def _say(self, kind: HappeningKind, **data: str) -> None:
        self._tell(Happening(kind, data))
