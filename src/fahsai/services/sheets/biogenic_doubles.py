"""Rows that say again what another row of the same sheet says already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.reference.load_kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.services.sheets.years import RowSource

TWIN = "biogenic-twin"
"""Why a row of the separate section is not counted: the row of its fuel makes both parts."""


def _burns_biomass(kind: str) -> bool:
    """Whether a source of the kind gives biogenic CO2 beside its gases of scope 1."""
    return any(term.role == "biogenic" for term in kinds()[kind].terms)


def without_twins(rows: Sequence[RowSource]) -> tuple[list[RowSource], list[Finding]]:
    """Rows of the separate section that only repeat the biogenic part of a counted row.

    TGO's workbook asks for two rows a biofuel; one of our sources makes both components.

    Findings: ``sheet.biogenic_twin``.
    """
    counted = {
        (row.source.kind, row.row.quantity)
        for row in rows
        if row.source and row.row.counted and _burns_biomass(row.source.kind)
    }
    kept = []
    findings = []
    for row in rows:
        twin = (
            row.source is not None
            and not row.row.counted
            and (row.source.kind, row.row.quantity) in counted
        )
        kept.append(replace(row, source=None, lines=(), refusal=TWIN) if twin else row)
        if twin:
            findings.append(
                finding(
                    "sheet.biogenic_twin",
                    Level.INFO,
                    f"{row.row.sheet}!{row.row.cell}",
                    label=row.row.label,
                )
            )
    return kept, findings
