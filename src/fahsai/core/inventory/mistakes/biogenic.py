"""Rules about the biogenic CO2 of a fuel, which belongs beside the scopes and not into them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.choice import BIOGENIC, serves_biogenic
from fahsai.core.factors.co2e import BIOGENIC_CO2
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.biomass import counted_as_fossil
from fahsai.core.inventory.mistakes.figures import (
    PRINTED,
    TELLING,
    close_copy,
    digits_of,
    stands_for,
)
from fahsai.core.quantity.exact import EXACT, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.mistakes.case import Case, Entry, Tables

LIKE = Decimal("0.001")
"""How near (as a share) a combined figure must come: it is added up of printed digits."""


class Parts(NamedTuple):
    """The two parts of a combined figure [kg CO2e/unit]: what a scope counts, and what is apart."""

    counted: Decimal
    apart: Decimal


def biogenic_totalled(case: Case) -> Iterator[Finding]:
    """A row that the file counts in its scopes with the biogenic CO2 of a fuel, alone or with it.

    Where the biomass is not renewable its CO2 is counted in scope 1, and so it should be.
    """
    for entry in case.entries:
        if entry.kind is None or (entry.source and counted_as_fossil(entry.source, entry.kind)):
            continue
        for figure in filter(None, entry.factors):
            match = stands_for(figure, entry, case.tables)
            if match is not None and not match.asked and serves_biogenic(match.row.activity):
                yield finding(
                    "mistake.biogenic_totalled",
                    Level.WARNING,
                    entry.subject,
                    label=entry.label,
                    factor=canonical(figure),
                )
                continue
            parts = parts_of_combined(figure, entry, case.tables)
            if parts is not None:
                yield finding(
                    "mistake.biogenic_combined",
                    Level.WARNING,
                    entry.subject,
                    label=entry.label,
                    factor=canonical(figure),
                    counted=canonical(parts.counted.quantize(PRINTED)),
                    apart=canonical(parts.apart.quantize(PRINTED)),
                )


def parts_of_combined(figure: Decimal, entry: Entry, tables: Tables) -> Parts | None:
    """The parts of a figure that holds the biogenic CO2 of the entry's own fuel; None of others.

    The lists print the two parts in two rows; those of neat biofuels hold both in one.

    Args:
        figure: the file's own factor [kg CO2e/unit].
        entry: what it counts.
        tables: where the parts are published.
    """
    if len(digits_of(figure)) < TELLING:
        return None
    for name in sorted(entry.asked):
        rows = [row for row in tables.by_activity.get(name, ()) if row.unit == entry.unit]
        if any(close_copy(figure, row, tables) and not _neat(row) for row in rows):
            return None
        for row in rows:
            parts = _parts(row, tables)
            if parts is not None and _like(figure, EXACT.add(parts.counted, parts.apart)):
                return parts
    return None


def _neat(row: EmissionFactor) -> bool:
    return BIOGENIC_CO2 in row.gases


def _parts(row: EmissionFactor, tables: Tables) -> Parts | None:
    if _neat(row):
        apart = row.gases[BIOGENIC_CO2]
        return Parts(EXACT.subtract(row.published, apart), apart)
    for other in tables.by_activity.get(f"{row.activity}.{BIOGENIC}", ()):
        same = (other.edition, other.unit, other.technology)
        if same == (row.edition, row.unit, row.technology):
            return Parts(row.published, other.published)
    return None


def _like(figure: Decimal, known: Decimal) -> bool:
    return abs(figure - known) <= known * LIKE
