"""Shapes of messages that became no reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import Schema
from pydantic import Field

from fahsai.api.shapes.common import FindingShape, finding_shapes
from fahsai.api.shapes.measured import Instant, at

if TYPE_CHECKING:
    from fahsai.services.refused_messages import RefusedSeen


class RefusedMessageShape(Schema):
    """A message that became no reading."""

    arrived_at: Instant
    topic: str
    meter: str | None = Field(None, description="Code of the meter; none has that topic without.")
    finding: FindingShape
    excerpt: str = Field(description="Its beginning as one line; what is not printable is U+FFFD.")
    payload: str = Field(description="As it came; bytes that are no text are shown as U+FFFD.")
    size: int


class RefusedCountShape(Schema):
    """How often messages of a topic became no reading for one reason."""

    topic: str
    meter: str | None = None
    reason: str = Field(description="Code of the finding that each of them has.")
    times: int
    last_at: Instant


class RefusedMessagesShape(Schema):
    """The newest of them, and how many there ever were."""

    messages: list[RefusedMessageShape]
    counts: list[RefusedCountShape]


def refused_shape(found: RefusedSeen) -> RefusedMessagesShape:
    """Refused messages with their findings, and the counts."""
    said = finding_shapes(tuple(one.finding for one in found.messages))
    return RefusedMessagesShape(
        messages=[
            RefusedMessageShape(
                arrived_at=at(one.arrived // 1000),
                topic=one.topic,
                meter=one.meter or None,
                finding=words,
                excerpt=one.excerpt,
                payload=one.payload.decode("utf-8", "replace"),
                size=one.size,
            )
            for one, words in zip(found.messages, said, strict=True)
        ],
        counts=[
            RefusedCountShape(
                topic=one.topic,
                meter=one.meter or None,
                reason=one.reason,
                times=one.times,
                last_at=at(one.last // 1000),
            )
            for one in found.counts
        ],
    )
