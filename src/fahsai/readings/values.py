"""What the readings store takes and gives beside readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from uuid import UUID

from fahsai.core.metering.event import MeterEvent
from fahsai.core.metering.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import pyarrow as pa

    from fahsai.core.metering.series import Intervals


class Heard(NamedTuple):
    """What one batch brought of one meter.

    ``last_ts`` is the newest time of its readings [unix s], ``arrived`` the last arrival
    [unix ms].
    """

    meter: UUID
    messages: int
    readings: int
    last_ts: int
    arrived: int


class NoReading(NamedTuple):
    """A message, or a part of one, that became no reading.

    ``arrived`` [unix ms]; ``reason`` is a code, or ``code: what stood there`` where the message
    alone does not say that; ``meter`` is None where the topic names none.
    """

    arrived: int
    topic: str
    payload: bytes
    reason: str
    meter: UUID | None = None

    @property
    def code(self) -> str:
        """The reason without what stood there: it is counted by this."""
        return self.reason.partition(": ")[0]

    @property
    def said(self) -> str:
        """What stood there, where the message alone does not say it."""
        return self.reason.partition(": ")[2]


class Unread(NamedTuple):
    """What came of a meter without becoming a reading: it arrived, so it is not lost.

    ``arrived`` [unix ms]; ``numbers`` of its messages, None where none could be read.
    """

    meter: UUID
    arrived: int
    numbers: tuple[int | None, ...]


class KeptMessage(NamedTuple):
    """A kept message with its number; ``size`` is that of the whole payload [bytes]."""

    number: int
    kept: NoReading
    size: int


class Refusals(NamedTuple):
    """How often messages of a topic became no reading for a reason, and when last [unix ms]."""

    topic: str
    reason: str
    meter: UUID | None
    times: int
    last: int


class Flood(NamedTuple):
    """A topic that sent more in a minute than a device of ours should, and what that came to.

    ``minutes`` in which it did, ``beyond`` the messages above what is usual, ``most`` messages of
    one minute, ``last`` when it was so [unix ms]; ``meter`` is None where the topic names none.
    """

    topic: str
    meter: UUID | None
    minutes: int
    beyond: int
    most: int
    last: int


class Counted(NamedTuple):
    """What has come from a meter.  ``lag`` is that of its last arrival [ms]."""

    meter: UUID
    messages: int
    readings: int
    refused: int
    last_ts: int
    last_arrived: int
    lag: int


class ChannelCounts(NamedTuple):
    """What the keeping of a channel found out.

    ``stored`` rows that were new; ``duplicates`` that said what was known; ``conflicts`` that said
    something else for a known time; ``late`` that came for a month whose readings were removed,
    and were put aside.
    """

    channel: int
    stored: int
    duplicates: int
    conflicts: int
    late: int


class Newest(NamedTuple):
    """The newest reading of a channel: ``ts`` [unix s], ``value`` [scaled], ``quality``."""

    ts: int
    value: int
    quality: int


class Conflict(NamedTuple):
    """Two values for one time of a channel; the later counts.

    ``earlier`` and ``later`` [scaled]; when each arrived [unix ms], None for a value that was
    kept already: its arrival is no longer known.
    """

    channel: int
    ts: int
    earlier: int
    later: int
    earlier_arrived: int | None
    later_arrived: int


class Late(NamedTuple):
    """A reading that came for a month whose readings were removed: it is put aside, not counted.

    ``ts`` [unix s], ``value`` [scaled], ``quality``; when it first ``arrived`` [unix ms].
    """

    channel: int
    ts: int
    value: int
    quality: int
    arrived: int


class TokenGrant(NamedTuple):
    """What opens the door to a meter: the hash of a token, and its line for the broker."""

    token_sha256: str
    mqtt_user: str
    mqtt_hash: str


class RegisteredGateway(NamedTuple):
    """A gateway as the intake knows it: what opens the door, and to which meters.

    ``meters`` are codes of the organisation's meters; None: all of them, also those that come.
    """

    id: UUID
    organisation_code: str
    grant: TokenGrant
    meters: tuple[str, ...] | None


class RegisteredMeter(NamedTuple):
    """A meter as the intake knows it, with what opens the door to it."""

    meter: Meter
    organisation_code: str
    tokens: tuple[TokenGrant, ...]


class Judged(NamedTuple):
    """What a judge of arrivals found: its states for the next time, and events to keep.

    A state is kept under a number: that of a channel, or any below zero for what is of no channel.
    """

    states: Mapping[int, bytes]
    events: Sequence[MeterEvent] = ()


StatesOf: TypeAlias = "Callable[[Collection[int]], Mapping[int, bytes]]"
"""The states that a judge of arrivals kept under some numbers."""

ArrivalsJudge: TypeAlias = "Callable[[pa.Table, Sequence[Unread], StatesOf], Judged]"
"""Looks at rows of HOT in order of arrival (without ``raw``), and at what else had come by then."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What one compaction did: rows read from the hot log and what became of them."""

    batches: int = 0
    rows: int = 0
    stored: int = 0
    duplicates: int = 0
    conflicts: int = 0
    late: int = 0
    """put aside: of months whose readings were removed"""
    parts: int = 0
    """parts of months that were written"""


class Dirty(NamedTuple):
    """A month of a channel whose intervals are to be made again.

    ``mark`` is given back with what was made of it: what comes meanwhile makes it dirty anew.
    """

    channel: int
    month: int
    mark: int


class Stale(NamedTuple):
    """What of a channel is to be made again: its months from ``month`` (YYYYMM) on.

    Before ``stop`` [unix s]: there a month begins whose readings were removed.  What that month
    owns, from ``end`` [unix s] on, is left as it is.
    """

    month: int
    stop: int
    end: int


class Seal(NamedTuple):
    """How a month ends whose readings go, for the month after it to go on from.

    ``state`` needs no reading before the end of the month.  ``since`` [unix s] is where the
    intervals begin that it leaves to the month after.
    """

    state: bytes
    since: int


SealMonths: TypeAlias = "Callable[[Sequence[tuple[int, int]]], Mapping[tuple[int, int], Seal]]"
"""Makes the seals of (channel, month); one that has none keeps its readings."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A month of a channel that was settled.

    ``intervals`` are those of the month; they may begin in months before it, where only its
    readings tell what passed at the end of those.  ``state`` at its end is for the month after.
    """

    dirty: Dirty
    intervals: Intervals
    state: bytes
    events: Sequence[MeterEvent] = field(default=())


class Removal(NamedTuple):
    """Proof of readings that were removed: those of one channel in one month (YYYYMM of UTC).

    ``first`` and ``last`` [unix s]; ``total`` of the values [scaled]; ``sha256`` over the rows as
    :func:`fahsai.readings.proof.digest` writes them; ``removed`` [unix ms]; ``why`` and ``who`` as
    they were given.
    """

    channel: int
    month: int
    rows: int
    first: int
    last: int
    total: int
    sha256: str
    removed: int
    why: str
    who: str
