"""The chart of an organisation: branches to the right, one row a leaf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.documents.drawing.canvas import Canvas, Rectangle

if TYPE_CHECKING:
    from fahsai.core.reports.diagram import Tree

WIDTH = 16.0
LARGEST_HEIGHT = 21.0
_ROW = 1.25
_GAP = 0.9
_MARGIN = 0.1


def draw_tree(tree: Tree) -> bytes:
    """A PNG of the tree, 16 cm wide and never higher than a page."""
    depth, leaves = _depth(tree), _leaves(tree)
    row = min(_ROW, (LARGEST_HEIGHT - 2 * _MARGIN) / leaves)
    canvas = Canvas(WIDTH, leaves * row + 2 * _MARGIN + (_ROW if leaves == 1 else 0))
    column = (WIDTH - 2 * _MARGIN - _GAP * (depth - 1)) / depth
    width = min(column, WIDTH / 2)
    _draw(canvas, tree, 0, canvas.height - _MARGIN, width, row if leaves > 1 else canvas.height)
    return canvas.png()


def _draw(
    canvas: Canvas, tree: Tree, level: int, top: float, width: float, row: float
) -> Rectangle:
    """Draw a tree whose rows start at ``top`` and return its own box."""
    height = _leaves(tree) * row
    box_height = min(row * 0.82, 1.4)
    place = Rectangle(
        _MARGIN + level * (width + _GAP), top - height / 2 - box_height / 2, width, box_height
    )
    canvas.box(place, tree.text, bold=level == 0)
    bus = place.x + width + _GAP / 2
    below = top
    for branch in tree.branches:
        child = _draw(canvas, branch, level + 1, below, width, row)
        canvas.line(
            (place.x + width, place.middle_y),
            (bus, place.middle_y),
            (bus, child.middle_y),
            (child.x, child.middle_y),
        )
        below -= _leaves(branch) * row
    return place


def _leaves(tree: Tree) -> int:
    return sum(_leaves(branch) for branch in tree.branches) or 1


def _depth(tree: Tree) -> int:
    return 1 + max((_depth(branch) for branch in tree.branches), default=0)
