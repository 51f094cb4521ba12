"""Sums over readings and intervals: one set of expressions, whole numbers only, for each engine.

An instant finds its stretch by an equal slot and two comparisons.  Each sum is made of its upper
and its lower 32 bits, so that no engine overflows and all say the same; the halves are put
together as Python's numbers.  Means are made by the caller, exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.readings.schema import INTERVALS, READINGS, month_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import ibis
    import pyarrow as pa

    from fahsai.readings.buckets import Buckets

_HALF = 32
_LOW = (1 << _HALF) - 1
COLD, HOT_ROWS, MEMBERS, SLOTS = "cold_rows", "hot_rows", "members", "slots"
"""Names of the tables that an engine lays under the expressions."""


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


def interval_sums(stretches: Buckets) -> ibis.Table:
    """The expression of :class:`Sum`."""
    rows = _grouped(_window(_unbound(COLD, INTERVALS), "start", stretches), "start", stretches)
    return rows.group_by(["group_", "bucket"]).aggregate(
        **_halves(rows, "quantity"),
        **_halves(rows, "estimated"),
        seconds=rows.seconds.sum(),
        readings=rows.readings.sum(),
        quality=_all_bits(rows.quality),
        intervals=rows.count(),
    )


def rate_sums(stretches: Buckets, touched: Collection[int]) -> ibis.Table:
    """The expression of :class:`RateSum`; ``touched`` are the months that the hot log has rows of.

    Clean months are read straight; of the others what the hot log says anew is left out.
    """
    kept = _window(_unbound(COLD, READINGS), "ts", stretches)
    wanted = ["channel", "ts", "value", "quality"]
    if touched:
        hot = _unbound(HOT_ROWS, READINGS)
        inside = kept.month.isin(sorted(touched))
        still = kept.filter(inside).anti_join(hot, ["channel", "ts"])
        kept = kept.filter(~inside)[wanted].union(still[wanted]).union(hot[wanted])
    rows = _grouped(kept[wanted], "ts", stretches)
    return rows.group_by(["group_", "bucket"]).aggregate(
        least=rows.value.min(),
        most=rows.value.max(),
        **_halves(rows, "value"),
        count_=rows.count(),
        quality=_all_bits(rows.quality),
    )


def _unbound(name: str, schema: pa.Schema) -> ibis.Table:
    import ibis

    return ibis.table({field.name: str(field.type) for field in schema}, name=name)


def _window(rows: ibis.Table, time: str, stretches: Buckets) -> ibis.Table:
    """Rows from the first stretch to the last: whole months and files need not be read."""
    start, end = stretches.bounds[0].start, stretches.bounds[-1].end
    return rows.filter(
        rows.month.between(month_of(start), month_of(end - 1)),
        rows[time] >= start,
        rows[time] < end,
    )


def _grouped(rows: ibis.Table, time: str, stretches: Buckets) -> ibis.Table:
    """Rows of the members, each with its group and its stretch."""
    import ibis

    members = ibis.table({"channel": "int64", "group_": "int64"}, name=MEMBERS)
    slots = ibis.table(dict.fromkeys(("slot", "low", "high", "bucket"), "int64"), name=SLOTS)
    of_members = rows.inner_join(members, "channel")
    placed = of_members.mutate(slot=of_members[time] - of_members[time] % stretches.step)
    return placed.inner_join(
        slots,
        [placed.slot == slots.slot, placed[time] >= slots.low, placed[time] < slots.high],
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
