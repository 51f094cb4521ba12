"""A text file as rows of cells: which sign separates them, and which one begins decimals."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from fahsai.core.thai.digits import to_arabic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SEPARATORS = ("\t", ";", ",", "|")
POINT, COMMA = ".", ","

_SAMPLE = 1 << 17
_SAMPLE_ROWS = 300
_EXCEL_SAYS = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_FEWEST = 2
_NOBODY_CLOSED = "unexpected end of data"
"""How csv tells of a quotation mark that nobody closed."""
Rows = list[list[str]]
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class TooManyRows(Exception):  # noqa: N818 - it tells what there is too much of
    """There are more rows than may be kept; ``rows`` is how many."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


def separator_said(text: str) -> str:
    r"""The separator that Excel's own first line ``sep=;`` names; else empty.

    >>> separator_said("sep=;\na;b"), separator_said("a;b")
    (';', '')
    """
    match = _EXCEL_SAYS.match(text)
    return match[1] if match else ""


def guessed_separator(text: str) -> str:
    r"""The sign at which most rows fall into the same number of cells; empty where none does.

    >>> guessed_separator("วันที่;ลิตร\n1/1/67;12,5\n2/1/67;3,25\n")
    ';'
    >>> guessed_separator("one\ntwo\n")
    ''
    """
    said = separator_said(text)
    if said:
        return said
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    best, found = (0.0, 0), ""
    for separator in SEPARATORS:
        fits = _consistency(sample, separator)
        if fits > best:
            best, found = fits, separator
    return found


def _consistency(sample: str, separator: str) -> tuple[float, int]:
    """The share of rows that have the commonest number of cells (two or more), and that number."""
    widths = [
        len(row) for row in parsed(sample, separator, most=_SAMPLE_ROWS) if any(map(str.strip, row))
    ]
    counted = Counter(width for width in widths if width >= _FEWEST)
    if not counted:
        return 0.0, 0
    width, count = max(counted.items(), key=lambda item: (item[1], item[0]))
    return (round(count / len(widths), 2), width) if count >= _FEWEST else (0.0, 0)


def parsed(
    text: str, separator: str, *, most: int | None = None, allowed: int | None = None
) -> Rows:
    r"""The rows of a text; a line break or a separator inside quotation marks belongs to its cell.

    >>> parsed('a,"b\nc"\n1,"2,5"\n', ",")
    [['a', 'b\nc'], ['1', '2,5']]

    Args:
        text: the whole text.
        separator: the sign between its cells.
        most: how many rows are wanted; those after them are not read.
        allowed: how many rows there may be; those after them are counted, not kept.

    Raises:
        TooManyRows: there are more than allowed.
    """
    try:
        reader = csv.reader(_lines(text), delimiter=separator, strict=True)
        return _taken(reader, most, allowed)
    except csv.Error as error:
        closed = _NOBODY_CLOSED not in str(error)
    # A quotation mark that is none, as of inches, must not swallow the rows below it.
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE) if closed else (csv.QUOTE_NONE,):
        try:
            reader = csv.reader(_lines(text), delimiter=separator, quoting=quoting)
            return _taken(reader, most, allowed)
        except csv.Error:
            continue
    return []


def _lines(text: str) -> Iterable[str]:
    """The lines of a text, one at a time: a list of them would take as much again."""
    head = _EXCEL_SAYS.match(text)
    return (line[0] for line in _LINE.finditer(text, head.end() if head else 0))


def _taken(reader: Iterable[list[str]], most: int | None, allowed: int | None) -> Rows:
    rest = iter(reader)
    if most is not None:
        return list(islice(rest, most))
    rows = list(islice(rest, allowed))
    more = sum(1 for row in rest if any(row))
    if more:
        raise TooManyRows(len(rows) + more)
    return rows


_NUMBERLIKE = re.compile(r"[+-]?[\d., ]*\d")
_ONLY_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(?:\d{1,2}|\d{4,})|[+-]?\d{1,3}(?:[. ]\d{3})+,\d+")
_ONLY_DECIMAL_POINT = re.compile(r"[+-]?\d+\.(?:\d{1,2}|\d{4,})|[+-]?\d{1,3}(?:,\d{3})+\.\d*")
_WRITTEN_WITH_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[. ]\d{3})+)(?:,\d+)?")


def guessed_decimal(rows: Iterable[Sequence[str]]) -> str:
    """The decimal sign: a comma where numbers show that and none shows a point.

    ``1,234`` shows neither, so Thai use holds: a point, and commas between thousands.

    >>> guessed_decimal([["1.234,5", "12,5"]]), guessed_decimal([["1,234"]])
    (',', '.')
    """
    comma = False
    for row in rows:
        for cell in row:
            text = to_arabic(cell.strip())
            if not _NUMBERLIKE.fullmatch(text):
                continue
            if _ONLY_DECIMAL_POINT.fullmatch(text):
                return POINT
            comma = comma or _ONLY_DECIMAL_COMMA.fullmatch(text) is not None
    return COMMA if comma else POINT


def with_point(cell: str) -> str:
    """A number with a decimal comma as everybody else writes it; any other text as it is.

    >>> with_point("1.234,5"), with_point("12,5"), with_point("1/1/2567"), with_point("1.2.3")
    ('1234.5', '12.5', '1/1/2567', '1.2.3')
    """
    text = to_arabic(cell.strip())
    if not _WRITTEN_WITH_COMMA.fullmatch(text) or not ("," in text or "." in text):
        return cell  # digits in groups are a number of something: a meter, an account
    return re.sub(r"[. ]", "", text).replace(",", ".")
