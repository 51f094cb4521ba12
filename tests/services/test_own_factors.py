"""Own factors: kept, superseded, ranked before every list; unusable fields are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.services.towns import OWNER, STRANGER, bare, events, everything

from fahsai.core.factors.factor import Basis, Publisher
from fahsai.services.access import NotFoundError
from fahsai.services.calculate_year import calculate_year
from fahsai.services.factor_list import factor_list
from fahsai.services.own_factors import OwnFactorEntry, keep_own_factor, own_factors
from fahsai.services.rules import rules_for
from fahsai.services.sources import settle_source

ENTRY = OwnFactorEntry(
    key="lab-diesel",
    activity="mobile.diesel",
    unit="litre",
    source="ผลทดสอบห้องปฏิบัติการ",
    year=2022,
    gases={"CO2": "2.5", "CH4_fossil": "0.0001"},
    grade="C",
    gwp_set="TGO-2022",
)


@pytest.mark.usefixtures("sqlite_database")
def test_a_factor_by_gas_shows_its_co2e_under_its_gwp_set() -> None:
    owner = bare()
    factor, findings = keep_own_factor(OWNER, owner, ENTRY)
    assert findings == ()
    assert factor is not None
    assert (factor.basis, factor.published) == (Basis.BY_GAS, Decimal("2.503"))
    assert own_factors(OWNER, owner) == (factor,)
    assert events(owner) == ["own_factor.kept"]


@pytest.mark.usefixtures("sqlite_database")
def test_a_factor_by_gas_counts_in_scope_2_and_3_by_the_gwp_of_the_inventory() -> None:
    owner = bare()
    steam = replace(ENTRY, key="steam", activity="steam.bought", unit="tonne",
                    gases={"CO2": "180", "CH4_fossil": "0.01"})  # fmt: skip
    factor, findings = keep_own_factor(OWNER, owner, steam)
    assert (factor and factor.published, findings) == (Decimal("180.3"), ())
    assert factor is not None
    for code, figure in (("tgo-cfo-2022-04", "180.3"), ("tgo-cfo-2026-02", "180.28")):
        (held,) = rules_for(code).with_own((factor,)).factor_set.own
        assert held.published == Decimal(figure)
    assert rules_for("tgo-cfo-2026-02").with_own(()) is rules_for("tgo-cfo-2026-02")


@pytest.mark.usefixtures("sqlite_database")
def test_the_same_again_changes_nothing_and_another_figure_supersedes() -> None:
    owner = bare()
    keep_own_factor(OWNER, owner, ENTRY)
    before = everything()
    keep_own_factor(OWNER, owner, ENTRY)
    assert everything() == before
    changed = replace(ENTRY, gases={}, co2e="2.6", supplier=True)
    keep_own_factor(OWNER, owner, changed)
    (factor,) = own_factors(OWNER, owner)
    assert (factor.published, factor.publisher) == (Decimal("2.6"), Publisher.SUPPLIER)
    assert events(owner) == ["own_factor.kept"] * 2


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "a:b"),
        ("activity", "no.such.activity"),
        ("unit", "bushel of nothing"),
        ("source", " "),
        ("grade", "A"),
        ("gwp_set", "AR9"),
        ("co2e", "1"),  # and gases too: only one of the two
        ("gases", {"CO2": "-1"}),
        ("gases", {"unobtainium": "1"}),
        ("gases", {}),
    ],
)
def test_a_field_that_cannot_be_used_is_named_and_nothing_is_kept(
    field: str, value: object
) -> None:
    owner = bare()
    before = everything()
    factor, findings = keep_own_factor(OWNER, owner, replace(ENTRY, **{field: value}))  # type: ignore[arg-type]
    assert factor is None
    said = {"own_factor.field_unusable", *({"unit.unknown"} if field == "unit" else ())}
    assert {item.code for item in findings} == said
    assert everything() == before


@pytest.mark.usefixtures("sqlite_database")
def test_strangers_find_no_organisation() -> None:
    owner = bare()
    with pytest.raises(NotFoundError):
        keep_own_factor(STRANGER, owner, ENTRY)
    with pytest.raises(NotFoundError):
        own_factors(STRANGER, owner)


def test_an_own_factor_ranks_before_the_lists_and_may_be_picked(town: object) -> None:
    owner = town.id  # type: ignore[attr-defined]
    keep_own_factor(OWNER, owner, ENTRY)
    year = calculate_year(OWNER, owner, 2565, today=date(2022, 12, 15))
    diesel = [one for one in year.calculation.sources if one.source.kind == "mobile.diesel"]
    chosen = {one.choices[0].chosen.key for one in diesel if one.choices[0].chosen}
    assert chosen == {"lab-diesel"}
    assert {one.factor_points for one in diesel} == {4}
    source, findings = settle_source(
        OWNER, owner, "S01", factor_keys={"direct": "own:lab-diesel"}, reason="เครื่องเดียวกัน"
    )
    assert {one.code for one in findings} == {"source.years_moved", "source.base_year_moved"}
    assert source is not None


def test_factors_are_found_by_words_in_both_languages() -> None:
    thai = factor_list(["ดีเซล", "b7"], "tgo-cfo-2026-02")
    english = factor_list(["DIESEL", "B7"], "tgo-cfo-2026-02")
    assert {row.key for row in thai} & {row.key for row in english}
    assert factor_list(["ไม่มีคำนี้"]) == ()
