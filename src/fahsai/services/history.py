"""The history of every record: who, when, from what to what, why, and by which import."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from fahsai.core.access.roles import Permission
from fahsai.core.assurance.history import Entry, Meaning, StepKind, steps
from fahsai.records.models import ActivityRow, VersionLink
from fahsai.services.access import NotFoundError, admit
from fahsai.services.keeping.chains import chain_of
from fahsai.services.keeping.described import KINDS
from fahsai.services.keeping.frozen import table_name
from fahsai.services.keeping.named import Names
from fahsai.services.keeping.who import Who, who_acted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.core.access.actor import Actor
    from fahsai.core.assurance.history import Step
    from fahsai.records.models import FrozenRow
    from fahsai.services.keeping.described import Described

__all__ = [
    "HISTORY_KINDS",
    "History",
    "HistoryChange",
    "HistoryStep",
    "ImportPlace",
    "Told",
    "Who",
    "history",
]

HISTORY_KINDS = tuple(KINDS)
"""The kinds of record that have a history, as addresses name them."""

PLACE = ("file_sha256", "sheet", "cell", "raw")


class Told(NamedTuple):
    """One value of a field: what it is, its text, and its English name where it has one."""

    meaning: Meaning
    text: str
    english: str = ""


class HistoryChange(NamedTuple):
    """One field before and after; nothing where nothing was said.

    ``part`` is the entry of a field that holds several (a parameter, a gas, a role).
    """

    field: str
    part: str
    before: tuple[Told, ...]
    after: tuple[Told, ...]


class ImportPlace(NamedTuple):
    """Where an import found the figure of a step."""

    file: str
    sheet: str
    cell: str
    raw: str


class HistoryStep(NamedTuple):
    """One row of a record: who wrote it, when and why, what it changed, and what froze it.

    ``versions`` are the Buddhist year and number of each submitted version it belongs to.
    """

    number: int
    row_id: UUID
    kind: StepKind
    at: datetime
    who: Who
    why: str
    changes: tuple[HistoryChange, ...]
    imported: ImportPlace | None
    versions: tuple[tuple[int, int], ...]


class History(NamedTuple):
    """The whole chain of a record, the first step first; ``told`` names the record."""

    kind: str
    told: tuple[tuple[str, Told], ...]
    steps: tuple[HistoryStep, ...]


def history(actor: Actor, organisation_id: UUID, kind: str, key: UUID) -> History:
    """The history of a record by the id of any of its rows, or by its key.

    Of a version's settings and state the key is the version, of the profile the organisation.

    Raises:
        NotFoundError: there is no such kind, or no such record of this organisation.
    """
    admit(actor, organisation_id, Permission.SEE_HISTORY)
    described = KINDS.get(kind)
    if described is None:
        raise NotFoundError(kind)
    chain = chain_of(described.model, organisation_id, key, described.key)
    if not chain:
        raise NotFoundError(str(key))
    names = Names(organisation_id)
    fields = [_fields(row, described) for row in chain]
    walked = steps([Entry(said, row.withdrawn) for said, row in zip(fields, chain, strict=True)])
    actors = who_acted(row.actor_id for row in chain)
    froze = _versions(organisation_id, chain, names)
    told = [
        HistoryStep(
            number=step.number,
            row_id=row.id,
            kind=step.kind,
            at=row.created_at,
            who=actors[row.actor_id],
            why=row.why or _column_reason(step, described),
            changes=tuple(
                HistoryChange(
                    one.name.field,
                    one.name.part,
                    _told(one.name.field, one.before, described, names),
                    _told(one.name.field, one.after, described, names),
                )
                for one in step.changes
            ),
            imported=_imported(chain, step.number, names),
            versions=froze.get(row.id, ()),
        )
        for row, step in zip(chain, walked, strict=True)
    ]
    title = tuple(
        (name, one)
        for name in described.told
        for one in _told(name, fields[-1].get(name), described, names)
    )
    return History(kind, title, tuple(told))


def _fields(row: FrozenRow, described: Described) -> Mapping[str, Any]:
    """What a row says in the fields that are told, in their order."""
    said = described.read(row)
    known = {name: said.get(name) for name in described.fields}
    if described.rest:
        known.update(
            (name, value)
            for name, value in getattr(row, described.rest).items()
            if name not in known
        )
    return known


def _column_reason(step: Step, described: Described) -> str:
    """What the row's own columns of reasons say newly, where nobody gave a reason apart."""
    return "; ".join(
        str(one.after)
        for one in step.changes
        if one.name.field in described.reasons and one.after is not None
    )


def _told(field: str, value: object, described: Described, names: Names) -> tuple[Told, ...]:
    if value is None:
        return ()
    meaning = described.fields.get(field, Meaning.TEXT)
    many = value if isinstance(value, list | tuple) else (value,)
    return tuple(_one(meaning, one, names) for one in many)


def _one(meaning: Meaning, value: object, names: Names) -> Told:
    """A value as it is told: what is kept by an id is named."""
    named = names.of(meaning, value)
    if named is not None:
        return Told(meaning, named.name, named.english)
    if isinstance(value, bool):
        return Told(Meaning.YES_NO, "yes" if value else "no")
    return Told(meaning, str(value))


def _imported(chain: Sequence[FrozenRow], number: int, names: Names) -> ImportPlace | None:
    """Where the figure of a step was read; None where the step was no import's.

    A row that a person settles keeps the place of its figure, so the place alone says nothing.
    """
    row, before = chain[number - 1], chain[number - 2] if number > 1 else None
    if not isinstance(row, ActivityRow) or not row.file_sha256:
        return None
    same = before is not None and all(getattr(row, name) == getattr(before, name) for name in PLACE)
    if same:
        return None
    return ImportPlace(names.workbook(row.file_sha256), row.sheet, row.cell, row.raw)


def _versions(
    organisation_id: UUID, chain: Sequence[FrozenRow], names: Names
) -> Mapping[UUID, tuple[tuple[int, int], ...]]:
    """The submitted versions that a row belongs to, by row."""
    links = VersionLink.rows.of(organisation_id).filter(
        table_name=table_name(type(chain[0])), row_id__in=[row.id for row in chain]
    )
    found: dict[UUID, list[tuple[int, int]]] = {}
    for row_id, version_id in links.values_list("row_id", "version_id"):
        found.setdefault(row_id, []).append(names.version(version_id))
    return {row_id: tuple(sorted(those)) for row_id, those in found.items()}
