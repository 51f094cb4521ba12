"""Which meters count in a sum: those that stood, and behind none whose quantity is in it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.life import Lived, lived
from fahsai.core.metering.parts import left_out, mains_of
from fahsai.core.metering.summed import Summed
from fahsai.core.quantity.exact import canonical
from fahsai.services.metering.emissions import Measured
from fahsai.services.metering.named import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.meter import Meter
    from fahsai.services.metering.sums import Sums


PARTS_ELSEWHERE = "meter.parts_elsewhere"


def counted_meters(
    meters: Sequence[Meter],
    sums: Sums,
    edges: Sequence[int],
    group_of: Mapping[UUID, UUID | None],
    part_of: Mapping[UUID, UUID | None],
) -> tuple[list[Measured], tuple[Finding, ...]]:
    """What each meter adds to the sum of its group.

    Args:
        meters: those with a quantity.
        sums: of their channels, one for each stretch.
        edges: of the stretches [unix s], cut where anything of a meter changes.
        group_of: whose quantities are added up with those of a meter, by its id.
        part_of: the main meter of each meter of the organisation, also of those not asked for.

    Returns:
        The meters, and ``meter.before_start``, ``meter.after_end`` for readings outside the life
        of a meter, ``meter.parts_left_out`` for those that a main meter in the same sum has
        counted, ``meter.parts_elsewhere`` for those that count beside it in another group.
    """
    alive = {
        one.id: lived(one, sums[one.main.number], edges) for one in meters if one.main is not None
    }
    out = _left_out(alive, group_of, part_of, len(edges) - 1)
    measured = []
    said: list[Finding] = []
    for one in meters:
        if one.main is None:
            continue
        own = alive[one.id]
        counted = tuple(
            there and one.id not in out[place] for place, there in enumerate(own.stands)
        )
        kept = tuple(
            summed if counts else Summed() for summed, counts in zip(own.sums, counted, strict=True)
        )
        measured.append(Measured(one, one.main, kept, own.stands, counted))
        said += outside_life(one, one.main, own)
    said += _told(measured, group_of, part_of)
    return measured, tuple(said)


def outside_life(meter: Meter, channel: Channel, own: Lived) -> Iterator[Finding]:
    """``meter.before_start`` and ``meter.after_end``: what was kept and is not counted."""
    if own.before.readings and meter.started_on is not None:
        yield finding(
            "meter.before_start",
            Level.WARNING,
            meter.code,
            count=str(own.before.readings),
            start=meter.started_on.isoformat(),
            quantity=canonical(channel.quantity(own.before.quantity)),
            unit=channel.unit,
        )
    if own.after.readings and meter.ended_on is not None:
        yield finding(
            "meter.after_end",
            Level.WARNING,
            meter.code,
            count=str(own.after.readings),
            last_day=meter.ended_on.isoformat(),
            quantity=canonical(channel.quantity(own.after.quantity)),
            unit=channel.unit,
        )


def _left_out(
    alive: Mapping[UUID, Lived],
    group_of: Mapping[UUID, UUID | None],
    part_of: Mapping[UUID, UUID | None],
    stretches: int,
) -> list[frozenset[UUID]]:
    """Those that do not count in each stretch: a main meter that stands then has counted them.

    Groups of several units of measure are one here: litres behind cubic metres are left out too.
    """
    if not any(part_of.values()):
        return [frozenset()] * stretches
    found: dict[frozenset[UUID], frozenset[UUID]] = {}
    out = []
    for place in range(stretches):
        there = frozenset(key for key, own in alive.items() if own.stands[place])
        if there not in found:
            together: defaultdict[UUID | None, list[UUID]] = defaultdict(list)
            for key in there:
                together[group_of[key]].append(key)
            found[there] = frozenset().union(
                *(left_out(group, part_of) for group in together.values())
            )
        out.append(found[there])
    return out


def _told(
    measured: Sequence[Measured],
    group_of: Mapping[UUID, UUID | None],
    part_of: Mapping[UUID, UUID | None],
) -> Iterator[Finding]:
    """Which meters were left out, and which count beside their main meter."""
    behind = [
        one.meter.code
        for one in measured
        if any(there and not counts for there, counts in _states(one))
    ]
    if behind:
        count, meters = str(len(behind)), named(behind)
        yield finding("meter.parts_left_out", Level.INFO, "-", count=count, meters=meters)
    beside = [
        one.meter.code
        for one in measured
        if any(counts for _, counts in _states(one))
        and any(
            main in group_of and group_of[main] != group_of[one.meter.id]
            for main in mains_of(one.meter.id, part_of)
        )
    ]
    if beside:
        count, meters = str(len(beside)), named(beside)
        yield finding("meter.parts_elsewhere", Level.INFO, "-", count=count, meters=meters)


def _states(one: Measured) -> Iterator[tuple[bool, bool]]:
    return zip(one.stands, one.counted, strict=True)
