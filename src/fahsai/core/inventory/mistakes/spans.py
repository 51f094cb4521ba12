"""Rules about when a source was there, as form 6.2 prints it, and when its records are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import canonical, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.mistakes.case import Case, Entry


def outside_span(case: Case) -> Iterator[Finding]:
    """Records of days after the source had ended, or before it started: they count all the same."""
    for entry in case.entries:
        if entry.source is None:
            continue
        ended, started = entry.source.ended_on, entry.source.started_on
        used = [line for line in entry.lines if line.quantity]
        late = [line for line in used if ended is not None and line.period.start > ended]
        if late and ended is not None:
            yield finding(
                "mistake.record_after_end",
                Level.WARNING,
                entry.subject,
                span_day=ended.isoformat(),
                **_told(entry, late),
            )
        early = [line for line in used if started is not None and line.period.end <= started]
        if early and started is not None:
            yield finding(
                "mistake.record_before_start",
                Level.WARNING,
                entry.subject,
                span_day=started.isoformat(),
                **_told(entry, early),
            )


def _told(entry: Entry, lines: Sequence[ActivityLine]) -> dict[str, str]:
    """The records on the wrong side of a day: how many, from when to when, how much."""
    units = dict.fromkeys(line.unit for line in lines)
    sums = {unit: total(line.quantity for line in lines if line.unit == unit) for unit in units}
    return {
        "label": entry.label,
        "count": str(len(lines)),
        "start": min(line.period.start for line in lines).isoformat(),
        "end": max(line.period.last_day for line in lines).isoformat(),
        "quantity": ", ".join(f"{canonical(amount)} {unit}" for unit, amount in sums.items()),
    }
