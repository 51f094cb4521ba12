"""The columns of the sheets Fr-04.1 and Fr-04.2, as the official workbook letters them."""

from __future__ import annotations

from enum import StrEnum

FIRST_ROW = 10
"""The first row of an inventory table (1-based, as the sheet counts)."""


class Column(StrEnum):
    """A gas column of the form."""

    CO2 = "CO2"
    CH4_FOSSIL = "CH4_FOSSIL"
    CH4 = "CH4"
    N2O = "N2O"
    SF6 = "SF6"
    NF3 = "NF3"
    HFCS = "HFCS"
    PFCS = "PFCS"
    OTHER = "OTHER"


SINGLE_GAS = (
    Column.CO2,
    Column.CH4_FOSSIL,
    Column.CH4,
    Column.N2O,
    Column.SF6,
    Column.NF3,
)
"""Columns with one gas each: their GWP stands in the small table beside the inventory."""

EF = {
    Column.CO2: "E",
    Column.CH4_FOSSIL: "F",
    Column.CH4: "G",
    Column.N2O: "H",
    Column.SF6: "I",
    Column.NF3: "J",
    Column.HFCS: "K",
    Column.PFCS: "L",
    Column.OTHER: "O",
}
"""Emission factor per gas [kg of gas/unit]."""

GWP = {Column.HFCS: "M", Column.PFCS: "N", Column.OTHER: "P"}
"""GWP of the columns that hold many gases [kg CO2e/kg]."""


TONNES = {
    Column.CO2: "AA",
    Column.CH4_FOSSIL: "AB",
    Column.CH4: "AC",
    Column.N2O: "AD",
    Column.SF6: "AE",
    Column.NF3: "AF",
}
"""Product, tonnes of gas."""

CO2E = {
    Column.CH4_FOSSIL: "AG",
    Column.CH4: "AH",
    Column.N2O: "AI",
    Column.SF6: "AJ",
    Column.NF3: "AK",
    Column.HFCS: "AL",
    Column.PFCS: "AM",
    Column.OTHER: "AN",
}
"""Product, tonnes CO2e (CO2 itself stands in AA: its GWP is 1)."""

QUANTITY = "D"
PER_UNIT = "Q"
TOTAL = "AO"
SHARE = "AP"
SHARE_12 = "AQ"
SHARE_123 = "AR"
KIND = "AX"
"""Beside the form: what kind of source a row is, for a program that reads the workbook back."""


class Tick(StrEnum):
    """Where a factor comes from; the value is its column."""

    SELF_COLLECT = "R"
    SUPPLIER = "S"
    TH_LCI_DB = "T"
    TGO_EF = "U"
    THAI_RESEARCH = "V"
    INTERNATIONAL_DB = "W"
    OTHER = "X"


SUBSTITUTE = "Y"


class Block(StrEnum):
    """A band of rows of the form, in its order."""

    SCOPE_1 = "scope_1"
    SEPARATE = "separate"
    SCOPE_2 = "scope_2"
    SCOPE_3 = "scope_3"
    PENDING = "pending"


SCOPES = (Block.SCOPE_1, Block.SCOPE_2, Block.SCOPE_3)
SUMMED = (Block.SCOPE_1, Block.SEPARATE, Block.SCOPE_2, Block.SCOPE_3)
