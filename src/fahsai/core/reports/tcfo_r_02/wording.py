"""Numbers, dates, units and prose of TCFO_R_02, as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fahsai.core.quantity.exact import canonical
from fahsai.core.quantity.rounding import line_tonnes, round_half_up, total_tonnes_v01
from fahsai.core.thai.dates import format_date
from fahsai.core.thai.period import PeriodKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from fahsai.core.thai.period import Period


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of the document and the names of units [code -> Thai name]."""

    words: Mapping[str, Any]
    unit_names: Mapping[str, str]

    def text(self, key: str, **data: object) -> str:
        """A sentence of ours with its places filled."""
        template: str = self.words["texts"][key]
        return template.format(**data).strip()

    def word(self, table: str, key: str, **data: object) -> str:
        """A word of one table, with its places filled."""
        template: str = self.words[table][key]
        return template.format(**data) if data else template

    def plain(self, key: str) -> str:
        """A word that stands alone at the top of the table."""
        word: str = self.words[key]
        return word

    def unit(self, code: str) -> str:
        """The Thai name of a unit; an unknown code is printed as it is."""
        own: Mapping[str, str] = self.words["units"]
        return own.get(code) or self.unit_names.get(code) or code

    def named(self, table: str, code: str) -> str:
        """A word by a code that may be unknown: then the code itself."""
        known: Mapping[str, str] = self.words[table]
        return known.get(code, code)

    def line(self, kilograms: Decimal) -> str:
        """A line's figure [kg CO2e -> tCO2e, two decimals half-up]."""
        return f"{line_tonnes(kilograms):,.2f}"

    def total(self, kilograms: Decimal) -> str:
        """A total: the rounded unrounded sum [kg CO2e -> tCO2e, two decimals]."""
        return f"{total_tonnes_v01(kilograms):,.2f}"

    def long_date(self, day: date) -> str:
        """A date in full: 1 ตุลาคม 2564."""
        return format_date(day, "long")

    def short_date(self, day: date) -> str:
        """A date in brief: 1 ต.ค. 2564."""
        return format_date(day, "short")

    def period(self, period: Period) -> str:
        """The first and last day: 1 ตุลาคม 2564 ถึง 30 กันยายน 2565."""
        return f"{self.long_date(period.start)} ถึง {self.long_date(period.last_day)}"

    def year(self, period: Period) -> str:
        """What people call the period: ปีงบประมาณ พ.ศ. 2565."""
        keys = {
            PeriodKind.FISCAL_YEAR: "year_fiscal",
            PeriodKind.CALENDAR_YEAR: "year_calendar",
        }
        return self.text(keys.get(period.kind, "year_other"), year=period.year_be)


def amount(value: Decimal) -> str:
    """A quantity with grouped thousands and two decimals, half-up; below one, up to six.

    >>> from decimal import Decimal
    >>> amount(Decimal("1234.565")), amount(Decimal("12")), amount(Decimal("0.0121"))
    ('1,234.57', '12.00', '0.0121')
    """
    if value and abs(value) < 1:
        return max(f"{round_half_up(value, 2)}", canonical(round_half_up(value, 6)), key=len)
    return f"{round_half_up(value, 2):,.2f}"


def figure(value: Decimal) -> str:
    """A figure somebody entered, with the digits it was entered with.

    >>> from decimal import Decimal
    >>> figure(Decimal("1250.5"))
    '1,250.5'
    """
    return f"{value:,f}"
