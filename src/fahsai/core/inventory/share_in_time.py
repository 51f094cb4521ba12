"""Which part of a record counts: shares that change inside its period, weighted by days."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.group import (
    HUNDRED,
    ONE,
    Approach,
    Holding,
    Relation,
    share_of,
)
from fahsai.core.quantity.exact import EXACT, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from fahsai.core.inventory.group import Group
    from fahsai.core.thai.period import Period


class CountedPart(NamedTuple):
    """Which part of a record counts where, each from 0 to 1.

    ``counted`` + ``eliminated`` is the share that the organisation holds of the entity;
    ``investment`` is the part to be told in scope 3 category 15 or 14 where nothing is
    consolidated; ``missing_days`` are days without a holding; ``parts`` how many different
    stretches the period has.
    """

    counted: Decimal
    eliminated: Decimal
    investment: Decimal
    missing_days: int
    parts: int

    @property
    def whole(self) -> bool:
        """Whether the record counts as it is."""
        return self.counted == ONE and not self.missing_days


WHOLE = CountedPart(ONE, ZERO, ZERO, 0, 1)


class Stretch(NamedTuple):
    """Days of one state: the share held of the buyer, what of it is eliminated, and the rest."""

    days: int
    held: Decimal
    eliminated: Decimal
    investment: Decimal
    missing: bool


def counted_part(
    group: Group,
    approach: Approach,
    entity: UUID | None,
    period: Period,
    seller: UUID | None = None,
    *,
    bought: bool = False,
) -> CountedPart:
    """Which part of a record of an entity counts.

    Equation: over stretches of days with one state,
    ``held = Σ days x share / days of the period`` and
    ``eliminated = Σ days x min(share of the buyer, share of the seller) / days``;
    ``counted = held - eliminated``.

    Args:
        group: the group.
        approach: how the boundary is drawn.
        entity: whose record (None: the organisation itself).
        period: the record's.
        seller: from whom it was bought, where ``bought``.
        bought: whether it was bought inside the group.
    """
    stretches = list(_stretches(group, approach, entity, period, seller, bought=bought))
    held = _mean([(one.days, one.held) for one in stretches])
    eliminated = _mean([(one.days, one.eliminated) for one in stretches])
    return CountedPart(
        EXACT.subtract(held, eliminated),
        eliminated,
        _mean([(one.days, one.investment) for one in stretches]),
        sum(one.days for one in stretches if one.missing),
        len({one[1:] for one in stretches}),
    )


def _mean(parts: list[tuple[int, Decimal]]) -> Decimal:
    """The mean by days; the value itself where it is one."""
    values = {value for _, value in parts}
    if len(values) == 1:
        return values.pop()
    top = ZERO
    for days, value in parts:
        top = EXACT.add(top, EXACT.multiply(Decimal(days), value))
    return EXACT.divide(top, Decimal(sum(days for days, _ in parts)))


def _stretches(
    group: Group,
    approach: Approach,
    entity: UUID | None,
    period: Period,
    seller: UUID | None,
    *,
    bought: bool,
) -> Iterator[Stretch]:
    parties = [one for one in (entity, seller if bought else None) if one is not None]
    edges = {period.start, period.end}
    for party in parties:
        for one in group.held(party):
            edges.update(day for day in (one.start, one.end) if day is not None)
    days = sorted(day for day in edges if period.start <= day <= period.end)
    for first, after in itertools.pairwise(days):
        mine = _on(group, entity, first)
        share = _share(mine, entity, approach)
        other = _share(_on(group, seller, first), seller, approach) if bought else ZERO
        held = ZERO if share is None else share
        yield Stretch(
            (after - first).days,
            held,
            min(held, ZERO if other is None else other),
            _investment(mine, held),
            share is None or (bought and other is None),
        )


def _on(group: Group, entity: UUID | None, day: date) -> Holding | None:
    if entity is None:
        return None
    return next((one for one in group.held(entity) if one.covers(day)), None)


def _share(holding: Holding | None, entity: UUID | None, approach: Approach) -> Decimal | None:
    """The share held; the organisation itself is whole, None where nobody said."""
    if entity is None:
        return ONE
    return None if holding is None else share_of(holding, approach)


def _investment(holding: Holding | None, held: Decimal) -> Decimal:
    """The part to be told beside scope 3: of a franchise all, else the economic interest."""
    if holding is None or held:
        return ZERO
    if holding.relation is Relation.FRANCHISE:
        return ONE
    return EXACT.divide(holding.equity_percent, HUNDRED)
