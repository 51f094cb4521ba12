"""Factors made with the GWP of another report of the IPCC, and those that are as they should be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.core.inventory.mistakes.one_source import each_month, said_of, source_of

from fahsai.core.inventory.mistakes.gwp_typed import gwp_of_other_set
from fahsai.core.inventory.mistakes.register import mistakes

if TYPE_CHECKING:
    from fahsai.core.finding import Finding

USED = each_month(*["31", "29", "30.5", "33", "32.5", "36"])


def told(
    kind: str, unit: str, factor: str, *, species: str = "", **more: object
) -> dict[str, Finding]:
    parameters = {"species": species} if species else {}
    entry = source_of(kind, unit, USED, factor=factor, parameters=parameters)
    assert not [one for one in said_of(mistakes, entry, **more) if "factor" in one.code]
    return {one.code: one for one in said_of(gwp_of_other_set, entry, **more)}


@pytest.mark.parametrize(
    ("kind", "unit", "factor", "species", "gwp", "ours"),
    [
        ("methane.release", "kg_ch4", "25", "CH4_biogenic", ("CH4 25", "CH4 28"), "28"),
        ("methane.release", "kg_ch4", "27", "CH4_biogenic", ("CH4 27", "CH4 28"), "28"),
        ("refrigerant", "kg", "2088", "R-410A",
         ("HFC-32 675, HFC-125 3500", "HFC-32 677, HFC-125 3170"), "1923.5"),
        ("mobile.diesel", "litre", "2.7446", "", ("CH4 25, N2O 298", "CH4 30, N2O 265"), "2.7406"),
        ("stationary.diesel", "litre", "2.7080", "", ("CH4 25, N2O 298", "CH4 30, N2O 265"),
         "2.7078"),
    ],
)  # fmt: skip
def test_the_potentials_of_another_report_are_told_with_ours(
    kind: str, unit: str, factor: str, species: str, gwp: tuple[str, str], ours: str
) -> None:
    said = told(kind, unit, factor, species=species)["mistake.gwp_of_other_set"]
    assert (said.data["gwp"], said.data["our_gwp"]) == gwp
    assert said.data["ours"] == ours
    assert said.data["set_en"].startswith("IPCC")


@pytest.mark.parametrize(
    ("kind", "unit", "factor", "species"),
    [
        ("methane.release", "kg_ch4", "28", "CH4_biogenic"),
        ("refrigerant", "kg", "1924", "R-410A"),
        ("refrigerant", "kg", "677", "R-32"),
        ("mobile.diesel", "litre", "2.7406", ""),
        ("mobile.diesel", "litre", "2.7403", ""),
        ("mobile.diesel", "litre", "2.74", ""),
        ("mobile.gasoline", "litre", "2.2373", ""),
        ("electricity.paid", "kWh", "0.4999", ""),
    ],
)
def test_the_potentials_of_the_year_are_left_alone(
    kind: str, unit: str, factor: str, species: str
) -> None:
    assert told(kind, unit, factor, species=species) == {}


def test_a_list_that_a_report_of_the_year_could_use_is_left_alone() -> None:
    """Fossil methane is 30 in TGO's list of 2022 and 28 in that of 2026."""
    fossil = {"species": "CH4_fossil", "report_date": date(2026, 11, 22), "gwp_set": "TGO-2026"}
    assert told("methane.release", "kg_ch4", "30", **fossil) == {}  # type: ignore[arg-type]
    assert told("mobile.diesel", "litre", "2.7406", gwp_set="TGO-2026") == {}


def test_the_set_of_the_calculation_counts_not_that_of_the_day() -> None:
    said = told("methane.release", "kg_ch4", "25", species="CH4_biogenic", gwp_set="AR4")
    assert said == {}
