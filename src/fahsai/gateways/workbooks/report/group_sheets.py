"""The sheets of a group: legal entities, what is held of each, and what belongs to which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.inventory.group import Belonging, FinancialControl, Relation
from fahsai.gateways.workbooks.report.book import HeldEntry, LegalEntityEntry, LinkEntry
from fahsai.gateways.workbooks.report.choices import choices, code_of
from fahsai.gateways.workbooks.report.columns import (
    Column,
    Kind,
    TableSheet,
    choice,
    fields_of,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ITSELF = "entity_itself"
"""The list of what is written where no entity but the organisation itself is meant."""


def _link(entity_code: str, **cells: Any) -> LinkEntry:
    """A row of the sheet; the organisation itself has no code."""
    itself = code_of(ITSELF, entity_code) is not None
    return LinkEntry(entity_code="" if itself else entity_code, **cells)


def _link_cells(entry: LinkEntry) -> Mapping[str, object]:
    (itself,) = choices(ITSELF)
    return {**fields_of(entry), "entity_code": entry.entity_code or itself.th}


ENTITIES = TableSheet(
    "entities",
    (
        text("code", 14, required=True),
        text("name_th", 38, required=True),
        text("name_en", 38),
        text("registration", 22),
        text("country", 18),
    ),
    LegalEntityEntry,
    unique="code",
    optional=True,
)
HOLDINGS = TableSheet(
    "holdings",
    (
        Column("entity_code", Kind.ENTITY, 16, required=True),
        Column("start", Kind.DATE, 18, required=True, blank=None),
        Column("last_day", Kind.DATE, 18, blank=None),
        choice("relation", "relations", Relation, 28),
        Column("equity_percent", Kind.NUMBER, 14, required=True, low=0, high=100, blank=None),
        choice("financial", "financial_controls", FinancialControl, 26),
        Column("operational", Kind.YES_NO, 16, required=True, choices="yes_no", blank=None),
        text("basis", 44, required=True),
    ),
    HeldEntry,
    optional=True,
)
LINKS = TableSheet(
    "links",
    (
        choice("belonging", "belongings", Belonging, 36),
        text("subject_code", 24, required=True),
        Column("entity_code", Kind.ENTITY, 20, required=True, choices=ITSELF),
    ),
    _link,
    cells=_link_cells,
    optional=True,
)
