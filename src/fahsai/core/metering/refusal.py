"""Why something that was sent became no reading."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding

if TYPE_CHECKING:
    from collections.abc import Iterable


class Reason(StrEnum):
    """What is wrong with a message or with one value of it; ``message.<reason>`` is its finding."""

    TOO_LARGE = "too_large"  # more bytes than a message may have
    NOT_READABLE = "not_readable"  # neither JSON nor Arrow
    NOT_A_READING = "not_a_reading"  # readable, and of another shape
    TOO_MANY = "too_many"  # more readings than a message may have
    TIME_MISSING = "time_missing"
    TIME_UNREADABLE = "time_unreadable"  # no instant
    TIME_ZONELESS = "time_zoneless"  # a time of day of nobody knows where
    CLOCK_BEHIND = "clock_behind"  # before anything can have been measured: 1970
    CLOCK_AHEAD = "clock_ahead"  # in the future: 2099
    BUDDHIST_ERA = "buddhist_era"  # 543 years ahead: 2568 for 2025
    CHANNEL_UNKNOWN = "channel_unknown"  # the meter has no channel of that name
    VALUE_MISSING = "value_missing"  # null
    VALUE_UNREADABLE = "value_unreadable"  # no number: text, true, NaN
    VALUE_BEYOND = "value_beyond"  # no meter says that: 1e308
    TOPIC_UNKNOWN = "topic_unknown"  # no meter of that name
    METER_UNNAMED = "meter_unnamed"  # a gateway does not say whose reading it is
    METER_NOT_YOURS = "meter_not_yours"  # of a meter that the gateway does not send for


class Refusal(NamedTuple):
    """One thing that became no reading: why, and what stood there (cut)."""

    reason: Reason
    said: str = ""


NAMES = frozenset({Reason.CHANNEL_UNKNOWN, Reason.METER_NOT_YOURS})
"""Reasons whose text is a name: another one is another thing to mend."""


def together(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """One refusal of each reason, with what stood there first and how often there was such.

    >>> [one.said for one in together([Refusal(Reason.CLOCK_BEHIND, str(t)) for t in range(200)])]
    ['0 (×200)']
    """
    times: Counter[tuple[Reason, str]] = Counter()
    first: dict[tuple[Reason, str], Refusal] = {}
    for one in refusals:
        key = (one.reason, one.said if one.reason in NAMES else "")
        first.setdefault(key, one)
        times[key] += 1
    return tuple(
        one if times[key] == 1 else Refusal(one.reason, f"{one.said} (×{times[key]})".lstrip())
        for key, one in first.items()
    )


def one_line(text: str) -> str:
    r"""A text of whoever sent it as one line that does nothing to a screen.

    >>> one_line("{\n  'kwh':\t1\x1b[2J }")
    "{ 'kwh': 1�[2J }"
    """
    return "".join(one if one.isprintable() else "\ufffd" for one in " ".join(text.split()))


def refusal_finding(refusal: Refusal, subject: str) -> Finding:  # noqa: C901, PLR0911, PLR0912 - one a reason
    """What is said of it; ``subject`` is the meter or the topic."""
    said = one_line(refusal.said)
    match refusal.reason:
        case Reason.TOO_LARGE:
            return finding("message.too_large", Level.ERROR, subject, said=said)
        case Reason.NOT_READABLE:
            return finding("message.not_readable", Level.ERROR, subject, said=said)
        case Reason.NOT_A_READING:
            return finding("message.not_a_reading", Level.ERROR, subject, said=said)
        case Reason.TOO_MANY:
            return finding("message.too_many", Level.ERROR, subject, said=said)
        case Reason.TIME_MISSING:
            return finding("message.time_missing", Level.ERROR, subject, said=said)
        case Reason.TIME_UNREADABLE:
            return finding("message.time_unreadable", Level.ERROR, subject, said=said)
        case Reason.TIME_ZONELESS:
            return finding("message.time_zoneless", Level.ERROR, subject, said=said)
        case Reason.CLOCK_BEHIND:
            return finding("message.clock_behind", Level.ERROR, subject, said=said)
        case Reason.CLOCK_AHEAD:
            return finding("message.clock_ahead", Level.ERROR, subject, said=said)
        case Reason.BUDDHIST_ERA:
            return finding("message.buddhist_era", Level.ERROR, subject, said=said)
        case Reason.CHANNEL_UNKNOWN:
            return finding("message.channel_unknown", Level.WARNING, subject, said=said)
        case Reason.VALUE_MISSING:
            return finding("message.value_missing", Level.WARNING, subject, said=said)
        case Reason.VALUE_UNREADABLE:
            return finding("message.value_unreadable", Level.ERROR, subject, said=said)
        case Reason.VALUE_BEYOND:
            return finding("message.value_beyond", Level.ERROR, subject, said=said)
        case Reason.TOPIC_UNKNOWN:
            return finding("message.topic_unknown", Level.ERROR, subject, said=said)
        case Reason.METER_UNNAMED:
            return finding("message.meter_unnamed", Level.ERROR, subject, said=said)
        case Reason.METER_NOT_YOURS:
            return finding("message.meter_not_yours", Level.ERROR, subject, said=said)
