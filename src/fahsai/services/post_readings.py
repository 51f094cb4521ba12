"""Readings that come by HTTP: of one meter by its own token, or of several by their gateway's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Level, finding
from fahsai.core.metering.addressed import by_meter
from fahsai.core.metering.refusal import Reason, Refusal, refusal_finding, together
from fahsai.gateways.arrow.message import arrow_objects
from fahsai.services.intake import Intake, Sender
from fahsai.services.keeping.sender_tokens import token_sha256
from fahsai.services.metering.uses import Uses
from fahsai.services.readings_store import readings_store

if TYPE_CHECKING:
    from fahsai.core.finding import Finding

__all__ = ["Sender", "Taken", "intake", "sender_of", "take_posted", "uses"]

MOST_FINDINGS = 20
"""Of one answer: a device that is set up wrongly says the same of every reading."""

MORE = "message.more"


class Posted(NamedTuple):
    """A message as the intake takes it."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message that was posted; its readings are on the disk."""

    readings: int
    findings: tuple[Finding, ...]


def sender_of(token: str) -> Sender | None:
    """Whom a token lets in: a meter, or a gateway with its meters; None where it is nobody's.

    Raises:
        Unavailable: nobody can tell now.
    """
    return intake().sender(token_sha256(token))


def take_posted(sender: Sender, payload: bytes, meter: str | None = None) -> Taken:
    """Keep the readings of a message, of the meter that the address named or the message names.

    Findings: ``message.*`` for what of it became no reading: one a meter and reason with how often,
    the first :data:`MOST_FINDINGS` of them (``message.more`` counts the others).  What is sent for
    a meter that is not the token's own is counted under who sent it, and touches no other meter.

    Raises:
        Unavailable: nothing was kept; or, of a message of several meters, not all of it.
    """
    uses().note(sender.user)
    if meter is None and sender.own is not None:
        return _taken([Posted(sender.own, payload)])
    if meter is not None:
        topic = sender.topics.get(meter)
        if topic is None:
            return _refused(sender, payload, (Refusal(Reason.METER_NOT_YOURS, meter),))
        return _taken([Posted(topic, payload)])
    found = by_meter(payload, arrow_objects)
    mine = [
        Posted(sender.topics[code], text) for code, text in found.messages if code in sender.topics
    ]
    others = dict.fromkeys(code for code, _ in found.messages if code not in sender.topics)
    refusals = (*found.refusals, *(Refusal(Reason.METER_NOT_YOURS, one) for one in others))
    taken = _taken(mine) if mine else Taken(0, ())
    if not refusals:
        return taken
    others_said = _refused(sender, payload, refusals).findings
    return Taken(taken.readings, _few((*taken.findings, *others_said)))


def _taken(messages: list[Posted]) -> Taken:
    done = intake().deliver(messages)
    of: dict[str, list[Refusal]] = {}
    for place, many in done.refused:
        of.setdefault(messages[place].topic.rpartition("/")[2], []).extend(many)
    said = (refusal_finding(one, code) for code, many in of.items() for one in together(many))
    return Taken(done.readings, _few(tuple(said)))


def _refused(sender: Sender, payload: bytes, refusals: tuple[Refusal, ...]) -> Taken:
    one_each = together(refusals)
    intake().refuse(sender, payload, one_each)
    return Taken(0, _few(tuple(refusal_finding(one, sender.name) for one in one_each)))


def _few(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The first findings, and how many more there are."""
    said = [one for one in findings if one.code != MORE]
    more = sum(int(one.data["number"]) for one in findings if one.code == MORE)
    more += len(said) - MOST_FINDINGS if len(said) > MOST_FINDINGS else 0
    if not more:
        return tuple(said)
    last = finding("message.more", Level.WARNING, said[0].subject, number=str(more))
    return (*said[:MOST_FINDINGS], last)


@lru_cache(maxsize=1)
def intake() -> Intake:
    """The intake of this process."""
    return Intake(readings_store())


@lru_cache(maxsize=1)
def uses() -> Uses:
    """What this process notes of tokens that post."""
    return Uses(readings_store())
