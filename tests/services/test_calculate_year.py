"""Stored years: the same total as the file, kept once for the same inputs, immutable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.services.books import LINES, RIDDLE, TEMPLATE_LINES, Sheet, office, template
from tests.services.towns import OWNER, TODAY, bare, events, everything
from tests.shared import shared_path

import fahsai
from fahsai.core.thai.period import calendar_year, fiscal_year
from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.template.book import TemplateYear
from fahsai.records.models import CalculationRow
from fahsai.services.access import NotFoundError
from fahsai.services.calculate_file import calculate_file
from fahsai.services.calculate_year import calculate_year
from fahsai.services.dossier import dossier_of
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import (
    Settings,
    set_settings,
    version_of_year,
    versions,
)
from fahsai.services.keeping.versions import open_inventory
from fahsai.services.own_factors import OwnFactorEntry, keep_own_factor
from fahsai.services.rules import factor_sets, rules_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("sqlite_database")

REPORTED = date(2022, 12, 1)


@pytest.fixture(autouse=True)
def fresh_rules() -> Iterator[None]:
    """Rules are kept for the life of a process; tests change what they are made of."""
    rules_for.cache_clear()
    yield
    rules_for.cache_clear()


def loaded(data: bytes, name: str = "office.xlsx") -> UUID:
    owner = bare()
    result, findings = import_activity(OWNER, owner, data, name, accept=True)
    assert result is not None, findings
    return owner


@pytest.mark.parametrize("edition", factor_sets())
@pytest.mark.parametrize(
    "name", ["office_12_months_jan_dec.xlsx", "office_12_months_oct_sep.xlsx", None]
)
def test_what_is_stored_comes_to_what_the_file_alone_comes_to(
    name: str | None, edition: str
) -> None:
    data = shared_path("examples", name).read_bytes() if name else template()
    owner = loaded(data, name or "activity.xlsx")
    alone, _ = calculate_file(data, "x.xlsx", report_date=REPORTED, factor_set=edition)
    assert alone is not None
    for year in alone.years:
        number = year.calculation.period.year_be
        version = version_of_year(OWNER, owner, number)
        set_settings(OWNER, version, Settings(edition, REPORTED))
        stored = calculate_year(OWNER, owner, number, today=TODAY).calculation
        assert stored.total_kg == year.calculation.total_kg
        assert stored.by_class == year.calculation.by_class
        assert stored.gases == year.calculation.gases


def test_the_same_inputs_are_kept_once() -> None:
    owner = loaded(template())
    first = calculate_year(OWNER, owner, 2565, today=TODAY)
    before = everything()
    again = calculate_year(OWNER, owner, 2565, today=TODAY)
    assert again.calculation_id == first.calculation_id
    assert again.calculation == first.calculation
    assert everything() == before
    assert events(owner).count("inventory.calculated") == 1


def test_another_program_version_makes_another_calculation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner = loaded(template())
    first = calculate_year(OWNER, owner, 2565, today=TODAY)
    monkeypatch.setattr(fahsai, "__version__", "99.0")
    rules_for.cache_clear()
    other = calculate_year(OWNER, owner, 2565, today=TODAY)
    assert other.calculation_id != first.calculation_id
    assert other.calculation.sha256 != first.calculation.sha256
    assert other.calculation.total_kg == first.calculation.total_kg
    assert CalculationRow.rows.of(owner).count() == 2


def test_what_is_kept_is_what_was_calculated() -> None:
    """Every field comes back from the records, choices and their candidates included."""
    data = shared_path("examples", "office_12_months_jan_dec.xlsx").read_bytes()
    owner = loaded(data)
    from fahsai.core.inventory.calculate import InventoryInput, calculate
    from fahsai.services.calculate_year import lines_of
    from fahsai.services.keeping.frozen import current_sources

    result = calculate_year(OWNER, owner, 2567, today=TODAY)
    made, findings = calculate(
        InventoryInput(
            result.version.period,
            result.settings.report_date,
            current_sources(owner),
            lines_of(result.version),
        ),
        rules_for(result.settings.factor_set),
    )
    assert result.calculation == replace(made, sha256=result.calculation.sha256)
    assert result.findings[: len(findings)] == findings  # then what the rules of mistakes see


def test_a_year_that_nobody_entered_is_not_found() -> None:
    owner = loaded(template())
    for year in (2550, 0, -1):
        with pytest.raises(NotFoundError):
            calculate_year(OWNER, owner, year, today=TODAY)
    with pytest.raises(NotFoundError):
        calculate_year(OWNER, owner, 2565, today=TODAY, number=2)


def test_a_row_that_is_not_understood_is_no_silent_zero() -> None:
    owner = loaded(office(Sheet((*LINES, RIDDLE))))
    result = calculate_year(OWNER, owner, 2566, today=TODAY)
    assert len(result.calculation.sources) == 4


def test_a_base_year_without_settings_is_computed_like_the_year_that_names_it() -> None:
    """One number, one place: alone and in the dossier the base year comes to the same."""
    older = TemplateYear(2564, FISCAL, (TEMPLATE_LINES[0],))
    owner = loaded(template(base=older))
    version = version_of_year(OWNER, owner, 2565)
    set_settings(OWNER, version, Settings("tgo-cfo-2022-04", REPORTED, base_year_be=2564))
    dossier, _, base = dossier_of(OWNER, owner, 2565, today=date(2030, 1, 1))
    alone = calculate_year(OWNER, owner, 2564, today=date(2031, 1, 1))
    assert base is not None
    assert base.calculation_id == alone.calculation_id
    assert dossier.base_year is not None
    assert dossier.base_year.calculation == alone.calculation
    assert alone.calculation.factor_set == "tgo-cfo-2022-04"


def test_settings_are_kept_once_and_a_frozen_version_refuses_them() -> None:
    owner = loaded(template())
    version = version_of_year(OWNER, owner, 2565)
    wanted = Settings("tgo-cfo-2022-04", REPORTED)
    assert set_settings(OWNER, version, wanted) == (True, ())
    before = everything()
    assert set_settings(OWNER, version, wanted) == (False, ())
    assert everything() == before
    assert version_of_year(OWNER, owner, 2565).settings == wanted


def test_an_inventory_is_opened_once_a_period() -> None:
    owner = bare()
    first = open_inventory(OWNER.id, owner, fiscal_year(2565))
    assert open_inventory(OWNER.id, owner, fiscal_year(2565)) == first
    open_inventory(OWNER.id, owner, calendar_year(2566))
    assert [one.name for one in versions(OWNER, owner)] == ["2566 v1", "2565 v1"]
    assert events(owner) == ["version.opened"] * 2


def test_a_corrected_own_factor_makes_another_calculation() -> None:
    owner = loaded(template())
    first = calculate_year(OWNER, owner, 2565, today=TODAY)
    entry = OwnFactorEntry("ปั่นไฟ", "stationary.diesel", "litre", "ใบรับรอง", 2022, co2e="3")
    for co2e in ("3", "4"):
        _, said = keep_own_factor(OWNER, owner, replace(entry, co2e=co2e))
        assert said == ()
        result = calculate_year(OWNER, owner, 2565, today=TODAY)
        fuel = next(one for one in result.calculation.sources if one.source.code == "D01")
        assert fuel.total_kg == fuel.quantity * int(co2e)
    assert result.calculation.sha256 != first.calculation.sha256
    assert CalculationRow.rows.of(owner).count() == 3
    assert events(owner).count("own_factor.kept") == 2


def test_a_day_that_goes_by_changes_nothing_where_nobody_dated_the_report() -> None:
    owner = loaded(template())
    year = versions(OWNER, owner)[0].year_be
    first = calculate_year(OWNER, owner, year, today=date(2026, 3, 1))
    assert first.version.settings is None
    before = everything()
    later = calculate_year(OWNER, owner, year, today=date(2026, 3, 2))
    assert later.calculation_id == first.calculation_id
    assert later.calculation == first.calculation
    assert later.settings.report_date == date(2026, 3, 1)
    assert everything() == before
    edition = first.calculation.factor_set
    set_settings(OWNER, first.version, Settings(edition, date(2026, 3, 2)))
    dated = calculate_year(OWNER, owner, year, today=date(2026, 3, 3))
    assert dated.calculation_id != first.calculation_id
    assert dated.calculation.report_date == date(2026, 3, 2)


def test_another_edition_in_force_is_another_calculation() -> None:
    owner = loaded(template())
    year = versions(OWNER, owner)[0].year_be
    first = calculate_year(OWNER, owner, year, today=date(2022, 12, 1))
    later = calculate_year(OWNER, owner, year, today=date(2026, 3, 1))
    assert later.calculation.factor_set != first.calculation.factor_set
    assert later.calculation_id != first.calculation_id
