"""What the intake asks of a broker, and the name by which it is the same intake at every start."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.metering.topic import EVERY_METER
from fahsai.gateways.mqtt.link import Entering

if TYPE_CHECKING:
    from pathlib import Path

RECEIVE_MAX = 20_000
"""How many messages the broker may have given that are not acknowledged yet."""
MOST = 5_000
"""Messages of a batch: a quarter of what may be under way, so that the broker goes on meanwhile."""
LINGER = 0.02
"""How long a batch waits for more after its first message [s]: at most 50 commits a second."""
KEEP_ALIVE = 60
"""[s]"""
EXPIRY = 7 * 86_400
"""How long the broker keeps what we did not take [s]."""
RANDOM = 16
"""Of a lasting name [bytes]."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the intake asks of a broker; ``client_id`` must be the same at every start.

    ``keep_alive``, ``expiry`` of the session, ``linger`` and the pauses between two connections in
    seconds; ``receive_max`` and ``most`` (of a batch, which is not filled further) in messages.
    """

    client_id: str
    topics: tuple[str, ...] = (EVERY_METER,)
    keep_alive: int = KEEP_ALIVE
    expiry: int = EXPIRY
    receive_max: int = RECEIVE_MAX
    most: int = MOST
    linger: float = LINGER
    first_pause: float = 0.5
    longest_pause: float = 30.0

    def entering(self) -> Entering:
        """How the intake enters: in its one session, with its receive maximum."""
        return Entering(self.client_id, self.expiry, self.keep_alive, self.receive_max)


def lasting_client_id(path: Path) -> str:
    """The client name of this installation, kept in a file that only its owner reads.

    Whoever may enter a broker and knows the name of a client can take its place and end its
    session, with all that waits in it.  So the name of the intake is not to be guessed.
    """
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w", encoding="ascii") as stream:
        stream.write(f"fahsai-{secrets.token_hex(RANDOM)}")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(beside, path)  # of two that begin at once the first one counts
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return path.read_text("ascii")
