"""A broker that says what a test writes, byte by byte."""

from __future__ import annotations

import socket
from threading import Thread
from typing import TYPE_CHECKING, Self

import mqtt5
from tests.gateways.mqtt.mosquitto import PATIENCE

from fahsai.gateways.mqtt.address import Broker

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCEPTED = mqtt5.ConnAckPacket().write()
SUBSCRIBED = mqtt5.SubAckPacket(1, [mqtt5.SubAckReasonCode.GRANTED_QOS_AT_LEAST_ONCE]).write()


def publish(topic: str, payload: bytes, number: int = 1) -> bytes:
    qos = mqtt5.QoS.AT_LEAST_ONCE
    return mqtt5.PublishPacket(topic, payload, qos=qos, packet_id=number).write()


class Scripted:
    """Each connection gets the next script: an answer to what it says first, then pieces.

    After its script a connection is closed, unless ``stays``.
    """

    def __init__(self, scripts: Sequence[Sequence[bytes]], *, stays: bool = False) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._scripts, self._stays = scripts, stays
        self.heard: list[bytes] = []
        self._open: list[socket.socket] = []
        self._thread = Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown(socket.SHUT_RDWR)  # or nobody wakes who waits for it
        self._server.close()
        self._thread.join(PATIENCE)
        for one in self._open:
            one.close()

    @property
    def address(self) -> Broker:
        return Broker("127.0.0.1", self._server.getsockname()[1], "user", "password")

    def _serve(self) -> None:
        for script in self._scripts:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE)
            self._open.append(connection)
            self.heard.append(connection.recv(1 << 16))
            for piece in script:
                connection.sendall(piece)
            if self._stays:
                Thread(target=self._listen, args=(connection,), daemon=True).start()
            else:
                connection.shutdown(socket.SHUT_WR)
                self._listen(connection)

    def _listen(self, connection: socket.socket) -> None:
        try:
            while data := connection.recv(1 << 16):
                self.heard.append(data)
        except OSError:
            pass

    def acknowledged(self) -> list[int]:
        """The numbers of all acknowledgements that came."""
        found, data = [], memoryview(b"".join(self.heard))
        while data:
            packet, length = mqtt5.read(data)
            if isinstance(packet, mqtt5.PubAckPacket):
                found.append(packet.packet_id)
            data = data[length:]
        return found
