"""Rows that say again what another row of the same sheet says already."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from fahsai.core.factors.choice import BIOGENIC, serves_biogenic
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.supplied_heat import METHOD as SUPPLIED_HEAT
from fahsai.core.reports.row_kind import CO2_ALONE, row_kind_said
from fahsai.reference.load_factors import editions
from fahsai.reference.load_kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.services.sheets.years import RowSource

TWIN = "biogenic-twin"
"""Why a row of the separate section is not counted: the row of its fuel makes both parts."""


def _burns_biomass(kind: str) -> bool:
    """Whether a source of the kind gives, or may give, biogenic CO2 beside its other gases."""
    if kinds()[kind].method == SUPPLIED_HEAT:
        return True
    terms = kinds()[kind].terms
    return any(one.role == BIOGENIC or _neat() & {*one.activities} for one in terms)


@cache
def _neat() -> frozenset[str]:
    """Activities whose row holds biogenic CO2 and the gases of scope 1: neat biofuels."""
    return frozenset(
        row.activity
        for edition in editions().values()
        for row in edition.rows
        if "CO2_biogenic" in row.gases and not serves_biogenic(row.activity)
    )


def without_twins(rows: Sequence[RowSource]) -> tuple[list[RowSource], list[Finding]]:
    """Rows of the separate section that only repeat the biogenic part of a counted row.

    TGO's workbook asks for two rows a biofuel; one of our sources makes both components.  Where the
    biomass is not renewable our own form has the second row in scope 1.

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
        said = row_kind_said(row.row.kind)
        alone = said is not None and said.species == CO2_ALONE
        twin = row.source is not None and (
            alone or (not row.row.counted and (row.source.kind, row.row.quantity) in counted)
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
