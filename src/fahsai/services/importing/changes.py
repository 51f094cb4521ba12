"""What an import would change, as people count it: rows, cells, and words about a row."""

from __future__ import annotations

import re
from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.quantity.exact import canonical, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.thai.period import Period
    from fahsai.records.imported_lines import ImportedLine
    from fahsai.services.importing.compare import Compared, Wanted


class ChangeKind(StrEnum):
    """What an import would do to a record."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


class Change(NamedTuple):
    """One change: a row that is new or gone, or a cell with another figure."""

    kind: ChangeKind
    sheet: str
    cell: str
    label: str
    before: str
    after: str


MOST = 50
"""From this share of equal figures on, rows are others written or named differently [percent]."""


def equal_percent(
    heads: Iterable[ImportedLine], figure_of: Callable[[ImportedLine], Decimal | None]
) -> int:
    """How many of the stored figures a file repeats [percent]; zeros say nothing."""
    told = [head for head in heads if not head.withdrawn and head.quantity]
    same_figures = sum(figure_of(head) == head.quantity for head in told)
    return 100 * same_figures // len(told) if told else 0


def same(head: ImportedLine, entry: Wanted) -> bool:
    """Whether a stored row says what the file says."""
    line = entry.line
    return (
        not head.withdrawn
        and head.quantity == line.quantity
        and head.unit == line.unit
        and head.source_key == line.source_id
        and head.sheet_factor == line.sheet_factor
        and _words(head) == _words_of(entry)
        and head.evidence == evidence_after(head, entry)
    )


def evidence_after(head: ImportedLine | None, entry: Wanted) -> tuple[str, ...]:
    """The evidence of a row: what the file names and brings, else what is kept already."""
    return entry.evidence or (head.evidence if head is not None else ())


def row_changes(compared: Compared, names: Mapping[UUID, str]) -> list[Change]:
    """Rows that are new or gone as one change each, other differences cell by cell.

    Args:
        compared: one sheet and period.
        names: the names of the sources by key, for rows that the file no longer has.
    """
    told = {key for key, _ in (*compared.differing, *compared.gone)}
    old: dict[str, list[ImportedLine]] = defaultdict(list)
    for place, head in compared.heads.items():
        if place[0] in told and not head.withdrawn and place not in compared.held:
            old[place[0]].append(head)
    new: dict[str, list[Wanted]] = defaultdict(list)
    for (key, _), entry in compared.wanted.items():
        if key in told:
            new[key].append(entry)
    changes: list[Change] = []
    for key, entries in new.items():
        if key in old:
            changes.extend(_within_row(compared.sheet, old[key], entries, names))
        else:
            changes.append(_added(compared.sheet, entries))
    for key, heads in old.items():
        if key not in new:
            label = names.get(heads[0].source_key, "")
            changes.append(_gone(compared.sheet, label, heads))
    return changes


def _added(sheet: str, entries: Sequence[Wanted]) -> Change:
    whole = canonical(total(entry.line.quantity for entry in entries))
    row = row_of(_cell(entries[0]))
    return Change(ChangeKind.ADDED, sheet, row, entries[0].label, "", whole)


def _gone(sheet: str, label: str, heads: Sequence[ImportedLine]) -> Change:
    whole = canonical(total(head.quantity for head in heads))
    return Change(ChangeKind.GONE, sheet, row_of(heads[0].cell), label, whole, "")


def _within_row(
    sheet: str,
    heads: Sequence[ImportedLine],
    entries: Sequence[Wanted],
    names: Mapping[UUID, str],
) -> Iterable[Change]:
    wanted = {entry.line.period: entry for entry in entries}
    stored = {head.period: head for head in heads}
    label = entries[0].label

    def changed(cell: str, before: str, after: str) -> Change:
        return Change(ChangeKind.CHANGED, sheet, cell, label, before, after)

    for period, entry in wanted.items():
        head = stored.get(period)
        after = _amount(entry.line.quantity, entry.line.unit)
        if head is None:
            yield changed(_cell(entry), "", after)
        elif head.quantity != entry.line.quantity or head.unit != entry.line.unit:
            yield changed(_cell(entry), _amount(head.quantity, head.unit), after)
    for period, head in stored.items():
        if period not in wanted:
            yield changed(head.cell, _amount(head.quantity, head.unit), "")
    row = row_of(_cell(entries[0]))
    for entry in entries:
        head = stored.get(entry.line.period)
        if head is not None and head.source_key != entry.line.source_id:
            before = names.get(head.source_key, "")
            yield changed(row, before, names.get(entry.line.source_id, label))
            break
    for mark, before, after in _of_the_row(stored, wanted):
        yield changed(f"{mark} {row}".strip(), before, after)


def _of_the_row(
    stored: Mapping[Period, ImportedLine], wanted: Mapping[Period, Wanted]
) -> Iterable[tuple[str, str, str]]:
    """What stands once in a row and holds for its months: told once, however many months."""
    pairs = [(stored[period], entry) for period, entry in wanted.items() if period in stored]
    for head, entry in pairs:
        if head.sheet_factor != entry.line.sheet_factor:
            yield "EF", _text(head.sheet_factor), _text(entry.line.sheet_factor)
            break
    for head, entry in pairs:
        if _words(head) != _words_of(entry):
            yield "", " ".join(_words(head)).strip(), " ".join(_words_of(entry)).strip()
            break
    for head, entry in pairs:
        after = evidence_after(head, entry)
        if head.evidence != after:
            yield "#", _hashes(head.evidence), _hashes(after)
            break


def _words(head: ImportedLine) -> tuple[str, str, str]:
    return head.origin, head.grade, head.note


def _words_of(entry: Wanted) -> tuple[str, str, str]:
    return entry.line.origin, entry.line.grade, entry.line.note


def _hashes(evidence: Iterable[str]) -> str:
    return ", ".join(sha256[:12] for sha256 in evidence)


def _amount(quantity: Decimal, unit: str) -> str:
    return f"{canonical(quantity)} {unit}"


def _text(value: Decimal | None) -> str:
    return "" if value is None else canonical(value)


def _cell(entry: Wanted) -> str:
    return entry.line.provenance.cell if entry.line.provenance else ""


_NO_DIGIT = re.compile(r"[^0-9]")


def row_of(cell: str) -> str:
    """The row of a cell, as people point at it: ``G13`` is in row ``13``."""
    return _NO_DIGIT.sub("", cell)
