"""CO2e of a factor under a GWP set, and what is said when the set does not fit."""

from __future__ import annotations

from decimal import Decimal
from string import Formatter

from tests.core.factors.factor_makers import make_factor

from fahsai.core.factors.co2e import co2e_per_unit, published_findings
from fahsai.reference.load_gases import load_gwp_sets
from fahsai.words.load import words

GWP = {"CO2": Decimal(1), "CH4_fossil": Decimal(30), "N2O": Decimal(265)}
DIESEL = make_factor(
    "diesel",
    "2.7406",
    gases={
        "CO2": Decimal("2.698722"),
        "CH4_fossil": Decimal("0.000142038"),
        "N2O": Decimal("0.000142038"),
    },
)


def test_by_gas_is_computed_not_copied() -> None:
    assert co2e_per_unit(DIESEL, GWP) == Decimal("2.74062321")


def test_biogenic_co2_counts_only_when_asked() -> None:
    biofuel = make_factor("b", "1", gases={"CO2_biogenic": Decimal(2), "N2O": Decimal("0.001")})
    assert co2e_per_unit(biofuel, GWP) == Decimal("0.265")
    assert co2e_per_unit(biofuel, GWP, biogenic_co2=True) == Decimal("2.265")


def test_a_gas_without_gwp_gives_no_figure() -> None:
    exotic = make_factor("x", "1", gases={"HFC-999": Decimal(1), "CO2": Decimal(1)})
    assert co2e_per_unit(exotic, GWP) is None


def test_what_counts_as_published_stays_and_says_so_under_other_values() -> None:
    grid = make_factor("grid", "0.4999")
    assert co2e_per_unit(grid, {}) == Decimal("0.4999")
    assert published_findings(grid, "TGO-2022", "S-1") == ()
    assert published_findings(grid, "AR5", "S-1") == ()
    (found,) = published_findings(grid, "TGO-2026", "S-1")
    assert found.code == "gwp.published_other_set"
    assert found.data["published"] == "0.4999"


def test_a_factor_by_gas_says_it_too_when_its_published_figure_counts() -> None:
    (found,) = published_findings(DIESEL, "AR6", "S-1")
    assert found.data["factor_set"] == DIESEL.gwp_set


def test_the_sets_that_pass_for_the_same_have_the_same_values() -> None:
    sets = load_gwp_sets()
    assert dict(sets["AR5"].values) == dict(sets["TGO-2022"].values)


def test_the_findings_have_words() -> None:
    for one in published_findings(make_factor("grid", "0.4999"), "AR6", "S"):
        for text in words("findings_factors")[one.code].values():
            names = {name for _, name, _, _ in Formatter().parse(text) if name}
            assert names <= {"subject", *one.data}
