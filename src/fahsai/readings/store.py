"""The readings store: what services see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    import pyarrow as pa

    from fahsai.core.metering.event import MeterEvent
    from fahsai.readings.registry import Registry
    from fahsai.readings.sums import Buckets, RateSum, Sum
    from fahsai.readings.values import (
        ArrivalsJudge,
        ChannelCounts,
        Compacted,
        Conflict,
        Counted,
        Dirty,
        Heard,
        Kept,
        KeptMessage,
        Newest,
        Refusals,
        Removal,
        Settled,
    )


class ReadingsStore:
    """Readings of meters: kept exactly once, read together from any process and thread.

    Opening is cheap: nothing is connected or loaded before it is used.  Every method may raise
    :class:`fahsai.readings.errors.Unavailable`; then nothing was changed.
    """

    registry: Registry

    @classmethod
    def open(
        cls, home: Path, *, database_url: str = "", tables: str = "", engine: str = ""
    ) -> ReadingsStore:
        """The store of ``home`` (``FAHSAI_HOME/readings`` is made on first use).

        ``database_url`` (``postgres://...``) takes the place of the SQLite file of the hot log;
        ``tables`` is the directory or the object store URL of the Delta tables; ``engine`` is
        ``sc://host:port`` for sums on Spark Connect, DuckDB otherwise.
        """
        raise NotImplementedError

    # --- the intake -----------------------------------------------------------------------

    def append(
        self, rows: pa.RecordBatch, heard: Sequence[Heard] = (), kept: Sequence[Kept] = ()
    ) -> None:
        """Keep a batch of HOT rows, in order of arrival; on the disk when this returns."""
        raise NotImplementedError

    # --- asking ---------------------------------------------------------------------------

    def readings(self, channels: Collection[int], start: int, end: int) -> pa.Table:
        """Readings (ASKED) with ``start <= ts < end`` [unix s], by channel and time."""
        raise NotImplementedError

    def latest(self, channels: Collection[int]) -> dict[int, Newest]:
        """The newest reading of each channel that has any."""
        raise NotImplementedError

    def counts(
        self, channels: Collection[int], start: int | None = None, end: int | None = None
    ) -> dict[int, int]:
        """How many readings of each channel are kept; 0 where there is none."""
        raise NotImplementedError

    def intervals(self, channels: Collection[int], start: int, end: int) -> pa.Table:
        """Intervals (ASKED_INTERVALS) with ``start <= interval start < end`` [unix s]."""
        raise NotImplementedError

    def sums(self, groups: Mapping[int, int], buckets: Buckets) -> list[Sum]:
        """Sums of intervals by group (channel number → group) and bucket, on the engine."""
        raise NotImplementedError

    def rates(self, groups: Mapping[int, int], buckets: Buckets) -> list[RateSum]:
        """Least, most, sum and count of readings by group and bucket, on the engine."""
        raise NotImplementedError

    def events(self, channels: Collection[int], start: int, end: int) -> list[MeterEvent]:
        """Events of data that touch ``start <= t < end`` [unix s], by time."""
        raise NotImplementedError

    def conflicts(self, channels: Collection[int], start: int, end: int) -> list[Conflict]:
        """Two values for one time, with ``start <= ts < end`` [unix s]."""
        raise NotImplementedError

    def counted(self, meters: Collection[UUID] | None = None) -> list[Counted]:
        """What has come from meters; None: from all."""
        raise NotImplementedError

    def channel_counts(self, channels: Collection[int]) -> list[ChannelCounts]:
        """What the keeping of channels found out."""
        raise NotImplementedError

    def refusals(self, meters: Collection[UUID] | None = None) -> list[Refusals]:
        """How often messages became no reading; None: those of topics without a meter too."""
        raise NotImplementedError

    def kept_messages(
        self, meters: Collection[UUID] | None = None, most: int = 100
    ) -> list[KeptMessage]:
        """The newest messages that became no reading."""
        raise NotImplementedError

    # --- keeping (one process at a time: the keeper) ---------------------------------------

    def waiting(self) -> int:
        """How many rows are in the hot log."""
        raise NotImplementedError

    def compact(self, judge: ArrivalsJudge | None = None, most_rows: int = 2_000_000) -> Compacted:
        """Bring the oldest rows of the hot log into the table of readings.

        Call it again until ``Compacted.batches`` is 0 to bring all.
        """
        raise NotImplementedError

    def tidy(self) -> None:
        """Merge the files of parts that have many, and remove what no reader needs any more."""
        raise NotImplementedError

    def dirty(self, most: int = 10_000) -> list[Dirty]:
        """Months of channels whose intervals are to be made, the oldest month first."""
        raise NotImplementedError

    def touch(self, channels: Collection[int], since: int | None = None) -> None:
        """Let intervals be made again, from the month (YYYYMM) ``since`` or from the first."""
        raise NotImplementedError

    def state_before(self, channel: int, month: int) -> bytes | None:
        """The state that the last settled month of a channel before ``month`` ended with."""
        raise NotImplementedError

    def settle(self, months: Sequence[Settled], intervals: pa.Table) -> None:
        """Keep the intervals (ASKED_INTERVALS) of settled months, in the place of earlier ones.

        Each month of a channel is replaced whole.  A month whose end is in another state than
        before makes the settled month after it dirty.
        """
        raise NotImplementedError

    def remove(
        self,
        channels: Collection[int],
        before: int,
        *,
        why: str,
        who: str,
        protected: Callable[[int, int], bool],
    ) -> list[Removal]:
        """Remove readings of whole months before ``before`` [unix s]; their intervals stay.

        ``protected(channel, month)`` says what must stay.  Months that are not settled stay too.
        """
        raise NotImplementedError

    def removals(self, channels: Collection[int] | None = None) -> list[Removal]:
        """The proof of all that was removed."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of connections of this thread."""

    def numbers_in_use(self) -> Iterable[int]:
        """Channel numbers that have readings."""
        raise NotImplementedError
