"""Refrigerants: what a designation is made of, and how people spell it.

The GWP of a blend is never stored; it is computed from its components, so that it follows the
GWP set.  The rows are ``fahsai/reference/blends.csv``, one for each designation of
:data:`DESIGNATIONS`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from fahsai.core.quantity.gases import GasTable
    from fahsai.core.quantity.gwp import GWPSet

DESIGNATIONS = (
    *("R-11", "R-12", "R-13", "R-13B1", "R-22", "R-23", "R-32", "R-113", "R-114", "R-115"),
    *("R-116", "R-123", "R-124", "R-125", "R-134", "R-134a", "R-141b", "R-142b", "R-143"),
    *("R-143a", "R-152a", "R-218", "R-227ea", "R-236fa", "R-245fa", "R-290", "R-365mfc"),
    *("R-600", "R-600a", "R-744"),
    *("R-404A", "R-407A", "R-407C", "R-407F", "R-410A", "R-417A", "R-422D", "R-507A"),
)
"""The refrigerants we know (ASHRAE 34 numbers), pure ones first, then blends."""

FORMULAS = {
    "chclf2": "R-22",
    "chf2cl": "R-22",
    "chf3": "R-23",
    "ch2f2": "R-32",
    "chcl2cf3": "R-123",
    "c2hcl2f3": "R-123",
    "c2hf5": "R-125",
    "chf2cf3": "R-125",
    "chf2chf2": "R-134",
    "ch2fcf3": "R-134a",
    # Also the formula of the isomer R-134, which no Thai form means: V-Sheet users write R-134a so.
    "c2h2f4": "R-134a",
    "ch2fchf2": "R-143",
    "ch3cf3": "R-143a",
    "cf3ch3": "R-143a",
    "ch3chf2": "R-152a",
}
"""Chemical formulas that offices write in place of the designation."""

_BY_NUMBER = {name.removeprefix("R-").casefold(): name for name in DESIGNATIONS}
_TEXT_NUMBER = re.compile(
    r"(?<![a-z0-9])(?:hcfc|hfc|cfc|freon|pfc|hc|r)[\s\-\u2010-\u2015.]*(\d{2,3}(?:b1|[a-z]{0,3}))(?![a-z0-9])"
)
_FORMULA = re.compile(r"(?:kg|g|t)?\s*(c[a-z0-9]*f\d?(?:c[a-z0-9]*|cl)?)(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Blend:
    """A refrigerant and its parts: gas code → mass fraction; the fractions add up to one."""

    code: str
    parts: Mapping[str, Decimal]
    source: str
    note: str = ""


def refrigerant(text: str) -> str | None:
    """The designation that a text speaks of, when it speaks of exactly one we know.

    >>> refrigerant("R 410A"), refrigerant("HCFC-22"), refrigerant("kgCHClF2"), refrigerant("R-999")
    ('R-410A', 'R-22', 'R-22', None)
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    numbers = [_BY_NUMBER.get(number) for number in _TEXT_NUMBER.findall(plain)]
    if not numbers:
        numbers = [FORMULAS.get(formula) for formula in _FORMULA.findall(plain)]
    found = set(numbers)
    return found.pop() if len(found) == 1 else None


def blend_gwp(blend: Blend, gwp_set: GWPSet) -> Decimal | None:
    """The GWP of a blend [kg CO2e per kg], or None when the set lacks a component.

    Equation: ``GWP = sum of (mass fraction x GWP of the component)``.
    Reference: IPCC 2006 Guidelines, vol. 3, table 7.8 (components by mass).

    >>> from decimal import Decimal
    >>> from fahsai.core.quantity.gwp import GWPSet
    >>> half = Decimal("0.5")
    >>> ar5 = GWPSet("AR5", "", "", "", {"HFC-32": Decimal(677), "HFC-125": Decimal(3170)})
    >>> blend_gwp(Blend("R-410A", {"HFC-32": half, "HFC-125": half}, ""), ar5)
    Decimal('1923.5')
    """
    terms = []
    for gas, fraction in blend.parts.items():
        potential = gwp_set.value(gas)
        if potential is None:
            return None
        terms.append(EXACT.multiply(fraction, potential))
    return total(terms)


@dataclass(frozen=True, slots=True)
class BlendTable:
    """All refrigerants by designation; made by :meth:`of`."""

    blends: tuple[Blend, ...]
    gases: GasTable
    _by_code: Mapping[str, Blend] = field(repr=False, compare=False)

    @classmethod
    def of(cls, blends: Iterable[Blend], gases: GasTable) -> BlendTable:
        """A table from its rows; parts must be known gases and add up to exactly one."""
        rows = tuple(blends)
        by_code = {blend.code: blend for blend in rows}
        if len(by_code) != len(rows) or by_code.keys() != set(DESIGNATIONS):
            raise ValueError("the table of refrigerants differs from the known designations")
        for blend in rows:
            if total(blend.parts.values()) != 1:
                raise ValueError(f"the parts of {blend.code} do not add up to one")
            if any(gases.get(gas) is None for gas in blend.parts):
                raise ValueError(f"{blend.code} has a part that is no known gas")
        return cls(rows, gases, by_code)

    def get(self, code: str) -> Blend | None:
        """The refrigerant of a designation, or None."""
        return self._by_code.get(code)

    def expand(self, code_or_gas: str, mass: Decimal) -> Mapping[str, Decimal]:
        """The mass of each gas [unit of ``mass``] in a mass of a refrigerant or of a gas.

        Equation: ``mass of a component = mass x its fraction``.  A gas code gives itself.  A
        code that is neither raises ``KeyError``: spellings are recognised before.
        """
        blend = self._by_code.get(code_or_gas)
        if blend is not None:
            return {gas: EXACT.multiply(mass, part) for gas, part in blend.parts.items()}
        if self.gases.get(code_or_gas) is None:
            raise KeyError(code_or_gas)
        return {code_or_gas: mass}
