"""Meters in one sentence: by their codes, of many the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_NAMED = 20


def named(codes: Sequence[str]) -> str:
    """The codes, with an ellipsis for those after the first twenty.

    >>> named(["E01", "E02"])
    'E01, E02'
    """
    more = ", …" if len(codes) > MOST_NAMED else ""
    return ", ".join(codes[:MOST_NAMED]) + more
