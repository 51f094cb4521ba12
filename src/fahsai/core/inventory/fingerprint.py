"""The hash of what a calculation is made of: the same inputs and rules are one result."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from fahsai.core.inventory.rules import ROUNDING_POLICY
from fahsai.core.methods.table import METHODS
from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.calculate import InventoryInput
    from fahsai.core.inventory.earlier import EarlierYear
    from fahsai.core.inventory.group import Approach, Group
    from fahsai.core.inventory.rules import Rules

UUID_BYTES = 16

CONSOLIDATION = "consolidation@1"
"""Another number tells that the same shares are applied in another way."""


def inputs_sha256(data: InventoryInput, rules: Rules) -> str:
    """The SHA-256 of the inputs of a calculation, in hexadecimal.

    A line's id stands for its content, since rows never change; the records of the years before
    stand with the year that they count for.  What is only said (a source
    left out and why, one with records in other years only) belongs to it: findings are kept with
    the result.  How well a figure is known does not: it moves none.
    """
    digest = hashlib.sha256()
    parts = [
        data.period.start.isoformat(),
        data.period.end.isoformat(),
        data.report_date.isoformat(),
        rules.factor_set.code,
        *(edition.sha256 for edition in rules.factor_set.editions),
        *(str(own.id) for own in rules.factor_set.own),
        rules.gwp.code,
        *sorted(f"{pack.code}@{pack.version}" for pack in rules.packs.values()),
        ROUNDING_POLICY,
        *(f"{code}@{METHODS[code].version}" for code in sorted(METHODS)),
        rules.program_version,
        str(rules.energy_upstream),
        rules.tables_sha256,
        *(_source_inputs(source) for source in data.sources),
        *(f"elsewhere {_source_inputs(source)}" for source in data.elsewhere),
        *(
            f"ended {source.id.hex}"
            for source in data.sources
            if source.ended_before(data.period.start)
        ),
        *(_earlier_inputs(year) for year in data.earlier),
    ]
    digest.update("\n".join(parts).encode())
    digest.update(b"".join([line.id.int.to_bytes(UUID_BYTES, "big") for line in data.lines]))
    return digest.hexdigest()


def _earlier_inputs(year: EarlierYear) -> str:
    """The records of a year before, each by its id."""
    lines = [line.id.hex for line in year.lines]
    days = (year.period.start.isoformat(), year.period.end.isoformat())
    return json.dumps(["earlier", *days, year.kept, lines])


def group_sha256(
    whole: str, group: Group, approach: Approach, sources: Iterable[EmissionSource]
) -> str:
    """The SHA-256 of the inputs of a consolidated calculation, in hexadecimal.

    Args:
        whole: the hash of the calculation at 100 %.
        group: entities and holdings.
        approach: how the boundary is drawn.
        sources: those of the calculation, with their units.
    """

    def code(entity_id: UUID | None) -> str:
        known = group.entity(entity_id)
        return "-" if known is None else known.code

    holdings = [
        [
            code(one.entity_id),
            one.start.isoformat(),
            "" if one.end is None else one.end.isoformat(),
            one.relation.value,
            canonical(one.equity_percent),
            one.financial.value,
            one.operational,
        ]
        for one in group.holdings
    ]
    named = [
        [
            source.id.hex,
            code(group.entity_of(source)),
            source.id in group.bought_from,
            code(group.bought_from.get(source.id)),
        ]
        for source in sources
    ]
    entities = sorted(one.code for one in group.entities)
    parts = [CONSOLIDATION, whole, approach.value, entities, sorted(holdings), sorted(named)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _source_inputs(source: EmissionSource) -> str:
    """What of a source its result and findings are made of, each part apart, as JSON."""
    if source.excluded:
        parts: list[object] = [source.code, source.excluded_reason]
    else:
        parts = [source.kind, source.code, source.name_th, source.choice_reason]
        counted = source.counted_parameters
        parts += [sorted(given.items()) for given in (source.factor_keys, counted)]
    return json.dumps([source.id.hex, source.excluded, *parts], ensure_ascii=False)
