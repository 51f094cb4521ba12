"""The columns of a large file as work: what they seem to mean, for a page to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.gateways.workbooks.table.mapping import mapping_of
from fahsai.records import blobs
from fahsai.services.columns_plain import proposal_plain
from fahsai.services.map_table import propose_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding


def propose(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], told: Callable[[int, int], None]
) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """What the columns seem to mean; nothing is stored but that.

    A text that has to be read in another way is no failure: the page asks how.
    """
    told(0, 1)
    workbook = asked["workbook"]
    table = None if asked["table"] is None else mapping_of(asked["table"])
    proposal, findings = propose_tables(
        actor, organisation_id, blobs.get(workbook["sha256"]), workbook["name"], table=table
    )
    told(1, 1)
    if proposal is None:
        return None, findings
    return proposal_plain(proposal), findings
