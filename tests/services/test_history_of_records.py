"""What a landfill took in by the records of one year is the history of the next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.test_closed_sources import CLOSED, TODAY, ended, year_of
from tests.services.towns import OWNER, bare

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.inventory.difference import PARTS, Cause
from fahsai.core.thai.period import PeriodKind, calendar_year, fiscal_year
from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateParameter,
    TemplateSource,
    TemplateYear,
)
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_file import calculate_file
from fahsai.services.calculate_year import calculate_year
from fahsai.services.compare_versions import VersionNamed, compare_versions
from fahsai.services.enter_lines import enter_months
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.open_year import open_year
from fahsai.services.sources import settle_source
from fahsai.services.submit import reopen, submit
from fahsai.services.templates import activity_template

if TYPE_CHECKING:
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("sqlite_database")
SITE = {"pack": "ipcc-2006-fod-tropical-wet", "waste_type": "food", "site": "deep"}
OLD = {**SITE, "deposit.2566": "1000"}


def landfill(parameters: dict[str, str], *years: int, kind: str = "landfill.own.fod") -> UUID:
    """A town whose one source S01 is a landfill, with these years open."""
    owner = bare("history")
    made, said = add_source(OWNER, owner, SourceEntry(kind, "บ่อขยะ", unit=""))
    assert made is not None, said
    for year in years:
        open_year(OWNER, owner, year, PeriodKind.CALENDAR_YEAR)
    settle_source(OWNER, owner, "S01", parameters=parameters, reason="ตามทะเบียน")
    return owner


def weighed(owner: UUID, year: int, kg: str) -> None:
    month = calendar_year(year).months()[0]
    done, said = enter_months(
        OWNER, owner, year, "S01", {month: kg}, unit="kg", origin=Origin.PAID, grade=Grade.Y
    )
    assert done.accepted, said


def kg_of(owner: UUID, year: int = 2568) -> Decimal:
    return year_of(owner, year).calculation.total_kg


def methods_said(owner: UUID, year: int = 2568) -> set[str]:
    return {one.code for one in year_of(owner, year).findings if one.code.startswith("method.")}


def test_recorded_waste_counts_as_typed_waste_does() -> None:
    by_records = landfill(OLD, 2567, 2568)
    weighed(by_records, 2567, "500000")
    weighed(by_records, 2568, "0")
    assert round(kg_of(by_records)) == 432131
    assert methods_said(by_records) == set()
    # Typed beside the records it changes nothing, and is not asked to be removed.
    settle_source(OWNER, by_records, "S01", parameters={"deposit.2567": "500"}, reason="ตามทะเบียน")
    assert round(kg_of(by_records)) == 432131
    for year in (2567, 2568):
        assert methods_said(by_records, year) == set()


def test_a_superseded_record_moves_later_drafts_and_no_frozen_version() -> None:
    owner = landfill(OLD, 2567, 2568)
    weighed(owner, 2567, "500000")
    weighed(owner, 2568, "0")
    set_settings(OWNER, version_of_year(OWNER, owner, 2568), Settings("tgo-cfo-2026-02", TODAY))
    first = kg_of(owner)
    frozen, said = submit(OWNER, owner, 2568, today=TODAY)
    assert frozen is not None, said
    weighed(owner, 2567, "800000")
    assert kg_of(owner) == first
    again, said = reopen(OWNER, owner, 2568, "ชั่งน้ำหนักใหม่")
    assert again is not None, said
    second = kg_of(owner)
    assert second > first
    compared = compare_versions(
        OWNER, owner, VersionNamed(2568, 1), VersionNamed(2568, 2), today=TODAY
    )
    (move,) = compared.difference.sources[0].moves
    assert (move.part.cause, move.part.note) == (Cause.ACTIVITY, "difference.history")
    assert dict(move.part.data) == {"years": "2567", "before": "500", "after": "800"}
    assert move.part.kg == PARTS.subtract(second, first)
    frozen_again = calculate_year(OWNER, owner, 2568, today=TODAY, number=1)
    assert frozen_again.calculation.total_kg == first


def test_from_one_year_to_the_next_the_same_history_is_activity() -> None:
    owner = landfill(OLD, 2567, 2568)
    weighed(owner, 2567, "500000")
    weighed(owner, 2568, "0")
    compared = compare_versions(OWNER, owner, VersionNamed(2567), VersionNamed(2568), today=TODAY)
    assert [one.part.note for one in compared.difference.sources[0].moves] == [
        "difference.activity_over_years"
    ]


def test_a_landfill_with_earlier_records_alone_still_emits() -> None:
    owner = landfill(SITE, 2567, 2568)
    weighed(owner, 2567, "500000")
    assert kg_of(owner) > 0
    assert "method.deposit_unsaid" in methods_said(owner)
    ended(owner, "S01", CLOSED._replace(ended_on=date(2024, 12, 31)))
    assert kg_of(owner) > 0
    assert "method.deposit_unsaid" not in methods_said(owner)


def test_other_sources_do_not_look_back() -> None:
    owner = landfill({}, 2567, 2568, kind="composting.own")
    weighed(owner, 2567, "500000")
    year = year_of(owner)
    assert year.calculation.total_kg == 0
    assert "source.not_this_year" in {one.code for one in year.findings}


def test_the_edge_of_a_fiscal_year_is_no_whole_year() -> None:
    """Three months of 2567 are recorded in the fiscal year 2568; its inventory has all of it."""
    owner = landfill(OLD)
    open_year(OWNER, owner, 2568, PeriodKind.FISCAL_YEAR)
    open_year(OWNER, owner, 2568, PeriodKind.CALENDAR_YEAR)
    months = dict.fromkeys(fiscal_year(2568).months(), "1000")
    done, said = enter_months(
        OWNER, owner, 2568, "S01", months, unit="kg", origin=Origin.PAID, grade=Grade.Y,
        kind=PeriodKind.FISCAL_YEAR,
    )  # fmt: skip
    assert done.accepted, said

    def said_of(kind: PeriodKind) -> set[str]:
        year = calculate_year(OWNER, owner, 2568, today=TODAY, kind=kind)
        return {one.code for one in year.findings if one.code.startswith("method.")}

    assert said_of(PeriodKind.FISCAL_YEAR) == {"method.deposit_year_missing"}
    assert said_of(PeriodKind.CALENDAR_YEAR) == {"method.deposit_in_part"}
    settle_source(OWNER, owner, "S01", parameters={"deposit.2567": "12"}, reason="ตามทะเบียน")
    assert said_of(PeriodKind.CALENDAR_YEAR) == set()
    open_year(OWNER, owner, 2567, PeriodKind.CALENDAR_YEAR)
    assert said_of(PeriodKind.CALENDAR_YEAR) == {"method.deposit_differs"}


def book(base: TemplateYear | None, **parameters: str) -> bytes:
    """A template with a landfill that took in 500 t this year, and what is said of it."""
    source = TemplateSource(
        "S01", "landfill.own.fod", "บ่อขยะ", "", activity_unit="kg", origin="paid", grade="Y"
    )
    named = {name.replace("__", "."): value for name, value in parameters.items()}
    return activity_template(
        TemplateBook(
            sources=(source,),
            current=TemplateYear(2568, FISCAL, waste("500000")),
            base=base,
            parameters=tuple(
                TemplateParameter("S01", name, value) for name, value in {**OLD, **named}.items()
            ),
        )
    )


def waste(kg: str) -> tuple[TemplateLine, ...]:
    return (TemplateLine("S01", "kg", (Decimal(kg), *(None,) * 11)),)


def of_file(data: bytes) -> tuple[Decimal, list[str]]:
    """What the newest year of a file comes to alone, and what is said of the history."""
    alone, said = calculate_file(data, "a.xlsx", report_date=TODAY, factor_set="tgo-cfo-2026-02")
    assert alone is not None, said
    year = alone.years[0]
    return year.calculation.total_kg, [
        one.code for one in year.findings if one.code.startswith("method.")
    ]


def test_a_file_has_the_years_that_stand_in_it() -> None:
    last_year = TemplateYear(2567, FISCAL, waste("300000"))
    by_records, said = of_file(book(last_year))
    assert said == []
    assert of_file(book(None, deposit__2567="300")) == (by_records, [])
    less, said = of_file(book(None))
    assert less < by_records
    assert said == ["method.deposit_year_missing"]
    assert of_file(book(last_year, deposit__2567="310")) == (by_records, ["method.deposit_differs"])
    # Stored, the very file comes to the same.
    owner = bare("history")
    result, refused = import_activity(OWNER, owner, book(last_year), "a.xlsx", accept=True)
    assert result is not None, refused
    version = version_of_year(OWNER, owner, 2568)
    set_settings(OWNER, version, Settings("tgo-cfo-2026-02", TODAY))
    assert kg_of(owner) == by_records
