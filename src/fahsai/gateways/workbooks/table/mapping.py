"""What the columns of a table mean: proposed by us, corrected by a person, kept with the import."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.grid import position
from fahsai.gateways.workbooks.text.coding import coding_named
from fahsai.gateways.workbooks.text.read import GUESS, TextOptions


class Field(StrEnum):
    """What one column of a table gives."""

    SOURCE = "source"  # the words that name a source
    CODE = "code"  # the code of a source
    ACCOUNT = "account"  # meter, user number of a utility
    GROUP = "group"  # a heading over the words: scope, category
    PART = "part"  # the unit of the organisation
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    FROM = "from"
    TO = "to"  # the last day, included
    QUANTITY = "quantity"
    UNIT = "unit"
    FACTOR = "factor"  # the table's own, kept beside
    DOCUMENT = "document"  # the number of a bill
    EVIDENCE = "evidence"  # names of files
    NOTE = "note"


DAY, MONTH = "day", "month"
"""What a date stands for: that day, or the whole month (a bill of the month)."""
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
BE, CE = "be", "ce"
LEFT_OUT = "-"
"""The answer for words whose rows are left out."""
KIND = "kind:"
"""How the answer begins that makes a new source of a kind; any other answer is a source's code."""

MOST_TABLES = 50
MOST_TEXT = 200
MOST_ANSWERS = 5_000


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One table of a file: where it stands and what its columns mean.

    ``sheet`` is where it stands, ``name`` what its rows are kept under.  ``header`` is the first
    row of its header (0: it has none), ``first_row`` to ``last_row`` are its rows (``last_row`` 0:
    to the end), all counted from 1.  ``columns`` gives the letters of each field; ``months`` the
    month (``2567-01``, or ``01`` where the year stands elsewhere) of each column of a wide table;
    ``sources`` the words of each column that holds one source; ``years`` the year of each column
    under a year of its own (``2567``, ``fiscal 2567``), whose months get it.  ``unit`` and
    ``source`` hold for every row whose own cells say nothing, ``month`` (as in ``months``) for a
    table of one month whose rows name no time.  ``partial`` tells that what the
    table lacks is not gone, ``add`` that columns of the same source and month are added up.
    """

    sheet: str = ""
    name: str = ""
    header: int = 1
    first_row: int = 2
    last_row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    years: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    unit: str = ""
    month: str = ""
    year_be: int = 0
    year_kind: str = ""
    date_means: str = ""
    date_order: str = DAY_FIRST
    era: str = ""
    partial: bool = False
    add: bool = False
    fingerprint: str = ""

    @property
    def quantities(self) -> tuple[str, ...]:
        """The letters of every column that holds quantities."""
        one = self.columns.get(Field.QUANTITY, "")
        named = (*((one,) if one else ()), *self.months, *self.sources, *self.years)
        return tuple(dict.fromkeys(named))

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields without which no row can be stored."""
        lacking = []
        if not self.quantities:
            lacking.append(Field.QUANTITY.value)
        names = (Field.SOURCE, Field.CODE, Field.ACCOUNT)
        if not (self.source or self.sources or any(name in self.columns for name in names)):
            lacking.append(Field.SOURCE.value)
        of_period = (Field.DATE, Field.MONTH, Field.FROM, Field.TO, Field.YEAR)
        dated = self.months or self.years or self.month or self.year_be
        if not (dated or any(name in self.columns for name in of_period)):
            lacking.append(Field.DATE.value)
        return tuple(lacking)


@dataclass(frozen=True, slots=True)
class FileMapping:
    """The tables of a file, how its text is read, and whose the words of its rows are.

    ``answers`` gives for the words of a source (see :func:`answer_key`) its code, ``kind:<kind>``
    for a new source, or ``-`` to leave its rows out.
    """

    tables: tuple[TableMapping, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    text: TextOptions = GUESS


def answer_key(*words: str) -> str:
    """The words of a source as one key: spelling differences of spaces and capitals do not matter.

    >>> answer_key("ไฟฟ้า  สำนักงาน", "", "123-4")
    'ไฟฟ้าสำนักงาน|123-4'
    """
    return "|".join(text for one in words if (text := squeezed(one)))


_NUMBERS = re.compile(r"[0-9]+")


def fingerprint(headings: Sequence[str]) -> str:
    """One word for the headings of a table, the same next year: numbers do not count.

    >>> fingerprint(["วันที่", "ลิตร 2567"]) == fingerprint(["วันที่", "ลิตร  ๒๕๖๘"])
    True
    """
    words = "\x1f".join(_NUMBERS.sub("", squeezed(text)) for text in headings)
    return sha256(words.encode()).hexdigest()[:32]


def mapping_plain(mapping: FileMapping) -> dict[str, Any]:
    """A mapping as plain data, for files, records and the API; what is empty is left out."""
    tables = []
    for table in mapping.tables:
        plain = {name: value for name, value in asdict(table).items() if value not in ("", {})}
        tables.append({name: dict(v) if isinstance(v, dict) else v for name, v in plain.items()})
    text = {name: value for name, value in asdict(mapping.text).items() if value}
    return {
        "tables": tables,
        **({"answers": dict(mapping.answers)} if mapping.answers else {}),
        **({"text": text} if text else {}),
    }


class MappingError(ValueError):
    """Plain data that is no mapping; ``what`` names the entry, ``value`` what stands there."""

    def __init__(self, what: str, value: object) -> None:
        super().__init__(what)
        self.what, self.value = what[:MOST_TEXT], _shown(value)


def _shown(value: object) -> str:
    try:
        return str(value)[:MOST_TEXT]
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets in brackets
        return "…"


def mapping_of(plain: object) -> FileMapping:
    """The mapping of plain data, as a file, a form or the API gives it.

    Raises:
        MappingError: an entry is unknown, or holds something else than it should.

    >>> mapping_of({"tables": [{"columns": {"quantity": "d", "date": "A"}}]}).tables[0].columns
    {'quantity': 'D', 'date': 'A'}
    """
    table = _table(plain, "mapping", {"tables", "answers", "text"})
    given = table.get("tables", [])
    if not isinstance(given, list) or len(given) > MOST_TABLES:
        raise MappingError("tables", given)
    answers = _texts(table.get("answers", {}), "answers", MOST_ANSWERS)
    text = _texts(table.get("text", {}), "text", 3)
    return FileMapping(tuple(map(_table_mapping, given)), answers, text_options(**text))


def text_options(
    coding: str = "", separator: str = "", decimal: str = "", **more: str
) -> TextOptions:
    """How a text file is read, as a person says it.

    Raises:
        MappingError: no coding, separator or decimal sign of ours.
    """
    for name, value in more.items():
        raise MappingError(f"text.{name}", value)
    known = coding_named(coding)
    if coding and not known:
        raise MappingError("text.coding", coding)
    sign = {"tab": "\t", "\\t": "\t"}.get(separator.strip().lower() or separator, separator)
    if len(sign) > 1 or sign in {'"', "\r", "\n"}:
        raise MappingError("text.separator", separator)
    if decimal not in {"", ".", ","}:
        raise MappingError("text.decimal", decimal)
    return TextOptions(known, sign, decimal)


_WORDS = {
    "year_kind": {"", "fiscal", "calendar"},
    "date_means": {"", DAY, MONTH},
    "date_order": {DAY_FIRST, MONTH_FIRST},
    "era": {"", BE, CE},
}
_WHOLE = {"header": 1 << 21, "first_row": 1 << 21, "last_row": 1 << 21, "year_be": 2700}
_MONTH = re.compile(r"(?:2[4-7][0-9]{2}-)?(?:0[1-9]|1[0-2])")

_YEAR = re.compile(r"(?:fiscal |calendar )?[0-9]{4}")


def _table_mapping(plain: object) -> TableMapping:
    known = set(TableMapping.__dataclass_fields__)
    table = _table(plain, "tables", known)
    made = {name: _entry(name, value) for name, value in table.items()}
    for letters, month in made.get("months", {}).items():
        if not _MONTH.fullmatch(month):
            raise MappingError(f"months.{letters}", month)
    for letters, text in made.get("years", {}).items():
        if not _YEAR.fullmatch(text) or int(text[-4:]) not in _YEARS:
            raise MappingError(f"years.{letters}", text)
    if made.get("month") and not _MONTH.fullmatch(made["month"]):
        raise MappingError("month", made["month"])
    year = made.get("year_be", 0)
    if year and year not in _YEARS:
        raise MappingError("year_be", year)
    return TableMapping(**made)


_YEARS = range(2450, 2701)


def _entry(name: str, value: object) -> Any:
    """One entry of a table, checked."""
    if name in _WHOLE:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not 0 <= value <= _WHOLE[name]:  # type: ignore[operator]
            raise MappingError(name, value)
        return value
    if name in {"partial", "add"}:
        if not isinstance(value, bool):
            raise MappingError(name, value)
        return value
    if name == "columns":
        return _columns(value)
    if name in {"months", "sources", "years", "units"}:
        return {_letters(key): text for key, text in _texts(value, name, MOST_TEXT).items()}
    text = _text(value, name)
    if text not in _WORDS.get(name, {text}):
        raise MappingError(name, text)
    return text


def _columns(value: object) -> dict[str, str]:
    columns = {key: _letters(one) for key, one in _texts(value, "columns", len(Field)).items()}
    wrong = [key for key in columns if key not in set(Field)]
    if wrong:
        raise MappingError("columns", wrong[0])
    return columns


def _table(plain: object, what: str, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(plain, Mapping):
        raise MappingError(what, plain)
    unknown = [str(key) for key in plain if key not in known]
    if unknown:
        raise MappingError(what, unknown[0])
    return plain


def _texts(plain: object, what: str, most: int) -> dict[str, str]:
    if not isinstance(plain, Mapping) or len(plain) > most:
        raise MappingError(what, plain)
    return {_text(key, what): _text(value, what) for key, value in plain.items()}


def _text(value: object, what: str) -> str:
    if not isinstance(value, str) or len(value) > MOST_TEXT * 5:
        raise MappingError(what, value)
    return value


def _letters(text: str) -> str:
    """The letters of a column, in capitals.

    Raises:
        MappingError: no column has that name.
    """
    letters = text.strip().upper()
    if position(f"{letters}1") is None:
        raise MappingError("columns", text)
    return letters
