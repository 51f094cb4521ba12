"""Where the official workbook computes wrongly, and what that means for this inventory.

Each place was read in the formulas of TGO's own file (V-Sheet, TCFO_R_01 Version 04).  The
official figure is what its formula would give with this organisation's rows typed in, top down.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.core.quantity.exact import EXACT, total
from fahsai.core.quantity.rounding import round_half_up
from fahsai.core.reports.tcfo_r_01.columns import SCOPES, Block, Column
from fahsai.core.reports.tcfo_r_01.content import Correction, InventoryState
from fahsai.core.reports.tcfo_r_01.summary import share, whole_tonnes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fahsai.core.reports.tcfo_r_01.content import InventorySheet, YearSummary

OFFICIAL_ROWS = {Block.SCOPE_1: 14, Block.SEPARATE: 5, Block.SCOPE_2: 3, Block.SCOPE_3: 6}
"""Rows of each band that have a working formula (10-23, 25-29, 31-33, 36-41)."""

OFFICIAL_GWP_FOSSIL_CH4 = Decimal(30)
"""Fr-04.1!AV9."""

NO_NUMBER = "(#DIV/0!)"
"""The error that the official formula shows; in brackets it is a text, not an error of ours."""


class Effect(NamedTuple):
    """The official figure and ours, as text; equal texts mean no difference here."""

    official: str
    ours: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one workbook; ``words`` hold place, formula, fault and remedy."""

    words: Mapping[str, Any]
    current: InventorySheet
    base: InventorySheet
    current_year: YearSummary
    base_year: YearSummary

    def all(self) -> tuple[Correction, ...]:
        """Every place, in the order of the sheets."""
        effects = self._effects()
        made = []
        for code, text in self.words["corrections"].items():
            effect = effects[code]() if code in effects else self._none()
            made.append(
                Correction(
                    text["place"],
                    text["formula"],
                    text["fault"],
                    text["ours"],
                    effect.official,
                    effect.ours,
                    effect.official != effect.ours,
                )
            )
        return tuple(made)

    def _effects(self) -> Mapping[str, Callable[[], Effect]]:
        return {
            "base_share": self._base_share,
            "base_other": self._base_other,
            "methane_total": self._methane_total,
            "lost_scope_2": lambda: self._lost(Block.SCOPE_2),
            "lost_scope_3": lambda: self._lost(Block.SCOPE_3),
            "fixed_scope_1": lambda: self._lost(Block.SCOPE_1),
            "fixed_separate": lambda: self._lost(Block.SEPARATE),
            "division_by_zero": self._division_by_zero,
            "intensity": self._intensity,
            "other_total": self._other_total,
            "share_row": self._share_row,
            "percent": self._percent,
            "round_up": self._round_up,
            "fossil_methane": self._fossil_methane,
        }

    def _none(self) -> Effect:
        same = str(self.words["effects"]["no_figure"])
        return Effect(same, same)

    def _base_share(self) -> Effect:
        if self.base.state is InventoryState.NONE:
            return self._none()
        shares = []
        for whole in (self.current_year.total_12, self.base_year.total_12):
            parts = (self.base_year.whole[Block.SCOPE_1], self.base_year.whole[Block.SCOPE_2])
            shares.append(" / ".join(self._of(part, whole) for part in parts))
        return Effect(*shares)

    def _base_other(self) -> Effect:
        return Effect("0", f"{self.base_year.whole[Block.SEPARATE]:,}")

    def _methane_total(self) -> Effect:
        band = self.current.band(Block.SCOPE_1)
        ours = f"{_printed(band.tonnes(Column.CH4), 6)} t / {_printed(band.co2e(Column.CH4))} tCO2e"
        return Effect(str(self.words["effects"]["blank"]), ours)

    def _lost(self, block: Block) -> Effect:
        band = self.current.band(block)
        kept = total(row.total for row in band.rows[: OFFICIAL_ROWS[block]])
        return Effect(_tonnes(kept), _tonnes(band.total))

    def _division_by_zero(self) -> Effect:
        empty = [
            str(self.words["blocks"][block]) for block in SCOPES if not self.current.totals[block]
        ]
        if not empty:
            return self._none()
        return Effect(f"#DIV/0! ({', '.join(empty)})", "-")

    def _intensity(self) -> Effect:
        if self.current_year.production is not None and self.current_year.production.quantity:
            return self._none()
        return Effect(NO_NUMBER, "-")

    def _other_total(self) -> Effect:
        ours = self.current.band(Block.SEPARATE).co2e(Column.OTHER)
        return Effect(_tonnes(Decimal(0)), _tonnes(ours))

    def _share_row(self) -> Effect:
        if not self.current.total_123:
            return self._none()
        return Effect(
            self._of(self.current.total_123, self.current.total_123),
            self._of(self.current.total_12, self.current.total_123),
        )

    def _percent(self) -> Effect:
        part = share(self.current.totals[Block.SCOPE_1], self.current.total_123)
        if part is None:
            return self._none()
        return Effect(_printed(part), f"{_printed(EXACT.multiply(part, 100))}%")

    def _round_up(self) -> Effect:
        exact = [self.current.totals[block] for block in SCOPES]
        plain = [value.quantize(Decimal(1), rounding=ROUND_UP, context=EXACT) for value in exact]
        ours = [whole_tonnes(value) for value in exact]
        return Effect(*(" / ".join(f"{value:,}" for value in found) for found in (plain, ours)))

    def _fossil_methane(self) -> Effect:
        tonnes = self.current.band(Block.SCOPE_1).tonnes(Column.CH4_FOSSIL)
        ours = EXACT.multiply(tonnes, self.current.gwp[Column.CH4_FOSSIL])
        return Effect(_tonnes(EXACT.multiply(tonnes, OFFICIAL_GWP_FOSSIL_CH4)), _tonnes(ours))

    def _of(self, part: Decimal, whole: Decimal) -> str:
        ratio = share(part, whole)
        return NO_NUMBER if ratio is None else f"{_printed(EXACT.multiply(ratio, 100))}%"


def _printed(value: Decimal, places: int = 2) -> str:
    return f"{round_half_up(value, places):,}"


def _tonnes(value: Decimal) -> str:
    return f"{_printed(value)} tCO2e"
