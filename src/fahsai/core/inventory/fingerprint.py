"""The hash of what a calculation is made of: the same inputs and rules are one result."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from fahsai.core.inventory.rules import ROUNDING_POLICY
from fahsai.core.methods.table import METHODS

if TYPE_CHECKING:
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.calculate import InventoryInput
    from fahsai.core.inventory.rules import Rules

UUID_BYTES = 16


def inputs_sha256(data: InventoryInput, rules: Rules) -> str:
    """The SHA-256 of the inputs of a calculation, in hexadecimal.

    A line's id stands for its content, since rows never change.  What is only said (a source
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
    ]
    digest.update("\n".join(parts).encode())
    digest.update(b"".join([line.id.int.to_bytes(UUID_BYTES, "big") for line in data.lines]))
    return digest.hexdigest()


def _source_inputs(source: EmissionSource) -> str:
    """What of a source its result and findings are made of, each part apart, as JSON."""
    if source.excluded:
        parts: list[object] = [source.code, source.excluded_reason]
    else:
        parts = [source.kind, source.code, source.name_th, source.choice_reason]
        counted = source.counted_parameters
        parts += [sorted(given.items()) for given in (source.factor_keys, counted)]
    return json.dumps([source.id.hex, source.excluded, *parts], ensure_ascii=False)
