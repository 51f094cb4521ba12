"""What a column and a table of the report workbook are: the parts that its sheets are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TABLE = "report_template"
"""The table of words of the workbook."""


class Kind(StrEnum):
    """What a cell may hold."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    WHOLE = "whole"
    YEAR = "year"
    YES_NO = "yes_no"
    CHOICE = "choice"
    SUGGESTED = "suggested"  # text with a list to choose from that binds nobody
    UNIT = "unit"  # text that is the code of a unit
    ENTITY = "entity"  # text that is the code of a legal entity
    SHOWN = "shown"  # printed for people, not read


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, or one item of the organisation's sheet.

    ``choices`` names the list of the drop-down; ``make`` turns its code into the stored value;
    ``given`` marks a cell that the template fills in itself, which alone does not fill a row;
    ``later`` one that templates of before do not have, so that nobody misses it.
    """

    key: str
    kind: Kind = Kind.TEXT
    width: int = 24
    required: bool = False
    choices: str = ""
    make: Callable[[str], object] = str
    low: int | None = None
    high: int | None = None
    blank: object = ""
    given: bool = False
    later: bool = False


def text(key: str, width: int = 24, *, required: bool = False) -> Column:
    """Text as it is typed."""
    return Column(key, width=width, required=required)


def number(key: str, *, required: bool = False, low: int | None = None) -> Column:
    """A number; a blank cell says nothing."""
    return Column(key, Kind.NUMBER, 18, required=required, low=low, blank=None)


def yes_no(key: str) -> Column:
    """Yes or no; a blank cell is no."""
    return Column(key, Kind.YES_NO, 13, choices="yes_no", blank=False)


def yes_no_or_nothing(key: str) -> Column:
    """Yes or no; a blank cell says nothing."""
    return Column(key, Kind.YES_NO, 13, choices="yes_no", blank=None)


def choice(key: str, choices: str, make: Callable[[str], object], width: int = 24) -> Column:
    """One entry of a list, which must be there."""
    return Column(key, Kind.CHOICE, width, required=True, choices=choices, make=make)


def fields_of(entry: Any) -> Mapping[str, object]:
    """The fields of an entry, which its columns are called after."""
    return {name: getattr(entry, name) for name in entry.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet with one value a row; ``unique`` is the column in which nothing may repeat.

    ``entry`` makes the value of a row from its cells by column key, ``cells`` goes back.  An
    ``optional`` sheet may be absent without a word.
    """

    key: str
    columns: tuple[Column, ...]
    entry: Callable[..., object]
    unique: str = ""
    cells: Callable[[Any], Mapping[str, object]] = fields_of
    optional: bool = False

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)
