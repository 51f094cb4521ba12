"""Cells that were read with a guess or not at all, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.cell_text import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 5
"""How many cells a finding names before it only counts."""


def rejection(problem: Problem | str, subject: str, value: str) -> Finding:
    """The finding for a cell that gives no number; ``subject`` is ``sheet!cell``."""
    match problem:
        case Problem.DATE:
            return finding("sheet.rejected_date", Level.ERROR, subject, value=value)
        case Problem.LARGE:
            return finding("sheet.rejected_large", Level.ERROR, subject, value=value)
        case Problem.TRUTH:
            return finding("sheet.rejected_truth", Level.ERROR, subject, value=value)
        case Problem.ERROR:
            return finding("sheet.rejected_error", Level.ERROR, subject, value=value)
        case Problem.NOT_CALCULATED:
            return finding("sheet.rejected_not_calculated", Level.ERROR, subject)
        case _:
            return finding("sheet.rejected_text", Level.ERROR, subject, value=value)


def some(names: Iterable[str]) -> str:
    """The first few names, with a sign when there are more.

    >>> some(["A1", "A2"]), some(f"A{n}" for n in range(1, 9))
    ('A1, A2', 'A1, A2, A3, A4, A5…')
    """
    every = list(names)
    return ", ".join(every[:_SHOWN]) + ("…" if len(every) > _SHOWN else "")
