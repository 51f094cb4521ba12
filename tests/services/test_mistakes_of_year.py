"""Mistakes of a stored year: the demonstration in peace, one thing wrong each, parts apart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.parted import LINES, YEAR, book, months, parted_town
from tests.services.towns import OWNER, TODAY, bare

from fahsai.core.finding import Level
from fahsai.core.reports.dossier import PictureUse
from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateSource,
    TemplateYear,
)
from fahsai.records.models import FormRecord, OrganisationProfile, PictureRow
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.import_activity import import_activity
from fahsai.services.templates import activity_template

if TYPE_CHECKING:
    from fahsai.core.inventory.boundary import Organisation


def told(year: YearResult) -> dict[str, set[str]]:
    """The subjects of each mistake that is told."""
    found: dict[str, set[str]] = {}
    for one in year.findings:
        if one.code.startswith("mistake."):
            found.setdefault(one.code, set()).add(one.subject)
    return found


def test_the_demonstration_is_left_in_peace(town: Organisation) -> None:
    for year_be in (2565, 2564):
        year = calculate_year(OWNER, town.id, year_be, today=TODAY)
        assert told(year) == {}
        assert not [one for one in year.findings if one.level is Level.ERROR]


def test_a_picture_that_goes_is_missed(town: Organisation) -> None:
    for use, code in (
        (PictureUse.APPOINTMENT_ORDER, "mistake.order_missing"),
        (PictureUse.MAYOR, "mistake.picture_missing"),
        (PictureUse.ACTIVITY, "mistake.meeting_unpictured"),
    ):
        for row in PictureRow.rows.of(town.id).current().filter(use=use.value):
            withdraw(row, actor_id=OWNER.id).save()
        assert code in told(calculate_year(OWNER, town.id, 2565, today=TODAY)), use


@pytest.mark.parametrize(
    ("kind", "missed"),
    [
        ("อบจ.", {"mistake.picture_missing"}),
        ("เทศบาลตำบล", {"mistake.picture_missing"}),
        ("โรงงานอุตสาหกรรม", set()),
        ("ส่วนราชการ", set()),
    ],
)
def test_the_picture_of_the_mayor_is_asked_of_local_governments(
    town: Organisation, kind: str, missed: set[str]
) -> None:
    profile = OrganisationProfile.rows.of(town.id).current().get()
    supersede(profile, actor_id=OWNER.id, kind=kind).save()
    for row in PictureRow.rows.of(town.id).current().filter(use=PictureUse.MAYOR.value):
        withdraw(row, actor_id=OWNER.id).save()
    assert told(calculate_year(OWNER, town.id, 2565, today=TODAY)).keys() == missed


def test_a_meter_that_errs_too_much_is_told(town: Organisation) -> None:
    rows = FormRecord.rows.of(town.id).current().filter(kind="calibration")
    row = next(one for one in rows if one.data["measured_error"])
    worse = {**row.data, "measured_error": "0.6"}
    supersede(row, actor_id=OWNER.id, data=worse).save()
    assert "mistake.calibration_error" in told(calculate_year(OWNER, town.id, 2565, today=TODAY))


def test_a_measured_source_without_calibration_is_told(town: Organisation) -> None:
    rows = FormRecord.rows.of(town.id).current().filter(kind="calibration")
    for row in rows:
        withdraw(row, actor_id=OWNER.id).save()
    year = calculate_year(OWNER, town.id, 2565, today=TODAY)
    assert told(year) == {"mistake.calibration_absent": {"S17"}}


def template(lines: tuple[TemplateLine, ...], *accounts: str) -> bytes:
    sources = tuple(
        TemplateSource(
            f"P{number:02}", "electricity.paid", f"ไฟฟ้าอาคาร {number}", "", activity_unit="kWh",
            origin="paid", grade="Y", utility_account=account,
        )
        for number, account in enumerate(accounts, start=1)
    )  # fmt: skip
    return activity_template(
        TemplateBook(sources=sources, current=TemplateYear(2566, FISCAL, lines))
    )


def year_of(lines: tuple[TemplateLine, ...], *accounts: str) -> YearResult:
    owner = bare()
    result, said = import_activity(OWNER, owner, template(lines, *accounts), "a.xlsx", accept=True)
    assert result is not None, said
    return calculate_year(OWNER, owner, 2566, today=TODAY)


def bills(first: int, *odd: tuple[int, str]) -> tuple[Decimal | None, ...]:
    values: list[Decimal | None] = [Decimal(first + 137 * n % 900) for n in range(12)]
    for place, text in odd:
        values[place] = Decimal(text) if text else None
    return tuple(values)


@pytest.mark.usefixtures("each_database")
def test_figures_typed_into_the_template_are_looked_at() -> None:
    year = year_of(
        (
            TemplateLine("P01", "kWh", bills(8000, (4, "82000"))),
            TemplateLine("P02", "kWh", bills(6100, (2, "0"))),
            TemplateLine("P03", "kWh", bills(7400, (9, ""))),
            TemplateLine("P04", "kWh", bills(5200)),
            TemplateLine("P05", "kWh", bills(5200)),
        ),
        "020011111111", "020022222222", "020033333333", "020044444444", "0200 4444 4444",
    )  # fmt: skip
    found = told(year)
    assert found.pop("mistake.evidence_none") == {"2566 v1"}
    assert found.pop("mistake.order_missing") == {"2566 v1"}
    assert found.pop("mistake.picture_missing") == {"2566 v1"}
    assert found == {
        "mistake.quantity_jump": {"P01"},
        "mistake.zero_month": {"P02"},
        "mistake.months_missing": {"P03"},
        "mistake.same_series": {"P05"},
        "mistake.same_meter": {"P05"},
    }


@pytest.mark.usefixtures("each_database")
def test_who_sees_a_part_is_told_of_its_own_sources_only() -> None:
    town = parted_town()
    same = tuple(
        line if line.source != "P02" else replace(line, quantities=months(71_000)) for line in LINES
    )
    result, said = import_activity(OWNER, town.id, book(lines=same), "b.xlsx", accept=True)
    assert result is not None, said
    whole = told(calculate_year(OWNER, town.id, YEAR, today=TODAY))
    assert whole["mistake.same_series"] == {"P02"}
    part = calculate_year(town.collector("ENG"), town.id, YEAR, today=TODAY)
    assert {one.source.code for one in part.calculation.sources} == {"D01", "P02"}
    assert told(part) == {}
