"""The rows of a filled form are the stored sources of their kind and name, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests import every_kind
from tests import r01_dossiers as made
from tests.services.books import template
from tests.services.filled_forms import DIESEL, POWER, STRANGE, WATER, Row, filled_form
from tests.services.towns import OWNER, TODAY, bare

from fahsai.core.inventory.difference import Cause
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.reports.tcfo_r_01.row_kinds import RELEASED, UPSTREAM
from fahsai.core.thai.period import PeriodKind
from fahsai.documents.tcfo_r_01 import write_xlsx
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateSource
from fahsai.records.convert import Entry, source_row
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year
from fahsai.services.compare_versions import VersionNamed, compare_versions
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.open_year import open_year
from fahsai.services.sources import sources
from fahsai.services.take_base_year import BaseYearTaken, take_base_year
from fahsai.services.units import add_unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.reports.dossier import Dossier

both = pytest.mark.usefixtures("each_database")
one = pytest.mark.usefixtures("sqlite_database")
NAME = "TCFO_R_01.xlsx"
LATER = "ต.ค. 2564 - ก.ย. 2565"
NOW = date(2026, 11, 1)

TABLE = """รายการ,หน่วย,ต.ค. 64,พ.ย. 64
น้ำมันดีเซล รถบรรทุก,ลิตร,100,110
น้ำประปาส่วนภูมิภาค,ลบ.ม.,20,21
"""
"""Two of the sources of the form, by the same names, a year later."""


def take(
    owner: UUID, rows: Sequence[Row], period: str = "ต.ค. 2563 - ก.ย. 2564"
) -> tuple[BaseYearTaken, dict[str, Finding]]:
    data = filled_form(rows, period=period)
    answer, said = take_base_year(OWNER, owner, data, NAME, today=TODAY, accept=True, reason="ปีฐาน")
    assert answer is not None, said
    return answer, {item.code: item for item in said}


def table(owner: UUID, text: str = TABLE) -> None:
    result, said = import_activity(OWNER, owner, text.encode(), "น้ำมัน.csv", accept=True)
    assert result is not None, said


def names(owner: UUID) -> list[str]:
    return sorted(source.name_th for source in sources(OWNER, owner))


def unit(owner: UUID, code: str, name: str) -> UUID:
    added, said = add_unit(OWNER, owner, code, name)
    assert added is not None, said
    return added.id


@both
def test_a_table_first_and_the_form_after_are_the_same_sources() -> None:
    owner = bare()
    table(owner)
    before = {source.name_th: source.id for source in sources(OWNER, owner)}
    _, said = take(owner, (DIESEL, POWER, WATER))
    after = {source.name_th: source.id for source in sources(OWNER, owner)}
    assert names(owner) == sorted([DIESEL[1], POWER[1], WATER[1]])
    assert {name: after[name] for name in before} == before
    assert said["base_year.rows_joined"].data == {"count": "2"}
    base = calculate_year(OWNER, owner, 2564, today=TODAY).calculation
    assert {one.source.name_th: one.quantity for one in base.sources}[DIESEL[1]] == 1000
    difference = compare_versions(
        OWNER, owner, VersionNamed(2564), VersionNamed(2565), today=TODAY
    ).difference
    moved = {one.source.name_th: {m.part.cause for m in one.moves} for one in difference.sources}
    assert Cause.BOUNDARY not in moved[DIESEL[1]] | moved[WATER[1]]
    assert moved[POWER[1]] == {Cause.BOUNDARY}
    again, _ = take(owner, (DIESEL, POWER, WATER))
    assert again.changes == 0


@both
def test_the_form_first_and_a_table_after_are_the_same_sources() -> None:
    owner = bare()
    unit(owner, "ENG", "กองช่าง")
    unit(owner, "HLT", "กองสาธารณสุข")
    of_unit: Row = (DIESEL[0], f"{DIESEL[1]} (กองช่าง)", *DIESEL[2:])
    take(owner, (of_unit, POWER, WATER))
    assert names(owner) == sorted([DIESEL[1], POWER[1], WATER[1]])
    (diesel,) = (source for source in sources(OWNER, owner) if source.name_th == DIESEL[1])
    assert diesel.unit_id is not None
    table(owner)
    assert names(owner) == sorted([DIESEL[1], POWER[1], WATER[1]])


@both
def test_a_form_with_units_behind_the_names_and_one_without_are_the_same_sources() -> None:
    owner = bare()
    unit(owner, "ENG", "กองช่าง")
    take(owner, (DIESEL, POWER), period=LATER)
    of_unit: Row = (DIESEL[0], f"{DIESEL[1]}(กองช่าง)", *DIESEL[2:])
    answer, _ = take(owner, (of_unit, POWER))
    assert names(owner) == sorted([DIESEL[1], POWER[1]])
    assert answer.compared.figure("total").ours is not None


@one
def test_what_a_unit_has_twice_is_told_apart_by_the_unit() -> None:
    owner = bare()
    units = {code: unit(owner, code, name) for code, name in (("A", "กองช่าง"), ("B", "กองคลัง"))}
    for code in units:
        entry = SourceEntry("mobile.diesel", "รถบรรทุกดีเซล", unit=code)
        assert add_source(OWNER, owner, entry)[0] is not None
    rows: tuple[Row, ...] = tuple(
        ("ขอบเขต 1" if not place else "", f"รถบรรทุกดีเซล ({name})", "L", 10 + place, 2.7406, 0.0274)
        for place, name in enumerate(("กองคลัง", "กองช่าง"))
    )
    take(owner, rows)
    base = calculate_year(OWNER, owner, 2564, today=TODAY).calculation
    amounts = {one.source.unit_id: one.quantity for one in base.sources if one.quantity}
    assert amounts == {units["B"]: 10, units["A"]: 11}
    assert len(names(owner)) == 2


@one
def test_what_fits_several_stays_new_and_says_so() -> None:
    owner = bare()
    for code, name in (("A", "กองช่าง"), ("B", "กองคลัง")):
        unit(owner, code, name)
        entry = SourceEntry("mobile.diesel", DIESEL[1], unit=code)
        assert add_source(OWNER, owner, entry)[0] is not None
    _, said = take(owner, (DIESEL, POWER))
    assert names(owner) == sorted([DIESEL[1]] * 3 + [POWER[1]])
    ambiguous = said["base_year.row_ambiguous"]
    assert ambiguous.data["label"] == DIESEL[1]
    assert ambiguous.data["sources"].count(DIESEL[1]) == 2


@one
def test_the_only_ones_left_of_a_kind_are_proposed_and_not_joined() -> None:
    owner = bare()
    table(owner, TABLE.replace("น้ำประปาส่วนภูมิภาค", "ค่าน้ำประปา กปภ. สำนักงาน"))
    _, said = take(owner, (DIESEL, POWER, WATER))
    assert len(names(owner)) == 4
    assert said["base_year.row_perhaps"].data["label"] == WATER[1]
    assert "ค่าน้ำประปา กปภ. สำนักงาน" in said["base_year.row_perhaps"].data["source"]


@one
def test_the_same_name_of_another_kind_is_another_source() -> None:
    owner = bare()
    assert add_source(OWNER, owner, SourceEntry("water.mwa", WATER[1]))[0] is not None
    _, said = take(owner, (DIESEL, WATER))
    assert names(owner) == sorted([DIESEL[1], WATER[1], WATER[1]])
    assert "base_year.rows_joined" not in said


@one
def test_words_of_no_kind_are_the_source_of_their_name_and_stay_as_stated() -> None:
    owner = bare()
    entry = SourceEntry("purchased.goods", STRANGE[1])
    assert add_source(OWNER, owner, entry)[0] is not None
    of_scope_3: Row = ("ขอบเขต 3", *STRANGE[1:])
    take(owner, (DIESEL, of_scope_3))
    assert names(owner) == sorted([DIESEL[1], STRANGE[1]])
    base = calculate_year(OWNER, owner, 2564, today=TODAY).calculation
    assert base.complete
    assert base.by_class[ReportingClass.SCOPE_3] == 1200
    # In every other year it is what it was added as.
    (stored,) = (source for source in sources(OWNER, owner) if source.name_th == STRANGE[1])
    assert stored.kind == "purchased.goods"


STOCKS = {"species": "R-134a", "stock.2568": "20", "stock.2567": "14"}


def units(owner: UUID, dossier: Dossier) -> dict[UUID, UUID]:
    """The units of a dossier in the organisation, by their ids there."""
    every = enumerate(dossier.units)
    return {one.id: unit(owner, f"U{number}", one.name_th) for number, one in every}


def stored_source(owner: UUID, source: EmissionSource) -> None:
    source_row(source, Entry(owner, OWNER.id, None)).save()


@both
def test_the_stated_figure_of_a_stock_counts_and_asks_for_no_stock_before() -> None:
    """Rows print what leaked: the stock of the year before stands in no form."""
    edition = every_kind.EDITIONS[1]
    entry = made.Entry("refrigerant.stock", "ชิลเลอร์", "kg", "3", STOCKS)
    stock = made.source_of(entry, 1, None)
    dossier = every_kind.dossier_of((entry,), edition)
    owner = bare()
    # The stocks that are known are those of the year after, and the one it begins with.
    later = {"species": "R-134a", "stock.2569": "20", "stock.2568": "14"}
    units(owner, dossier)
    stored_source(owner, replace(stock, parameters=later))
    open_year(OWNER, owner, 2569, PeriodKind.FISCAL_YEAR)
    set_settings(OWNER, version_of_year(OWNER, owner, 2569), Settings(edition[0], made.REPORT_DATE))
    answer, said = take_base_year(
        OWNER, owner, write_xlsx(made.report(dossier), {}), NAME, today=NOW, accept=True
    )
    assert answer is not None, said
    base = calculate_year(OWNER, owner, 2568, today=NOW)
    assert base.calculation.complete
    assert abs(base.calculation.total_kg - dossier.calculation.total_kg) < Decimal("1e-6")
    (result,) = base.calculation.sources
    assert (result.source.id, result.source.kind) == (stock.id, "refrigerant")
    assert [item.code for item in base.findings if item.level.value == "error"] == []
    (after,) = sources(OWNER, owner)
    assert after.kind == "refrigerant.stock"


@pytest.mark.parametrize("edition", every_kind.EDITIONS, ids=lambda item: item[0])
@one
def test_our_own_form_of_every_kind_finds_the_sources_it_came_from(
    edition: tuple[str, str],
) -> None:
    dossier = every_kind.dossier_of(every_kind.entries(edition), edition)
    owner = bare()
    keys = units(owner, dossier)
    for source in dossier.sources:
        stored_source(
            owner, replace(source, unit_id=keys[source.unit_id] if source.unit_id else None)
        )
    open_year(OWNER, owner, 2569, PeriodKind.FISCAL_YEAR)
    set_settings(OWNER, version_of_year(OWNER, owner, 2569), Settings(edition[0], made.REPORT_DATE))
    data = write_xlsx(made.report(dossier), {})
    answer, said = take_base_year(OWNER, owner, data, NAME, today=NOW, accept=True)
    assert answer is not None, said
    known = {source.id for source in dossier.sources}
    new = {source.kind for source in sources(OWNER, owner) if source.id not in known}
    # A method of several gases has a row for each, which no source of one kind can be.
    assert new <= {*RELEASED.values(), UPSTREAM, "refrigerant", "stated.separate"}
    apart = [one.data for one in said if one.code == "base_year.row_of_gas"]
    compost = next(one for one in dossier.sources if one.kind == "composting.own")
    assert sum(compost.name_th in one["sources"] for one in apart) == 2
    after = calculate_year(OWNER, owner, 2568, today=NOW).calculation
    for where in (ReportingClass.SCOPE_1, ReportingClass.SCOPE_2, ReportingClass.SCOPE_3):
        assert abs(after.by_class[where] - dossier.calculation.by_class[where]) < Decimal("1e-5")


TWELVE = tuple(Decimal(number) for number in range(1, 13))


def of_template(*written: tuple[str, str, str, str]) -> bytes:
    """A template of the year after the form: code, kind, name and unit of each source."""
    sources = tuple(TemplateSource(code, kind, name, "OPS") for code, kind, name, _ in written)
    lines = tuple(TemplateLine(code, unit, TWELVE) for code, _, _, unit in written)

    def edit(workbook: Any) -> None:
        sheet = workbook["พารามิเตอร์"]
        entries = (
            ("C01", "species", "R-134a"),
            ("C01", "stock.2564", "9"),
            ("C01", "stock.2565", "8"),
        )
        for number, entry in enumerate(entries):
            for column, text in enumerate(entry, start=1):
                sheet.cell(5 + number, column, text)

    return template(sources, lines, edit=edit)


CHILLER: Row = ("", "ชิลเลอร์ R-134a", "kg", 2, 1300, 2.6)
STRANGE_3: Row = ("ขอบเขต 3", *STRANGE[1:])


@both
def test_a_template_after_the_form_is_of_the_sources_that_the_form_made() -> None:
    owner = bare()
    take(owner, (DIESEL, CHILLER, POWER, STRANGE_3))
    before = calculate_year(OWNER, owner, 2564, today=TODAY).calculation
    made = {source.name_th: source.id for source in sources(OWNER, owner)}
    data = of_template(
        ("D01", "mobile.diesel", DIESEL[1], "litre"),
        ("C01", "refrigerant.stock", CHILLER[1], "kg"),
        ("G01", "purchased.goods", STRANGE[1], "kg"),
        ("W01", "water.pwa", WATER[1], "m3"),
    )
    result, said = import_activity(OWNER, owner, data, "activity.xlsx", accept=True)
    assert result is not None, said
    (told,) = (one for one in said if one.code == "import.sources_of_form")
    assert told.data == {"count": "3"}
    after = {source.name_th: source for source in sources(OWNER, owner)}
    assert len(sources(OWNER, owner)) == 5
    assert {name: after[name].id for name in made} == made
    assert (after[DIESEL[1]].code, after[CHILLER[1]].kind) == ("D01", "refrigerant.stock")
    assert after[STRANGE[1]].kind == "purchased.goods"
    assert "share" not in after[STRANGE[1]].parameters
    again = calculate_year(OWNER, owner, 2564, today=TODAY).calculation
    assert (again.total_kg, again.by_class) == (before.total_kg, before.by_class)
    year = calculate_year(OWNER, owner, 2565, today=TODAY).calculation
    stock = next(one for one in year.sources if one.source.kind == "refrigerant.stock")
    assert sum(stock.gases.values()) == (9 + sum(TWELVE) - 8) * 1300
    for _ in range(2):
        unchanged, _ = import_activity(OWNER, owner, data, "activity.xlsx", accept=True)
        assert unchanged is not None
        assert unchanged.changes == ()
        assert take(owner, (DIESEL, CHILLER, POWER, STRANGE_3))[0].changes == 0


@one
def test_two_sources_of_one_name_in_a_template_stay_beside_that_of_the_form() -> None:
    owner = bare()
    take(owner, (DIESEL, POWER))
    rows = (
        ("D01", "mobile.diesel", DIESEL[1], "litre"),
        ("D02", "mobile.diesel", DIESEL[1], "litre"),
    )
    result, said = import_activity(OWNER, owner, of_template(*rows), "activity.xlsx", accept=True)
    assert result is not None, said
    assert "import.sources_of_form" not in {one.code for one in said}
    assert len(sources(OWNER, owner)) == 4
