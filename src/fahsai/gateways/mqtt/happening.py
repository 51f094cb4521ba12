"""What happens between us and a broker, for logs, measures and the pages that show it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LOG = logging.getLogger("fahsai.mqtt")


class HappeningKind(StrEnum):
    """What may happen."""

    CONNECTED = "connected"  # and subscribed; data: session (kept, new), broker
    REFUSED = "refused"  # somebody must mend that; data: code, why
    LOST = "lost"  # the connection broke; data: why, reason (of the broker, if it gave one)
    TAKEN_OVER = "taken_over"  # another client entered by our name: a second intake runs
    UNSTEADY = "unsteady"  # connections die young: perhaps two of one name; data: client, times
    UNAVAILABLE = "unavailable"  # what came cannot be stored now; data: why
    AVAILABLE = "available"  # it can again
    SET_ASIDE = "set_aside"  # a message that the storing side fell over; data: topic, why
    SPOILED = "spoiled"  # a message that is no good MQTT; data: topic, why
    WEAKER = "weaker"  # the broker promises less than was asked; data: what, given
    BROKER_ENDED = "broker_ended"  # the embedded broker died and is started again; data: why
    FULL = "full"  # the publisher's disk: nothing more is taken in; data: used, limit
    SPACE = "space"  # it takes again
    REJECTED = "rejected"  # lines that are no messages; data: count, line
    NOBODY = "nobody"  # the broker has no subscriber for what is published; data: topic
    TURNED_DOWN = "turned_down"  # the broker refused one message; data: topic, code
    AGAIN = "again"  # messages taken by the broker were never stored and go out again; data: count


LEVELS = {
    HappeningKind.CONNECTED: logging.INFO,
    HappeningKind.AVAILABLE: logging.INFO,
    HappeningKind.SPACE: logging.INFO,
    HappeningKind.REFUSED: logging.ERROR,
    HappeningKind.TAKEN_OVER: logging.ERROR,
    HappeningKind.UNSTEADY: logging.ERROR,
    HappeningKind.SET_ASIDE: logging.ERROR,
    HappeningKind.FULL: logging.ERROR,
    HappeningKind.BROKER_ENDED: logging.ERROR,
}
"""How loud each is; a warning where it is not named."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One of them with what there is to know."""

    kind: HappeningKind
    data: Mapping[str, str] = field(default_factory=dict)


Tell = Callable[[Happening], None]
"""Takes what happens; it must not raise."""


def log(one: Happening) -> None:
    """Write it to the log ``fahsai.mqtt``, with its data beside the message."""
    said = " ".join(f"{name}={value}" for name, value in one.data.items())
    level = LEVELS.get(one.kind, logging.WARNING)
    data = {name: int(text) if text.isdecimal() else text for name, text in one.data.items()}
    extra = {"event": f"mqtt_{one.kind.value}", "data": data}
    LOG.log(level, "%s %s", one.kind, said, extra=extra)
