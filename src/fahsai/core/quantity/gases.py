"""Greenhouse gases: their names, the family a form shows them in, and whether they are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class GasFamily(StrEnum):
    """The columns of form TCFO_R_02 section 5, plus what stands beside them."""

    CO2 = "CO2"
    CH4 = "CH4"
    N2O = "N2O"
    SF6 = "SF6"
    NF3 = "NF3"
    HFCS = "HFCs"
    PFCS = "PFCs"
    OTHER = "other"  # HCFC, CFC, halon...: reported separately
    CO2_BIOGENIC = "CO2_biogenic"
    CO2E = "CO2e"  # a published figure whose gases are not known


@dataclass(frozen=True, slots=True)
class Gas:
    """One gas; ``counted`` is False for what stands apart from scopes 1 to 3.

    The seven gases of the Kyoto Protocol are counted, and a published CO2e figure too.
    HCFC, CFC, halons and biogenic CO2 are reported separately (form 5.4).
    """

    code: str
    formula: str
    name_th: str
    name_en: str
    family: GasFamily
    counted: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class GasTable:
    """All gases by code; made by :meth:`of`."""

    gases: tuple[Gas, ...]
    _by_code: Mapping[str, Gas] = field(repr=False, compare=False)

    @classmethod
    def of(cls, gases: Iterable[Gas]) -> GasTable:
        """A table from its rows; a code given twice is a fault of our own table."""
        rows = tuple(gases)
        by_code = {gas.code: gas for gas in rows}
        if len(by_code) != len(rows):
            raise ValueError("a gas code stands twice in the table")
        return cls(rows, by_code)

    def get(self, code: str) -> Gas | None:
        """The gas of a code, or None."""
        return self._by_code.get(code)

    def family(self, code: str) -> GasFamily:
        """The family of a gas; an unknown code raises ``KeyError``: codes are ours."""
        return self._by_code[code].family

    def counted(self, code: str) -> bool:
        """Whether the gas belongs in the totals of scopes 1 to 3."""
        return self._by_code[code].counted
