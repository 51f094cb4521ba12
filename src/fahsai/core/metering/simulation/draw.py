"""Random whole numbers that are looked up by their place, never drawn one after the other.

The number at a place needs none of the numbers before it, so that a simulation can begin at any
minute.  Whole numbers alone are used: every machine makes the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MASK = (1 << 64) - 1
_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


@dataclass(frozen=True, slots=True)
class Draws:
    """One endless row of random numbers; rows of other names have nothing to do with it."""

    key: int

    def of(self, *names: str | int) -> Draws:
        """The row of a name below this one.

        >>> Draws(1).of("meter", 3) == Draws(1).of("meter", 3)
        True
        >>> Draws(1).of("meter", 3) == Draws(2).of("meter", 3)
        False
        """
        text = "/".join(str(one) for one in (self.key, *names))
        return Draws(int.from_bytes(sha256(text.encode()).digest()[:8], "big"))

    def whole(self, place: int, below: int) -> int:
        """The number at a place, from 0 up to, not including, ``below``.

        >>> Draws(7).whole(3, 100) == Draws(7).wholes(np.array([3]), 100).item()
        True
        """
        mixed = (self.key + (place + 1) * _STEP) & _MASK
        mixed = ((mixed ^ (mixed >> 30)) * _FIRST) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * _SECOND) & _MASK
        return (mixed ^ (mixed >> 31)) % below

    def between(self, place: int, least: int, most: int) -> int:
        """The number at a place, from ``least`` to ``most``, both inside."""
        return least + self.whole(place, most - least + 1)

    def wholes(self, places: NDArray[np.int64], below: int) -> NDArray[np.int64]:
        """The numbers at many places (splitmix64 of key and place)."""
        mixed = np.uint64(self.key) + (places.astype(np.uint64) + np.uint64(1)) * np.uint64(_STEP)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_FIRST)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_SECOND)
        found = (mixed ^ (mixed >> np.uint64(31))) % np.uint64(below)
        return found.astype(np.int64)
