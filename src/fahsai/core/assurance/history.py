"""The history of a record: what each row of its chain changed, from the first to the last."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Entry(NamedTuple):
    """One row of a chain: what it says, by field, and whether it ends the record.

    A field that holds a table (parameters by name) says each of its entries.
    """

    fields: Mapping[str, object]
    withdrawn: bool = False


class StepKind(StrEnum):
    """What a row did to its record."""

    MADE = "made"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


class Meaning(StrEnum):
    """What a value of a field is, so that a page can say it in words."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    PERIOD = "period"  # start/end/kind
    YEAR_BE = "year_be"
    YES_NO = "yes_no"
    CHOICE = "choice"  # a code of a closed list, which the field names
    SOURCE_KIND = "source_kind"
    MEASURE = "measure"  # the code of a unit of measure
    EDITION = "edition"
    GWP_SET = "gwp_set"
    FACTOR = "factor"  # list and key of an emission factor
    UNIT = "unit"
    FACILITY = "facility"
    SOURCE = "source"
    ENTITY = "entity"  # a legal entity of the group
    METER = "meter"
    PERSON = "person"
    ACCOUNT = "account"
    FILE = "file"


class Name(NamedTuple):
    """A field, or one entry (``part``) of a field that holds a table."""

    field: str
    part: str = ""


class Change(NamedTuple):
    """One field before and after; None where nothing was said."""

    name: Name
    before: object | None
    after: object | None


class Step(NamedTuple):
    """One row of a chain; ``number`` counts from 1."""

    number: int
    kind: StepKind
    changes: tuple[Change, ...]


def steps(chain: Sequence[Entry]) -> tuple[Step, ...]:
    """What each row changed, in the order of the chain: one step a row.

    Changes stand in the order of the fields of the row, what is no longer said after them.  An
    empty text, list or table says nothing; ``False`` and zero do.

    >>> made, mended = steps([Entry({"unit": "kg", "n": 0}), Entry({"unit": "t", "n": 0})])
    >>> made.kind.value, [(one.name.field, one.after) for one in made.changes]
    ('made', [('unit', 'kg'), ('n', 0)])
    >>> mended.changes
    (Change(name=Name(field='unit', part=''), before='kg', after='t'),)
    """
    found = []
    before: Mapping[Name, object] = {}
    gone = False
    for number, entry in enumerate(chain, 1):
        after = said(entry.fields)
        found.append(Step(number, _kind(number, entry, gone=gone), _changes(before, after)))
        before, gone = after, entry.withdrawn
    return tuple(found)


def said(fields: Mapping[str, object]) -> Mapping[Name, object]:
    """What a row says, entry by entry, without what says nothing."""
    found: dict[Name, object] = {}
    for field, value in fields.items():
        if isinstance(value, Mapping):
            found.update((Name(field, str(part)), one) for part, one in value.items())
        else:
            found[Name(field)] = value
    return {name: value for name, value in found.items() if not _silent(value)}


def _kind(number: int, entry: Entry, *, gone: bool) -> StepKind:
    if entry.withdrawn:
        return StepKind.WITHDRAWN
    if number == 1:
        return StepKind.MADE
    return StepKind.RESTORED if gone else StepKind.CHANGED


def _changes(before: Mapping[Name, object], after: Mapping[Name, object]) -> tuple[Change, ...]:
    names = dict.fromkeys((*after, *before))
    return tuple(
        Change(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )


def _silent(value: object) -> bool:
    return value is None or (isinstance(value, str | list | tuple | Mapping) and not value)
