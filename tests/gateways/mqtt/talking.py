"""An intake in a thread, and devices that send, for tests."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Protocol, Self

import mqtt5
from tests.gateways.mqtt.mosquitto import METERS, OTHER, PATIENCE, until

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.client import Client
from fahsai.gateways.mqtt.link import Entering, LinkLostError, connect
from fahsai.gateways.mqtt.subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fahsai.gateways.delivery import Message
    from fahsai.gateways.mqtt.address import Broker
    from fahsai.gateways.mqtt.happening import Happening
    from fahsai.gateways.mqtt.link import Link

QUICK = Subscription("fahsai-intake", linger=0.005, first_pause=0.05, longest_pause=0.2)


class Intake:
    """A client that keeps what it is given; ``with`` starts and stops it."""

    def __init__(
        self,
        broker: Broker,
        asked: Subscription = QUICK,
        store: Callable[[Sequence[Message]], None] | None = None,
    ) -> None:
        self.stored: list[Message] = []
        self.batches: list[int] = []
        self.aside: list[tuple[Message, str]] = []
        self.told: list[Happening] = []
        self._store = store
        self.client = Client(broker, asked, lambda *one: self.aside.append(one), self.told.append)
        self._stop = Event()
        self._thread = Thread(target=self.client.run, args=(self._deliver, self._stop))

    def _deliver(self, messages: Sequence[Message]) -> None:
        if self._store is not None:
            self._store(messages)
        self.stored.extend(messages)
        self.batches.append(len(messages))

    def __enter__(self) -> Self:
        if not self._thread.is_alive():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def wait_for(self, number: int) -> None:
        until(lambda: len(self.stored) >= number)

    def kinds(self) -> list[str]:
        return [one.kind.value for one in self.told]

    def connected(self, times: int = 1) -> Self:
        self.__enter__()
        until(lambda: self.kinds().count("connected") >= times)
        return self

    def payloads(self) -> list[bytes]:
        return [one.payload for one in self.stored]


class Device:
    """Somebody who publishes."""

    def __init__(self, broker: Broker, name: str = "device") -> None:
        self.link, self.answer = connect(broker, Entering(name))
        self._number = 0

    def publish(self, topic: str, payload: bytes, qos: int = 1, **properties: Any) -> int | None:
        """Send one message; the reason code of its acknowledgement."""
        self._number = self._number % 60_000 + 1
        packet = mqtt5.PublishPacket(
            topic,
            payload,
            qos=mqtt5.QoS(qos),
            packet_id=self._number if qos else None,
            **properties,
        )
        self.link.send(self.link.write(packet))
        return acknowledged(self.link)[0] if qos else None

    def publish_all(self, topic: str, payloads: Sequence[bytes]) -> list[int]:
        """Send many at once; their reason codes."""
        codes: list[int] = []
        for start in range(0, len(payloads), 1000):
            part = payloads[start : start + 1000]
            self.link.send(
                b"".join(
                    mqtt5.PublishPacket(
                        topic, one, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=number + 1
                    ).write()
                    for number, one in enumerate(part)
                )
            )
            codes += acknowledged(self.link, len(part))
        return codes

    def close(self) -> None:
        self.link.close(politely=True)


class Devices(Protocol):
    """Makes devices that the test need not close."""

    def __call__(self, broker: Broker, name: str = "") -> Device: ...


def acknowledged(link: Link, number: int = 1) -> list[int]:
    """The reason codes of the next acknowledgements."""
    codes: list[int] = []
    end = time.monotonic() + PATIENCE
    while len(codes) < number and time.monotonic() < end:
        for packet in link.arrived(1.0):
            if isinstance(packet, mqtt5.DisconnectPacket):
                raise LinkLostError(packet.reason_code.name, packet.reason_code)
            assert isinstance(packet, mqtt5.PubAckPacket), packet
            codes.append(int(packet.reason_code))
    return codes


def numbered(count: int, start: int = 0) -> list[tuple[str, bytes]]:
    """Messages of three meters in turn, by their number."""
    return [
        (topic_of(OTHER, METERS[number % 3]), b'{"t":%d,"kwh":1}' % number)
        for number in range(start, start + count)
    ]
