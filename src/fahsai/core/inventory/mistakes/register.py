"""All rules, in the order in which their findings are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.mistakes import (
    doubles,
    factors_typed,
    form,
    months,
    power,
    quantities,
    spans,
    switches,
    years,
)

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.mistakes.case import Case

Judge = Callable[["Case"], Iterable["Finding"]]


class Rule(NamedTuple):
    """One rule: its name, the codes of what it says, and the function that says it.

    The first line of the function's docstring is what the documentation prints.
    """

    name: str
    codes: tuple[str, ...]
    judge: Judge


def _rule(judge: Callable[[Case], Iterable[Finding]], *codes: str) -> Rule:
    name = judge.__name__
    return Rule(name, codes or (f"mistake.{name}",), judge)


RULES: tuple[Rule, ...] = (
    _rule(factors_typed.factor_of_other),
    _rule(factors_typed.factor_per_other_unit),
    _rule(factors_typed.factor_slip),
    _rule(factors_typed.factor_uneven),
    _rule(
        factors_typed.electricity_cfp, "mistake.electricity_cfp", "mistake.electricity_cfp_doubled"
    ),
    _rule(factors_typed.blend_as_neat),
    _rule(factors_typed.biogenic_totalled),
    _rule(factors_typed.separate_totalled),
    _rule(factors_typed.hazardous_as_municipal),
    _rule(factors_typed.load_swapped),
    _rule(quantities.quantity_jump),
    _rule(quantities.headcount_jump),
    _rule(quantities.year_jump, "mistake.year_jump", "mistake.headcount_year_jump"),
    _rule(switches.unit_switch),
    _rule(switches.unit_since_last_year),
    _rule(power.power_per_head),
    _rule(months.months_missing),
    _rule(months.zero_month),
    _rule(doubles.same_series),
    _rule(doubles.same_meter),
    _rule(doubles.line_twice),
    _rule(doubles.copied_year),
    _rule(years.year_ahead),
    _rule(years.year_twice),
    _rule(years.year_beside_file),
    _rule(years.source_gone),
    _rule(spans.outside_span, "mistake.record_after_end", "mistake.record_before_start"),
    _rule(form.calibration_error),
    _rule(form.calibration_absent),
    _rule(form.evidence_missing, "mistake.evidence_missing", "mistake.evidence_none"),
    _rule(form.picture_missing, "mistake.picture_missing", "mistake.meeting_unpictured"),
    _rule(form.order_missing),
)
"""Every rule that there is; ``docs/how-to/findings.md`` lists them."""

ELSEWHERE: tuple[str, ...] = (
    "edition.not_usable",
    "source.not_this_year",
    "source.units_mixed",
    "source.no_lines",
    "line.negative",
    "blend.counted_neat",
    "class.reported_apart",
    "sheet.year_mismatch",
    "sheet.base_after_current",
    "sheet.arithmetic",
    "sheet.total_differs",
)
"""Mistakes that the calculation, or the reading of a file, finds on its way."""


def mistakes(case: Case) -> tuple[Finding, ...]:
    """Everything the rules say of a case."""
    return tuple(said for rule in RULES for said in rule.judge(case))
