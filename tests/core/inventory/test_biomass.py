"""Biomass: what the answers of section 3.2.2 come to, and blends that a list does not print."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest
from tests import r01_dossiers as made

from fahsai.core.finding import Finding, Level
from fahsai.core.inventory.biomass import (
    QUESTIONS,
    BiomassOrigin,
    BiomassVerdict,
    answers,
    biomass_findings,
    is_asked,
)
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import total
from fahsai.core.thai.period import fiscal_year
from fahsai.reference.load_kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.result import SourceResult

S1, BIOGENIC = ReportingClass.SCOPE_1, ReportingClass.BIOGENIC
PERIOD = fiscal_year(2568)
EDITIONS = pytest.mark.parametrize("edition", [made.OLD_SET, made.NEW_SET], ids=lambda one: one[0])
RENEWABLE = {"biomass.origin": "residue", "biomass.pools": "yes"}


def counted(
    kind: str, edition: tuple[str, str], unit: str, parameters: Mapping[str, str] | None = None
) -> tuple[SourceResult, tuple[Finding, ...]]:
    """A year of 1,000 units a month, within 5 % of it."""
    rules = made.rules(*edition)
    entry = made.Entry(kind, "แหล่ง", unit, "1000", parameters or {})
    source = made.source_of(entry, 1, None)
    data = InventoryInput(PERIOD, made.REPORT_DATE, (source,), made.lines_of(entry, source, PERIOD))
    calculation, findings = calculate(data, rules)
    return calculation.sources[0], findings


def codes(findings: tuple[Finding, ...], start: str) -> list[str]:
    return [item.code for item in findings if item.code.startswith(start)]


@pytest.mark.parametrize("origin", [one for one in BiomassOrigin if one is not BiomassOrigin.OTHER])
def test_every_combination_of_answers_has_its_verdict(origin: BiomassOrigin) -> None:
    asked = QUESTIONS[origin]
    assert asked
    for words in product(("yes", "no", "", "อาจจะ"), repeat=len(asked)):
        said = {q.parameter: word for q, word in zip(asked, words, strict=True)}
        found = answers({"biomass.origin": origin.value, **said})
        expected = (
            BiomassVerdict.NOT_RENEWABLE if "no" in words
            else BiomassVerdict.RENEWABLE if set(words) == {"yes"}
            else BiomassVerdict.UNANSWERED
        )  # fmt: skip
        assert found.verdict is expected, (origin, words)


def test_an_answer_to_a_question_of_another_origin_says_nothing() -> None:
    given = {"biomass.origin": "waste", "biomass.pools": "no", "biomass.non_fossil": "yes"}
    assert answers(given).verdict is BiomassVerdict.RENEWABLE
    assert answers({"biomass.pools": "no"}).verdict is BiomassVerdict.UNANSWERED
    assert answers({"biomass.origin": "other"}).verdict is BiomassVerdict.NOT_RENEWABLE
    assert answers({"biomass.origin": "มะพร้าว"}).origin is None


def test_solid_biomass_and_biogas_are_asked_and_nothing_else_is() -> None:
    asked = {kind.code for kind in kinds().values() if is_asked(kind)}
    assert {"stationary.wood", "stationary.biogas", "stationary.bagasse"} <= asked
    assert not {"mobile.b7", "stationary.b100", "heat.by_boiler", "stationary.diesel"} & asked


@EDITIONS
@pytest.mark.parametrize(("kind", "unit"), [("stationary.wood", "kg"), ("stationary.biogas", "m3")])
def test_what_is_not_renewable_moves_its_co2_and_nothing_else(
    kind: str, unit: str, edition: tuple[str, str]
) -> None:
    apart, said = counted(kind, edition, unit, RENEWABLE)
    assert codes(said, "biomass.") == []
    moved, said = counted(kind, edition, unit, {**RENEWABLE, "biomass.pools": "no"})
    assert codes(said, "biomass.") == ["biomass.not_renewable"]
    assert (S1, "CO2") not in apart.gases
    assert moved.gases[S1, "CO2"] == apart.by_class[BIOGENIC] > 0
    assert BIOGENIC not in moved.by_class
    for gas in ("CH4", "N2O"):
        assert moved.gases[S1, gas] == apart.gases[S1, gas]
    assert moved.total_kg == total((apart.total_kg, apart.by_class[BIOGENIC]))
    parts = [one for line in moved.lines for one in line.components]
    assert total(one.co2e_kg for one in parts) == moved.total_kg


@EDITIONS
def test_until_it_is_answered_the_co2_stays_apart_with_a_warning(
    edition: tuple[str, str],
) -> None:
    apart, _ = counted("stationary.wood", edition, "kg", RENEWABLE)
    for given, missing in (
        ({}, "origin"),
        ({"biomass.origin": "forest", "biomass.land": "yes"}, "carbon, law"),
    ):
        result, said = counted("stationary.wood", edition, "kg", given)
        (item,) = [one for one in said if one.code == "biomass.unanswered"]
        assert (item.level, item.data["questions"]) == (Level.WARNING, missing)
        assert result.gases == apart.gases


def test_a_misspelt_answer_is_an_error_and_no_answer() -> None:
    kind = kinds()["stationary.wood"]
    given = {"biomass.origin": "forrest", "biomass.law": "ใช่", "biomass.lnd": "yes"}
    source = made.source_of(made.Entry(kind.code, "ฟืน", "kg", "1", given), 1, None)
    said = biomass_findings(source, kind)
    wrong = {one.data["parameter"] for one in said if one.code == "biomass.answer_unknown"}
    assert wrong == {"biomass.origin", "biomass.law", "biomass.lnd"}
    assert "biomass.unanswered" in codes(said, "biomass.")
    assert biomass_findings(source, kinds()["stationary.diesel"]) == ()


def test_the_answers_are_part_of_what_a_calculation_is_made_of() -> None:
    from fahsai.core.inventory.fingerprint import inputs_sha256

    hashes = set()
    for word in ("yes", "no", ""):
        entry = made.Entry("stationary.wood", "ฟืน", "kg", "1", {**RENEWABLE, "biomass.pools": word})
        source = made.source_of(entry, 1, None)
        data = InventoryInput(PERIOD, made.REPORT_DATE, (source,), ())
        hashes.add(inputs_sha256(data, made.rules(*made.NEW_SET)))
    assert len(hashes) == 3


# --- blends ---

PRINTED_2026 = {
    "mobile.b7": ("2.5504", "0.1151"), "mobile.b20": ("2.1976", "0.3288"),
    "stationary.b7": ("2.5184", "0.1151"), "stationary.b20": ("2.1672", "0.3288"),
    "stationary.e10": ("1.9708", "0.1497"), "stationary.e20": ("1.7524", "0.2994"),
    "stationary.e85": ("0.3327", "1.2723"), "mobile.e10": ("2.0444", "0.1497"),
    "mobile.e20": ("1.8184", "0.2994"), "mobile.e85": ("0.3496", "1.2723"),
    "offroad.b7": ("2.7901", "0.1151"),
    "offroad.gasoline_4stroke.household.e10": ("2.0859", "0.1497"),
    "offroad.gasoline_2stroke.agriculture.e10": ("2.0901", "0.1497"),
    "mobile.b100": ("0.0265", "1.6440"), "stationary.b100": ("0.0056", "1.6440"),
    "mobile.ethanol": ("0.0107", "1.4968"), "stationary.ethanol": ("0.0051", "1.4968"),
}  # fmt: skip
"""Scope 1 and biogenic CO2 of one litre [kg CO2e], as TGO's list of February 2569 has them."""
NEAT = {
    ("mobile.b10", 0): "2.7406", ("mobile.b10", 1): "2.7403",
    ("mobile.b7", 0): "2.7406", ("mobile.b20", 0): "2.7406",
    ("stationary.b10", 0): "2.7078", ("stationary.b10", 1): "2.7076",
    ("stationary.b7", 0): "2.7078", ("offroad.b7", 0): "2.9793",
    ("offroad.b10", 0): "2.9793", ("offroad.b10", 1): "2.9790",
    ("offroad.b20", 0): "2.9793", ("offroad.b20", 1): "2.9790",
    ("stationary.e20", 0): "2.1894", ("offroad.gasoline_4stroke.industry.e10", 0): "2.2455",
    ("offroad.gasoline_4stroke.e20", 1): "2.2688", ("offroad.gasoline_2stroke.e85", 0): "2.3171",
}  # fmt: skip
"""Blends that a list (0: 2022, 1: 2026) does not print: the neat fuel [kg CO2e/litre]."""


def per_litre(result: SourceResult, where: ReportingClass) -> Decimal:
    return result.by_class.get(where, Decimal(0)) / result.quantity


@pytest.mark.parametrize("kind", PRINTED_2026)
def test_a_printed_blend_has_both_its_parts(kind: str) -> None:
    result, said = counted(kind, made.NEW_SET, "litre")
    fossil, biogenic = PRINTED_2026[kind]
    assert round(per_litre(result, S1), 4) == Decimal(fossil)
    assert round(per_litre(result, BIOGENIC), 4) == Decimal(biogenic)
    assert codes(said, "biomass.") == []
    # Off the road the list prints no biogenic CO2 of E10: that of a litre in place is taken, aloud.
    other_use = kind.startswith("offroad.gasoline")
    assert codes(said, "factor.fallback") == ["factor.fallback"] * other_use


@pytest.mark.parametrize(("kind", "place"), NEAT)
def test_a_blend_that_no_list_prints_takes_the_neat_fuel_aloud(kind: str, place: int) -> None:
    result, said = counted(kind, (made.OLD_SET, made.NEW_SET)[place], "litre")
    assert abs(per_litre(result, S1) - Decimal(NEAT[kind, place])) < Decimal("0.0002")
    assert BIOGENIC not in result.by_class
    assert codes(said, "factor.") == ["factor.fallback"]


def test_a_neat_biofuel_is_never_counted_as_its_fossil_sister() -> None:
    for kind in ("mobile.b100", "stationary.b100", "mobile.ethanol", "stationary.ethanol"):
        result, said = counted(kind, made.OLD_SET, "litre")
        assert not result.complete
        assert codes(said, "factor.") == ["factor.none"]


def test_the_derived_figure_of_b10_is_in_no_list() -> None:
    from fahsai.reference.load_factors import editions

    rows = [row for edition in editions().values() for row in edition.rows]
    derived = Decimal("2.4690")
    assert not [one for one in rows if ".b10" in one.key or round(one.published, 4) == derived]
