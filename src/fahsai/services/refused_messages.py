"""Messages that became no reading: what came, when, from where, why, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.message import parse
from fahsai.core.metering.refusal import Reason, Refusal, refusal_finding
from fahsai.core.metering.topic import READINGS, quoted
from fahsai.gateways.arrow.message import BEGINNINGS, arrow_objects
from fahsai.services.access import admit_part
from fahsai.services.intake import FAULT
from fahsai.services.metering.reached import meter_reached, meters_reached
from fahsai.services.readings_store import readings_store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.metering.meter import Meter
    from fahsai.readings.values import KeptMessage, NoReading, Refusals

MOST_MESSAGES = 100
"""Messages in one answer; the counts are of all that ever came."""

EXCERPT = 80
"""Characters of a payload that a table shows."""


class RefusedMessage(NamedTuple):
    """A message that became no reading, as it came (its beginning, where it is long).

    ``meter`` is the code of the meter, empty where the topic is of none.
    """

    arrived: int  # [unix ms]
    topic: str
    meter: str
    finding: Finding
    payload: bytes
    size: int  # [bytes]

    @property
    def excerpt(self) -> str:
        """The beginning of the payload as one line that does nothing to a screen.

        Of Arrow, which nobody reads so, its size [bytes].
        """
        if self.payload.startswith(BEGINNINGS):
            return f"Arrow, {self.size} B"
        text = self.payload[: 4 * EXCERPT].decode("utf-8", "replace")
        plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
        return plain if len(plain) <= EXCERPT else f"{plain[:EXCERPT]}…"


class RefusedCount(NamedTuple):
    """How often messages of a topic became no reading for a reason, and when last [unix ms]."""

    topic: str
    meter: str
    reason: str  # the code of the finding that each of them has
    times: int
    last: int


@dataclass(frozen=True, slots=True)
class RefusedSeen:
    """The newest refused messages first, and the counts by topic and reason."""

    messages: tuple[RefusedMessage, ...]
    counts: tuple[RefusedCount, ...]


def refused_messages(actor: Actor, organisation_id: UUID, meter_id: UUID) -> RefusedSeen:
    """What of a meter became no reading.

    Raises:
        NotFoundError, ForbiddenError: there is no such meter for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    return _seen([meter_reached(actor, organisation_id, meter_id)], ())


def all_refused_messages(actor: Actor, organisation_id: UUID) -> RefusedSeen:
    """What of the meters that the actor reaches became no reading.

    Who reaches the whole organisation sees what came on topics below its own that no meter has,
    and what its gateways sent that belongs to none of their meters.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    part = admit_part(actor, organisation_id)
    own = f"{READINGS}/{quoted(part.organisation.code)}"
    below = (f"{own}/", f"{own}@") if part.whole else ()  # of meters; of gateways
    return _seen(meters_reached(actor, organisation_id), below)


def _seen(meters: Iterable[Meter], below: Collection[str]) -> RefusedSeen:
    """What is kept of some meters, and of topics that begin so and have no meter."""
    by_id = {one.id: one for one in meters}
    store = readings_store()
    kept = store.kept_messages(by_id, MOST_MESSAGES, below=below)
    counts = store.refusals(by_id, below=below)
    return RefusedSeen(
        tuple(_message(one, by_id) for one in kept),
        tuple(_count(one, by_id) for one in counts),
    )


def _message(one: KeptMessage, meters: Mapping[UUID, Meter]) -> RefusedMessage:
    kept = one.kept
    meter = None if kept.meter is None else meters.get(kept.meter)
    code = "" if meter is None else meter.code
    why = _why(meter, kept)
    return RefusedMessage(kept.arrived, kept.topic, code, why, kept.payload, one.size)


def _count(one: Refusals, meters: Mapping[UUID, Meter]) -> RefusedCount:
    meter = None if one.meter is None else meters.get(one.meter)
    reason = one.reason if one.reason in tuple(Reason) else FAULT
    code = "" if meter is None else meter.code
    return RefusedCount(one.topic, code, f"message.{reason}", one.times, one.last)


def _why(meter: Meter | None, kept: NoReading) -> Finding:
    """Why a message became no reading: it is read again, for what stood there."""
    subject = _sender(kept.topic) if meter is None else meter.code
    if kept.code not in tuple(Reason):
        return finding("message.fault", Level.ERROR, subject, said=kept.reason)
    if kept.said:
        return refusal_finding(Refusal(Reason(kept.code), kept.said), subject)
    channels = {} if meter is None else {one.name: one for one in meter.channels}
    again = parse(kept.payload, channels, kept.arrived, arrow_objects).refusals
    found = next((one for one in again if one.reason == kept.code), None)
    return refusal_finding(found or Refusal(Reason(kept.code)), subject)


def _sender(topic: str) -> str:
    """What a topic without a meter is called: a gateway by its user name."""
    user = topic.removeprefix(f"{READINGS}/")
    return user if "@" in user and "/" not in user else topic
