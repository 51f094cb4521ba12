"""Recognising the header of Fr-04.1 / Fr-04.2 by its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.thai.period import calendar_year, fiscal_year
from fahsai.core.thai.years import YearKind, parse_year
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.grid import shown

if TYPE_CHECKING:
    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.grid import Sheet

_SEARCH_ROWS = 30
_BAND = 5
"""Rows of the header, from the row of ขอบเขต | รายการ down."""

_GASES = {
    "co2": "CO2",
    "fossilch4": "CH4_FOSSIL",
    "ch4": "CH4",
    "n2o": "N2O",
    "sf6": "SF6",
    "nf3": "NF3",
    "hfcs": "HFC",
    "pfcs": "PFC",
}
_KIND = re.compile("รหัสชนิดแหล่งปล่อย")
OUTSIDE = "OTHER"
"""The gas outside the requirements (GHG ที่อยู่นอกข้อกำหนด)."""

_PERIOD, _BASE_YEAR = ("ปีที่เก็บ", "ระยะเวลา"), "ปีฐาน"
"""What stands before the months of the year; beside the base year alone, the words ปีฐาน."""

_ORIGINS = {
    "selfcollct": "self",
    "selfcollect": "self",
    "supplier": "supplier",
    "thlcidb": "th-lci-db",
    "tgoef": "tgo",
    "thaires.": "thai-research",
    "int.db": "international-db",
    "other": "other",
    "subsitute": "substitute",
    "substitute": "substitute",
}


@dataclass(frozen=True, slots=True)
class Fr04Header:
    """The columns of the sheet; ``factor`` is the total per unit, ``value`` the total in tonnes.

    ``products`` are the columns of tonnes CO2e by gas, of which only totals are read.
    ``kind`` is the column that a workbook of ours has beside the form.
    """

    row: int
    first_data_row: int
    scope: int
    item: int
    unit: int
    quantity: int
    factor: int
    value: int
    gases: tuple[tuple[str, int], ...]
    gwp: tuple[tuple[str, int], ...]
    origins: tuple[tuple[str, int], ...]
    reference: int | None
    kind: int | None
    products: tuple[tuple[str, int], ...] = ()


def find_fr04_header(sheet: Sheet) -> Fr04Header | None:
    """The header row that names ขอบเขต, รายการ, Total (kgCO2e/หน่วย) and Total GHG."""
    for row in range(min(sheet.height, _SEARCH_ROWS)):
        words = {
            column: squeezed(shown(value))
            for column, value in enumerate(sheet.rows[row])
            if isinstance(value, str)
        }
        scope = _first(words, "ขอบเขต")
        item = _first(words, "รายการ")
        factor = _first(words, "total(kgco2e")
        value = _first(words, "totalghg")
        if scope is None or item is None or factor is None or value is None:
            continue
        return _complete(sheet, row, (scope, item, factor, value))
    return None


def _first(words: dict[int, str], beginning: str) -> int | None:
    return next((column for column, text in words.items() if text.startswith(beginning)), None)


def _complete(sheet: Sheet, row: int, known: tuple[int, int, int, int]) -> Fr04Header | None:
    """The other columns, from the rows of the header below."""
    scope, item, factor, value = known
    band = range(row, min(row + _BAND, sheet.height))
    below = {
        column: [squeezed(sheet.text(r, column)) for r in band] for column in range(sheet.width)
    }
    unit = next((c for c in range(item + 1, factor) if "หน่วย" in below[c]), None)
    quantity = next((c for c in range(item + 1, factor) if "ปริมาณ" in below[c]), None)
    if unit is None or quantity is None:
        return None
    gases, gwp = _gas_columns(below, quantity, factor)
    origins = tuple(
        (_ORIGINS[text], column)
        for column in range(factor + 1, value)
        for text in dict.fromkeys(below[column])
        if text in _ORIGINS
    )
    reference = next((c for c in range(factor + 1, value) if "แหล่งอ้างอิง" in below[c]), None)
    kind = next((c for c in below if c > value and any(map(_KIND.match, below[c]))), None)
    header_end = next(r for r in band if squeezed(sheet.text(r, unit)) == "หน่วย")
    return Fr04Header(
        row,
        header_end + 1,
        scope,
        item,
        unit,
        quantity,
        factor,
        value,
        gases,
        gwp,
        origins,
        reference,
        kind,
        _products(below, factor if reference is None else reference, value),
    )


def _texts(sheet: Sheet, row: int) -> list[tuple[int, str]]:
    return [(c, shown(v)) for c, v in enumerate(sheet.rows[row]) if isinstance(v, str)]


def _gas_columns(
    below: dict[int, list[str]], quantity: int, factor: int
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """Factor columns by gas, and the GWP columns beside HFCs, PFCs and gases outside."""
    gases: list[tuple[str, int]] = []
    gwp: list[tuple[str, int]] = []
    for column in range(quantity + 1, factor):
        texts = below[column]
        gas = next((_GASES[text] for text in reversed(texts) if text in _GASES), None)
        outside = any("นอกข้อกำหนด" in text for text in texts)
        name = OUTSIDE if outside else gas
        if name is None:
            continue
        target = gwp if any("gwp" in text for text in texts) else gases
        target.append((name, column))
    return tuple(gases), tuple(gwp)


def _products(below: dict[int, list[str]], after: int, value: int) -> tuple[tuple[str, int], ...]:
    """The last column of each gas before the total: tonnes of CO2e, not of the gas."""
    found: dict[str, int] = {}
    for column in range(after + 1, value):
        for text in below[column]:
            if text in _GASES or text == "other":
                found[_GASES.get(text, OUTSIDE)] = column
    return tuple(found.items())


def period_of_header(sheet: Sheet, header: Fr04Header) -> tuple[str, Period | None]:
    """The words right of ปีที่เก็บข้อมูล (or ปีฐาน) and the period they name.

    ``ม.ค.63-ธ.ค.63`` names a calendar year, ``ต.ค. 64 - ก.ย. 65`` a fiscal year.
    """
    for row in range(header.row):
        for column, text in _texts(sheet, row):
            if squeezed(text).startswith(_PERIOD) or squeezed(text) == _BASE_YEAR:
                beside = [shown(v) for v in sheet.rows[row][column + 1 :] if v is not None]
                said = beside[0].strip() if beside else ""
                return said, period_said(said)
    return "", None


def period_said(text: str) -> Period | None:
    """The period that words such as ``ม.ค.63-ธ.ค.63`` or ``ปีงบประมาณ 2565`` name.

    >>> period_said("ต.ค. 2564 - ก.ย. 2565").kind.value
    'fiscal_year'
    """
    if "ระบุ" in text:
        return None  # the form's own example was left standing
    year, kind, findings = parse_year(text)
    if year is None or findings:
        return None
    return fiscal_year(year) if kind is YearKind.FISCAL else calendar_year(year)
