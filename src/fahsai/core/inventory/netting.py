"""Energy and rights are listed and never subtracted: what is said of whoever tries to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import ZERO, canonical

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.kinds import SourceKind

ENERGY = frozenset({"electricity", "heat"})
"""Families of kinds whose energy somebody might want to net by what was sold or certified."""


def subtracted(
    source: EmissionSource, kind: SourceKind, quantities: Sequence[Decimal]
) -> tuple[Finding, ...]:
    """``energy.subtracted`` where records of energy lie below zero.

    Energy sold belongs in form section 3.2.5 and certificates in 3.2.8; a bill that was corrected
    downwards is the one good reason for such a record, so it is a warning.

    Reference: TCFO_R_02 V01, sections 3.2.5 and 3.2.8; scope 2 is location-based.

    Args:
        source: the source.
        kind: its kind.
        quantities: its records in one unit, as recorded.
    """
    lowest = min(quantities, default=ZERO)
    if lowest >= ZERO or kind.family not in ENERGY:
        return ()
    said = finding("energy.subtracted", Level.WARNING, source.code, lowest=canonical(lowest))
    return (said,)
