"""Emission factors, the editions that publish them, and the ordered choice of editions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from uuid import UUID


class Basis(StrEnum):
    """Whether the gases of a factor are known, or only its CO2e as published."""

    BY_GAS = "by_gas"
    CO2E_ONLY = "co2e_only"


class Publisher(StrEnum):
    """Who stands behind a factor, best first (DESIGN, rule 7)."""

    OWN = "own"
    SUPPLIER = "supplier"
    TGO = "tgo"
    NATIONAL = "national"
    REGIONAL = "regional"
    INTERNATIONAL = "international"


class FactorGrade(StrEnum):
    """Quality of a factor, form TCFO_R_02 table 3, column B."""

    C = "C"  # measured, 4 points
    D = "D"  # maker or national, 3 points
    E = "E"  # regional, 2 points
    F = "F"  # international, 1 point


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the gases of a factor were made, so that the trace can print it.

    ``rule`` is ``ncv`` (NCV x IPCC default), ``blend`` (from components), ``parts`` (own parts)
    or ``published`` (as printed).  ``inputs`` hold the figures as text, by name and with unit:
    ``ncv [MJ/litre]``, ``CO2 [kg/TJ]``, ``share of biofuel`` ...
    """

    rule: str
    inputs: Mapping[str, str]
    equation: str
    reference: str
    circular: bool = False


@dataclass(frozen=True, slots=True)
class EmissionFactor:
    """One row of one published list.

    ``gases`` [kg of gas per ``unit``] by gas code (``CO2``, ``CO2_biogenic``, ``CH4_fossil``,
    ``CH4_biogenic``, ``CH4``, ``N2O``...) when ``basis`` is by gas; ``published`` is the printed
    figure [kg CO2e per unit] with its digits, and ``gwp_set`` the set it was computed with.
    ``activity`` is what is burned, bought or thrown away; rows that differ only in technology
    share it.  ``position`` is the place in the publisher's own list (the last tie-break).
    ``uncertainty`` is the 95 % interval that is given with it, as
    :func:`~fahsai.core.inventory.uncertainty.interval.interval` reads it; empty where none is.
    """

    id: UUID
    edition: str
    key: str
    activity: str
    technology: str
    name_th: str
    name_en: str
    unit: str
    basis: Basis
    gases: Mapping[str, Decimal]
    published: Decimal
    gwp_set: str
    publisher: Publisher
    grade: FactorGrade
    position: int
    year: int
    source: str
    derivation: Derivation
    scope: str = ""
    note: str = ""
    uncertainty: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One published, immutable, hashed list of factors.

    It may be used for reports dated from ``usable_from`` to ``usable_to`` (both included; the
    date of the report, never that of the activity).
    """

    code: str
    name_th: str
    name_en: str
    publisher: Publisher
    gwp_set: str
    published_on: date
    usable_from: date
    usable_to: date | None
    rows: tuple[EmissionFactor, ...]
    sha256: str
    source: str

    def usable_on(self, report_date: date) -> bool:
        """Whether a report of that date may use the list."""
        return self.usable_from <= report_date and (
            self.usable_to is None or report_date <= self.usable_to
        )


@dataclass(frozen=True, slots=True)
class FactorSet:
    """An ordered choice of editions, with the organisation's own factors first."""

    code: str
    editions: tuple[Edition, ...]
    own: tuple[EmissionFactor, ...] = field(default=())
