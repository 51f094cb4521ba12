"""What a metered quantity emits is the inventory's own figure, and its parts add up to it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.inventory.test_calculate import OLD, REPORTED, YEAR, codes, lines, run, source

from fahsai.core.inventory.metered import Emitted, Spent, emitted
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import total
from fahsai.core.thai.period import Period
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource

FIRST_DAY = Period(YEAR.start, YEAR.start + timedelta(days=1))


def hours(
    of: EmissionSource, *quantities: str, unit: str = "kWh"
) -> tuple[tuple[Emitted, ...] | None, tuple[Finding, ...]]:
    spent = [Spent(FIRST_DAY, Decimal(one), unit) for one in quantities]
    return emitted(of, spent, YEAR, REPORTED[OLD], rules_for(OLD))


def test_an_hour_of_electricity() -> None:
    found, findings = hours(source("electricity.paid"), "1", "0.001", "0")
    assert not findings
    assert found is not None
    assert [one.total_kg for one in found] == [Decimal("0.4999"), Decimal("0.0004999"), 0]
    assert set(found[0].by_class) == {ReportingClass.SCOPE_2}


@pytest.mark.parametrize("kind", ["mobile.diesel", "mobile.b7", "stationary.wood"])
def test_each_class_of_a_line_stands_apart(kind: str) -> None:
    of = source(kind)
    unit = "kg" if "wood" in kind else "litre"
    found, _ = hours(of, "12.5", unit=unit)
    whole, _ = run((of,), lines(of, "12.5", unit))
    assert found is not None
    assert dict(found[0].by_class) == dict(whole.sources[0].by_class)


@given(st.lists(st.decimals(0, 10**6, places=4), min_size=1, max_size=40))
def test_the_hours_of_a_year_add_up_to_the_year(quantities: list[Decimal]) -> None:
    of = source("electricity.paid")
    found, _ = hours(of, *map(str, quantities))
    whole, _ = run((of,), lines(of, str(total(quantities)), "kWh"))
    assert found is not None
    assert total(one.total_kg for one in found) == whole.total_kg


def test_without_a_factor_there_are_no_emissions() -> None:
    """A unit of something else, a kind nobody knows: said, and never zero."""
    for of, unit, code in (
        (source("electricity.paid"), "litre", "factor.unit"),
        (source("no.such.kind"), "kWh", "source.kind_unknown"),
    ):
        found, findings = hours(of, "1", unit=unit)
        assert found is None
        assert any(one.startswith(code) for one in codes(findings)), codes(findings)


def test_a_year_counted_at_once_has_no_hours() -> None:
    of = source(
        "landfill.own.municipal",
        parameters={"site": "landfill", "doc": "0.15", "deposit.2564": "1000"},
    )
    found, findings = hours(of, "1000", unit="kg")
    assert found is None
    assert "meter.method_of_year" in codes(findings)


def test_nothing_asked_nothing_answered() -> None:
    assert hours(source("electricity.paid")) == ((), ())
