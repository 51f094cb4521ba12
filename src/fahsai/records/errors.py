"""Programming errors this room refuses; problems in people's data are findings instead."""

from __future__ import annotations


class UnscopedQueryError(RuntimeError):
    """A query that does not say whose rows it wants."""


class StrangerRowError(RuntimeError):
    """A row given to one organisation that belongs to another."""


class FrozenRowError(RuntimeError):
    """An attempt to change or delete a row that is append-only."""


class BlobError(RuntimeError):
    """A file that is missing from the store, or no longer what its hash says."""
