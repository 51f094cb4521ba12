"""What a base year would come to with the shares that a group holds now."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.inventory.activity import EmissionSource
from fahsai.core.inventory.compare import add
from fahsai.core.inventory.consolidated import is_direct, scopes_kg
from fahsai.core.inventory.group import Approach, Group
from fahsai.core.inventory.share_in_time import WHOLE, counted_part
from fahsai.core.inventory.weighted import weighted_result
from fahsai.core.quantity.exact import ZERO
from fahsai.core.thai.period import Period

if TYPE_CHECKING:
    from fahsai.core.inventory.group import Holding
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.quantity.gases import GasTable


class HeldNow(NamedTuple):
    """How a group holds its parts at the end of the reported year.

    ``sources`` are those of the reported version by id: they name the units of today.
    """

    group: Group
    approach: Approach
    last_day: Period
    sources: Mapping[UUID, EmissionSource]


class ShareChanged(NamedTuple):
    """Another share of an entity (None: the organisation itself) and what it moves [kg CO2e]."""

    entity: UUID | None
    effect_kg: Decimal


def shares_changed(
    whole: Calculation, then: Calculation, now: HeldNow, gases: GasTable
) -> tuple[ShareChanged, ...]:
    """What each entity's share of today would move in a base year, by entity.

    Equation: ``effect = Σ sources (whole result x share on the last day of the reported year
    - the part that the base year counts)``, scopes 1 to 3.  The share of the last day, because a
    base year is calculated anew for all of its days when a share changes in the middle of a year.
    Reference: GHG Protocol Corporate Standard, revised edition, chapter 5 (timing of
    recalculations for structural changes).

    Args:
        whole: the base year at 100 %.
        then: the base year by its own shares and the approach of today.
        now: the shares of today; of an entity without one nothing is said here.
        gases: the table of gases.
    """
    counted = {one.source.id: scopes_kg(one.gases) for one in then.sources}
    effects: dict[UUID | None, list[Decimal]] = {}
    for result in whole.sources:
        source = now.sources.get(result.source.id, result.source)
        if source.excluded or (source.ended_on and source.ended_on < now.last_day.start):
            continue
        entity = now.group.entity_of(source)
        seller = now.group.bought_from.get(source.id)
        kg = _held(result, entity, seller, now, gases)
        if kg is None:
            continue
        effect = add((kg, counted.get(source.id, ZERO).copy_negate()))
        effects.setdefault(seller if entity is None else entity, []).append(effect)
    sums = {entity: add(one) for entity, one in effects.items()}
    return tuple(ShareChanged(entity, kg) for entity, kg in sums.items() if kg)


def _held(
    result: SourceResult, entity: UUID | None, seller: UUID | None, now: HeldNow, gases: GasTable
) -> Decimal | None:
    """What the base year's result is by the share of today [kg CO2e]; None without a share."""
    bought = now.group.bought_inside(result.source) and not is_direct(result)
    part = WHOLE
    if entity is not None or bought:
        part = counted_part(now.group, now.approach, entity, now.last_day, seller, bought=bought)
    if part.missing_days:
        return None
    return scopes_kg(weighted_result(result._replace(lines=()), (), part.counted, gases).gases)


def last_holding(group: Group, entity: UUID | None, after: Period, until: Period) -> Holding | None:
    """The newest holding of an entity that began after one year did, up to the end of another."""
    held = () if entity is None else group.held(entity)
    found = [one for one in held if after.start < one.start < until.end]
    return found[-1] if found else None
