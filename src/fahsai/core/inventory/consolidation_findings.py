"""What is said of a consolidation: shares that nobody knows, and purchases that do not fit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.consolidated import counted_direct, scopes_kg
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.core.quantity.rounding import line_tonnes, percent, said_tonnes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from fahsai.core.inventory.consolidated import Consolidated, Consolidation
    from fahsai.core.inventory.group import Group


def consolidation_findings(
    done: Sequence[Consolidated], group: Group, answer: Consolidation
) -> Iterator[Finding]:
    """What is to be said of a year by one approach.

    Findings: ``consolidation.share_missing``, ``consolidation.seller_silent``,
    ``consolidation.bought_from_itself`` (errors), ``consolidation.direct_kept``,
    ``consolidation.seller_counts_less`` (warnings), ``consolidation.shared_by_days``,
    ``consolidation.eliminated``, ``consolidation.left_out``.

    Args:
        done: every source with its share applied.
        group: entities, and whose each source is.
        answer: the group's year.
    """
    counting = {one.entity for one in done if counted_direct(one)}
    for one in done:
        yield from _of_share(one, group)
        yield from _of_purchase(one, group)
        if one.eliminated:
            yield from _of_elimination(one, group, silent=one.seller not in counting)
    yield from _of_sellers(done, group)
    for totals in answer.entities:
        if totals.entity is not None and any(totals.left_out.values()):
            yield finding(
                "consolidation.left_out",
                Level.INFO,
                totals.entity.code,
                percent=percent(totals.share),
                tonnes=said_tonnes(scopes_kg(totals.left_out)),
            )


def _of_share(one: Consolidated, group: Group) -> Iterator[Finding]:
    """Days without a share, and records in which it changes."""
    code, name = one.whole.source.code, group.code_of(one.entity)
    if one.missing_days:
        yield finding(
            "consolidation.share_missing",
            Level.ERROR,
            code,
            entity=name,
            seller=group.code_of(one.seller) if one.bought else name,
            days=str(one.missing_days),
        )
    if one.shared:
        count = str(one.shared)
        yield finding("consolidation.shared_by_days", Level.INFO, code, entity=name, count=count)


def _of_purchase(one: Consolidated, group: Group) -> Iterator[Finding]:
    """A purchase of which nothing can be eliminated."""
    source, name = one.whole.source, group.code_of(one.entity)
    if group.buys_from_itself(source):
        yield finding("consolidation.bought_from_itself", Level.ERROR, source.code, entity=name)
    elif source.id in group.bought_from and not one.bought:
        yield finding("consolidation.direct_kept", Level.WARNING, source.code, entity=name)


def _of_elimination(one: Consolidated, group: Group, *, silent: bool) -> Iterator[Finding]:
    """What was eliminated; ``silent`` where the seller counts nothing that could hold it."""
    code, sold = one.whole.source.code, group.code_of(one.seller)
    lost = said_tonnes(total(one.eliminated.values()))
    if silent:
        yield finding("consolidation.seller_silent", Level.ERROR, code, seller=sold, tonnes=lost)
    yield finding(
        "consolidation.eliminated",
        Level.INFO,
        code,
        entity=group.code_of(one.entity),
        seller=sold,
        tonnes=lost,
    )


def _of_sellers(done: Sequence[Consolidated], group: Group) -> Iterator[Finding]:
    """``consolidation.seller_counts_less`` for each seller of more than it counts itself.

    Compared are the year's eliminations against a seller with what it counts in scopes 1 and 2,
    both by the shares held; below the two decimals that are printed nothing is said.
    """
    purchases: dict[UUID | None, list[Consolidated]] = defaultdict(list)
    for one in done:
        if one.eliminated:
            purchases[one.seller].append(one)
    for seller, bought in purchases.items():
        own = total(counted_direct(one) for one in done if one.entity == seller)
        lost = total(scopes_kg(one.eliminated) for one in bought)
        over = EXACT.subtract(lost, own)
        if own == ZERO or line_tonnes(over) <= ZERO:
            continue
        largest = max(bought, key=lambda one: scopes_kg(one.eliminated))
        yield finding(
            "consolidation.seller_counts_less",
            Level.WARNING,
            largest.whole.source.code,
            seller=group.code_of(seller),
            sources=", ".join(one.whole.source.code for one in bought),
            tonnes=said_tonnes(lost),
            counted=said_tonnes(own),
            over=said_tonnes(over),
        )
