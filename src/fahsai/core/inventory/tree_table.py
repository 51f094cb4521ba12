"""A census of trees as a table of texts: how people write it, and back.

The same reading serves a pasted table, a CSV file and a sheet of a workbook.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.trees import TreeGroup, TreeRow
from fahsai.core.quantity.exact import canonical
from fahsai.core.thai.dates import parse_date
from fahsai.core.thai.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

MOST_ROWS = 1000
"""Rows of one census that are read at once."""
HEADINGS_WITHIN = 10
"""Rows from the top in which the headings may stand."""

COLUMNS = (
    "measured_on",
    "place",
    "group",
    "species",
    "girth_cm",
    "diameter_cm",
    "height_m",
    "trees",
)
"""The columns of the table in the order in which it is written."""

Table = Sequence[Sequence[str]]


class Spellings(NamedTuple):
    """How columns and groups may be called: folded text to code, and the text that is written."""

    columns: Mapping[str, str]
    groups: Mapping[str, TreeGroup]
    headings: Mapping[str, str]
    group_names: Mapping[TreeGroup, str]


def folded(text: str) -> str:
    """A heading or group as it is compared: no spaces, no case, no stops.

    >>> folded(" เส้นรอบวง (ซม.) "), folded("Height, m")
    ('เส้นรอบวง(ซม)', 'heightm')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in plain if not one.isspace() and one not in ".,:*")


def split_text(text: str) -> Table:
    r"""The cells of a pasted or written table; separated by tabs, semicolons or commas.

    A quotation mark that nobody closes, as of inches, is a letter like any other: it must not
    swallow the rows below it.

    >>> split_text('place;height\r\nPark;5'), split_text('a;"b\nc;d')
    ((('place', 'height'), ('Park', '5')), (('a', '"b'), ('c', 'd')))
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = next((line for line in lines if line.strip()), "")
    separator = max("\t;,", key=head.count)
    whole = (f"{line}\n" for line in lines)
    try:
        return tuple(tuple(row) for row in csv.reader(whole, delimiter=separator, strict=True))
    except csv.Error:
        return tuple(tuple(line.split(separator)) for line in lines)


def read_tree_table(
    table: Table, spellings: Spellings, day: date | None
) -> tuple[tuple[TreeRow, ...], tuple[Finding, ...]]:
    """The rows of a census.

    Blank rows are passed over; a blank number of trees is one tree.  Findings, all errors and each
    with the number of its row: ``tree.headings_missing``, ``tree.too_many_rows``,
    ``tree.cell_blank``, ``tree.group_unknown``, ``tree.not_whole``, and those of numbers and
    dates.

    Args:
        table: the cells, headings in one of the first rows.
        spellings: what columns and groups may be called.
        day: when the trees were measured, for rows without a date of their own.

    Returns:
        The rows that could be read, and the findings.
    """
    found = _headings(table, spellings)
    if found is None:
        listed = ", ".join(spellings.headings[name] for name in COLUMNS)
        return (), (finding("tree.headings_missing", Level.ERROR, "-", columns=listed),)
    top, columns = found
    filled = [
        (number, row)
        for number, row in enumerate(table[top + 1 :], top + 2)
        if any(cell.strip() for cell in row)
    ]
    if len(filled) > MOST_ROWS:
        many = finding(
            "tree.too_many_rows", Level.ERROR, "-", count=str(len(filled)), most=str(MOST_ROWS)
        )
        return (), (many,)
    rows: list[TreeRow] = []
    findings: list[Finding] = []
    for number, cells in filled:
        given = {
            name: cells[place].strip() if place < len(cells) else ""
            for name, place in columns.items()
        }
        row, problems = _row(str(number), given, spellings, day)
        findings.extend(problems)
        if row is not None:
            rows.append(row)
    return tuple(rows), tuple(findings)


def write_tree_table(rows: Iterable[TreeRow], spellings: Spellings) -> str:
    """The rows as a text that :func:`read_tree_table` reads back, cells parted by tabs."""
    head = [spellings.headings[name] for name in COLUMNS]
    lines = ["\t".join(head)]
    lines.extend(
        "\t".join(
            (
                row.measured_on.isoformat(),
                _one_line(row.place),
                spellings.group_names[row.group],
                _one_line(row.species),
                *(_figure(value) for value in (row.girth_cm, row.diameter_cm, row.height_m)),
                str(row.trees),
            )
        )
        for row in rows
    )
    return "\n".join(lines)


def _headings(table: Table, spellings: Spellings) -> tuple[int, Mapping[str, int]] | None:
    """The row of headings and the place of each column; place and group have to be there."""
    for number, row in enumerate(table[:HEADINGS_WITHIN]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = spellings.columns.get(folded(cell))
            if name is not None:
                columns.setdefault(name, place)
        if {"place", "group"} <= columns.keys():
            return number, columns
    return None


def _row(
    number: str, given: Mapping[str, str], spellings: Spellings, day: date | None
) -> tuple[TreeRow | None, tuple[Finding, ...]]:
    findings: list[Finding] = []
    sizes: dict[str, Decimal | None] = {}
    for name in ("girth_cm", "diameter_cm", "height_m", "trees"):
        value, said = parse_number(given.get(name, ""), number)
        findings.extend(one for one in said if one.level is Level.ERROR)
        sizes[name] = value
    measured_on, said = parse_date(given.get("measured_on", ""), number)
    findings.extend(said)
    if not given.get("measured_on"):
        measured_on = day
    group = spellings.groups.get(folded(given["group"]))
    trees = Decimal(1) if not given.get("trees") else sizes["trees"]
    if trees is None and not findings:  # "-" is no number, and no single tree either
        findings.append(finding("tree.not_whole", Level.ERROR, number, text=given["trees"]))
    blank = [
        name
        for name, missing in (
            ("measured_on", measured_on is None and not said),
            ("place", not given["place"]),
        )
        if missing
    ]
    findings.extend(
        finding("tree.cell_blank", Level.ERROR, number, column=spellings.headings[name])
        for name in blank
    )
    if group is None:
        known = ", ".join(spellings.group_names.values())
        findings.append(
            finding("tree.group_unknown", Level.ERROR, number, text=given["group"], known=known)
        )
    if trees is not None and (trees < 0 or trees != trees.to_integral_value()):
        findings.append(finding("tree.not_whole", Level.ERROR, number, text=given["trees"]))
    if findings or measured_on is None or group is None or trees is None:
        return None, tuple(findings)
    row = TreeRow(
        measured_on=measured_on,
        place=_one_line(given["place"]),
        group=group,
        species=_one_line(given.get("species", "")),
        trees=int(trees),
        girth_cm=sizes["girth_cm"],
        diameter_cm=sizes["diameter_cm"],
        height_m=sizes["height_m"],
    )
    return row, ()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _figure(value: Decimal | None) -> str:
    return "" if value is None else canonical(value)
