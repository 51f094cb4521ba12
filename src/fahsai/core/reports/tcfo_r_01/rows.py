"""One source as rows of Fr-04: one row for each reporting class and factor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.choice import DecidedBy
from fahsai.core.factors.factor import Publisher
from fahsai.core.quantity.exact import ZERO, total
from fahsai.core.reports.tcfo_r_01.amounts import BLOCK_OF, ONE, Amount, amounts
from fahsai.core.reports.tcfo_r_01.columns import Block, Column, Tick
from fahsai.core.reports.tcfo_r_01.content import GasEntry, InventoryRow
from fahsai.core.reports.tcfo_r_01.factor_list import (
    BIOGENIC,
    BIOGENIC_CO2,
    PUBLISHED,
    column_of,
)
from fahsai.core.reports.tcfo_r_01.row_kinds import kind_of_mass, kind_of_row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.reports.tcfo_r_01.factor_list import FactorBook
    from fahsai.core.reports.tcfo_r_01.labels import Labels

NOT_COUNTED = "not_counted"

_TICK_OF = {
    Publisher.OWN: Tick.SELF_COLLECT,
    Publisher.SUPPLIER: Tick.SUPPLIER,
    Publisher.TGO: Tick.TGO_EF,
    Publisher.NATIONAL: Tick.THAI_RESEARCH,
    Publisher.REGIONAL: Tick.INTERNATIONAL_DB,
    Publisher.INTERNATIONAL: Tick.INTERNATIONAL_DB,
}


def rows_of(result: SourceResult, book: FactorBook, labels: Labels) -> tuple[InventoryRow, ...]:
    """The rows of a source, not yet numbered; a source without result gives one marked row."""
    if is_pending(result):
        return (_pending(result, labels),)
    drafts: list[InventoryRow] = []
    for amount in amounts(result):
        maker = _RowMaker(result, amount, book, labels)
        drafts.extend(maker.rows())
    return tuple(drafts)


def is_pending(result: SourceResult) -> bool:
    """Whether a source that ought to have a result has none (it is never shown as zero)."""
    if result.method == NOT_COUNTED:
        return False
    return not result.complete or not result.lines


def is_uncounted(result: SourceResult) -> bool:
    """Whether a source is complete and yet has no row: disclosed only, or a removal."""
    if is_pending(result):
        return False
    return not any(where in BLOCK_OF for where in result.by_class)


def _pending(result: SourceResult, labels: Labels) -> InventoryRow:
    return InventoryRow(
        number=0,
        block=Block.PENDING,
        source_id=result.source.id,
        label=labels.source(result),
        unit=result.unit,
        quantity=None,
        gases={},
        remark=labels.pending(result),
        kind=result.source.kind,
    )


@dataclass(frozen=True, slots=True)
class _RowMaker:
    """The rows of one amount."""

    result: SourceResult
    amount: Amount
    book: FactorBook
    labels: Labels

    def rows(self) -> tuple[InventoryRow, ...]:
        """One row; an amount of several gases without factor gives one for each gas."""
        if self.amount.co2e_only:
            return (self._by_published(),)
        if self.amount.factor is not None:
            return (self._by_factor(self.amount.factor),)
        return self._by_mass()

    def _base(self) -> InventoryRow:
        origin = self._origin()
        return InventoryRow(
            number=0,
            block=BLOCK_OF[self.amount.reporting_class],
            source_id=self.result.source.id,
            label=self.labels.row(self.result, self.amount.reporting_class),
            unit="",
            quantity=ZERO,
            gases={},
            tick=origin.tick,
            substitute=origin.substitute,
            reference=origin.reference,
            remark=origin.remark,
            kind=kind_of_row(self.result, self.amount),
        )

    def _by_factor(self, factor: EmissionFactor) -> InventoryRow:
        """Quantity times the factor's gases."""
        per_unit = {gas: factor.gases[gas] for gas in self.amount.masses}
        entries = {
            column: entry._replace(name=self.book.named(factor, self._figure(column)))
            for column, entry in self.book.entries(per_unit).items()
        }
        return replace(
            self._base(),
            unit=self.labels.unit(factor.unit),
            quantity=self.amount.quantity,
            gases=entries,
        )

    def _figure(self, column: Column) -> str:
        """Which figure of the factor a cell reads: its biogenic CO2 stands apart."""
        biogenic = column is Column.CO2 and BIOGENIC_CO2 in self.amount.masses
        return BIOGENIC if biogenic else str(column)

    def _by_published(self) -> InventoryRow:
        """Quantity times the published figure; without a factor the CO2e itself."""
        co2e = total(self.amount.co2e.values())
        factor = self.amount.factor
        if factor is not None:
            return replace(
                self._base(),
                unit=self.labels.unit(factor.unit),
                quantity=self.amount.quantity,
                typed=factor.published,
                typed_name=self.book.named(factor, PUBLISHED),
            )
        return replace(self._base(), unit=self.labels.unit("kgCO2e"), quantity=co2e, typed=ONE)

    def _by_mass(self) -> tuple[InventoryRow, ...]:
        """The quantity is the mass of the gas, its factor 1 kg/kg."""
        made = []
        by_column: dict[Column, dict[str, Decimal]] = {}
        for gas, mass in self.amount.masses.items():
            column = column_of(gas, self.book.tables.gases)
            by_column.setdefault(column, {})[gas] = mass
        for column, masses in by_column.items():
            entry = self.book.entries(self._shares(masses))[column]
            row = replace(
                self._base(),
                unit=self._mass_unit(column, masses),
                quantity=total(masses.values()),
                gases={column: GasEntry(ONE, entry.gwp, "", entry.gwp_name)},
            )
            kind = kind_of_mass(self.result, next(iter(masses)))
            if kind is not None:
                row = replace(row, kind=kind)
            if len(by_column) > 1:
                row = replace(row, label=f"{row.label} ({self.labels.gas(column)})")
            made.append(row)
        return tuple(made)

    def _mass_unit(self, column: Column, masses: dict[str, Decimal]) -> str:
        """A gas of a mixture is a part of the mixture's kilograms, not a substance of its own."""
        mixed = len(self._mixture()) > 1
        return self.labels.unit("kg") if mixed else self.labels.mass_unit(column, masses)

    def _shares(self, masses: dict[str, Decimal]) -> Mapping[str, Decimal]:
        """The masses that the GWP is weighted by: of a blend that nobody used, its recipe."""
        if any(masses.values()):
            return masses
        parts = self._mixture()
        return {gas: parts[gas] for gas in masses} if set(masses) <= set(parts) else masses

    def _mixture(self) -> Mapping[str, Decimal]:
        """The mass shares of what the source releases, by gas; empty where it names nothing."""
        species = self.result.source.parameters.get("species", "")
        return self.book.tables.blends.expand(species, ONE) if species else {}

    def _origin(self) -> _Origin:
        choice = self.amount.choice
        if choice is None or choice.chosen is None:
            labels = self.labels
            return _Origin(
                None,
                substitute=False,
                reference=labels.method(self.result),
                remark=labels.no_factor(self.result),
            )
        fell_back = choice.decided_by is not DecidedBy.PERSON and (
            choice.activity not in choice.asked[:1]
        )
        return _Origin(
            tick=_tick(choice.chosen),
            substitute=fell_back,
            reference=self.labels.reference(choice.chosen),
            remark=self.labels.remark(self.result, choice),
        )


class _Origin(NamedTuple):
    """Columns R to Z and the remark."""

    tick: Tick | None
    substitute: bool
    reference: str
    remark: str


def _tick(factor: EmissionFactor) -> Tick:
    if factor.publisher is Publisher.NATIONAL and "LCI" in factor.source:
        return Tick.TH_LCI_DB
    return _TICK_OF[factor.publisher]
