"""Printing what an import read, stored, rejected and would change."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from fahsai.cli.show import Shown, say, table
from fahsai.core.quantity.exact import canonical, total
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from fahsai.services.import_activity import ColumnCheck, ImportResult, Receipt, RejectedCell

MOST_COLUMNS = 16
"""Up to this many column sums are printed one by one."""

MOST_QUOTED = 3
"""Up to this many different texts of rejected cells are quoted."""


class Block(NamedTuple):
    """A rectangle of cells, columns and rows counted from 1."""

    left: int
    right: int
    top: int
    bottom: int


def print_import(result: ImportResult, shown: Shown, *, details: bool) -> None:
    """The receipt, then the changes; ``details`` prints each cell and column sum."""
    receipt = result.receipt
    say(sys.stdout, shown.word("books", "accepted" if result.accepted else "preview"))
    say(
        sys.stdout,
        shown.word(
            "books",
            "receipt",
            file=receipt.file_name,
            sha256=receipt.file_sha256,
            layout=receipt.layout,
            rows=str(receipt.rows_read),
            rows_stored=str(receipt.rows_stored),
            rows_rejected=str(receipt.rows_rejected),
            cells=str(receipt.cells_read),
            cells_stored=str(receipt.cells_stored),
            cells_rejected=str(receipt.cells_rejected),
            blank=str(receipt.cells_blank),
        ),
    )
    if receipt.read_as:
        separator = receipt.read_as["separator"].replace("\t", "TAB")
        read_as = {**receipt.read_as, "separator": separator}
        say(sys.stdout, shown.word("books", "read_as", **read_as))
    years = ", ".join(map(str, result.years))
    say(sys.stdout, shown.word("books", "years", years=years or "-"))
    for text in _rejected(receipt.rejected, shown, details=details):
        say(sys.stdout, f"  {text}")
    _print_sums(receipt, shown, details=details)
    _print_changes(result, shown)


def _rejected(cells: Sequence[RejectedCell], shown: Shown, *, details: bool) -> Iterator[str]:
    """What was not stored: each cell, or a line for each sheet and reason."""
    if details:
        for cell in cells:
            reason = shown.word("reasons", cell.reason)
            yield f"{cell.sheet}!{cell.cell}: “{cell.raw}” – {reason}"
        return
    groups: dict[tuple[str, str], list[RejectedCell]] = defaultdict(list)
    for cell in cells:
        groups[cell.sheet, cell.reason].append(cell)
    for (sheet, reason), group in groups.items():
        raws = list(dict.fromkeys(cell.raw for cell in group))
        quoted = ", ".join(f"“{raw}”" for raw in raws) if len(raws) <= MOST_QUOTED else ""
        yield shown.word(
            "books",
            "rejected",
            place=f"{sheet}!{ranges(cell.cell for cell in group)}",
            count=str(len(group)),
            texts=quoted and f" {quoted}",
            reason=shown.word("reasons", reason),
        )


def ranges(cells: Iterable[str]) -> str:
    """The cells as the fewest ranges that rows one above the other make.

    >>> ranges(["C5", "D5", "E5", "C6", "D6", "E6", "B9"])
    'B9, C5:E6'
    """
    rows: dict[int, set[int]] = defaultdict(set)
    others: dict[str, None] = {}
    for cell in cells:
        match = re.fullmatch(r"([A-Z]+)([0-9]+)", cell)
        if match is None:  # a range already, or a place that is no cell
            others[cell] = None
        else:
            rows[int(match[2])].add(_number(match[1]))
    blocks: list[Block] = []
    for row, columns in sorted(rows.items()):
        for left, right in _runs(columns):
            above = Block(left, right, 0, row - 1)
            same = [one for one in blocks if one._replace(top=0) == above]
            if same:
                blocks[blocks.index(same[0])] = same[0]._replace(bottom=row)
            else:
                blocks.append(Block(left, right, row, row))
    return ", ".join([*(_named(one) for one in sorted(blocks)), *others])


def _runs(columns: Iterable[int]) -> list[tuple[int, int]]:
    """The columns as first and last of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for column in sorted(columns):
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs


def _named(block: Block) -> str:
    first = f"{_letters(block.left)}{block.top}"
    last = f"{_letters(block.right)}{block.bottom}"
    return first if first == last else f"{first}:{last}"


def _number(letters: str) -> int:
    """The number of a column, from 1: ``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _print_sums(receipt: Receipt, shown: Shown, *, details: bool) -> None:
    """The sums of the columns, in the file and stored: those that say something, and the rest."""
    checks = receipt.sums
    shown_checks = (
        checks
        if details or len(checks) <= MOST_COLUMNS
        else tuple(one for one in checks if not one.ties)
    )
    if shown_checks:
        head = [shown.word("columns", key) for key in ("sheet", "column", *_FIGURES)]
        rows = [[one.sheet, one.column, *_figures(one)] for one in shown_checks]
        say(sys.stdout, table(head, rows, frozenset({3, 4, 5})))
    if shown_checks == checks:
        return
    equal = len(checks) - len(shown_checks)
    say(sys.stdout, shown.word("books", "columns_tie", count=str(equal), all=str(len(checks))))
    head = [shown.word("columns", key) for key in ("sheet", *_FIGURES)]
    rows = [[one.sheet, *_figures(one)] for one in _of_units(checks)]
    say(sys.stdout, table(head, rows, frozenset({2, 3, 4})))


_FIGURES = ("unit", "before", "rejected", "after", "ties")


def _figures(check: ColumnCheck) -> list[str]:
    return [
        check.unit,
        canonical(check.before),
        canonical(check.rejected),
        canonical(check.after),
        "=" if check.ties else "≠",
    ]


def _of_units(checks: Iterable[ColumnCheck]) -> list[ColumnCheck]:
    """The sums of all columns of a sheet, for each unit."""
    groups: dict[tuple[str, str], list[ColumnCheck]] = defaultdict(list)
    for check in checks:
        groups[check.sheet, check.unit].append(check)

    def summed(name: str, group: Iterable[ColumnCheck]) -> Decimal:
        return total(getattr(one, name) for one in group)

    return [
        group[0]._replace(
            column="",
            before=summed("before", group),
            rejected=summed("rejected", group),
            after=summed("after", group),
        )
        for group in groups.values()
    ]


def _print_changes(result: ImportResult, shown: Shown) -> None:
    say(sys.stdout, shown.word("books", "changes", count=str(len(result.changes))))
    for change in result.changes:
        kind = shown.word("changes", change.kind)
        place = "!".join(part for part in (change.sheet, change.cell) if part)
        before, after = change.before or "-", change.after or "-"
        if not change.sheet:  # no row of a sheet: the source itself, field by field
            before, after = field_words(before, shown), field_words(after, shown)
        say(sys.stdout, f"  {kind} {place} {change.label}: {before} → {after}")
    if result.changes and not result.accepted:
        say(sys.stdout, shown.word("books", "accept_hint"))


def field_words(told: str, shown: Shown) -> str:
    """The fields ``name = value; …`` of a changed source, each by its name for people.

    >>> from fahsai.words.messages import Language
    >>> field_words("name_th = เตา; people = 12", Shown(Language.TH))
    'ชื่อ = เตา; people = 12'
    """

    def named(match: re.Match[str]) -> str:
        entry = words("cli")["fields"].get(match[2])
        return match[0] if entry is None else f"{match[1]}{entry[shown.language]} ="

    return re.sub(r"(^|; )(\w+) =", named, told)
