"""What tells a record that was entered by hand from one that a file brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.records.convert import ImportIdentity

if TYPE_CHECKING:
    from uuid import UUID

HAND = "hand"
"""Stands in place of a layout."""


def hand_identity(source_key: UUID) -> ImportIdentity:
    """What a record entered by hand is, with its organisation and month: one a source."""
    return ImportIdentity(HAND, "", str(source_key))
