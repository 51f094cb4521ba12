"""The content of the workbook TCFO_R_01 as values: every figure exact, every row numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from fahsai.core.inventory.kinds import SourceKind
from fahsai.core.quantity.blends import BlendTable
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.core.quantity.gases import GasTable
from fahsai.core.quantity.gwp import GWPSet
from fahsai.core.quantity.units import UnitTable
from fahsai.core.reports.tcfo_r_01.columns import SCOPES, Block, Column

if TYPE_CHECKING:
    from datetime import date

    from fahsai.core.reports.diagram import Tree
    from fahsai.core.reports.dossier import Production
    from fahsai.core.reports.tcfo_r_01.columns import Tick


class ReportTables(NamedTuple):
    """The reference tables a form is filled with; ``gwp_sets`` and ``kinds`` by their code."""

    gases: GasTable
    blends: BlendTable
    units: UnitTable
    gwp_sets: Mapping[str, GWPSet]
    kinds: Mapping[str, SourceKind]


class GasEntry(NamedTuple):
    """One gas column of a row: EF [kg of gas/unit] and GWP, with the names they are read by.

    An empty name means the figure is typed into the cell.
    """

    per_unit: Decimal
    gwp: Decimal
    name: str = ""
    gwp_name: str = ""


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One source in one reporting class, as a row of Fr-04.1 or Fr-04.2.

    ``typed`` is the figure per unit where only the CO2e is known or counted [kg CO2e/unit]; a
    row without ``quantity`` has no result and prints no number; ``kind`` is what a program reads
    the row by (see :mod:`fahsai.core.reports.row_kind`).
    """

    number: int
    block: Block
    source_id: UUID
    label: str
    unit: str
    quantity: Decimal | None
    gases: Mapping[Column, GasEntry]
    typed: Decimal | None = None
    typed_name: str = ""
    tick: Tick | None = None
    substitute: bool = False
    reference: str = ""
    remark: str = ""
    kind: str = ""

    @property
    def per_unit(self) -> Decimal:
        """Column Q [kg CO2e/unit]."""
        if self.typed is not None:
            return self.typed
        return total(EXACT.multiply(gas.per_unit, gas.gwp) for gas in self.gases.values())

    @property
    def total(self) -> Decimal:
        """Column AO [tCO2e]."""
        return self._product(self.per_unit)

    def tonnes(self, column: Column) -> Decimal:
        """The mass of a gas [t]."""
        entry = self.gases.get(column)
        return ZERO if entry is None else self._product(entry.per_unit)

    def co2e(self, column: Column) -> Decimal:
        """The CO2 equivalent of a gas [tCO2e]."""
        entry = self.gases.get(column)
        if entry is None:
            return ZERO
        return self._product(EXACT.multiply(entry.per_unit, entry.gwp))

    def _product(self, per_unit: Decimal) -> Decimal:
        if self.quantity is None:
            return ZERO
        return EXACT.divide(EXACT.multiply(self.quantity, per_unit), 1000)


@dataclass(frozen=True, slots=True)
class BlockRows:
    """A band of the table; an empty band keeps one line, ``first``, that says so."""

    block: Block
    rows: tuple[InventoryRow, ...]
    first: int
    last: int
    subtotal: int  # the row of its sum (0 for the band without results)

    def tonnes(self, column: Column) -> Decimal:
        """The mass of a gas in the band [t]."""
        return total(row.tonnes(column) for row in self.rows)

    def co2e(self, column: Column) -> Decimal:
        """The CO2 equivalent of a gas in the band [tCO2e]."""
        return total(row.co2e(column) for row in self.rows)

    @property
    def total(self) -> Decimal:
        """Sum of the band [tCO2e]."""
        return total(row.total for row in self.rows)


class InventoryState(StrEnum):
    """Whether a sheet carries its own inventory."""

    OWN = "own"
    SAME = "same"  # the base year is the reported year: the sheet points to Fr-04.1
    NONE = "none"  # no base year yet


@dataclass(frozen=True, slots=True)
class InventorySheet:
    """Fr-04.1 or Fr-04.2."""

    sheet: str
    state: InventoryState
    period: str
    prefix: str  # of its defined names
    gwp_set: str
    gwp: Mapping[Column, Decimal]
    blocks: tuple[BlockRows, ...]
    total_12_row: int
    total_123_row: int
    totals: Mapping[Block, Decimal]

    def band(self, block: Block) -> BlockRows:
        """The band of a block."""
        return next(band for band in self.blocks if band.block is block)

    @property
    def total_12(self) -> Decimal:
        """Scopes 1 and 2 [tCO2e]."""
        return EXACT.add(self.totals[Block.SCOPE_1], self.totals[Block.SCOPE_2])

    @property
    def total_123(self) -> Decimal:
        """Scopes 1, 2 and 3 [tCO2e]."""
        return total(self.totals[block] for block in SCOPES)


@dataclass(frozen=True, slots=True)
class YearSummary:
    """One half of Fr-05: whole tonnes, each scope rounded up, and their sums."""

    period: str
    stated: bool  # False when there is no such year
    whole: Mapping[Block, Decimal]
    exact_12: Decimal
    exact_123: Decimal
    production: Production | None

    @property
    def total_12(self) -> Decimal:
        """Scopes 1 and 2, sum of the rounded scopes [tCO2e]."""
        return self.whole[Block.SCOPE_1] + self.whole[Block.SCOPE_2]

    @property
    def total_123(self) -> Decimal:
        """Scopes 1, 2 and 3, sum of the rounded scopes [tCO2e]."""
        return self.total_12 + self.whole[Block.SCOPE_3]


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A factor used, as a row of the factor list.

    ``names`` hold the defined name of each figure: by :class:`Column`, ``"CO2_BIOGENIC"`` or
    ``"CO2E"`` (the published figure).
    """

    number: int
    label: str
    unit: str
    gases: Mapping[Column, GasEntry]
    biogenic: Decimal | None
    published: Decimal
    by_gas: bool
    names: Mapping[str, str]
    edition: str
    key: str
    reference: str
    derivation: str

    @property
    def total(self) -> Decimal:
        """What the gases give [kg CO2e/unit], or the published figure where they are not known.

        Biogenic CO2 stands apart; a row that holds nothing else shows its mass.
        """
        if not self.by_gas:
            return self.published
        if not self.gases and self.biogenic is not None:
            return self.biogenic
        return total(EXACT.multiply(gas.per_unit, gas.gwp) for gas in self.gases.values())


class GwpPart(NamedTuple):
    """A gas of a blend: its share by mass [1] and its GWP."""

    gas: str
    share: Decimal
    gwp: Decimal


@dataclass(frozen=True, slots=True)
class GwpRow:
    """A refrigerant or other gas of a many-gas column; a blend shows its parts."""

    number: int
    name: str
    label: str
    value: Decimal
    parts: tuple[GwpPart, ...]


@dataclass(frozen=True, slots=True)
class FactorSection:
    """The factors and GWP values of one inventory in the factor list."""

    sheet: str
    prefix: str
    factor_set: str
    title_row: int
    factors: tuple[FactorRow, ...]
    gwp_title_row: int
    gwps: tuple[GwpRow, ...]


class BoundaryLines(NamedTuple):
    """The sources named on Fr-01, by scope."""

    scope_1: tuple[str, ...]
    scope_2: tuple[str, ...]
    scope_3: tuple[str, ...]


class UnitLine(NamedTuple):
    """A unit of the organisation with its depth in the tree."""

    depth: int
    name: str
    head: str


class TeamLine(NamedTuple):
    """A person of Fr-03.1."""

    role: str
    name: str
    position: str
    duty: str


class Scope3Line(NamedTuple):
    """A row of Fr-03.2."""

    number: int
    category: str
    has_source: bool | None  # None: not assessed yet
    scores: Mapping[str, str]
    significant: bool
    remark: str
    included: int  # sources of the category that the inventory counts
    pending: int = 0  # sources of the category that have no result yet


class Correction(NamedTuple):
    """A place where the official workbook computes wrongly, and what it means here."""

    place: str
    formula: str
    fault: str
    ours: str
    official_figure: str
    our_figure: str
    differs: bool


class ListedSource(NamedTuple):
    """A source that is not in the scopes, with the reason."""

    source_id: UUID
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The sheet of remarks."""

    corrections: tuple[Correction, ...]
    excluded: tuple[ListedSource, ...]
    uncounted: tuple[ListedSource, ...]
    pending: tuple[ListedSource, ...]
    identity: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class R01:
    """The whole workbook; ``words`` are the printed labels."""

    words: Mapping[str, Any]
    organisation: str
    prepared_by: str
    report_date: date
    date_text: str
    complete: bool
    marks: tuple[str, ...]  # what keeps it from being final: draft, incomplete
    facts: tuple[tuple[str, str], ...]
    contact: str
    boundary: BoundaryLines
    units: tuple[UnitLine, ...]
    team: tuple[TeamLine, ...]
    structure: Tree | None  # the units with the people of the footprint, for Fr-03.1
    scope3: tuple[Scope3Line, ...]
    scope3_criteria: str
    current: InventorySheet
    base: InventorySheet
    current_summary: YearSummary
    base_summary: YearSummary
    factors: tuple[FactorSection, ...]
    notes: Notes
