"""The legal entities of a group, what the organisation holds of each, and whose each source is."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, ZERO, canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.core.inventory.activity import EmissionSource

ONE = Decimal(1)
HUNDRED = Decimal(100)


class Approach(StrEnum):
    """How a boundary is drawn: GHG Protocol Corporate Standard, chapter 3; form section 3.1."""

    OPERATIONAL = "operational"
    FINANCIAL = "financial"
    EQUITY = "equity"


class Relation(StrEnum):
    """What an entity is to the organisation: table 1 of that chapter."""

    SUBSIDIARY = "subsidiary"
    JOINT_VENTURE = "joint_venture"
    ASSOCIATE = "associate"
    INVESTMENT = "investment"  # a few shares, without influence: never consolidated
    FRANCHISE = "franchise"


NOT_CONTROLLED = (Relation.ASSOCIATE, Relation.INVESTMENT)
"""Entities whose financial policies another one directs, by what they are."""


class FinancialControl(StrEnum):
    """Whether the organisation directs the entity's financial policies."""

    FULL = "full"
    JOINT = "joint"  # with partners: counted by the equity share
    NONE = "none"


class Belonging(StrEnum):
    """What an entity is named for."""

    UNIT = "unit"  # a unit, with all below it
    SOURCE = "source"  # one source
    BOUGHT = "bought"  # the seller of what a source buys


@dataclass(frozen=True, slots=True)
class LegalEntity:
    """A company or body of its own (นิติบุคคล) whose emissions stand in the records."""

    id: UUID
    code: str
    name_th: str
    name_en: str = ""
    registration: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """What the organisation holds of an entity from ``start`` up to, not including, ``end``.

    ``equity_percent`` [%] is the economic interest; ``end`` is None while it lasts.
    """

    id: UUID
    entity_id: UUID
    start: date
    end: date | None
    relation: Relation
    equity_percent: Decimal
    financial: FinancialControl
    operational: bool
    basis: str = ""  # the evidence: share register, contract, minutes

    def covers(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Holding) -> bool:
        """Whether both hold on some day."""
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )


def share_of(holding: Holding, approach: Approach) -> Decimal:
    """The share of an entity's emissions that the organisation counts, from 0 to 1.

    Equity share: the economic interest, nothing of a mere investment.  Financial control: all
    with full control, the economic interest under joint control, else nothing.  Operational
    control: all or nothing.
    Reference: GHG Protocol Corporate Standard, revised edition, chapter 3, table 1.

    >>> from uuid import UUID
    >>> venture = Holding(UUID(int=1), UUID(int=2), date(2024, 1, 1), None,
    ...     Relation.JOINT_VENTURE, Decimal(60), FinancialControl.JOINT, operational=True)
    >>> [str(share_of(venture, one)) for one in Approach]
    ['1', '0.6', '0.6']
    """
    equity = EXACT.divide(holding.equity_percent, HUNDRED)
    if approach is Approach.OPERATIONAL:
        return ONE if holding.operational else ZERO
    if approach is Approach.FINANCIAL:
        if holding.financial is FinancialControl.JOINT:
            return equity
        return ONE if holding.financial is FinancialControl.FULL else ZERO
    return ZERO if holding.relation is Relation.INVESTMENT else equity


@dataclass(frozen=True, slots=True)
class Group:
    """Entities with what is held of each, and the entity of units and sources.

    The organisation itself is no entity of the list: it is None, and counts whole.
    ``unit_entities`` hold for all units below (``unit_parents``); ``source_entities`` go before
    the unit's.  ``bought_from`` names, by source, the entity of the group that reports the same
    emission as its own (None: the organisation itself).
    """

    entities: tuple[LegalEntity, ...] = ()
    holdings: tuple[Holding, ...] = ()
    unit_parents: Mapping[UUID, UUID | None] = field(default_factory=dict)
    unit_entities: Mapping[UUID, UUID | None] = field(default_factory=dict)
    source_entities: Mapping[UUID, UUID | None] = field(default_factory=dict)
    bought_from: Mapping[UUID, UUID | None] = field(default_factory=dict)

    @property
    def alone(self) -> bool:
        """Whether there is nothing to consolidate: no entity, or nothing belongs to one."""
        named = self.unit_entities or self.source_entities or self.bought_from
        return not (self.entities and named)

    def entity(self, entity_id: UUID | None) -> LegalEntity | None:
        """The entity of an id; None is the organisation itself."""
        return next((one for one in self.entities if one.id == entity_id), None)

    def code_of(self, entity_id: UUID | None) -> str:
        """The code of an entity; "-" for the organisation itself and for one that is gone."""
        known = self.entity(entity_id)
        return "-" if known is None else known.code

    def held(self, entity_id: UUID) -> tuple[Holding, ...]:
        """The holdings of an entity in the order of time."""
        mine = (one for one in self.holdings if one.entity_id == entity_id)
        return tuple(sorted(mine, key=lambda one: one.start))

    def entity_of(self, source: EmissionSource) -> UUID | None:
        """The entity that a source belongs to: its own, else that of the nearest unit above."""
        if source.id in self.source_entities:
            return self.source_entities[source.id]
        unit, seen = source.unit_id, set[UUID]()
        while unit is not None and unit not in seen:
            if unit in self.unit_entities:
                return self.unit_entities[unit]
            seen.add(unit)
            unit = self.unit_parents.get(unit)
        return None

    def buys_from_itself(self, source: EmissionSource) -> bool:
        """Whether the seller of a source is the very party it belongs to: no purchase at all."""
        return source.id in self.bought_from and (
            self.bought_from[source.id] == self.entity_of(source)
        )

    def bought_inside(self, source: EmissionSource) -> bool:
        """Whether it is said to be bought from another party of the group."""
        return source.id in self.bought_from and not self.buys_from_itself(source)


def holding_findings(code: str, holdings: Sequence[Holding]) -> tuple[Finding, ...]:
    """What is wrong with the holdings of one entity.

    Args:
        code: the entity's code.
        holdings: all of it.

    Findings: ``holding.percent`` outside 0 to 100; ``holding.reversed``; ``holding.overlap``
    (errors); ``holding.gap`` for days between two of them (a warning: the entity has no share
    then); ``holding.control_unusual`` where more than half is held without control;
    ``holding.control_contradicts`` where an associate or a mere investment is said to be controlled
    financially (GHG Protocol Corporate Standard, chapter 3, table 1 counts none of it then).
    """
    found: list[Finding] = []
    ordered = sorted(holdings, key=lambda one: one.start)
    for one in ordered:
        percent = canonical(one.equity_percent)
        if not ZERO <= one.equity_percent <= HUNDRED:
            found.append(finding("holding.percent", Level.ERROR, code, percent=percent))
        if one.end is not None and one.end <= one.start:
            found.append(
                finding(
                    "holding.reversed",
                    Level.ERROR,
                    code,
                    start=one.start.isoformat(),
                    last_day=(one.end - timedelta(days=1)).isoformat(),
                )
            )
        if (
            one.equity_percent > HUNDRED / 2
            and one.financial is FinancialControl.NONE
            and not one.operational
        ):
            found.append(finding("holding.control_unusual", Level.WARNING, code, percent=percent))
        if one.relation in NOT_CONTROLLED and one.financial is not FinancialControl.NONE:
            found.append(
                finding(
                    "holding.control_contradicts",
                    Level.WARNING,
                    code,
                    start=one.start.isoformat(),
                )
            )
    for before, after in itertools.pairwise(ordered):
        if before.overlaps(after):
            start = after.start.isoformat()
            found.append(finding("holding.overlap", Level.ERROR, code, start=start))
        elif before.end is not None and before.end < after.start:
            found.append(
                finding(
                    "holding.gap",
                    Level.WARNING,
                    code,
                    start=before.end.isoformat(),
                    last_day=(after.start - timedelta(days=1)).isoformat(),
                )
            )
    return tuple(found)
