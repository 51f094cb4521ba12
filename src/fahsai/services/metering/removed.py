"""What is told of readings that were removed, and of those that came too late for them."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fahsai.core.finding import Level, finding
from fahsai.core.metering.length import month_text
from fahsai.core.metering.told import BANGKOK
from fahsai.readings.schema import month_after, month_of, month_start

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from fahsai.core.finding import Finding
    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.meter import Meter
    from fahsai.readings.store import ReadingsStore
    from fahsai.readings.values import Late, Removal

MOST_NAMED = 10
"""So many meters are called by their codes."""


def removed_between(
    store: ReadingsStore, channels: Collection[int], start: int, end: int
) -> list[Removal]:
    """The removals of months that hold any of ``start <= t < end`` [unix s], the oldest first."""
    return [
        one
        for one in store.removals(channels)
        if month_start(one.month) < end and month_start(month_after(one.month)) > start
    ]


def readings_removed(meter: Meter, channel: Channel, gone: Removal) -> Finding:
    """That the readings of a month are no longer there, with the proof of what they were."""
    return finding(
        "meter.readings_removed",
        Level.WARNING,
        meter.code,
        channel=channel.name,
        in_month=month_text(gone.month),
        span_day=_wall(gone.removed // 1000).date().isoformat(),
        count=str(gone.rows),
        sha256=gone.sha256,
    )


def made_of_removed(meter: Meter, channel: Channel, gone: Sequence[Removal]) -> Iterator[Finding]:
    """That quantities were made of readings that are no longer there."""
    if gone:
        yield finding(
            "meter.kept_of_removed",
            Level.INFO,
            meter.code,
            channel=channel.name,
            in_months=_months(gone),
        )


def quantities_of_removed(
    meters: Mapping[int, Meter], gone: Sequence[Removal]
) -> Iterator[Finding]:
    """The same of several meters, by the numbers of their channels, as one finding."""
    codes = sorted({meters[one.channel].code for one in gone})
    if codes:
        more = ", …" if len(codes) > MOST_NAMED else ""
        yield finding(
            "meters.kept_of_removed",
            Level.INFO,
            ", ".join(codes[:MOST_NAMED]) + more,
            count=str(len(codes)),
            in_months=_months(gone),
        )


def late_findings(
    meter: Meter, channels: Mapping[int, Channel], late: Iterable[Late]
) -> Iterator[tuple[int, Finding]]:
    """What came for removed months, each with its time [unix s]: one a channel and month."""
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for one in late:
        groups[one.channel, month_of(one.ts)].append(one.ts)
    for (number, month), times in groups.items():
        first, last = _wall(min(times)), _wall(max(times))
        yield (
            min(times),
            finding(
                "meter.late_removed",
                Level.WARNING,
                meter.code,
                channel=channels[number].name,
                in_month=month_text(month),
                count=str(len(times)),
                start=first.date().isoformat(),
                start_time=f"{first:%H:%M}",
                end=last.date().isoformat(),
                end_time=f"{last:%H:%M}",
            ),
        )


def _months(gone: Iterable[Removal]) -> str:
    return ", ".join(month_text(one) for one in sorted({one.month for one in gone}))


def _wall(instant: int) -> datetime:
    """As the clock on the wall says."""
    return datetime.fromtimestamp(instant, UTC).astimezone(BANGKOK)
