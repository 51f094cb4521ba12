"""A template after a form: its new sources are those that the form made, not others beside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.reports.row_kind import (
    COUNTED_PART,
    RowKind,
    parameters_said,
    row_kind_said,
    written,
)
from fahsai.gateways.workbooks.book import TCFO_R_01
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.records.convert import source_value
from fahsai.records.models import ActivityRow, Source
from fahsai.reference.load_kinds import kinds
from fahsai.services.importing.form_match import may_print
from fahsai.services.importing.read import is_template
from fahsai.services.keeping.as_printed import as_entered, printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.access import Part
    from fahsai.services.importing.read import ReadBook, ReadYear


def after_forms(
    part: Part, read: ReadBook, *, settle: bool
) -> tuple[ReadBook, tuple[Finding, ...]]:
    """The template with its new sources as those of the same kind and name that forms made.

    One to one; where the kind of the template is another one than that of the row (a stock where
    the form prints what leaked), the year of the form stays counted by the row.  A source that
    the template brought before is itself.

    Finding: ``import.sources_of_form`` with how many were found.

    Args:
        part: what of the organisation is the importer's; of a part alone nothing is joined.
        read: the file.
        settle: whether the importer may say what a source is.
    """
    if not is_template(read) or not read.sources or not part.whole:
        return read, ()
    organisation_id = part.organisation.id
    heads = {row.key: row for row in Source.rows.of(organisation_id).heads()}
    mine = {source.id for source in read.sources.values()}
    new = [source for source in read.sources.values() if source.id not in heads]
    rows = ActivityRow.rows.of(organisation_id).current().filter(layout=TCFO_R_01)
    years: dict[UUID, set[int]] = defaultdict(set)
    for row in rows.filter(source_key__in=set(heads) - mine):
        years[row.source_key].add(row.period.year_be)
    made = [source_value(heads[key]) for key in years if not heads[key].withdrawn]
    found = _pairs(new, made, settle=settle)
    if not found:
        return read, ()
    became = {
        source.id: _joined(source, found[source.id], years[found[source.id].id])
        for source in new
        if source.id in found
    }
    said = finding(
        "import.sources_of_form", Level.INFO, read.book.file_name, count=str(len(became))
    )
    sources = {code: became.get(one.id, one) for code, one in read.sources.items()}
    tables = tuple(_renamed(year, became) for year in read.years)
    joined = frozenset(one.id for one in became.values())
    return replace(read, years=tables, sources=sources, joined=joined), (said,)


def without_words_of_row(source: EmissionSource) -> EmissionSource:
    """A source that a form made, without the parameters that the words of its row gave it.

    What a person settled about it since stays.
    """
    said = row_kind_said(_row_of(as_entered(source)))
    given = {} if said is None else parameters_said(said, kinds()[said.kind].method)
    own = {key: text for key, text in source.parameters.items() if given.get(key) != text}
    return replace(source, parameters=own)


def _pairs(
    new: Iterable[EmissionSource], made: Iterable[EmissionSource], *, settle: bool
) -> dict[UUID, EmissionSource]:
    """The source of a form that each new one is, where neither has another of its name."""
    pairs = [
        (one, other)
        for one in new
        for other in made
        if squeezed(one.name_th) == squeezed(other.name_th)
        and (one.kind == other.kind or (settle and may_print(one, other.kind)))
    ]
    ours = Counter(one.id for one, _ in pairs)
    theirs = Counter(other.id for _, other in pairs)
    return {one.id: other for one, other in pairs if ours[one.id] == theirs[other.id] == 1}


def _joined(source: EmissionSource, made: EmissionSource, years: Iterable[int]) -> EmissionSource:
    """The template's source under the identity of the form's, whose years stay counted as they are.

    A year that was counted by a row already stays so.
    """
    stands = as_entered(made)
    after = replace(source, id=made.id)
    if (stands.kind, dict(stands.parameters)) == (source.kind, dict(source.parameters)):
        return after
    text = _row_of(stands)
    for year in sorted(years):
        if stands.parameters == made.parameters:
            after = printed(after, year, text)
    return after


def _row_of(source: EmissionSource) -> str:
    """The kind of a row that counts as the source does."""
    factor = source.factor_keys.get("direct", "")
    plain = RowKind(source.kind, "", factor)
    method = kinds()[source.kind].method
    for species in (COUNTED_PART, *source.parameters.values()):
        row = plain._replace(species=species)
        if parameters_said(row, method) == dict(source.parameters):
            return written(row)
    return written(plain)


def _renamed(year: ReadYear, became: Mapping[UUID, EmissionSource]) -> ReadYear:
    """The rows of a table under the identities that their sources have."""
    rows = []
    for row in year.rows:
        source = None if row.source is None else became.get(row.source.id)
        if source is None:
            rows.append(row)
            continue
        lines = tuple([line._replace(source_id=source.id) for line in row.lines])
        rows.append(row._replace(source=source, lines=lines))
    return replace(year, rows=tuple(rows))
