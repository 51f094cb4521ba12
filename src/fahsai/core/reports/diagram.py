"""Diagrams that the documents draw from the data where no picture was uploaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Tree:
    """A box with its branches: the chart of an organisation."""

    text: str
    branches: tuple[Tree, ...] = ()


class Return(NamedTuple):
    """An arrow back from one layer of a flow to an earlier one, with what it says."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Flow:
    """Layers of boxes from top to bottom; each layer feeds the next."""

    layers: tuple[tuple[str, ...], ...]
    returns: tuple[Return, ...] = ()
