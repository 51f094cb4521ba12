"""The electricity factor of a file: of a list out of its time, of none, or as it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.core.inventory.mistakes.one_source import each_month, said_of, source_of

from fahsai.core.factors.choice import DecidedBy, FactorChoice
from fahsai.core.factors.factor import Publisher
from fahsai.core.inventory.mistakes.factors_typed import electricity_cfp
from fahsai.core.inventory.mistakes.grid_factors import grid_factor
from fahsai.core.inventory.mistakes.register import mistakes
from fahsai.core.thai.period import fiscal_year
from fahsai.services.noticing.tables import tables

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.core.thai.period import Period

OTHER, NONE = "mistake.grid_factor_other_list", "mistake.grid_factor_unlisted"
USED = each_month(*["3100", "2900", "3050", "3300", "3250", "3600", "4100", "4050"])


def told(
    factor: str,
    *,
    report: date = date(2025, 1, 15),
    period: Period | None = None,
    unit: str = "kWh",
    kind: str = "electricity.paid",
) -> list[Finding]:
    when = period or fiscal_year(2567)
    entry = source_of(kind, unit, USED, label="ไฟฟ้าสำนักงาน", factor=factor, period=when)
    return said_of(grid_factor, entry, report_date=report)


@pytest.mark.parametrize("factor", ["0.5812", "0.5813", "0.58"])
def test_a_withdrawn_figure_is_told_with_its_list_and_with_ours(factor: str) -> None:
    (one,) = told(factor)
    assert one.code == OTHER
    assert one.data["ours"] == "0.4999"
    assert "2009" in one.data["list_en"]
    assert "2022" in one.data["ours_en"]


def test_a_figure_of_a_list_that_is_not_in_force_yet_is_told() -> None:
    assert [one.code for one in told("0.4750")] == [OTHER]
    assert [one.code for one in told("0.475", report=date(2026, 2, 10))] == []


@pytest.mark.parametrize("factor", ["0.62", "0.5610", "0.45"])
def test_a_figure_of_no_list_is_told(factor: str) -> None:
    assert [one.code for one in told(factor)] == [NONE]


@pytest.mark.parametrize("factor", ["0.4999", "0.500", "0.5", ""])
def test_the_figure_of_the_list_in_force_is_left_alone(factor: str) -> None:
    assert told(factor) == []


def test_the_list_of_a_report_that_was_made_in_its_time_is_left_alone() -> None:
    today = date(2026, 11, 22)
    assert told("0.4999", report=today) == []
    said = told("0.4999", report=today, period=fiscal_year(2569))
    assert [one.code for one in said] == [OTHER]
    assert said[0].data["ours"] == "0.475"


@pytest.mark.parametrize("factor", ["4.999", "0.9499", "0.5986", "0.0987"])
def test_slips_and_the_figures_of_other_things_are_told_by_their_own_rules(factor: str) -> None:
    assert told(factor) == []
    entry = source_of("electricity.paid", "kWh", USED, label="ไฟฟ้าสำนักงาน", factor=factor)
    codes = {"mistake.factor_slip", "mistake.electricity_cfp", "mistake.factor_of_other"}
    assert {one.code for one in said_of(mistakes, entry)} & codes


def test_megawatt_hours_have_a_thousand_times_the_figure() -> None:
    assert told("499.9", unit="MWh") == []
    assert [one.code for one in told("581.2", unit="MWh")] == [OTHER]
    assert [one.code for one in told("620", unit="MWh")] == [NONE]
    assert told("0.4999", unit="MWh") == []  # that is another rule's: per another unit


def test_only_the_grid_is_looked_at() -> None:
    assert told("0.62", kind="electricity.self_generated") == []
    assert told("0.62", kind="sold.use.electricity") == []


def test_who_chose_a_factor_of_their_own_knows_better() -> None:
    entry = source_of("electricity.paid", "kWh", USED, label="ไฟฟ้าสำนักงาน", factor="0.62")
    row = next(one for one in tables().published if one.activity == "electricity.grid")
    for publisher, codes in (
        (Publisher.OWN, []),
        (Publisher.SUPPLIER, []),
        (Publisher.TGO, [NONE]),
    ):
        chosen = replace(row, publisher=publisher)
        choice = FactorChoice("direct", row.activity, (row.activity,), chosen, None, (),
                              DecidedBy.PERSON)  # fmt: skip
        said = said_of(grid_factor, replace(entry, choices=(choice,)))
        assert [one.code for one in said] == codes


def test_the_figures_that_are_offered_for_that_of_products_are_of_lists_in_force() -> None:
    entry = source_of("electricity.paid", "kWh", USED, label="ไฟฟ้าสำนักงาน", factor="0.5986")
    (one,) = said_of(electricity_cfp, entry)
    assert one.data["expected"] == "0.4999"
