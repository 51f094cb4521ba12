"""How the report workbook looks: its formats, made once a file."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FONT = "TH Sarabun New"
"""The font of Thai offices; a machine without it shows its own."""

SIZE = 14
_DARK = "#1F5C4D"
_PALE = "#DCEBE5"
_GIVEN = "#F2F2F2"
_LINE = "#BFBFBF"
_GREY = "#595959"

_CELL = {"border": 1, "border_color": _LINE, "text_wrap": True, "valign": "top"}
_AS_TEXT = {"num_format": "@"}
_HEAD = {**_CELL, "valign": "vcenter", "align": "center"}
_REQUIRED = {"bg_color": _DARK, "font_color": "#FFFFFF"}
_OPTIONAL = {"bg_color": _PALE, "font_color": _DARK}
_ENGLISH = {"font_size": SIZE - 3, "italic": True}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": SIZE + 6, "font_color": _DARK, "valign": "vcenter"},
    "subtitle": {**_ENGLISH, "font_color": _GREY},
    "note": {"font_color": _GREY, "text_wrap": True, "valign": "top"},
    "note_en": {**_ENGLISH, "font_color": _GREY, "text_wrap": True, "valign": "top"},
    "plain": {"text_wrap": True, "valign": "top"},
    "step": {"bold": True, "font_color": _DARK, "valign": "top", "align": "center"},
    "link": {**_CELL, "font_color": "#0563C1", "underline": 1},
    "required": {**_HEAD, **_REQUIRED, "bold": True},
    "required_en": {**_HEAD, **_REQUIRED, **_ENGLISH},
    "optional": {**_HEAD, **_OPTIONAL, "bold": True},
    "optional_en": {**_HEAD, **_OPTIONAL, **_ENGLISH},
    "item_required": {**_CELL, **_REQUIRED, "bold": True},
    "item_optional": {**_CELL, **_OPTIONAL, "bold": True},
    "text": {**_CELL, **_AS_TEXT, "align": "left"},
    "number": {**_CELL, "align": "right"},
    "centre": {**_CELL, **_AS_TEXT, "align": "center"},
    "given": {**_CELL, **_AS_TEXT, "bg_color": _GIVEN},
    # Below the ruled rows: nothing to see, but what is typed stays text ("001", "2.7").
    "below_text": {**_AS_TEXT, "text_wrap": True, "valign": "top"},
    "below_number": {"valign": "top"},
}
"""The formats by name, as xlsxwriter takes them."""


def options() -> dict[str, Any]:
    """The options of a workbook file: kept in memory, text is never a formula or a link."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE},
        "default_row_height": 28,
    }


LINE_POINTS = 21
"""Height of one line [points]."""

HIGHEST_POINTS = 400
"""A row cannot be higher than 409 points."""

_LETTERS_A_WIDTH = 1.0
"""Letters that fit one unit of column width, for the widest of the usual fonts."""


def row_points(cells: Iterable[tuple[str, int]]) -> int:
    r"""The height of a row that shows each text in its column's width [points].

    Rows do not grow by themselves in every program, so their height is written.  Thai marks
    above and below the line take no width.

    >>> row_points([("น้ำ", 20)]), row_points([("ก\nข", 20), ("ค" * 50, 20)])
    (21, 63)
    """
    lines = max((_lines(text, width * _LETTERS_A_WIDTH) for text, width in cells), default=1)
    return min(lines * LINE_POINTS, HIGHEST_POINTS)


def _lines(text: str, letters: float) -> int:
    count = 0
    for line in text.split("\n"):
        shown = sum(unicodedata.category(letter) != "Mn" for letter in line)
        count += max(1, -int(-shown // letters))
    return count
