"""What happened to the data of a meter."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class EventKind(StrEnum):
    """Faults of data; each has a finding ``meter.<kind>`` with words."""

    GAP = "gap"  # nothing came
    DUPLICATES = "duplicates"  # readings came again, many in an hour
    OUT_OF_ORDER = "out_of_order"  # readings came after later ones, many in an hour
    CONFLICT = "conflict"  # another value for the same time; the later counts
    LOST = "lost"  # numbers of messages are missing
    RESET = "reset"  # the register began anew, or the meter was exchanged
    ROLLOVER = "rollover"  # the register passed its end
    REPLACED = "replaced"  # somebody said that the meter was exchanged
    UNIT_SLIP = "unit_slip"  # the rate is a power of ten, 60 or 3.6 times what the register says
    STUCK = "stuck"  # nothing moves where something should
    NEGATIVE = "negative"  # below zero where that cannot be
    OVER_CAPACITY = "over_capacity"  # more than can pass; not counted
    QUARANTINED = "quarantined"  # lower than before and gone again: no register does that
    REFILL = "refill"  # a level rose: filled up or exchanged


ONGOING = "ongoing"
"""The datum of a gap that has no end yet: its end is the time at which it is told."""


@dataclass(frozen=True, slots=True)
class MeterEvent:
    """One fault of one channel, from ``start`` to ``end`` [unix s, both inside].

    ``noticed`` is the time of the reading that told it [unix s]; ``data`` are exact texts.
    """

    channel: int
    kind: EventKind
    start: int
    end: int
    noticed: int
    data: Mapping[str, str] = field(default_factory=dict)
