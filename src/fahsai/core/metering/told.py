"""Events of meters as findings, that people read in their language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.event import ONGOING, EventKind
from fahsai.core.quantity.exact import EXACT, canonical
from fahsai.core.quantity.rounding import round_half_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.event import MeterEvent

BANGKOK = timezone(timedelta(hours=7))
"""The time of the facilities; it has no summer time."""

MOST_NAMED = 10
"""How many silent meters one sentence names."""

_ABSENT = "–"


def told(event: MeterEvent, meter: str, channel: Channel) -> Finding:
    """What happened to a meter, as a finding.

    Args:
        event: what happened.
        meter: the code of the meter, which is the subject.
        channel: the channel of the event, whose name and unit are said.
    """
    data = {"channel": channel.name, "unit": channel.unit, **_times(event)}
    for say in (_of_silence, _of_messages, _of_registers, _of_numbers):
        found = say(event, meter, data)
        if found is not None:
            return found
    raise ValueError(event.kind)


def _times(event: MeterEvent) -> dict[str, str]:
    """Day and time of the beginning and of the end, as the clock on the wall says."""
    data = {}
    for name, instant in (("start", event.start), ("end", event.end)):
        wall = datetime.fromtimestamp(instant, UTC).astimezone(BANGKOK)
        data[name] = wall.date().isoformat()
        data[f"{name}_time"] = f"{wall:%H:%M}"
    return data


def _said(event: MeterEvent, name: str) -> str:
    """A datum of the event."""
    return event.data.get(name) or _ABSENT


def in_largest_unit(minutes: int) -> tuple[str, str]:
    """How long some minutes are [min], as people say it, and in which unit of time.

    From two hours on in hours, from two days on in days, with one decimal at most.

    >>> [in_largest_unit(minutes) for minutes in (1, 119, 150, 2880)]
    [('1', 'minute'), ('119', 'minutes'), ('2.5', 'hours'), ('2', 'days')]
    """
    for unit, size in (("days", 1440), ("hours", 60)):
        if minutes >= 2 * size:
            return canonical(round_half_up(EXACT.divide(Decimal(minutes), Decimal(size)), 1)), unit
    return str(minutes), "minute" if minutes == 1 else "minutes"


def silent_together(gaps: Sequence[tuple[str, MeterEvent]]) -> Finding:
    """Several meters that send no more, in one finding: how many, which, and since when the first.

    Args:
        gaps: the code and the gap of each meter, at least one.
    """
    codes = sorted(code for code, _ in gaps)
    first = min((gap for _, gap in gaps), key=lambda gap: gap.start)
    times = _times(first)
    return finding(
        "meter.gaps_ongoing",
        Level.WARNING,
        "-",
        count=str(len(codes)),
        meters=", ".join(codes[:MOST_NAMED]) + (", …" if len(codes) > MOST_NAMED else ""),
        start=times["start"],
        start_time=times["start_time"],
    )


def _of_silence(event: MeterEvent, meter: str, data: Mapping[str, str]) -> Finding | None:
    """Nothing came, for a while or up to now."""
    if event.kind is not EventKind.GAP:
        return None
    minutes = max(event.end - event.start, 0) // 60 + 1
    lasted, unit = in_largest_unit(minutes)
    data = {"minutes": str(minutes), "lasted": lasted, "time_unit": unit, **data}
    if event.data.get(ONGOING):
        return finding("meter.gap_ongoing", Level.WARNING, meter, **data)
    return finding("meter.gap", Level.WARNING, meter, **data)


def _of_messages(event: MeterEvent, meter: str, data: Mapping[str, str]) -> Finding | None:
    """What happened on the way: messages came twice, late, differently, not at all."""
    count = _said(event, "count")
    if event.kind is EventKind.DUPLICATES:
        return finding("meter.duplicates", Level.INFO, meter, count=count, **data)
    if event.kind is EventKind.OUT_OF_ORDER:
        return finding("meter.out_of_order", Level.INFO, meter, count=count, **data)
    if event.kind is EventKind.LOST:
        return finding("meter.lost", Level.WARNING, meter, count=count, **data)
    if event.kind is EventKind.CONFLICT:
        earlier, later = _said(event, "earlier"), _said(event, "later")
        return finding("meter.conflict", Level.WARNING, meter, earlier=earlier, later=later, **data)
    return None


def _of_registers(event: MeterEvent, meter: str, data: Mapping[str, str]) -> Finding | None:
    """What happened to a register or a level."""
    before, after = _said(event, "before"), _said(event, "after")
    filled = _said(event, "filled")
    if event.kind is EventKind.RESET:
        return finding(
            "meter.reset", Level.WARNING, meter, before=before, after=after, filled=filled, **data
        )
    if event.kind is EventKind.ROLLOVER:
        return finding("meter.rollover", Level.INFO, meter, before=before, after=after, **data)
    if event.kind is EventKind.REPLACED:
        return finding(
            "meter.replaced", Level.INFO, meter, before=before, after=after, filled=filled, **data
        )
    if event.kind is EventKind.REFILL:
        return finding("meter.refill", Level.INFO, meter, value=_said(event, "value"), **data)
    return None


def _of_numbers(event: MeterEvent, meter: str, data: Mapping[str, str]) -> Finding | None:
    """What is wrong with the numbers themselves."""
    value, before = _said(event, "value"), _said(event, "before")
    if event.kind is EventKind.UNIT_SLIP:
        factor = _said(event, "factor")
        return finding("meter.unit_slip", Level.WARNING, meter, factor=factor, **data)
    if event.kind is EventKind.STUCK:
        return finding("meter.stuck", Level.WARNING, meter, **data)
    if event.kind is EventKind.NEGATIVE:
        return finding("meter.negative", Level.WARNING, meter, value=value, **data)
    if event.kind is EventKind.OVER_CAPACITY:
        return finding(
            "meter.over_capacity", Level.WARNING, meter, value=value, before=before, **data
        )
    if event.kind is EventKind.QUARANTINED:
        return finding(
            "meter.quarantined", Level.WARNING, meter, value=value, before=before, **data
        )
    return None
