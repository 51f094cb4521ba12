"""Readings of many channels in the order of their arrival, as columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.int64] | list[int]

NO_SEQUENCE = -1
"""In place of the number of a message that bears none."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One row a reading: ``channel`` number, ``ts`` [unix s], ``value`` [scaled], ``quality``.

    ``seq`` is the number of the message that brought it, :data:`NO_SEQUENCE` where it had none;
    ``raw`` the text of a value that had more digits than its channel keeps, by number of the row.
    """

    channel: Column
    ts: Column
    value: Column
    quality: Column
    seq: Column
    raw: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: Iterable[Column], raw: dict[int, str]) -> Columns:
        """The five columns in their order, and the texts."""
        channel, ts, value, quality, seq = columns
        return cls(channel, ts, value, quality, seq, raw)

    def __len__(self) -> int:
        """How many readings."""
        return len(self.channel)
