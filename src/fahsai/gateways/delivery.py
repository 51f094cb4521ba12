"""What gateways of meters hand over, and how the other side says that it cannot take it now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Message(NamedTuple):
    """What came, as it came; ``redelivered`` where the broker had sent it before."""

    topic: str
    payload: bytes
    redelivered: bool = False


class Unavailable(RuntimeError):  # noqa: N818 - the name of the design
    """It cannot be stored now; ``retry`` tells whether waiting may help."""

    def __init__(self, why: str, *, retry: bool = True) -> None:
        super().__init__(why)
        self.retry = retry


Deliver = Callable[[Sequence[Message]], None]
"""Stores messages: returns when all of them are on the disk, raises :class:`Unavailable` otherwise.

It never raises for what a message says: that is kept and counted.
"""
