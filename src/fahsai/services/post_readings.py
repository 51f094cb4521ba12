"""Readings that come by HTTP: one message of one meter, opened by the meter's own token."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.refusal import refusal_finding
from fahsai.services.intake import Intake
from fahsai.services.readings_store import readings_store

if TYPE_CHECKING:
    from fahsai.core.finding import Finding


class Posted(NamedTuple):
    """A message as the intake takes it."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message that was posted; its readings are on the disk."""

    readings: int
    findings: tuple[Finding, ...]


def topic_of_token(token: str) -> str | None:
    """The topic of the meter that a token belongs to; None where it opens none.

    Raises:
        Unavailable: nobody can tell now.
    """
    return intake().topic_of_token(sha256(token.encode()).hexdigest())


def take_posted(topic: str, payload: bytes) -> Taken:
    """Keep the readings of a message of the meter of that topic.

    Findings: ``message.*``, one for each thing of it that became no reading.

    Raises:
        Unavailable: nothing was kept.
    """
    done = intake().deliver([Posted(topic, payload)])
    subject = topic.rpartition("/")[2]
    return Taken(
        done.readings,
        tuple(refusal_finding(one, subject) for _, many in done.refused for one in many),
    )


@lru_cache(maxsize=1)
def intake() -> Intake:
    """The intake of this process."""
    return Intake(readings_store())
