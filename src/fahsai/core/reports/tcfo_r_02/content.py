"""The content of TCFO_R_02: every paragraph, row and figure as text that is ready to print.

What the form prints in any case (headings, column titles, notes) stands in the words and in the
Word template; here is what changes from one organisation to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from datetime import date

    from fahsai.core.reports.diagram import Flow, Tree

Paragraphs = tuple[str, ...]


class Row(NamedTuple):
    """One printed row; ``source_id`` is the emission source it speaks of, if one."""

    cells: tuple[str, ...]
    source_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table's body.

    ``columns`` name the cells of a row for addresses; ``figures`` are the columns that hold
    figures.  A table without rows prints "-ไม่มี-".
    """

    section: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    figures: tuple[str, ...] = ()
    total: Row | None = None
    notes: Paragraphs = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one label that the first column merges."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class GroupedTable:
    """A table in groups; a group always has a row, if only "-ไม่มี-"."""

    section: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    figures: tuple[str, ...] = ()
    notes: Paragraphs = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered figure: an uploaded picture by its hash, or a drawing made from the data."""

    number: int
    caption: str
    sha256: str = ""
    media_type: str = ""
    drawing: Tree | Flow | None = None


@dataclass(frozen=True, slots=True)
class TableNumbers:
    """The automatic numbers of the captioned tables, in the order of the document."""

    activities: int
    scores: int
    levels: int
    results: int
    meters: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of sections 2.4 and 2.5."""

    name: str
    position: str
    affiliation: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class General:
    """Section 2."""

    kind: str
    coordinator: Contact
    data_owner: Contact
    guideline: str
    assurance: str
    materiality: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """Section 3.1."""

    approach: str
    facilities: Paragraphs
    proof: str
    structure: Paragraphs
    structure_figures: tuple[Figure, ...]
    map_text: Paragraphs
    map_figures: tuple[Figure, ...]
    activities_text: str
    activities: Table
    changes: Paragraphs


@dataclass(frozen=True, slots=True)
class Operation:
    """Section 3.2."""

    text: str
    gwp: str
    scope_1: Table
    biomass: Table
    separate: Table
    scope_2: Table
    supplies: Table
    scope_3: Table
    trees: Table
    credits: Table
    exclusions: Paragraphs


@dataclass(frozen=True, slots=True)
class FourTables:
    """The tables of sections 4.1-4.4 or 5.1-5.4."""

    scope_1: Table
    scope_2: Table
    scope_3: Table
    separate: Table


@dataclass(frozen=True, slots=True)
class Base:
    """Section 6; ``other_year`` where the base year is not the reported year itself."""

    text: Paragraphs
    sources: GroupedTable
    differences: Paragraphs
    other_year: bool


class Role(NamedTuple):
    """The people of one role (section 7.1)."""

    label: str
    people: tuple[tuple[str, str, str], ...]


class RoleBlock(NamedTuple):
    """The roles of one unit."""

    unit: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Section 7."""

    blocks: tuple[RoleBlock, ...]
    text: Paragraphs
    figures: tuple[Figure, ...]
    step_1: str
    step_2: str
    step_3: str
    flow_figures: tuple[Figure, ...]
    calibrations: GroupedTable


@dataclass(frozen=True, slots=True)
class Reduction:
    """Sections 9.1 and 10."""

    short: Paragraphs
    medium: Paragraphs
    long: Paragraphs
    improvements: Paragraphs


@dataclass(frozen=True, slots=True)
class Activity:
    """One entry of section 11.1."""

    section: str
    heading: str
    lines: Paragraphs
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Appendix:
    """Section 11 and the meter list."""

    portraits: tuple[Figure, ...]
    activities: tuple[Activity, ...]
    order: Paragraphs
    order_figures: tuple[Figure, ...]
    meters_text: str
    meters: Table
    meter_figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class R02:
    """The whole report.

    ``marks`` say on every page what keeps it from being final (draft, incomplete).
    """

    form: str
    marks: Paragraphs
    organisation: str
    address: str
    report_date: str
    dated: date
    period: str
    prepared_by: str
    introduction: Paragraphs
    general: General
    boundary: Boundary
    operation: Operation
    monitoring: FourTables
    summary: Paragraphs
    emissions: FourTables
    base: Base
    quality: Quality
    uncertainty_text: str
    uncertainty: Table
    uncertainty_notes: Paragraphs
    interval: str
    reduction: Reduction
    appendix: Appendix
    tables: TableNumbers
