"""Rules about when a source was there, as form 6.2 prints it, and when its records are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import canonical, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.mistakes.case import Case, Entry

AFTER, BEFORE = "mistake.record_after_end", "mistake.record_before_start"


def outside_span(case: Case) -> Iterator[Finding]:
    """Records of days after the source had ended, or before it started: they count all the same."""
    for entry in case.entries:
        if entry.source is None:
            continue
        ended, started = entry.source.ended_on, entry.source.started_on
        used = [line for line in entry.lines if line.quantity]
        if ended is not None:
            late = [line for line in used if line.period.start > ended]
            yield from _said(AFTER, entry, ended, late)
        if started is not None:
            early = [line for line in used if line.period.end <= started]
            yield from _said(BEFORE, entry, started, early)


def _said(code: str, entry: Entry, day: date, lines: Sequence[ActivityLine]) -> Iterator[Finding]:
    """One finding for all of the records on the wrong side of a day."""
    if not lines:
        return
    units = list(dict.fromkeys(line.unit for line in lines))
    sums = [total(line.quantity for line in lines if line.unit == unit) for unit in units]
    yield finding(
        code,
        Level.WARNING,
        entry.subject,
        label=entry.label,
        span_day=day.isoformat(),
        count=str(len(lines)),
        start=min(line.period.start for line in lines).isoformat(),
        end=max(line.period.last_day for line in lines).isoformat(),
        quantity=", ".join(f"{canonical(kg)} {unit}" for kg, unit in zip(sums, units, strict=True)),
    )
