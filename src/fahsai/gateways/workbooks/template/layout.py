"""The sheets and columns of our template, from its word table, and the codes of its choices."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fahsai.gateways.workbooks.template.book import MONTHS
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CODE_ROW, TITLE_ROW, HEADER_ROW, SECOND_HEADER_ROW, FIRST_ROW = range(5)
"""Rows of every data sheet, from 0: hidden codes, title, two header rows, data."""

HEADER_ROWS = 3
"""Rows between the hidden codes and the first row of data."""

YEAR_CELL = (TITLE_ROW, 1)
YEAR_KIND_CELL = (TITLE_ROW, 4)
ROWS_TO_FILL = 1000
UNITS, SOURCES, CURRENT_YEAR, BASE_YEAR, PARAMETERS = (
    "units",
    "sources",
    "current",
    "base",
    "parameters",
)
SHEETS = (UNITS, SOURCES, CURRENT_YEAR, BASE_YEAR, PARAMETERS)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its code, its headers and help in both languages, and the list to choose from."""

    code: str
    width: int
    th: str
    en: str
    help_th: str
    help_en: str
    choices: str = ""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One data sheet."""

    id: str
    tab_th: str
    tab_en: str
    frozen_columns: int
    columns: tuple[Column, ...]

    def tab(self, language: str) -> str:
        """The name of the sheet."""
        return self.tab_en if language == "en" else self.tab_th

    def index(self, code: str) -> int:
        """The place of a column, from 0."""
        return next(i for i, column in enumerate(self.columns) if column.code == code)

    def full_code(self, column: Column) -> str:
        """What stands in the hidden row: sheet and column."""
        return f"{self.id}.{column.code}"


def table() -> Mapping[str, Any]:
    """The word table of the template."""
    return words("activity_template")


def month_code(number: int) -> str:
    """The code of the n-th month of the year, 1 to 12: ``m01``."""
    return f"m{number:02d}"


def layout(sheet: str) -> SheetLayout:
    """The layout of one data sheet."""
    entry = table()["sheet"][sheet]
    columns = entry.get("column") or _monthly_columns()
    return SheetLayout(
        sheet,
        entry["tab_th"],
        entry["tab_en"],
        entry["frozen_columns"],
        tuple(Column(**column) for column in columns),
    )


def _monthly_columns() -> list[dict[str, Any]]:
    """Source and unit, twelve months, note and evidence; the writer heads the months by formula."""
    months = table()["months"]
    twelve = [
        {
            "code": month_code(number),
            "width": 11,
            "th": "",
            "en": "",
            "help_th": months["help_th"],
            "help_en": months["help_en"],
        }
        for number in range(1, MONTHS + 1)
    ]
    return [*months["before"], *twelve, *months["after"]]


def choice_labels(name: str, language: str) -> dict[str, str]:
    """What a drop-down shows for each code: the word and the code in brackets.

    >>> choice_labels("year_kind", "en")["fiscal"]
    'Fiscal year (Oct-Sep) [fiscal]'
    """
    return {code: f"{entry[language]} [{code}]" for code, entry in table()["choices"][name].items()}


def spelling(text: str) -> str:
    """A text as far as it matters when it is compared: no capitals, no needless blanks.

    >>> spelling("  Paid   (Receipt) ")
    'paid (receipt)'
    """
    return " ".join(text.replace("\u200b", "").split()).casefold()


def by_spelling(entries: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """The codes by everything that names them; a name of two codes names neither.

    >>> by_spelling([("a", ["One"]), ("b", ["Two", "Three"]), ("c", ["Two"])])
    {'a': 'a', 'b': 'b', 'c': 'c', 'one': 'a', 'three': 'b'}
    """
    listed = [(code, tuple(names)) for code, names in entries]
    codes: dict[str, set[str]] = defaultdict(set)
    named: dict[str, set[str]] = defaultdict(set)
    for code, names in listed:
        codes[spelling(code)].add(code)
        for name in names:
            named[spelling(name)].add(code)
    sure = {**named, **codes}
    return {text: next(iter(of)) for text, of in sorted(sure.items()) if text and len(of) == 1}


def code_named(text: str, known: Mapping[str, str]) -> str:
    """The code that a text names: a code, a name, or ``name [code]``; else what was written.

    >>> known = by_spelling([("paid", ["จ่ายเงิน"])])
    >>> [code_named(text, known) for text in ("จ่ายเงิน", "PAID", "จ่ายเงิน [paid]", "อื่น")]
    ['paid', 'paid', 'paid', 'อื่น']
    """
    code = chosen_code(text)
    for form in (code, text, text.partition("[")[0]):
        if spelling(form) in known:
            return known[spelling(form)]
    return code


def choice_code(name: str, text: str) -> str:
    """The code that an entry of a drop-down stands for, however it was typed.

    >>> choice_code("origin", " จ่ายเงิน "), choice_code("year_kind", "Fiscal year")
    ('paid', 'fiscal')
    >>> choice_code("origin", "guessed")
    'guessed'
    """
    return code_named(text, _choice_spellings(name))


@cache
def _choice_spellings(name: str) -> Mapping[str, str]:
    """The words of a drop-down, also without what they explain in parentheses."""
    return by_spelling(
        (
            code,
            [form for word in entry.values() for form in (word, word.partition("(")[0])],
        )
        for code, entry in table()["choices"][name].items()
    )


_BRACKETED = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)


def chosen_code(text: str) -> str:
    """The code in brackets of a chosen entry, or the text itself.

    >>> chosen_code("ไฟฟ้า [electricity.grid]"), chosen_code("electricity.grid")
    ('electricity.grid', 'electricity.grid')
    """
    match = _BRACKETED.fullmatch(text)
    return (match[1] if match else text).strip()
