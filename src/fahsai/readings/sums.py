"""Sums over readings and intervals: one set of expressions, whole numbers only, for each engine.

An instant finds its stretch by an equal slot and two comparisons, and sums are made by channel
before channels find their group: 50 million rows meet one small table, not two.  Each sum is made
of its upper and its lower 32 bits, so that no engine overflows and all say the same; the halves
are put together as Python's numbers.  Means are made by the caller, exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.readings.schema import INTERVALS, READINGS, month_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import ibis
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from fahsai.readings.buckets import Buckets

_HALF = 32
_LOW = (1 << _HALF) - 1
COLD, HOT_ROWS, MEMBERS, SLOTS = "cold_rows", "hot_rows", "members", "slots"
"""Names of the tables that an engine lays under the expressions."""

_SPLIT = ("quantity_upper", "quantity_lower", "estimated_upper", "estimated_lower")


class Sum(NamedTuple):
    """Intervals of a group in a stretch (its place among the buckets).

    ``quantity`` and ``estimated`` [10**-(digits + INTERVAL_DIGITS) unit]; ``seconds`` that anything
    is known of; ``readings`` they hold; ``quality``: all bits that any interval has; ``intervals``
    how many.  Channels of one group should have one scale and unit.
    """

    group: int
    bucket: int
    quantity: int
    estimated: int
    seconds: int
    readings: int
    quality: int
    intervals: int


class RateSum(NamedTuple):
    """Readings of a group in a stretch: least, most and total [scaled], how many, quality bits."""

    group: int
    bucket: int
    least: int
    most: int
    total: int
    readings: int
    quality: int


def interval_sums(stretches: Buckets, channels: NDArray[np.int64]) -> ibis.Table:
    """The expression of :class:`Sum`."""
    kept = _window(_unbound(COLD, INTERVALS), "start", stretches, channels)
    rows = _placed(kept, "start", stretches)
    by_channel = rows.group_by(["channel", "bucket"]).aggregate(
        **_halves(rows, "quantity"),
        **_halves(rows, "estimated"),
        seconds=rows.seconds.sum(),
        readings=rows.readings.sum(),
        quality=_all_bits(rows.quality),
        intervals=rows.count(),
    )
    return _grouped(by_channel, added=[*_SPLIT, "seconds", "readings", "intervals"])


def rate_sums(
    stretches: Buckets, channels: NDArray[np.int64], touched: Collection[int]
) -> ibis.Table:
    """The expression of :class:`RateSum`; ``touched`` are the months that the hot log has rows of.

    Clean months are read straight; of the others what the hot log says anew is left out.
    """
    kept = _window(_unbound(COLD, READINGS), "ts", stretches, channels)
    wanted = ["month", "channel", "ts", "value", "quality"]
    if touched:
        hot = _unbound(HOT_ROWS, READINGS)
        inside = kept.month.isin(sorted(touched))
        still = kept.filter(inside).anti_join(hot, ["channel", "ts"])
        kept = kept.filter(~inside)[wanted].union(still[wanted]).union(hot[wanted])
    rows = _placed(kept[wanted], "ts", stretches)
    by_channel = rows.group_by(["channel", "bucket"]).aggregate(
        least=rows.value.min(),
        most=rows.value.max(),
        **_halves(rows, "value"),
        count_=rows.count(),
        quality=_all_bits(rows.quality),
    )
    return _grouped(by_channel, added=["value_upper", "value_lower", "count_"])


def _unbound(name: str, schema: pa.Schema) -> ibis.Table:
    import ibis

    return ibis.table({field.name: str(field.type) for field in schema}, name=name)


def _window(
    rows: ibis.Table, time: str, stretches: Buckets, channels: NDArray[np.int64]
) -> ibis.Table:
    """Rows of the (sorted) channels from the first stretch to the last.

    Months, files and groups of rows outside need not be read.  Channels that lie close together
    are told by the first and the last of them; others among them fall away with the groups.
    """
    start, end = stretches.bounds[0].start, stretches.bounds[-1].end
    least, most = int(channels[0]), int(channels[-1])
    inside = rows.filter(
        rows.month.between(month_of(start), month_of(end - 1)), rows.channel.between(least, most)
    )
    if not stretches.by_month:  # else all but the edges is inside, and finds no stretch there
        inside = inside.filter(inside[time] >= start, inside[time] < end)
    if (most - least + 1) <= 2 * len(channels):
        return inside
    return inside.semi_join(_members(), "channel")


def _placed(rows: ibis.Table, time: str, stretches: Buckets) -> ibis.Table:
    """Rows with their stretch: an equal slot and two comparisons."""
    import ibis

    slots = ibis.table(dict.fromkeys(("slot", "low", "high", "bucket"), "int64"), name=SLOTS)
    if stretches.by_month:
        placed = rows.mutate(slot=rows.month.cast("int64"))
    else:
        placed = rows.mutate(slot=rows[time] - rows[time] % stretches.step)
    return placed.inner_join(
        slots,
        [placed.slot == slots.slot, placed[time] >= slots.low, placed[time] < slots.high],
    )


def _members() -> ibis.Table:
    import ibis

    return ibis.table({"channel": "int64", "group_": "int64"}, name=MEMBERS)


def _grouped(by_channel: ibis.Table, added: Collection[str]) -> ibis.Table:
    """Sums of channels by group: few rows by now."""
    rows = by_channel.inner_join(_members(), "channel")
    others = {}
    if "least" in by_channel.columns:
        others = {"least": rows.least.min(), "most": rows.most.max()}
    return rows.group_by(["group_", "bucket"]).aggregate(
        **{name: rows[name].sum() for name in added}, **others, quality=_all_bits(rows.quality)
    )


def _halves(rows: ibis.Table, name: str) -> dict[str, Any]:
    """The sums of the upper and of the lower 32 bits of a column."""
    return {
        f"{name}_upper": (rows[name] >> _HALF).sum(),
        f"{name}_lower": (rows[name] & _LOW).sum(),
    }


def _all_bits(column: Any) -> Any:
    """All bits that any value has: an aggregate that each engine has under this name."""
    import ibis

    def bit_or(value: int) -> int:  # type: ignore[empty-body]  # it is the engine's own
        ...

    return ibis.udf.agg.builtin(bit_or)(column)


def _whole(row: Mapping[str, Any], name: str) -> int:
    return (int(row[f"{name}_upper"]) << _HALF) + int(row[f"{name}_lower"])


def sums_of(answer: pa.Table) -> list[Sum]:
    """What an engine answered to :func:`interval_sums`, by group and stretch."""
    return sorted(
        Sum(
            *(int(row["group_"]), int(row["bucket"])),
            *(_whole(row, "quantity"), _whole(row, "estimated")),
            *(int(row["seconds"]), int(row["readings"])),
            *(int(row["quality"]), int(row["intervals"])),
        )
        for row in answer.to_pylist()
    )


def rate_sums_of(answer: pa.Table) -> list[RateSum]:
    """What an engine answered to :func:`rate_sums`, by group and stretch."""
    return sorted(
        RateSum(
            *(int(row["group_"]), int(row["bucket"])),
            *(int(row["least"]), int(row["most"]), _whole(row, "value")),
            *(int(row["count_"]), int(row["quality"])),
        )
        for row in answer.to_pylist()
    )
