"""Why something that was sent became no reading."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """What is wrong with a message or with one value of it; words stand under the same name."""

    TOO_LARGE = "too_large"  # more bytes than a message may have
    NOT_READABLE = "not_readable"  # neither JSON nor Arrow
    NOT_A_READING = "not_a_reading"  # readable, and of another shape
    TOO_MANY = "too_many"  # more readings than a message may have
    TIME_MISSING = "time_missing"
    TIME_UNREADABLE = "time_unreadable"  # no instant, or without its zone
    CLOCK_BEHIND = "clock_behind"  # before anything can have been measured: 1970
    CLOCK_AHEAD = "clock_ahead"  # in the future: 2099
    CHANNEL_UNKNOWN = "channel_unknown"  # the meter has no channel of that name
    VALUE_MISSING = "value_missing"  # null
    VALUE_UNREADABLE = "value_unreadable"  # no number: text, true, NaN
    VALUE_BEYOND = "value_beyond"  # no meter says that: 1e308
    TOPIC_UNKNOWN = "topic_unknown"  # no meter of that name
    TOPIC_OF_ANOTHER = "topic_of_another"  # a token that is not the meter's
    METER_ENDED = "meter_ended"


class Refusal(NamedTuple):
    """One thing that became no reading: why, and what stood there (cut)."""

    reason: Reason
    said: str = ""
