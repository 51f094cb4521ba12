"""A rule about people and electricity that cannot belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.heads import SEPTIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.inventory.mistakes.case import Case, Entry

POWER_PER_HEAD = (30.0, 300_000.0)
"""kWh of bought electricity a year and head: no office lives on less, no factory runs on more."""

CH4_PER_HEAD_DAY = 0.012
"""kg CH4 a person and day of the Green Office form, to tell heads from its septic tank row."""

WORKING_DAYS = 240.0


def power_per_head(case: Case) -> Iterator[Finding]:
    """People and electricity that cannot belong together: a digit too many, or kWh for MWh."""
    heads = sum(_heads(entry) for entry in case.entries)
    bought = [
        entry
        for entry in case.entries
        if entry.now is not None
        and entry.now.whole > 0
        and entry.kind is not None
        and entry.kind.code in {"electricity.paid", "electricity.free"}
    ]
    power = sum(_kwh(entry, case) for entry in bought)
    if heads <= 0 or power <= 0:
        return
    each = power / heads
    if POWER_PER_HEAD[0] <= each <= POWER_PER_HEAD[1]:
        return
    of_people = next(entry for entry in case.entries if _heads(entry))
    largest = max(bought, key=lambda entry: _kwh(entry, case))
    yield finding(
        "mistake.power_per_head",
        Level.WARNING,
        of_people.subject if each < POWER_PER_HEAD[0] else largest.subject,
        heads=f"{heads:,.0f}",
        power=f"{power:,.0f}",
        each=f"{each:,.3g}",
        people=of_people.subject,
        electricity=largest.subject,
    )


def _heads(entry: Entry) -> float:
    """The people behind a septic tank, 0 for anything else."""
    if entry.now is None or entry.now.whole <= 0 or entry.kind is None:
        return 0.0
    year = len(entry.now.months) / 12
    if entry.kind.method == "septic_tank" and entry.unit == "person_day":
        return float(entry.now.whole) / (WORKING_DAYS * year)
    if entry.unit == "kg_ch4" and SEPTIC.search(entry.label.lower()):
        return float(entry.now.whole) / (CH4_PER_HEAD_DAY * WORKING_DAYS * year)
    return 0.0


def _kwh(entry: Entry, case: Case) -> float:
    per = case.tables.units.factor(entry.unit, "kWh") if entry.unit else None
    return 0.0 if per is None or entry.now is None else float(entry.now.whole * per)
