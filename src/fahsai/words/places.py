"""Addresses of figures in the documents, as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.words.load import words

if TYPE_CHECKING:
    from fahsai.words.messages import Language

SECTION_ROW_COLUMN = 3
"""An address inside a report has three parts; a cell of a workbook is one."""


def place_words(place: str, language: Language) -> str:
    """An address such as ``5.1/row 3/quantity`` in words; a cell of a workbook as it is.

    >>> from fahsai.words.messages import Language
    >>> place_words("5.1/row 3/quantity", Language.TH)
    '5.1 แถว 3 ปริมาณ'
    >>> place_words("5.1/row total/CH4", Language.TH), place_words("Fr-04.1!D9", Language.TH)
    ('5.1 แถว รวม CH4', 'Fr-04.1!D9')
    """
    parts = place.split("/")
    if len(parts) != SECTION_ROW_COLUMN or not parts[1].startswith("row "):
        return place
    section, row, column = parts
    number = row.removeprefix("row ")
    return " ".join(
        (section, _word("row", language), _word(number, language), _word(column, language))
    )


def _word(code: str, language: Language) -> str:
    """The word of a part; numbers and gases stand for themselves."""
    entry = words("cli")["places"].get(code)
    return code if entry is None else str(entry[language])
