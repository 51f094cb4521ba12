"""The messages of one commit, with what to answer when they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mqtt5

from fahsai.core.metering.topic import stored_topic
from fahsai.gateways.delivery import Message
from fahsai.gateways.mqtt.happening import Happening, HappeningKind
from fahsai.gateways.mqtt.level5 import Spoiled
from fahsai.gateways.mqtt.link import LinkLostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fahsai.gateways.mqtt.happening import Tell
    from fahsai.gateways.mqtt.level5 import Parsed

RECEIPT = 16
"""The length of a number by which a publisher asks to hear that a message is stored [bytes]."""
RECEIPTS = 4_000
"""Numbers in one message of receipts: below the size that any broker takes."""


class Batch:
    """What came since the last commit."""

    def __init__(self, tell: Tell, hear: Callable[[mqtt5.SubAckPacket], None]) -> None:
        self._tell, self._hear = tell, hear
        self.messages: list[Message] = []
        self.ids: list[int] = []
        self._asked: dict[str, list[bytes]] = {}

    def __bool__(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.messages)

    def add(self, packets: Iterable[Parsed]) -> None:
        """Sort in what came; what is not a message has been heard with it.

        Raises:
            LinkLostError: the broker said that it ends the connection, and why.
            RefusedError: it does not give what was subscribed to.
        """
        messages, ids = self.messages.append, self.ids.append
        for packet in packets:
            if type(packet) is mqtt5.PublishPacket:
                messages(Message(packet.topic, packet.payload, packet.duplicate))
                if packet.packet_id is not None:
                    ids(packet.packet_id)
                if packet.correlation_data is not None:
                    self._ask(packet.topic, packet.correlation_data)
            elif type(packet) is Spoiled:
                self._spoiled(packet)
            elif type(packet) is mqtt5.SubAckPacket:
                self._hear(packet)
            elif type(packet) is mqtt5.DisconnectPacket:
                why = packet.reason_str or packet.reason_code.name.lower()
                raise LinkLostError(f"the broker ended it: {why}", packet.reason_code)

    def _ask(self, topic: str, number: bytes) -> None:
        """Where receipts go follows from the topic, which the broker has checked.

        The address that a message itself may name is never used: it could be anybody's.
        """
        if len(number) == RECEIPT:
            self._asked.setdefault(topic, []).append(number)

    def _spoiled(self, packet: Spoiled) -> None:
        """It is handed on for what it is: the other side keeps and counts what it cannot read."""
        self._tell(Happening(HappeningKind.SPOILED, {"topic": packet.topic, "why": packet.why}))
        self.messages.append(Message(packet.topic, packet.payload))
        if packet.packet_id is not None:
            self.ids.append(packet.packet_id)

    def answers(self, write: Callable[[mqtt5.Packet], bytes]) -> Iterator[bytes]:
        """Acknowledgements, then receipts for publishers that wait for them."""
        for number in self.ids:
            yield write(mqtt5.PubAckPacket(number))
        for topic, numbers in self._asked.items():
            stored = stored_topic(topic)
            if stored is None:
                continue
            for start in range(0, len(numbers), RECEIPTS):
                payload = b"".join(numbers[start : start + RECEIPTS])
                yield write(mqtt5.PublishPacket(stored, payload))
