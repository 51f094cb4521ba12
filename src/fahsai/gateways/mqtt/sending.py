"""One connection of a publisher: what is under way, what came back, what goes out again."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import mqtt5

from fahsai.core.metering.topic import stored_topic
from fahsai.gateways.mqtt.happening import Happening, HappeningKind
from fahsai.gateways.mqtt.link import Link, LinkLostError, RefusedError
from fahsai.gateways.mqtt.outbox import TAG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.gateways.mqtt.happening import Tell
    from fahsai.gateways.mqtt.level5 import Parsed
    from fahsai.gateways.mqtt.outbox import Outbox, Waiting

WINDOW = 2_000
"""Messages under way: what a gateway may leave in the memory of a broker."""
LAST_NUMBER = 0xFFFF
KEEP_ALIVE = 60
LOOK = 0.25
NUMBER = 8
"""The length of a message's number in a receipt, after the tag of the queue [bytes]."""
LONGEST_SILENCE = 3600.0
"""Without receipts everything under way goes out again after ever longer pauses, up to this [s]."""
NOBODY_PAUSE = 5.0
"""Before a message that nobody listened to goes out again [s]."""

FOR_GOOD = {
    mqtt5.PubAckReasonCode.NOT_AUTHORIZED.name,
    mqtt5.PubAckReasonCode.TOPIC_NAME_INVALID.name,
    mqtt5.PubAckReasonCode.PAYLOAD_FORMAT_INVALID.name,
}
"""Refusals that the same message would meet again: it is laid aside, the others go on."""


class Until(StrEnum):
    """How long a message is kept."""

    STORED = "stored"  # until the intake says that it is on its disk
    ACKNOWLEDGED = "acknowledged"  # until the broker has taken it for somebody


@dataclass(frozen=True, slots=True)
class Plan:
    """How a publisher sends.

    ``window`` [messages] under way; ``patience`` [s] before what was overtaken by later receipts
    goes out again; ``silence`` [s] without any receipt before everything does.
    """

    until: Until = Until.STORED
    window: int = WINDOW
    patience: float = 30.0
    silence: float = 600.0
    nobody_pause: float = NOBODY_PAUSE
    longest_pause: float = 60.0

    def acknowledged(self) -> Plan:
        """The same without receipts."""
        return replace(self, until=Until.ACKNOWLEDGED)


@dataclass(slots=True)
class UnderWay:
    """A message that was sent and is not done: since when, and not before when again."""

    message: Waiting
    sent_at: float
    again_at: float = float("inf")


class Sending:
    """Sends by one link; all times are of the monotonic clock [s]."""

    def __init__(
        self,
        link: Link,
        answer: mqtt5.ConnAckPacket,
        outbox: Outbox,
        plan: Plan,
        tell: Tell,
    ) -> None:
        self._link, self._outbox, self._plan, self._tell = link, outbox, plan, tell
        self._window = min(plan.window, answer.receive_max)
        self._largest = answer.max_packet_size
        self._keep_alive = answer.server_keep_alive or KEEP_ALIVE
        self._under_way: dict[int, UnderWay] = {}
        self._by_number: dict[int, int] = {}  # of the packet -> of the message
        self._number, self._cursor = 0, 0
        self._heard_of: set[str] = set()
        self._newest_stored, self._stored_at = 0.0, time.monotonic()
        self._silence = plan.silence
        self._nobody = False

    def step(self) -> bool:
        """Send what may be sent and take what came; whether anything was done for good.

        Raises:
            LinkLostError: the link broke; all that is not done goes out by the next one.
            RefusedError: the broker gives us no receipts.
        """
        now = time.monotonic()
        self._again(now)
        self._more(now)
        self._look_after(now)
        done = self._take(self._link.arrived(LOOK))
        if done:
            self._outbox.remove(done)
        return bool(done)

    def _look_after(self, now: float) -> None:
        if now - self._link.sent_at >= self._keep_alive / 2:
            self._link.send(self._link.write(mqtt5.PingReqPacket()))
        if now - self._link.heard_at > 2 * self._keep_alive:
            raise LinkLostError(f"nothing heard for {now - self._link.heard_at:.0f} s")

    def _more(self, now: float) -> None:
        """Send the next messages of the queue, as far as the window goes."""
        room = self._window - len(self._under_way)
        if room <= 0 or self._nobody:
            return
        found = self._outbox.after(self._cursor, room)
        if not found:
            return
        self._cursor = found[-1].id
        self._listen(found)
        self._send([self._begun(one, now) for one in found])

    def _listen(self, messages: Sequence[Waiting]) -> None:
        """Subscribe to the receipts of topics that are new here, before the first message."""
        if self._plan.until is not Until.STORED:
            return
        topics = {stored_topic(one.topic) for one in messages} - self._heard_of - {None}
        new = sorted(topic for topic in topics if topic is not None)
        if new:
            self._heard_of.update(new)
            filters = [mqtt5.TopicFilter(one, max_qos=mqtt5.QoS.AT_MOST_ONCE) for one in new]
            self._link.send(
                b"".join(
                    self._link.write(
                        mqtt5.SubscribePacket(self._free_number(), filters[at : at + 50])
                    )
                    for at in range(0, len(filters), 50)
                )
            )

    def _begun(self, message: Waiting, now: float) -> UnderWay:
        one = UnderWay(message, now)
        self._under_way[message.id] = one
        return one

    def _send(self, messages: Sequence[UnderWay]) -> None:
        packets = []
        for one in messages:
            packet = self._packet(one.message)
            if self._largest is not None and len(packet) > self._largest:
                self._lay_aside(one.message, "packet_too_large")
                continue
            packets.append(packet)
        self._link.send(b"".join(packets))

    def _packet(self, message: Waiting) -> bytes:
        number = self._free_number()
        self._by_number[number] = message.id
        wants = self._waits_for_receipt(message.topic)
        return self._link.write(
            mqtt5.PublishPacket(
                message.topic,
                message.payload,
                qos=mqtt5.QoS.AT_LEAST_ONCE,
                packet_id=number,
                correlation_data=self._receipt(message.id) if wants else None,
            )
        )

    def _free_number(self) -> int:
        while True:
            self._number = self._number % LAST_NUMBER + 1
            if self._number not in self._by_number:
                return self._number

    def _receipt(self, number: int) -> bytes:
        return self._outbox.tag + number.to_bytes(NUMBER, "big")

    def _waits_for_receipt(self, topic: str) -> bool:
        return self._plan.until is Until.STORED and stored_topic(topic) is not None

    def _take(self, packets: Sequence[Parsed]) -> set[int]:
        """The numbers of messages that are done."""
        done: set[int] = set()
        for packet in packets:
            if isinstance(packet, mqtt5.PubAckPacket):
                done |= self._acknowledged(packet)
            elif isinstance(packet, mqtt5.PublishPacket):
                done |= self._stored(packet.payload)
            elif isinstance(packet, mqtt5.SubAckPacket):
                self._check(packet)
            elif isinstance(packet, mqtt5.DisconnectPacket):
                why = packet.reason_str or packet.reason_code.name.lower()
                raise LinkLostError(f"the broker ended it: {why}", packet.reason_code)
        for number in done:
            self._under_way.pop(number, None)
        return done

    def _check(self, packet: mqtt5.SubAckPacket) -> None:
        for code in packet.reason_codes:
            if int(code) >= int(mqtt5.SubAckReasonCode.UNSPECIFIED_ERROR):
                raise RefusedError("receipts", f"no receipts for us: {code.name.lower()}")

    def _acknowledged(self, packet: mqtt5.PubAckPacket) -> set[int]:
        one = self._under_way.get(self._by_number.pop(packet.packet_id, 0))
        if one is None:  # its receipt came before
            return set()
        code = packet.reason_code
        if code == mqtt5.PubAckReasonCode.NO_MATCHING_SUBSCRIBERS:
            self._nobody_listens(one)
        elif code.name in FOR_GOOD:
            self._lay_aside(one.message, code.name.lower())
        elif code != mqtt5.PubAckReasonCode.SUCCESS:
            one.again_at = time.monotonic() + self._plan.nobody_pause
        else:
            self._nobody = False
            if not self._waits_for_receipt(one.message.topic):
                return {one.message.id}
        return set()

    def _nobody_listens(self, one: UnderWay) -> None:
        """It was not delivered: one message asks again from time to time, the others wait."""
        one.again_at = time.monotonic() + self._plan.nobody_pause
        if not self._nobody:
            self._nobody = True
            self._say(HappeningKind.NOBODY, topic=one.message.topic)

    def _lay_aside(self, message: Waiting, code: str) -> None:
        self._outbox.refuse(message.id, code)
        self._under_way.pop(message.id, None)
        self._say(HappeningKind.TURNED_DOWN, topic=message.topic, code=code)

    def _stored(self, payload: bytes) -> set[int]:
        """The messages of ours that the intake says it has stored."""
        size, done = TAG + NUMBER, set()
        for at in range(0, len(payload) - size + 1, size):
            if payload[at : at + TAG] != self._outbox.tag:
                continue  # of another gateway of the same organisation
            number = int.from_bytes(payload[at + TAG : at + size], "big")
            one = self._under_way.get(number)
            if one is not None:
                done.add(number)
                self._newest_stored = max(self._newest_stored, one.sent_at)
                self._stored_at, self._silence = time.monotonic(), self._plan.silence
        return done

    def _again(self, now: float) -> None:
        """Send again what was refused for now, dropped on the way, or never answered for."""
        due = [one for one in self._under_way.values() if self._is_due(one, now)]
        if self._nobody:
            due = due[:1]
        if not due:
            return
        lost = sum(one.again_at == float("inf") for one in due)
        if lost:
            self._say(HappeningKind.AGAIN, count=str(lost))
        for one in due:
            one.sent_at, one.again_at = now, float("inf")
        if lost == len(due):
            self._stored_at, self._silence = now, min(2 * self._silence, LONGEST_SILENCE)
        self._send(due)

    def _is_due(self, one: UnderWay, now: float) -> bool:
        """What was sent later is stored and this is not: a full broker dropped it."""
        if now >= one.again_at:
            return True
        if one.again_at != float("inf") or self._plan.until is not Until.STORED:
            return False
        overtaken = self._newest_stored - one.sent_at > self._plan.patience
        return overtaken or now - max(self._stored_at, one.sent_at) > self._silence

    def _say(self, kind: HappeningKind, **data: str) -> None:
        self._tell(Happening(kind, data))
