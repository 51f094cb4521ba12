"""Which stored source a row of a filled TCFO_R_01 is: the one of its kind and name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import EmissionSource
from fahsai.core.inventory.kinds import STATED
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.core.reports.row_kind import row_kind_said
from fahsai.core.reports.source_names import read_name
from fahsai.core.reports.tcfo_r_01.row_kinds import REFRIGERANT, RELEASED, UPSTREAM
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.reference.load_kinds import kinds
from fahsai.services.sheets.biogenic_doubles import TWIN
from fahsai.services.sheets.years import SheetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.services.sheets.years import RowSource

SCOPES = {
    ReportingClass.SCOPE_1: "1",
    ReportingClass.SCOPE_2: "2",
    ReportingClass.SCOPE_3: "3",
}


class Known(NamedTuple):
    """What an organisation has already, to which the rows of a form may refer.

    ``units`` are the keys of its units by their printed names; ``made`` the sources that forms
    made of the very rows, and that nothing else told of since, by the cell of each;
    ``standing`` the sources under which the rows stand already, by the key of the row.
    """

    sources: tuple[EmissionSource, ...]
    units: Mapping[str, UUID]
    made: Mapping[str, UUID]
    standing: Mapping[str, UUID]


class FormMatches(NamedTuple):
    """The stored source of each row that has one, by its cell, and what has to be asked."""

    sources: Mapping[str, EmissionSource]
    findings: tuple[Finding, ...]


class _Row(NamedTuple):
    """A row as it is looked for: its kind ("" where its words tell none), name and unit."""

    row: SheetRow
    kind: str
    species: str
    name: str
    unit: UUID | None


def form_matches(rows: Sequence[RowSource], known: Known) -> FormMatches:
    """The stored source that each row of a form is, one to one.

    A row is the source under which it stands already, else the one of its kind that has its name,
    with or without the name of a unit behind it.  Nothing else joins them: a row and a source of
    one kind that are left over with different names are only proposed.

    Findings: ``base_year.rows_joined`` with how many were found, ``base_year.row_ambiguous``
    where several fit, ``base_year.row_of_gas`` where a row has one gas of a source only,
    ``base_year.row_perhaps`` for what is left over on both sides.

    Args:
        rows: the rows of the year, as their words are read.
        known: what the organisation has.
    """
    of_forms = set(known.made.values())
    among = [one for one in known.sources if one.id not in of_forms]
    looked = [_looked(row, known) for row in rows if _is_source(row)]
    found = _standing(looked, among, known)
    said: list[Finding] = []
    while True:
        taken = {source.id for source in found.values()}
        left = [one for one in looked if one.row.cell not in found]
        free = [one for one in among if one.id not in taken]
        more = _once(_pairs(left, free, known))
        if not more:
            break
        found |= more
    said.extend(_ambiguous(left, free, known))
    said.extend(_of_one_gas(left, free, known))
    said.extend(_perhaps(left, free, known))
    if found:
        joined = finding(
            "base_year.rows_joined", Level.INFO, looked[0].row.sheet, count=str(len(found))
        )
        said.insert(0, joined)
    return FormMatches(found, tuple(said))


def _is_source(row: RowSource) -> bool:
    """Whether a row is a source of its own, and no part of another row's.

    Of the separate section only what stands there as a whole, such as R-22.
    """
    kind = kinds().get(_kind_of(row))
    if row.refusal == TWIN or (kind is not None and kind.code == UPSTREAM):
        return False
    apart = kind is not None and (
        kind.reporting_class not in SCOPES or METHODS[kind.method].species
    )
    return row.row.counted or apart


def _kind_of(row: RowSource) -> str:
    """The kind that the words of a row tell; empty where they tell none."""
    said = row_kind_said(row.row.kind)
    if said is not None and said.kind in kinds():
        return said.kind
    return row.source.kind if row.source is not None else ""


def _looked(row: RowSource, known: Known) -> _Row:
    read = read_name(row.row.label, known.units)
    species = row.source.parameters.get("species", "") if row.source is not None else ""
    kind = _kind_of(row)
    if kind and kinds()[kind].family == STATED:
        kind = ""  # that a form stated a figure tells nothing of what it is
    return _Row(row.row, kind, species, squeezed(read.name), known.units.get(read.unit))


def _standing(
    rows: Iterable[_Row], among: Iterable[EmissionSource], known: Known
) -> dict[str, EmissionSource]:
    """The rows that stand under a stored source already, whatever it is called since."""
    by_key = {one.id: one for one in among}
    found = {
        one.row.cell: by_key[known.standing[one.row.key]]
        for one in rows
        if known.standing.get(one.row.key) in by_key
    }
    counted: dict[UUID, int] = defaultdict(int)
    for source in found.values():
        counted[source.id] += 1
    return {cell: source for cell, source in found.items() if counted[source.id] == 1}


Pairs = list[tuple[_Row, "EmissionSource"]]


def _pairs(rows: Iterable[_Row], free: Sequence[EmissionSource], known: Known) -> Pairs:
    """The rows with the sources that may be theirs: those in their unit before any other."""
    pairs: Pairs = []
    for one in rows:
        fitting = [source for source in free if _fits(one, source) and _named(one, source, known)]
        there = [source for source in fitting if one.unit and source.unit_id == one.unit]
        pairs.extend((one, source) for source in there or fitting)
    return pairs


def _once(pairs: Pairs) -> dict[str, EmissionSource]:
    """The pairs of which neither side has another."""
    rows: dict[str, int] = defaultdict(int)
    sources: dict[UUID, int] = defaultdict(int)
    for one, source in pairs:
        rows[one.row.cell] += 1
        sources[source.id] += 1
    return {
        one.row.cell: source
        for one, source in pairs
        if rows[one.row.cell] == sources[source.id] == 1
    }


def _named(row: _Row, source: EmissionSource, known: Known) -> bool:
    """Whether the row has the source's name, and not the unit of another one."""
    if row.unit is not None and source.unit_id not in {row.unit, None}:
        return False
    names = {squeezed(text) for text in (source.name_th, source.name_en) if text.strip()}
    bare = {squeezed(read_name(text, known.units).name) for text in (source.name_th,)}
    return row.name in names | bare or squeezed(row.row.label) in names


def _fits(row: _Row, source: EmissionSource) -> bool:
    """Whether a row of its kind may print the source.

    What leaks by stock or rate is printed as what was filled up, and other gases of a method as
    their mass; a row whose words tell no kind may be any source of its scope.
    """
    kind = kinds().get(source.kind)
    if kind is None:
        return False
    if not row.kind or kind.family == STATED:
        return SCOPES.get(kind.reporting_class) == row.row.scope
    species = source.parameters.get("species", "") or kind.species
    if row.species and species and row.species != species:
        return False
    return may_print(source, row.kind)


def may_print(source: EmissionSource, row_kind: str) -> bool:
    """Whether a row of a kind may be what a form prints of a source.

    Args:
        source: the source.
        row_kind: the kind of the row; one of a stated figure fits any source of its scope.
    """
    kind, of_row = kinds().get(source.kind), kinds().get(row_kind)
    if kind is None or of_row is None or kind == of_row:
        return kind is not None and kind == of_row
    if of_row.family == STATED:
        return kind.reporting_class is of_row.reporting_class
    method = METHODS[kind.method]
    if method.species:
        return row_kind == (RELEASED.get(kind.species) if kind.species else REFRIGERANT)
    of_gases = method.kind in {MethodKind.LINEAR, MethodKind.YEARLY}
    return of_gases and row_kind in RELEASED.values()


def _ambiguous(
    rows: Sequence[_Row], free: Sequence[EmissionSource], known: Known
) -> Iterable[Finding]:
    """``base_year.row_ambiguous`` for each row that several sources, or with others, may be."""
    of_row: dict[str, tuple[_Row, list[EmissionSource]]] = {}
    for one, source in _pairs(rows, free, known):
        of_row.setdefault(one.row.cell, (one, []))[1].append(source)
    for one, sources in of_row.values():
        yield finding(
            "base_year.row_ambiguous",
            Level.WARNING,
            f"{one.row.sheet}!{one.row.cell}",
            label=one.row.label,
            sources=_listed(sources),
        )


def _of_one_gas(
    rows: Sequence[_Row], free: Sequence[EmissionSource], known: Known
) -> Iterable[Finding]:
    """``base_year.row_of_gas`` for rows of a source of which the form prints each gas apart."""
    for one in rows:
        name, mark, _ = one.row.label.rpartition("(")
        if not mark or one.kind not in RELEASED.values():
            continue
        read = read_name(name, known.units)
        whole = one._replace(name=squeezed(read.name), unit=known.units.get(read.unit))
        found = [source for _, source in _pairs([whole], free, known)]
        if found:
            yield finding(
                "base_year.row_of_gas",
                Level.WARNING,
                f"{one.row.sheet}!{one.row.cell}",
                label=one.row.label,
                sources=_listed(found),
            )


def _perhaps(
    rows: Sequence[_Row], free: Sequence[EmissionSource], known: Known
) -> Iterable[Finding]:
    """``base_year.row_perhaps`` where one row and one source of a kind are left, named otherwise.

    A row of which a form made a source before is that source.
    """
    there = {one.id for one in known.sources}
    new = [one for one in rows if one.kind and known.made.get(one.row.cell) not in there]
    pairs = [(one, source) for one in new for source in free if _fits(one, source)]
    single = _once(pairs)
    for one in new:
        source = single.get(one.row.cell)
        if source is not None and not _named(one, source, known):
            yield finding(
                "base_year.row_perhaps",
                Level.WARNING,
                f"{one.row.sheet}!{one.row.cell}",
                label=one.row.label,
                source=_listed([source]),
            )


def _listed(sources: Iterable[EmissionSource]) -> str:
    return ", ".join(f"{one.code} {one.name_th}" for one in sources)
