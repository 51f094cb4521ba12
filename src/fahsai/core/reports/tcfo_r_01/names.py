"""Defined names of the workbook: what a verifier reads in place of an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fahsai.core.reports.tcfo_r_01.columns import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 200
"""A defined name may have 255 characters; the gas is added behind."""

BASE = "BASE_"
"""Before the names of the base year."""

GWP_NAMES = {
    Column.CO2: "GWP_CO2",
    Column.CH4_FOSSIL: "GWP_CH4_FOSSIL",
    Column.CH4: "GWP_CH4",
    Column.N2O: "GWP_N2O",
    Column.SF6: "GWP_SF6",
    Column.NF3: "GWP_NF3",
}


def slug(text: str) -> str:
    """The part of a name made from a code: capitals, digits and underscores.

    >>> slug("mobile.diesel"), slug("refrigerant.R-410A"), slug("ไฟฟ้า")
    ('MOBILE_DIESEL', 'REFRIGERANT_R_410A', '')
    """
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")[:LONGEST]


class NameBook:
    """Gives each thing a name of its own; a second one of the same text gets a number."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._given: set[str] = set()

    def name(self, kind: str, text: str) -> str:
        """A new name: ``EF_MOBILE_DIESEL``, ``GWP_HFC_134A``."""
        plain = f"{self._prefix}{kind}_{slug(text) or 'ROW'}"
        candidate, number = plain, 1
        while candidate in self._given:
            number += 1
            candidate = f"{plain}_{number}"
        self._given.add(candidate)
        return candidate

    def reserve(self, names: Iterable[str]) -> None:
        """Keep names from being given."""
        self._given.update(names)
