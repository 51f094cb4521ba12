"""A flow of data: layers from top to bottom, each feeding the next."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from fahsai.documents.drawing.canvas import Canvas, Rectangle

if TYPE_CHECKING:
    from fahsai.core.reports.diagram import Flow

WIDTH = 16.0
_BOX = 1.2
_GAP = 0.65
_MARGIN = 0.15
_RETURN_ROOM = 2.6
_WIDEST = 8.0


def draw_flow(flow: Flow) -> bytes:
    """A PNG of the flow, 16 cm wide."""
    height = len(flow.layers) * _BOX + (len(flow.layers) - 1) * _GAP + 2 * _MARGIN
    canvas = Canvas(WIDTH, height)
    right = WIDTH - _MARGIN - (_RETURN_ROOM if flow.returns else 0)
    left = _MARGIN + (_RETURN_ROOM if flow.returns else 0)
    layers = [
        _layer(texts, left, right, height - _MARGIN - _BOX - number * (_BOX + _GAP))
        for number, texts in enumerate(flow.layers)
    ]
    for texts, places in zip(flow.layers, layers, strict=True):
        for text, place in zip(texts, places, strict=True):
            canvas.box(place, text)
    for upper, lower in pairwise(layers):
        _join(canvas, upper, lower)
    for back in flow.returns:
        start, end = layers[back.start][-1], layers[back.end][-1]
        side = max(start.x + start.width, end.x + end.width) + 0.5
        canvas.line(
            (start.x + start.width, start.middle_y), (side, start.middle_y), (side, end.middle_y)
        )
        canvas.arrow((side, end.middle_y), (end.x + end.width, end.middle_y))
        canvas.label(side + 0.15, (start.middle_y + end.middle_y) / 2, back.text)
    return canvas.png()


def _layer(texts: tuple[str, ...], left: float, right: float, y: float) -> list[Rectangle]:
    """Boxes side by side, centred."""
    room = (right - left - _GAP / 2 * (len(texts) - 1)) / len(texts)
    width = min(room, _WIDEST)
    whole = width * len(texts) + _GAP / 2 * (len(texts) - 1)
    start = left + (right - left - whole) / 2
    return [
        Rectangle(start + number * (width + _GAP / 2), y, width, _BOX)
        for number in range(len(texts))
    ]


def _join(canvas: Canvas, upper: list[Rectangle], lower: list[Rectangle]) -> None:
    """Every box above feeds every box below, over one common line."""
    bus = upper[0].y - _GAP / 2
    middles = [place.middle_x for place in (*upper, *lower)]
    canvas.line((min(middles), bus), (max(middles), bus))
    for place in upper:
        canvas.line((place.middle_x, place.y), (place.middle_x, bus))
    for place in lower:
        canvas.arrow((place.middle_x, bus), (place.middle_x, place.y + place.height))
