"""What the columns of a file mean: proposed, said by a person, and whose its rows are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.book import received_tables
from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.table.mapping import (
    Field,
    FileMapping,
    MappingError,
    TableMapping,
    mapping_of,
    mapping_plain,
)
from fahsai.gateways.workbooks.text.coding import CODINGS
from fahsai.gateways.workbooks.text.separated import SEPARATORS
from fahsai.records.models import (
    ImportReceipt,
    Inventory,
    OrganisationProfile,
    OrgUnit,
    Source,
)
from fahsai.services.access import admit_part
from fahsai.services.importing.known import house_of
from fahsai.services.importing.opened import proposed
from fahsai.services.importing.tables import TableRows
from fahsai.services.keeping.known import Remembered, here, numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.gateways.workbooks.table.propose import ColumnGuess
    from fahsai.gateways.workbooks.text.read import TextOptions
    from fahsai.services.access import Part

__all__ = [
    "CODINGS",
    "FIELDS",
    "SEPARATORS",
    "AskedWords",
    "FileMapping",
    "FileProposal",
    "TableMapping",
    "TableProposal",
    "mapping_given",
    "mapping_plain",
    "propose_tables",
    "with_columns",
]

FIELDS = tuple(field.value for field in Field)
"""What a column may give."""


class AskedWords(NamedTuple):
    """The words of a source in a file: how many entries they have, and whose they seem to be.

    ``answer`` is the code of a source that is there, ``kind:<kind>`` for a new one, ``-`` where
    they are left out, empty where nobody knows.
    """

    key: str
    label: str
    rows: int
    answer: str


@dataclass(frozen=True, slots=True)
class TableProposal:
    """One table of a file: its mapping, what stands in its columns, and why each was guessed."""

    mapping: TableMapping
    columns: tuple[ColumnGuess, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class FileProposal:
    """What the columns of a file seem to mean.

    ``read_as`` tells how a text file was read; ``remembered`` that every table has the headings
    of one that was imported before; ``sure`` that nobody has to look before it is stored.
    """

    tables: tuple[TableProposal, ...]
    mapping: FileMapping
    read_as: Mapping[str, str]
    remembered: bool
    sure: bool
    asked: tuple[AskedWords, ...]


Proposed = tuple[FileProposal | None, tuple[Finding, ...]]


def propose_tables(
    actor: Actor,
    organisation_id: UUID,
    data: bytes,
    name: str,
    *,
    table: FileMapping | None = None,
) -> Proposed:
    """What the columns of a file seem to mean, and whose its rows seem to be; nothing is stored.

    Args:
        actor: who asks.
        organisation_id: for whom, because its sources and former imports are known.
        data: the file's bytes.
        name: its name.
        table: what was said of it already: how its text is read, its columns, answers.

    Returns:
        The proposal, without tables where none is found (``table.none``) or a text has to be read
        in another way; None where the file cannot be read at all; and the findings of reading.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    part = admit_part(actor, organisation_id, Permission.ENTER_DATA)
    key = (
        *(*here(), organisation_id, actor.id, part.units, name, sha256(data).digest()),
        *("" if table is None else repr(mapping_plain(table)), *numbers_of(organisation_id, *_OF)),
    )
    known = _KNOWN.get(key)
    if known is None:
        known = _proposal(actor, part, data, name, table)
        if known[0] is not None:  # what could not be read today may be read tomorrow
            _KNOWN.keep(key, known)
    return known


_OF = (Source, OrgUnit, Inventory, ImportReceipt, OrganisationProfile)
"""What a proposal rests on beside the file: rows that are only ever added."""

_KNOWN: Remembered[Proposed] = Remembered(8)
"""A person looks at the columns of one file several times: to correct them, and to accept."""


def _proposal(
    actor: Actor, part: Part, data: bytes, name: str, table: FileMapping | None
) -> Proposed:
    organisation_id = part.organisation.id
    text = table.text if table else FileMapping().text
    workbook, findings = read(data, name, text)
    if workbook is None:
        of_text = any(one.code.startswith("workbook.text_") for one in findings)
        return (_unread(text) if of_text else None), findings
    proposal = proposed(actor, part, workbook, table)
    mapping = proposal.mapping
    if table is not None and table.tables:
        mapping = replace(mapping, tables=table.tables)
    if not mapping.tables:
        findings = (*findings, finding("table.none", Level.ERROR, name))
    book, _ = received_tables(workbook, mapping.tables)
    asked: tuple[AskedWords, ...] = ()
    if book is not None:
        rows = TableRows(book, organisation_id, house_of(part), mapping.answers)
        asked = tuple(AskedWords(*one) for one in rows.whose())
    guesses = {(one.mapping.sheet, one.mapping.first_row): one for one in proposal.tables}
    tables = []
    for one in mapping.tables:
        guess = guesses.get((one.sheet, one.first_row))
        columns = guess.columns if guess else ()
        tables.append(TableProposal(one, columns, guess.rows if guess else 0))
    read_as = {} if workbook.text is None else workbook.text._asdict()
    return (
        FileProposal(tuple(tables), mapping, read_as, proposal.remembered, proposal.sure, asked),
        findings,
    )


def _unread(text: TextOptions) -> FileProposal:
    """What is offered for a text that could not be read as it was said."""
    read_as = {
        "coding": text.coding or CODINGS[0],
        "separator": text.separator or ",",
        "decimal": text.decimal or ".",
    }
    return FileProposal((), FileMapping(text=text), read_as, remembered=False, sure=False, asked=())


def mapping_given(plain: object) -> tuple[FileMapping | None, tuple[Finding, ...]]:
    """The mapping that a face was given as plain data, or ``table.mapping_wrong``."""
    try:
        return mapping_of(plain), ()
    except MappingError as error:
        wrong = finding("table.mapping_wrong", Level.ERROR, error.what, value=error.value)
        return None, (wrong,)


def with_columns(
    mapping: FileMapping, columns: Mapping[str, str], said: Mapping[str, Any]
) -> tuple[FileMapping | None, tuple[Finding, ...]]:
    """A mapping with some columns, and some facts of its tables, said otherwise.

    Args:
        mapping: what is proposed.
        columns: the letters of some fields; they hold for every table.  A field without letters
            is in no column.
        said: other entries of the tables (``unit``, ``year_be``, ``date_means`` …).

    Findings: ``table.mapping_wrong``.
    """
    plain = mapping_plain(mapping)
    for table in plain["tables"]:
        kept = {key: one for key, one in table.get("columns", {}).items() if key not in columns}
        table["columns"] = kept | {key: one for key, one in columns.items() if one}
        if columns.get(Field.QUANTITY):
            table.pop("months", None)
            table.pop("sources", None)
            table.pop("years", None)
        table.update({key: value for key, value in said.items() if value not in ("", None)})
    return mapping_given(plain)
