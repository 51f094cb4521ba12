"""The factors and the GWP values used, as the rows of the factor list."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.factors.factor import Basis
from fahsai.core.quantity.exact import EXACT, canonical, total
from fahsai.core.quantity.gases import GasFamily
from fahsai.core.reports.tcfo_r_01.columns import Column
from fahsai.core.reports.tcfo_r_01.content import (
    FactorRow,
    FactorSection,
    GasEntry,
    GwpPart,
    GwpRow,
)
from fahsai.core.reports.tcfo_r_01.names import GWP_NAMES, NameBook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.quantity.blends import BlendTable
    from fahsai.core.quantity.gases import GasTable
    from fahsai.core.reports.tcfo_r_01.content import ReportTables
    from fahsai.core.reports.tcfo_r_01.labels import Labels

BIOGENIC_CO2 = "CO2_biogenic"
BIOGENIC = "CO2_BIOGENIC"
BIOGENIC_END = "_BIOGENIC"
"""Rows that hold nothing but biogenic CO2 say so in their key."""
PUBLISHED = "CO2E"
HEADING_ROWS = 4
"""Title, two heading rows and the units above the first factor of a section."""

ONE = Decimal(1)
SHARE_DIGITS = 12
"""Two blends are the same when their mass shares agree to this many decimals."""

_OF_GAS = {
    "CO2": Column.CO2,
    BIOGENIC_CO2: Column.CO2,
    "CH4_fossil": Column.CH4_FOSSIL,
    "CH4": Column.CH4,
    "CH4_biogenic": Column.CH4,
    "N2O": Column.N2O,
    "SF6": Column.SF6,
    "NF3": Column.NF3,
}
_OF_FAMILY = {GasFamily.HFCS: Column.HFCS, GasFamily.PFCS: Column.PFCS}
_GAS_OF = {
    Column.CO2: "CO2",
    Column.CH4_FOSSIL: "CH4_fossil",
    Column.CH4: "CH4",
    Column.N2O: "N2O",
    Column.SF6: "SF6",
    Column.NF3: "NF3",
}


def column_of(gas: str, gases: GasTable) -> Column:
    """The form's column of a gas; a gas of no Kyoto family stands under "other"."""
    return _OF_GAS.get(gas) or _OF_FAMILY.get(gases.family(gas), Column.OTHER)


def gwp_table(tables: ReportTables, gwp_set: str) -> dict[Column, Decimal]:
    """The table GWP100 beside the inventory [kg CO2e/kg]."""
    values = tables.gwp_sets[gwp_set].values
    return {column: values[gas] for column, gas in _GAS_OF.items()}


@dataclass(slots=True)
class FactorBook:
    """Collects what the rows of one inventory use, and names it."""

    tables: ReportTables
    gwp_set: str
    labels: Labels
    prefix: str = ""
    names: NameBook = field(init=False)
    _factors: dict[UUID, _Collected] = field(default_factory=dict)
    _gwps: dict[tuple[tuple[str, Decimal], ...], _CollectedGwp] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep the names of the single gases."""
        self.names = NameBook(self.prefix)
        self.names.reserve(f"{self.prefix}{name}" for name in GWP_NAMES.values())

    def entries(self, masses: Mapping[str, Decimal]) -> dict[Column, GasEntry]:
        """The columns of some masses [kg], with their GWP and its name; EF names stay empty."""
        by_column: dict[Column, dict[str, Decimal]] = {}
        for gas, mass in masses.items():
            by_column.setdefault(column_of(gas, self.tables.gases), {})[gas] = mass
        made = {}
        for column in sorted(by_column, key=list(Column).index):
            gwp, gwp_name = self._gwp(column, by_column[column])
            made[column] = GasEntry(total(by_column[column].values()), gwp, gwp_name=gwp_name)
        return made

    def named(self, factor: EmissionFactor, column: Column | str) -> str:
        """The defined name of one figure of a factor, which enters the list by being used."""
        book = self._collected(factor)
        if column not in book.names:
            figure = "CO2" if column == BIOGENIC and book.name.endswith(BIOGENIC_END) else column
            book.names[column] = f"{book.name}_{figure}"
        return book.names[column]

    def section(self, sheet: str, factor_set: str, title_row: int) -> FactorSection:
        """All that was used, numbered from ``title_row`` on."""
        first = title_row + HEADING_ROWS
        rows = tuple(
            self._row(first + index, book) for index, book in enumerate(self._factors.values())
        )
        gwp_title = first + max(len(rows), 1) + 1
        number = gwp_title + 2
        gwps = []
        for collected in self._gwps.values():
            gwps.append(
                GwpRow(number, collected.name, collected.label, collected.value, collected.parts)
            )
            number += 1 + (len(collected.parts) if len(collected.parts) > 1 else 0)
        return FactorSection(
            sheet, self.prefix, factor_set, title_row, rows, gwp_title, tuple(gwps)
        )

    def _collected(self, factor: EmissionFactor) -> _Collected:
        if factor.id not in self._factors:
            name = self.names.name("EF", factor.key)
            self._factors[factor.id] = _Collected(factor, name, self._gases(factor))
        return self._factors[factor.id]

    def _gases(self, factor: EmissionFactor) -> dict[Column, GasEntry]:
        if factor.basis is Basis.CO2E_ONLY:
            return {}
        known = {
            gas: mass
            for gas, mass in factor.gases.items()
            if gas != BIOGENIC_CO2 and gas in self.tables.gwp_sets[self.gwp_set].values
        }
        return self.entries(known)

    def _row(self, number: int, book: _Collected) -> FactorRow:
        factor = book.factor
        inputs = "; ".join(f"{name} = {value}" for name, value in factor.derivation.inputs.items())
        return FactorRow(
            number=number,
            label=factor.name_th,
            unit=self._unit(factor.unit),
            gases={
                column: entry._replace(name=book.names.get(column, ""))
                for column, entry in book.gases.items()
            },
            biogenic=factor.gases.get(BIOGENIC_CO2),
            published=factor.published,
            by_gas=factor.basis is Basis.BY_GAS,
            names=book.names,
            edition=factor.edition,
            key=factor.key,
            reference=self.labels.reference(factor),
            derivation=" | ".join(part for part in (factor.derivation.equation, inputs) if part),
        )

    def _unit(self, code: str) -> str:
        known = self.tables.units.get(code)
        return code if known is None else known.symbol_th

    def _gwp(self, column: Column, gases: Mapping[str, Decimal]) -> tuple[Decimal, str]:
        """The GWP of a column and the name it is read by."""
        values = self.tables.gwp_sets[self.gwp_set].values
        if column in GWP_NAMES:
            return values[_GAS_OF[column]], self.prefix + GWP_NAMES[column]
        mass = total(gases.values())
        if not mass:
            gas = next(iter(gases))
            parts: tuple[GwpPart, ...] = (GwpPart(gas, ONE, values[gas]),)
        else:
            parts = tuple(
                GwpPart(gas, EXACT.divide(part, mass), values[gas])
                for gas, part in sorted(gases.items())
            )
        key = tuple((part.gas, round(part.share, SHARE_DIGITS).normalize()) for part in parts)
        if key not in self._gwps:
            self._gwps[key] = _collect_gwp(parts, self.names, self.tables.blends)
        return self._gwps[key].value, self._gwps[key].name


@dataclass(slots=True)
class _Collected:
    factor: EmissionFactor
    name: str
    gases: Mapping[Column, GasEntry]
    names: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _CollectedGwp:
    name: str
    label: str
    value: Decimal
    parts: tuple[GwpPart, ...]


def _collect_gwp(parts: tuple[GwpPart, ...], names: NameBook, blends: BlendTable) -> _CollectedGwp:
    value = total(EXACT.multiply(part.share, part.gwp) for part in parts)
    if len(parts) == 1:
        gas = parts[0].gas
        return _CollectedGwp(names.name("GWP", gas), gas, value, parts)
    mixture = " + ".join(f"{part.gas} {_percent(part.share)}%" for part in parts)
    blend = _blend(parts, blends)
    label = f"{blend} ({mixture})" if blend else mixture
    return _CollectedGwp(names.name("GWP", blend or mixture), label, value, parts)


def _blend(parts: tuple[GwpPart, ...], blends: BlendTable) -> str:
    """The designation of a mixture, or "" when it is none we know."""
    mixture = {part.gas: round(part.share, SHARE_DIGITS) for part in parts}
    for blend in blends.blends:
        if mixture == {gas: round(share, SHARE_DIGITS) for gas, share in blend.parts.items()}:
            return blend.code
    return ""


def _percent(share: Decimal) -> str:
    return canonical(round(EXACT.multiply(share, 100), 4))
