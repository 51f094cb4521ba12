"""Values of findings as people say them: dates in their era, codes as words, quotations as is."""

from __future__ import annotations

import pytest

from fahsai.core.finding import Level, finding
from fahsai.core.methods.linear import MEASURED, USED
from fahsai.core.methods.linear_waste import BURNED, FURNACES
from fahsai.core.methods.livestock_year import CLIMATES, PRODUCTIVITIES, SYSTEMS
from fahsai.core.methods.parameter_kinds import PARAMETER_KINDS
from fahsai.core.methods.table import METHODS
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_packs import packs
from fahsai.words.load import words
from fahsai.words.messages import Language, finding_sentences, message, said


def test_dates_are_said_in_the_era_of_the_language() -> None:
    assert said("report_date", "2026-01-15", Language.TH) == "15 มกราคม 2569"
    assert said("report_date", "2026-01-15", Language.EN) == "15 January 2026"
    assert said("usable_to", "∞", Language.TH) == "ไม่มีกำหนด"


def test_a_quotation_that_looks_like_a_date_stays_as_it_was_written() -> None:
    assert said("value", "2024-01-01", Language.TH) == "2024-01-01"
    assert said("text", "2024-01-01", Language.TH) == "2024-01-01"


@pytest.mark.parametrize("role", ["direct", "upstream", "biogenic"])
def test_a_role_is_a_word(role: str) -> None:
    item = finding("factor.none", Level.ERROR, "S1", role=role)
    word = words("values")["role"][role]
    codes = [code for code, entry in finding_sentences().items() if "{role}" in entry["th"]]
    assert codes
    assert said("role", role, Language.TH) == word["th"] != role
    assert said("role", "other", Language.TH) == "other"
    assert item.data["role"] == role


def test_every_activity_that_a_kind_asks_for_is_a_word() -> None:
    asked = {
        part
        for kind in kinds().values()
        for term in kind.terms
        for name in term.activities
        for part in name.split("|")
    }
    assert asked
    for one in asked:
        for language in Language:
            assert said("asked", one, language) != one
    assert said("used", "mobile.gasoline", Language.TH) == "น้ำมันเบนซินในยานพาหนะ"
    both = said("asked", "mobile.e10, mobile.gasoline", Language.EN)
    assert both == "gasohol E10 in vehicles, petrol in vehicles"
    assert said("asked", "mobile.e10, unknown", Language.EN) == "mobile.e10, unknown"


def test_a_finding_keeps_its_data_and_says_thai_dates() -> None:
    code = next(
        code
        for code, entry in finding_sentences().items()
        if "{start}" in entry["th"] and "{end}" in entry["th"]
    )
    item = finding(
        code,
        Level.WARNING,
        "S1",
        start="2024-01-01",
        end="2024-12-31",
        period_start="2023-10-01",
        period_end="2024-09-30",
    )
    thai, english = message(item, Language.TH), message(item, Language.EN)
    assert "1 มกราคม 2567 ถึง 31 ธันวาคม 2567" in thai
    assert "1 January 2024 to 31 December 2024" in english
    assert item.data["start"] == "2024-01-01"


def test_thai_says_no_error_in_english() -> None:
    assert " error" not in str([entry["th"] for entry in finding_sentences().values()])


@pytest.mark.parametrize("stem", sorted(PARAMETER_KINDS))
def test_every_parameter_of_a_method_has_a_name(stem: str) -> None:
    item = finding("method.parameter_missing", Level.ERROR, "S1", parameter=f"{stem}.x")
    thai, english = message(item, Language.TH), message(item, Language.EN)
    names = words("values")["parameter"][stem]
    assert f"{names['th']} ({stem}.x)" in thai
    assert f"{names['en']} ({stem}.x)" in english


def test_several_parameters_are_named_one_by_one() -> None:
    assert said("parameters", "mcf.deep, k", Language.EN) == (
        "methane correction factor (mcf.deep), decay rate (k)"
    )
    assert said("parameter", "conversion.kg", Language.TH) == "conversion.kg"


def test_every_word_of_a_choice_is_said() -> None:
    """Choices and their words, as the methods and the packs have them."""
    allowed = {
        *FURNACES, *BURNED.allowed, *SYSTEMS, *PRODUCTIVITIES, *CLIMATES, MEASURED, USED,
        *(
            one
            for pack in packs().values()
            for stem in VARIANTS
            for one in pack.variants(stem)
        ),
    }  # fmt: skip
    for word in allowed:
        assert said("allowed", word, Language.TH) != word, word
    listed = ", ".join(FURNACES)
    assert said("allowed", listed, Language.EN).startswith("unspecified (unknown kind), ")
    methods = {name for method in METHODS.values() for name in method.optional}
    choices = {name for name in methods if name not in PARAMETER_KINDS}
    assert choices == set(words("values")["choice"])


VARIANTS = ("mcf", "leak_rate", "compost_ch4", "ef1", "lime_carbon")
"""Parameters of which a choice selects a variant."""
