"""One connection to a broker: packets out, packets in, and what there is to know when it breaks."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import mqtt5

from fahsai.gateways.mqtt import level4
from fahsai.gateways.mqtt.address import LEVEL, Broker
from fahsai.gateways.mqtt.level4 import length_of
from fahsai.gateways.mqtt.level5 import read as read5

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fahsai.gateways.mqtt.level5 import Parsed

PATIENCE = 15.0
"""How long a broker may take to answer a connection or to take what is sent [s]."""
ROOM = 1 << 18
"""How much is received at once [bytes]."""


class LinkLostError(OSError):
    """The connection is gone; ``reason`` is the broker's, where it gave one."""

    def __init__(self, why: str, reason: mqtt5.DisconnectReasonCode | None = None) -> None:
        super().__init__(why)
        self.reason = reason


class RefusedError(RuntimeError):
    """The broker does not let us in, or not to what we ask for: somebody must mend that.

    ``code`` names the reason: of MQTT's in lower case (``bad_user_name_or_password``), or
    ``old_protocol``, ``certificate``, ``quality``, ``wildcards``, ``subscription``.
    """

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


class Link:
    """A connection that the broker has accepted."""

    def __init__(self, sock: socket.socket, level: int) -> None:
        self._sock = sock
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)
        self._read: Callable[[memoryview], tuple[Parsed, int]] = (
            read5 if level == LEVEL else level4.read
        )
        self._level = level
        self._pieces: list[bytes] = []
        self._size, self._need = 0, 0
        self._parsed: list[Parsed] = []
        self._over: LinkLostError | None = None
        self.lock = Lock()
        self.sent_at = self.heard_at = time.monotonic()

    def write(self, packet: mqtt5.Packet) -> bytes:
        """A packet in the bytes of this connection's protocol level."""
        return packet.write() if self._level == LEVEL else level4.write(packet)

    def send(self, data: bytes) -> None:
        """Send what packets were written to.

        Raises:
            LinkLostError: it could not be sent; what has arrived can still be taken.
        """
        try:
            self._sock.sendall(data)
        except OSError as error:
            raise LinkLostError(f"sending: {error}") from error
        self.sent_at = time.monotonic()

    def arrived(self, seconds: float) -> Sequence[Parsed]:
        """The packets that came, after waiting for them at most so long [s].

        What came before a connection broke is given first.

        Raises:
            LinkLostError: it is broken, and all that came was given.
        """
        if not self._parsed and self._over is None and self._readable(seconds):
            self._receive()
        found, self._parsed = self._parsed, []
        if self._over is not None and not found:
            raise self._over
        return found

    def first(self, seconds: float) -> Parsed | None:
        """The next packet alone, after waiting for it at most so long [s]; None if none came.

        Raises:
            LinkLostError: as :meth:`arrived` does.
        """
        found = self.arrived(seconds)
        self._parsed = list(found[1:])
        return found[0] if found else None

    def _readable(self, seconds: float) -> bool:
        if isinstance(self._sock, ssl.SSLSocket) and self._sock.pending():
            return True
        return bool(self._poll.poll(max(seconds, 0.0) * 1000))

    def _receive(self) -> None:
        try:
            data = self._sock.recv(ROOM)
        except (TimeoutError, ssl.SSLWantReadError):  # a part of a TLS record
            return
        except OSError as error:
            self._over = LinkLostError(f"receiving: {error}")
            return
        if not data:
            self._over = LinkLostError("the broker closed the connection")
            return
        self.heard_at = time.monotonic()
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= self._need:
            self._parse()

    def _parse(self) -> None:
        """Take the packets out of what came; a large one is looked at when it is whole.

        They are read from bytes that nothing changes: the codec does not let go of what it gave up
        on.
        """
        data = b"".join(self._pieces)
        view, at, read, append = memoryview(data), 0, self._read, self._parsed.append
        try:
            while True:
                packet, length = read(view[at:])
                append(packet)
                at += length
        except IndexError:  # the rest is not whole yet
            rest = data[at:]
        except ValueError as error:
            self._over = LinkLostError(f"what the broker sent is no MQTT: {error}")
            rest = b""
        self._pieces, self._size, self._need = [rest], len(rest), _needed(rest)

    def close(self, *, politely: bool) -> None:
        """Leave; ``politely`` tells the broker so, which keeps the session and its messages."""
        if politely:
            with contextlib.suppress(LinkLostError):
                self.send(self.write(mqtt5.DisconnectPacket()))
        with contextlib.suppress(OSError):
            self._sock.close()


def _needed(rest: bytes) -> int:
    """How many bytes there must be before it is worth looking again."""
    try:
        return length_of(memoryview(rest))[1]
    except (IndexError, ValueError):
        return len(rest) + 1


@dataclass(frozen=True, slots=True)
class Entering:
    """As whom and how a broker is entered.

    ``expiry`` [s] of the session after the connection; without one it is begun anew each time.
    ``receive_max`` [messages], ``keep_alive`` [s], ``largest`` [bytes] of a packet for us.
    """

    client_id: str
    expiry: int = 0
    keep_alive: int = 60
    receive_max: int = 0xFFFF
    largest: int = 4 << 20

    def packet(self, broker: Broker) -> mqtt5.ConnectPacket:
        """What is said first."""
        return mqtt5.ConnectPacket(
            self.client_id,
            username=broker.user,
            password=None if broker.password is None else broker.password.encode(),
            clean_start=not self.expiry,
            keep_alive=self.keep_alive,
            session_expiry_interval=self.expiry,
            receive_max=self.receive_max,
            max_packet_size=self.largest,
        )


def connect(broker: Broker, entering: Entering) -> tuple[Link, mqtt5.ConnAckPacket]:
    """Enter a broker.

    Raises:
        LinkLostError: it cannot be reached, or broke off.
        RefusedError: it does not let us in.
    """
    sock = _reached(broker)
    try:
        link = Link(sock, broker.level)
        link.send(link.write(entering.packet(broker)))
        answer = _answer(link, broker)
        if answer.reason_code is not mqtt5.ConnAckReasonCode.SUCCESS:
            _refuse(answer, broker)
    except BaseException:
        sock.close()
        raise
    return link, answer


def _reached(broker: Broker) -> socket.socket:
    try:
        sock = socket.create_connection((broker.host, broker.port), timeout=PATIENCE)
    except OSError as error:
        raise LinkLostError(f"{broker}: {error}") from error
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if broker.tls is None:
            return sock
        return broker.tls.context().wrap_socket(sock, server_hostname=broker.host)
    except (ssl.SSLError, FileNotFoundError) as error:  # ours, theirs, or no TLS at all
        sock.close()
        raise RefusedError("certificate", f"{broker}: {error}") from error
    except OSError as error:
        sock.close()
        raise LinkLostError(f"{broker}: {error}") from error


def _answer(link: Link, broker: Broker) -> mqtt5.ConnAckPacket:
    """The broker's CONNACK; packets that came with it are kept for the first look."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        first = link.first(end - time.monotonic())
        if isinstance(first, mqtt5.ConnAckPacket):
            return first
        if first is not None:
            raise LinkLostError(f"{broker} answered with {type(first).__name__}")
    raise LinkLostError(
        f"{broker} did not answer within {PATIENCE:.0f} s (no MQTT {broker.level}?)"
    )


def _refuse(answer: mqtt5.ConnAckPacket, broker: Broker) -> None:
    code = answer.reason_code
    said = f"{broker}: {code.name.lower()} {answer.reason_str or ''}".strip()
    if code is mqtt5.ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION:
        raise RefusedError("old_protocol", said)
    raise RefusedError(code.name.lower(), said)
