"""The drop-down lists of the report workbook: what is shown, and the code that is stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.report.columns import TABLE
from fahsai.reference.load_provinces import load_provinces
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_NAMED = 12
"""How many choices a message names before it leaves the rest to the list in the cell."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list; ``also`` is understood when read and never written."""

    code: str
    th: str
    en: str
    also: tuple[str, ...] = ()


@cache
def choices(name: str) -> tuple[Choice, ...]:
    """The entries of a list in the order in which they are shown."""
    if name == "provinces":
        return tuple(
            Choice(
                p.name_th, p.name_th, p.name_en, (f"จังหวัด{p.name_th}", f"จ.{p.name_th}", *p.aliases)
            )
            for p in load_provinces().provinces
        )
    table: Mapping[str, Mapping[str, list[str]]] = words(TABLE)["choices"][name]
    return tuple(
        Choice(code, str(said["th"]), str(said["en"]), tuple(said.get("also", ())))
        for code, said in table.items()
    )


@cache
def shown_choices(name: str) -> tuple[str, ...]:
    """The Thai texts of a list, as the drop-down shows them."""
    if name in words(TABLE)["suggestions"]:
        return tuple(words(TABLE)["suggestions"][name]["th"])
    return tuple(choice.th for choice in choices(name))


@cache
def _by_text(name: str) -> Mapping[str, str]:
    """Code by every text that means it, spaces and capitals aside."""
    found: dict[str, str] = {}
    for choice in choices(name):
        for text in (choice.th, choice.en, choice.code, *choice.also):
            found.setdefault(squeezed(text), choice.code)
    return found


def code_of(name: str, text: str) -> str | None:
    """The code that a text means, in Thai, English or as the code itself.

    >>> code_of("terms", "ระยะสั้น"), code_of("terms", "Short Term"), code_of("terms", "วันนี้")
    ('short', 'short', None)
    """
    return _by_text(name).get(squeezed(text))


def text_of(name: str, code: str) -> str:
    """The Thai text of a code; a code that is not in the list stays as it is."""
    return next((choice.th for choice in choices(name) if choice.code == code), code)


def named(name: str, *, english: bool = False) -> str:
    """The entries of a list for a message."""
    texts = [choice.en if english else choice.th for choice in choices(name)]
    return ", ".join(texts[:MOST_NAMED]) + (", …" if len(texts) > MOST_NAMED else "")
