"""Biogenic CO2 that a file counts in a scope: alone, or in one figure with the rest of its fuel."""

from __future__ import annotations

import pytest
from tests.core.inventory.mistakes.one_source import each_month, said_of, source_of

from fahsai.core.inventory.mistakes.biogenic import biogenic_totalled
from fahsai.core.inventory.mistakes.register import mistakes

USED = each_month(*["410", "390", "455", "430", "402", "445"])
COMBINED, ALONE = "mistake.biogenic_combined", "mistake.biogenic_totalled"
WOOD = "stationary.wood"


def told(kind: str, unit: str, factor: str, **parameters: str) -> list[tuple[str, ...]]:
    named = {f"biomass.{name}": value for name, value in parameters.items()}
    entry = source_of(kind, unit, USED, factor=factor, parameters=named)
    said = said_of(biogenic_totalled, entry)
    codes = {one.code for one in said_of(mistakes, entry)}
    assert not [code for code in codes if code.startswith(("mistake.factor", "mistake.gwp"))]
    return [(one.code, *(one.data.get(name, "") for name in ("counted", "apart"))) for one in said]


@pytest.mark.parametrize(
    ("kind", "unit", "factor", "counted", "apart"),
    [
        (WOOD, "kg", "1.8213", "0.0304", "1.7909"),
        (WOOD, "kg", "1.82", "0.0304", "1.7909"),
        ("stationary.charcoal", "kg", "3.4269", "0.1923", "3.2346"),
        ("stationary.biogas", "m3", "1.1439", "0.0011", "1.1428"),
        ("mobile.b7", "litre", "2.6655", "2.5504", "0.1151"),
        ("mobile.b100", "litre", "1.6705", "0.0265", "1.644"),
    ],
)
def test_a_figure_with_the_biogenic_co2_is_told_with_its_parts(
    kind: str, unit: str, factor: str, counted: str, apart: str
) -> None:
    assert told(kind, unit, factor) == [(COMBINED, counted, apart)]


@pytest.mark.parametrize("factor", ["1.7909", "1.79088"])
def test_the_biogenic_co2_alone_is_told_as_before(factor: str) -> None:
    assert told(WOOD, "kg", factor) == [(ALONE, "", "")]


@pytest.mark.parametrize(
    ("kind", "unit", "factor"),
    [
        (WOOD, "kg", "0.0304"),
        (WOOD, "kg", "0.030381"),
        (WOOD, "kg", ""),
        ("mobile.b7", "litre", "2.5504"),
        ("mobile.e10", "litre", "2.0444"),
        ("mobile.diesel", "litre", "2.7406"),
        ("electricity.paid", "kWh", "0.4999"),
    ],
)
def test_the_part_of_a_scope_is_left_alone(kind: str, unit: str, factor: str) -> None:
    assert told(kind, unit, factor) == []


def test_biomass_that_is_not_renewable_counts_with_all_its_carbon() -> None:
    assert told(WOOD, "kg", "1.8213", origin="other") == []
    assert told(WOOD, "kg", "1.8213", origin="forest", land="no") == []
    renewable = {"origin": "residue", "pools": "yes"}
    assert [code for code, *_ in told(WOOD, "kg", "1.8213", **renewable)] == [COMBINED]
