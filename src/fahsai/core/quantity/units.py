"""The closed table of units: what a spelling means, and exact factors between units.

The rows are ``fahsai/reference/units.csv``; here is their shape and their behaviour.  Two units
convert into each other when they measure the same dimension *of* the same thing: kg of CH4 is
not kg of R-22, a cubic foot at 60 °F is not a cubic metre at 0 °C, a ream is not a mass, and
net calorific energy is not gross.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT
from fahsai.core.quantity.spelling import folded_key, unit_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal


class Dimension(StrEnum):
    """What a unit measures; the list is closed and money is not in it."""

    MASS = "mass"
    MASS_CO2E = "mass_co2e"
    MASS_CO2 = "mass_co2"
    MASS_CH4 = "mass_ch4"
    MASS_N2O = "mass_n2o"
    MASS_SF6 = "mass_sf6"
    MASS_NF3 = "mass_nf3"
    MASS_GAS = "mass_gas"  # refrigerants; ``MeasureUnit.of`` names which one
    MASS_LOAD = "mass_load"  # oxygen demand: BOD, COD
    VOLUME = "volume"
    NORMAL_VOLUME = "normal_volume"  # of gas; ``MeasureUnit.of`` is the reference condition
    ENERGY = "energy"
    ENERGY_NET = "energy_net"
    ENERGY_GROSS = "energy_gross"
    POWER = "power"
    DISTANCE = "distance"
    AREA = "area"
    TIME = "time"
    COUNT = "count"  # ``MeasureUnit.of`` is what is counted
    SHEETS = "sheets"
    PERSON_TIME = "person_time"
    MASS_DISTANCE = "mass_distance"
    PASSENGER_DISTANCE = "passenger_distance"
    VEHICLE_DISTANCE = "vehicle_distance"
    DIMENSIONLESS = "dimensionless"
    CONCENTRATION = "concentration"
    FLOW = "flow"
    ENERGY_PER_MASS = "energy_per_mass"
    ENERGY_PER_VOLUME = "energy_per_volume"
    MASS_PER_ENERGY = "mass_per_energy"


EMITTED = frozenset(
    {
        Dimension.MASS,
        Dimension.MASS_CO2E,
        Dimension.MASS_CO2,
        Dimension.MASS_CH4,
        Dimension.MASS_N2O,
        Dimension.MASS_SF6,
        Dimension.MASS_NF3,
        Dimension.MASS_GAS,
    }
)
"""Dimensions that may stand above the line of a factor's unit."""


@dataclass(frozen=True, slots=True)
class MeasureUnit:
    """One row of the table.

    ``factor`` [base unit of the dimension per unit] has at most 34 digits; ``of`` narrows the
    dimension to one thing (a gas, a reference condition, what is counted) and is empty for
    plain quantities; ``ucum`` is empty where UCUM has no such unit.
    """

    code: str
    symbol_th: str
    symbol_en: str
    name_th: str
    name_en: str
    ucum: str
    dimension: Dimension
    factor: Decimal
    aliases: tuple[str, ...]
    of: str = ""
    source: str = ""

    def measures_like(self, other: MeasureUnit) -> bool:
        """Whether quantities in the two units are quantities of the same thing."""
        return self.dimension is other.dimension and self.of == other.of

    def spellings(self) -> Iterator[str]:
        """Every text that means this unit."""
        yield from (self.code, self.symbol_th, self.symbol_en, self.name_th, self.name_en)
        yield from self.aliases


_PER_PERIOD = re.compile(
    r"\s*(?:/|ต่อ|\bper\b)\s*(?:ปี|เดือน|year|yr|annum|month|mo)\.?\s*$", re.IGNORECASE
)
_PER = re.compile(r"\s*/\s*|\s+per\s+|\s*ต่อ\s*", re.IGNORECASE)
_SAID_TWICE = re.compile(r"^\s*([^()]+?)\s*\(([^()]+)\)\s*$")


@dataclass(frozen=True, slots=True)
class UnitTable:
    """All units, by code and by spelling; made by :meth:`of`."""

    units: tuple[MeasureUnit, ...]
    _by_code: Mapping[str, MeasureUnit] = field(repr=False, compare=False)
    _by_key: Mapping[str, MeasureUnit] = field(repr=False, compare=False)
    _by_folded: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)
    _ambiguous: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)
    _factors: dict[tuple[str, str], Decimal | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(
        cls, units: Iterable[MeasureUnit], ambiguous: Mapping[str, tuple[str, ...]]
    ) -> UnitTable:
        """A table from its rows and the spellings that mean more than one unit.

        A spelling claimed by two units is a fault of our own table: ``ValueError``.
        """
        rows = tuple(units)
        by_code: dict[str, MeasureUnit] = {}
        by_key: dict[str, MeasureUnit] = {}
        for unit in rows:
            if unit.code in by_code:
                raise ValueError(f"unit code twice: {unit.code}")
            by_code[unit.code] = unit
            for spelling in unit.spellings():
                claimed = by_key.setdefault(unit_key(spelling), unit)
                if claimed is not unit:
                    raise ValueError(f"{spelling!r} means {claimed.code} and {unit.code}")
        folded: dict[str, list[str]] = defaultdict(list)
        for key, unit in by_key.items():
            small = folded_key(key)
            if small is not None and unit.code not in folded[small]:
                folded[small].append(unit.code)
        doubtful: dict[str, tuple[str, ...]] = {}
        for spelling, codes in ambiguous.items():
            key = unit_key(spelling)
            if key in by_key or not set(codes) <= by_code.keys():
                raise ValueError(f"ambiguous spelling is wrong: {spelling!r} {codes}")
            doubtful[key.casefold()] = codes
        return cls(rows, by_code, by_key, {k: tuple(v) for k, v in folded.items()}, doubtful)

    def get(self, code: str) -> MeasureUnit | None:
        """The unit of a code, or None."""
        return self._by_code.get(code)

    def parse(self, text: str, subject: str = "") -> tuple[MeasureUnit | None, tuple[Finding, ...]]:
        """The unit that a text names; never a guess.

        Capitals are ignored only where no two units differ by them alone ("KWH" is kWh, but
        "mj" may be MJ or mJ).  A unit said twice, "กิโลกรัม (kg)", is that unit.

        Findings: ``unit.missing`` for an empty text, ``unit.ambiguous`` when the spelling means
        several units, ``unit.unknown`` when it means none, ``unit.per_period`` when a trailing
        "ต่อปี" or "/month" was set aside.
        """
        subject = subject or text
        if not unit_key(text):
            return None, (finding("unit.missing", Level.ERROR, subject),)
        unit, candidates = self._look_up(text)
        if unit is not None:
            return unit, ()
        if candidates:
            return None, (self._ambiguity(text, candidates, subject),)
        return self._parse_per_period(text, subject)

    def is_spelling(self, text: str) -> bool:
        """Whether a text names a unit, or could mean several: :meth:`parse` without its advice.

        What is near an unknown spelling takes a thousand times as long to tell as this.
        """
        unit, candidates = self._look_up(text)
        if unit is not None or candidates:
            return True
        stripped = _PER_PERIOD.sub("", text)
        return stripped != text and bool(unit_key(stripped)) and self.is_spelling(stripped)

    def parse_factor_unit(
        self, text: str, subject: str = ""
    ) -> tuple[MeasureUnit | None, MeasureUnit | None, tuple[Finding, ...]]:
        """What a factor gives and per what: "kg CO2e/ลิตร" is kg of CO2e, per litre.

        Findings: those of :meth:`parse` for either part; ``unit.factor_unreadable`` when the
        text is not a mass per something.
        """
        subject = subject or text
        above, *below = _PER.split(text.strip().strip("[]"), maxsplit=1)
        if not below:
            return None, None, (_unreadable(text, subject),)
        mass, above_findings = self.parse(above, subject)
        if mass is not None and mass.dimension not in EMITTED:
            mass, above_findings = None, (_unreadable(text, subject),)
        denominator, below_findings = self.parse(below[0], subject)
        return mass, denominator, above_findings + below_findings

    def factor(self, from_code: str, to_code: str) -> Decimal | None:
        """How many of the second unit make one of the first, to 34 digits; None if unlike.

        Equation: ``factor = from.factor / to.factor``.  Kept after the first use, so that a
        calculation pays for it once.  Unknown codes raise ``KeyError``: codes are ours.
        """
        pair = (from_code, to_code)
        if pair not in self._factors:
            source, target = self._by_code[from_code], self._by_code[to_code]
            like = source.measures_like(target)
            self._factors[pair] = EXACT.divide(source.factor, target.factor) if like else None
        return self._factors[pair]

    def convert(
        self, value: Decimal, from_code: str, to_code: str, subject: str = ""
    ) -> tuple[Decimal | None, tuple[Finding, ...]]:
        """A quantity in another unit of the same thing.

        Equation: ``value x from.factor / to.factor``, multiplied first so that 12 inches are
        exactly one foot.  Finding: ``unit.incompatible``.
        """
        source, target = self._by_code[from_code], self._by_code[to_code]
        if source is target:
            return value, ()
        if not source.measures_like(target):
            return None, (
                finding(
                    "unit.incompatible",
                    Level.ERROR,
                    subject or from_code,
                    from_unit=from_code,
                    from_dimension=_dimension_text(source),
                    to_unit=to_code,
                    to_dimension=_dimension_text(target),
                ),
            )
        return EXACT.divide(EXACT.multiply(value, source.factor), target.factor), ()

    def _look_up(self, text: str) -> tuple[MeasureUnit | None, tuple[str, ...]]:
        """The unit of a spelling, or the codes it may mean, or neither."""
        key = unit_key(text)
        exact_match = self._by_key.get(key)
        if exact_match is not None:
            return exact_match, ()
        small = folded_key(key)
        candidates = self._ambiguous.get(key.casefold(), ())
        if not candidates and small is not None:
            candidates = self._by_folded.get(small, ())
            if len(candidates) == 1:
                return self._by_code[candidates[0]], ()
        if candidates:
            return None, candidates
        return self._said_twice(text), ()

    def _said_twice(self, text: str) -> MeasureUnit | None:
        match = _SAID_TWICE.match(text)
        if match is None:
            return None
        first, _ = self._look_up(match.group(1))
        second, _ = self._look_up(match.group(2))
        return first if first is second else None

    def _parse_per_period(
        self, text: str, subject: str
    ) -> tuple[MeasureUnit | None, tuple[Finding, ...]]:
        stripped = _PER_PERIOD.sub("", text)
        if stripped == text:
            return None, (self._ignorance(text, subject),)
        unit, findings = self.parse(stripped, subject)
        if unit is None:
            return None, findings
        note = finding("unit.per_period", Level.WARNING, subject, text=text, unit=unit.code)
        return unit, (*findings, note)

    def _ambiguity(self, text: str, codes: tuple[str, ...], subject: str) -> Finding:
        names = ", ".join(codes)
        return finding("unit.ambiguous", Level.ERROR, subject, text=text, candidates=names)

    def _ignorance(self, text: str, subject: str) -> Finding:
        near = get_close_matches(unit_key(text), self._by_key, n=3)
        codes = dict.fromkeys(self._by_key[key].code for key in near)
        return finding(
            "unit.unknown", Level.ERROR, subject, text=text, near=", ".join(codes) or "-"
        )


def _dimension_text(unit: MeasureUnit) -> str:
    return f"{unit.dimension} ({unit.of})" if unit.of else str(unit.dimension)


def _unreadable(text: str, subject: str) -> Finding:
    return finding("unit.factor_unreadable", Level.ERROR, subject, text=text)
