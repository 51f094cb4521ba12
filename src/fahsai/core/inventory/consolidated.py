"""What a consolidation yields: sources by their shares, sums of entities, what is eliminated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import NamedTuple
from uuid import UUID

from fahsai.core.inventory.difference import PARTS
from fahsai.core.inventory.group import Approach, LegalEntity
from fahsai.core.inventory.result import TOTALLED, Calculation, ReportingClass, SourceResult
from fahsai.core.quantity.exact import ZERO

Gases = Mapping[tuple[ReportingClass, str], Decimal]
DIRECT = (ReportingClass.SCOPE_1, ReportingClass.SCOPE_2)


class Consolidated(NamedTuple):
    """One source: ``result`` by the share, and what became of the rest [kg CO2e].

    ``inside`` is False where nothing of it counts in the year, though everything is said of its
    entity; ``bought`` tells that it was bought inside the group and may be eliminated.
    """

    entity: UUID | None
    seller: UUID | None
    bought: bool
    inside: bool
    whole: SourceResult
    result: SourceResult
    eliminated: Gases
    investment_kg: Decimal
    missing_days: int
    shared: int  # records in whose period a share changed


class EntityTotals(NamedTuple):
    """The sums of one entity (None: the organisation itself), by class and gas [kg CO2e].

    ``share`` is the mean over the year's days.  ``investment_kg`` is what scope 3 category
    ``investment_category`` would tell of an entity that is not consolidated; it is never added.
    """

    entity: LegalEntity | None
    share: Decimal
    whole: Gases
    counted: Gases
    eliminated: Gases
    investment_kg: Decimal
    investment_category: int | None

    @property
    def left_out(self) -> Gases:
        """What belongs to other owners: the whole less what is counted and eliminated."""
        with localcontext(PARTS):
            return {
                key: kg - self.counted.get(key, ZERO) - self.eliminated.get(key, ZERO)
                for key, kg in self.whole.items()
            }


class Elimination(NamedTuple):
    """A purchase inside the group: the part of it that the seller's emissions hold already."""

    result: SourceResult  # the whole
    buyer: UUID | None
    seller: UUID | None
    gases: Gases

    @property
    def kg(self) -> Decimal:
        """Its part of scopes 1 to 3 [kg CO2e]."""
        return scopes_kg(self.gases)


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A year by one approach.

    ``calculation`` holds the sources that count, by their shares; ``left_out`` are the sources
    of which nothing counts, with their entities.
    """

    approach: Approach
    calculation: Calculation
    entities: tuple[EntityTotals, ...]
    eliminations: tuple[Elimination, ...]
    left_out: tuple[Consolidated, ...]

    @property
    def total_kg(self) -> Decimal:
        """Scopes 1 to 3 of the group [kg CO2e]."""
        return self.calculation.total_kg

    @property
    def eliminated_kg(self) -> Decimal:
        """What was eliminated of scopes 1 to 3 [kg CO2e]."""
        with localcontext(PARTS):
            return sum((scopes_kg(one.eliminated) for one in self.entities), ZERO)

    @property
    def left_out_kg(self) -> Decimal:
        """What belongs to others of scopes 1 to 3 [kg CO2e]."""
        with localcontext(PARTS):
            return sum((scopes_kg(one.left_out) for one in self.entities), ZERO)


def scopes_kg(gases: Gases) -> Decimal:
    """The part of some sums that scopes 1 to 3 count [kg CO2e]."""
    with localcontext(PARTS):
        return sum((kg for (where, _), kg in gases.items() if where in TOTALLED), ZERO)


def is_direct(result: SourceResult) -> bool:
    """Whether any part of it is in scope 1: what burns here is emitted here, whoever sold it."""
    return any(where is ReportingClass.SCOPE_1 for where, _ in result.gases)


def counted_direct(one: Consolidated) -> Decimal:
    """What of a source is counted as the entity's own: in scopes 1 and 2 [kg CO2e]."""
    if not one.inside:
        return ZERO
    with localcontext(PARTS):
        return sum((kg for (where, _), kg in one.result.gases.items() if where in DIRECT), ZERO)
