"""What tells records and sources that were entered by hand from those that a file brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.records.convert import ImportIdentity
from fahsai.records.models import Event, Source

if TYPE_CHECKING:
    from uuid import UUID

HAND = "hand"
"""Stands in place of a layout."""

ADDED = "source.added"
"""The verb of the event that a source added by hand begins with."""


def hand_identity(source_key: UUID) -> ImportIdentity:
    """What a record entered by hand is, with its organisation and month: one a source."""
    return ImportIdentity(HAND, "", str(source_key))


def added_by_hand(organisation_id: UUID) -> frozenset[UUID]:
    """The keys of the sources that somebody added without a file: no file takes them away."""
    events = Event.rows.of(organisation_id).filter(verb=ADDED)
    first = set(events.values_list("object_id", flat=True))
    rows = Source.rows.of(organisation_id).filter(supersedes__isnull=True)
    return frozenset(key for row_id, key in rows.values_list("id", "key") if row_id in first)
